// Package materials holds the corpus that ships inside the binary: Danish
// texts on the strategy of Digital Taskforce for kunstig intelligens (folder
// strategi) and on the law around it (folder jura).
//
// Each file is Markdown in UTF-8 with YAML front matter between two lines of
// three hyphens. Its keys are
//
//	title        what the document is called where it is listed or cited
//	publisher    who issued the publication that the text reports on
//	date         when the content was true: year-month or year-month-day
//	publication  full title of that publication
//	url          public address of that publication
//	language     da
//	note         what kind of text it is
//	sources      further sources, a list; may be absent
//
// A reader of a document is to get along with one sentence of it: the texts
// repeat their subject instead of pointing back, and state a number with its
// unit and year.
//
// The texts are written for this project, in its own words, and carry the
// project's licence. The publications they report on belong to their
// publishers; the texts neither replace them nor are legal advice.
package materials

import "embed"

// Files holds the shipped corpus: strategi/*.md and jura/*.md.
//
//go:embed strategi/*.md jura/*.md
var Files embed.FS

// Synonyms is the synonym file of the field, synonymer.txt; an editor can
// extend it, and its first lines say how.
//
//go:embed synonymer.txt
var Synonyms []byte
