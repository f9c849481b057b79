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

// AtLine is the error of a line of a file, counted from 1.
func AtLine(file string, line int, err error) error { return atLine.Fault(err, file, line, err) }
