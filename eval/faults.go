package eval

import "github.com/digitaskforce/taskforce/documents"

// What is wrong with a line of a file.
var (
	atLine     = documents.NewFaultKind("eval_line", "%s, linje %d: %s", "%s, line %d: %s")
	noQuestion = documents.NewFaultKind("eval_question", "id og question skal være udfyldt", "id and question are needed")
	noText     = documents.NewFaultKind("eval_text", "id og text skal være udfyldt", "id and text are needed")
	twice      = documents.NewFaultKind("eval_twice", "id %q står også i linje %d", "id %q stands in line %d too")
	badRefused = documents.NewFaultKind("eval_refused", "refused skal være true, false eller en af %s", "refused is true, false or one of %s")
	badColumns = documents.NewFaultKind("eval_columns", "%d kolonner; der skal være query-id, corpus-id og score", "%d columns where query-id, corpus-id and score are needed")
	badScore   = documents.NewFaultKind("eval_score", "score er ikke et tal: %q", "the score is no number: %q")
)

// Why an answer does not fit what a line asserts of it.
var (
	lacks       = documents.NewFaultKind("eval_lacks", "svaret mangler %s", "the answer lacks %s")
	holdsWrong  = documents.NewFaultKind("eval_holds", "svaret indeholder »%s«", "the answer holds “%s”")
	unused      = documents.NewFaultKind("eval_unused", "kilden %s er ikke brugt; %s", "the source %s is not used; %s")
	usedNone    = documents.NewFaultKind("eval_used_none", "svaret har ingen kilder", "the answer has no sources")
	usedSome    = documents.NewFaultKind("eval_used_some", "brugt er %s", "used: %s")
	wasAnswered = documents.NewFaultKind("eval_was_answered", "spørgsmålet skulle afvises, men blev besvaret", "the question should have been refused, but was answered")
	wasRefused  = documents.NewFaultKind("eval_was_refused", "spørgsmålet skulle besvares, men blev afvist (%s)", "the question should have been answered, but was refused (%s)")
	refusedAs   = documents.NewFaultKind("eval_refused_as", "afvist som %s, ikke som %s", "refused as %s, not as %s")
	quoted      = documents.NewFaultKind("eval_quoted", "»%s«", "“%s”")
	either      = documents.NewFaultKind("eval_either", "%s eller %s", "%s or %s")
)

// AtLine is the error of a line of a file, counted from 1.
func AtLine(file string, line int, err error) error { return atLine.Fault(err, file, line, err) }
