package eval

import (
	"context"
	"flag"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/index/query"
)

var (
	ablations   = flag.String("ablations", "", "measure what each part of the ranking brings on sets, as of -meaning-sets")
	ablationOff = flag.String("ablation-off", "", "with -ablations: measure these parts together instead, by their fields of query.Params with + between")
)

type part struct{ fields, name string }

// parts are the parts of the ranking by the field of [query.Params] that
// weighs them; at 0 it is off.
var parts = []part{
	{"Semantic", "meaning"}, {"Asked", "words of what is asked"}, {"B", "length normalisation"}, {"Head", "headings"}, {"HeadDecay", "outer headings and the title"}, {"Proximity", "proximity"},
	{"Coverage", "coverage of the question"}, {"KindBonus", "kind of answer"},
	{"Synonym", "synonyms of the field"}, {"Narrow", "narrower words"}, {"Related", "thesaurus"}, {"Root", "roots"}, {"Part", "words inside compounds"},
	{"LastPart", "the question's compounds: last part"}, {"OtherPart", "the question's compounds: other parts"}, {"Typo", "near spellings"},
	{"General", "words to ask with"}, {"Verb", "verbs"}, {"Aside", "what leads up to the question"}, {"Carried", "carried over from the conversation"}, {"Foreign", "foreign words"},
}

// TestAblations prints what docs/retrieval.md tells of the parts: MRR@10 of each
// set, and for each part how many questions it changes and by how much MRR is less
// without it, give or take 1.96 standard errors; * is a difference beyond those.
func TestAblations(t *testing.T) {
	if *ablations == "" {
		t.Skip("-ablations is not set")
	}
	parts := parts
	if *ablationOff != "" {
		parts = []part{{*ablationOff, *ablationOff}}
	}
	for set := range strings.SplitSeq(*ablations, ",") {
		name, what, _ := strings.Cut(set, "=")
		whole := reciprocals(t, what, query.DefaultParams())
		mean, _ := meanAndBound(whole)
		fmt.Printf("| %s | nothing | %d | %.3f |\n", name, len(whole), mean)
		for _, part := range parts {
			params := query.DefaultParams()
			for field := range strings.SplitSeq(part.fields, "+") {
				reflect.ValueOf(&params).Elem().FieldByName(field).SetFloat(0)
			}
			brings, changed, sign := reciprocals(t, what, params), 0, ""
			for i := range brings {
				brings[i] = whole[i] - brings[i]
				if brings[i] != 0 {
					changed++
				}
			}
			mean, bound := meanAndBound(brings)
			if math.Abs(mean) > bound {
				sign = "*"
			}
			fmt.Printf("| %s | %s | %d | %+.4f ± %.4f%s |\n", name, part.name, changed, mean, bound, sign)
		}
	}
}

// reciprocals are 1/rank of each answerable question.
func reciprocals(t *testing.T, what string, params query.Params) []float64 {
	t.Helper()
	ix, questions := meant(t, what, params)
	results, err := Run(context.Background(), questions, Config{Index: ix})
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for _, r := range results {
		if r.Answerable {
			out = append(out, 0)
			if r.Rank > 0 {
				out[len(out)-1] = 1 / float64(r.Rank)
			}
		}
	}
	return out
}

// meanAndBound gives the mean of values and 1.96 times its standard error.
func meanAndBound(values []float64) (mean, bound float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		bound += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, 1.96 * math.Sqrt(bound/n)
}

func questionsOf(t *testing.T, path string) []Question {
	t.Helper()
	out, err := ReadQuestions(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
