package eval

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/digitaskforce/taskforce/documents/library"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/index/query"
)

var (
	ablations         = flag.Bool("ablations", false, "measure what each part of the ranking brings")
	ablationDocuments = flag.String("ablation-documents", "", "with -ablations: other documents, of -ablation-questions")
	ablationQuestions = flag.String("ablation-questions", "", "with -ablations: questions over -ablation-documents")
)

// parts are the parts of the ranking by the field of [index.Params] that
// weighs them; at 0 it is off.
var parts = []struct{ field, name string }{
	{"", "nothing"}, {"B", "length normalisation"}, {"Head", "headings"}, {"Proximity", "proximity"}, {"Coverage", "coverage of the question"},
	{"KindBonus", "kind of answer"}, {"HeadFit", "headings that say what is asked"}, {"Synonym", "synonyms of the field"}, {"Narrow", "narrower words"},
	{"Related", "thesaurus"}, {"Root", "roots"}, {"Part", "words inside compounds"}, {"LastPart", "the question's compounds: last part"},
	{"OtherPart", "the question's compounds: other parts"}, {"Typo", "near spellings"}, {"General", "words to ask with"}, {"Verb", "verbs"},
	{"Aside", "what leads up to the question"}, {"Carried", "carried over from the conversation"}, {"Foreign", "foreign words"},
}

// TestAblations prints the table of docs/retrieval.md.
func TestAblations(t *testing.T) {
	if !*ablations {
		t.Skip("-ablations is not set")
	}
	sets := map[string][]Question{}
	names := []string{"tune", "held", "other"}
	for _, name := range names {
		sets[name] = questionsOf(t, filepath.Join("testdata", "questions-"+name+".jsonl"))
	}
	for _, part := range parts {
		params := query.DefaultParams()
		if part.field != "" {
			reflect.ValueOf(&params).Elem().FieldByName(part.field).SetFloat(0)
		}
		line := "| " + part.name
		ix := shippedIndex(t, params)
		for _, name := range names {
			line += fmt.Sprintf(" | %.3f", mrr(t, ix, sets[name]))
		}
		if *ablationQuestions != "" {
			ix := indexOf(t, library.Source{Disk: *ablationDocuments}, params)
			line += fmt.Sprintf(" | %.3f", mrr(t, ix, questionsOf(t, *ablationQuestions)))
		}
		fmt.Println(line + " |")
	}
}

func questionsOf(t *testing.T, path string) []Question {
	t.Helper()
	out, err := ReadQuestions(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func mrr(t *testing.T, ix *index.Index, questions []Question) float64 {
	t.Helper()
	results, err := Run(context.Background(), questions, Config{Index: ix})
	if err != nil {
		t.Fatal(err)
	}
	return Summarize(results, false).All.MRR
}
