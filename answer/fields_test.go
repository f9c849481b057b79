package answer

import (
	"bufio"
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
)

// labelledField is a sentence of testdata/fields.jsonl: a right or wrong
// answer over passages of a field far from AI, by an author who did not know
// the checks.
type labelledField struct {
	ID       string `json:"id"`
	Field    string `json:"field"`
	Question string `json:"question"`
	Lang     string `json:"lang"`
	Passages []int  `json:"passages"`
	Text     string `json:"text"`
	Right    bool   `json:"right"`
	Kind     string `json:"kind"`
}

func readFields(t testing.TB) (passages []GivenSource, sentences []labelledField) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "fields.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var line struct {
			Passage *GivenSource `json:"passage"`
			labelledField
		}
		if err := json.Unmarshal(sc.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Passage != nil {
			passages = append(passages, *line.Passage)
		} else {
			sentences = append(sentences, line.labelledField)
		}
	}
	return passages, sentences
}

func shown(t *testing.T, c *Checker, in Given) bool {
	t.Helper()
	got, err := c.Check(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return got.Shown
}

// TestFields holds what the words alone show of wrong sentences in other
// fields; docs/answers.md tells what they withhold of right ones.
func TestFields(t *testing.T) {
	passages, sentences := readFields(t)
	c := NewChecker(CheckerConfig{})
	wrong, through, right, held := 0, 0, 0, 0
	for _, l := range sentences {
		in := Given{Question: l.Question, Lang: l.Lang, Text: l.Text}
		for _, i := range l.Passages {
			in.Sources = append(in.Sources, passages[i])
			in.Sources[len(in.Sources)-1].N = len(in.Sources)
		}
		passes := shown(t, c, in)
		switch {
		case l.Right && !passes:
			right, held = right+1, held+1
		case l.Right:
			right++
		case passes:
			wrong, through = wrong+1, through+1
			t.Logf("shown: %s (%s) %s", l.ID, l.Kind, l.Text)
		default:
			wrong++
		}
	}
	t.Logf("wrong shown %d of %d, right withheld %d of %d", through, wrong, held, right)
	if wrong < 100 || through > 0 {
		t.Errorf("wrong shown %d of %d", through, wrong)
	}
	verbatim(t, c, passages)
}

// verbatim holds that the first sentence of each passage is shown beside it, so
// that a checker that withholds everything does not pass.
func verbatim(t *testing.T, c *Checker, passages []GivenSource) {
	t.Helper()
	for _, p := range passages {
		_, body, _ := strings.Cut(p.Text, "\n")
		line, _, _ := strings.Cut(strings.TrimSpace(cmp.Or(body, p.Text)), "\n")
		if said := danish.Sentences(line); len(said) > 0 && strings.HasSuffix(said[0], ".") && !shown(t, c, Given{Text: said[0], Sources: []GivenSource{p}}) {
			t.Errorf("%q is withheld beside its own passage", said[0])
		}
	}
}

// TestShort holds that short answers, most of them false, are shown beside no
// passage of any field: they are not what one of its statements says.
func TestShort(t *testing.T) {
	passages, _ := readFields(t)
	c := NewChecker(CheckerConfig{})
	for _, p := range passages {
		for _, text := range []string{"Ja, det er tilladt.", "Nej, det er ikke tilladt.", "Ja, det er lovligt.", "Ja.", "Det skal man.", "Ja, det kan man godt.",
			"Reglerne er ophævet.", "Ordningen er nedlagt.", "Kommunen er fritaget.", "Gebyret er frivilligt.", "Yes, it is allowed.", "The rules have been repealed."} {
			if shown(t, c, Given{Question: "Er det rigtigt?", Text: text, Sources: []GivenSource{p}}) {
				t.Errorf("%q is shown beside %.80q", text, p.Text)
			}
		}
	}
}
