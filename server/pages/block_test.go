package pages

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
)

// TestRows reads the cases that the tests in the browser read too.
func TestRows(t *testing.T) {
	raw, err := os.ReadFile("testdata/rows.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Lines, Columns []string
		Cells          [][]string
	}
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) < 5 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		columns, found := rows(c.Lines)
		var cells [][]string
		for i, row := range found {
			var texts []string
			for _, at := range row {
				texts = append(texts, at.Text)
				if got := c.Lines[i][at.From:][:len(at.Text)]; at.Text != "" && got != at.Text {
					t.Errorf("%q stands at %q", at.Text, got)
				}
			}
			cells = append(cells, texts)
		}
		if d := cmp.Diff(columns, c.Columns) + cmp.Diff(cells, c.Cells); d != "" {
			t.Errorf("%q:\n%s", c.Lines, d)
		}
	}
}

// TestBlocks gathers sentences: numbered items, a table, and one mark for what
// the same source carries.
func TestBlocks(t *testing.T) {
	item := func(text string, n ...int) answer.Sentence {
		return answer.Sentence{Text: text, Sources: n, Break: answer.BreakItem}
	}
	got := blocks([]answer.Sentence{
		{Text: "En.", Sources: []int{1}}, {Text: "To.", Sources: []int{1}}, {Text: "Tre.", Sources: []int{2}},
		item("2. Anden", 1), item("3. Tredje", 1), item("Punkt", 1), item("Et til", 3),
		item("Dato: maj; Status: ny", 1), item("Dato: juni; Status: gammel", 2), {Text: "Slut.", Sources: []int{2}, Break: answer.BreakParagraph},
	})
	text := func(s string, marks ...int) sentenceView { return sentenceView{Spans: []Span{{Text: s}}, Marks: marks} }
	cells := func(texts ...string) [][]Span {
		var out [][]Span
		for _, s := range texts {
			out = append(out, []Span{{Text: s}})
		}
		return out
	}
	want := []block{
		{Lines: []line{{0, []sentenceView{text("En."), text("To.", 1), text("Tre.", 2)}}}},
		{List: true, Ordered: true, Lines: []line{{2, []sentenceView{text("Anden")}}, {3, []sentenceView{text("Tredje", 1)}}}},
		{List: true, Lines: []line{{0, []sentenceView{text("Punkt", 1)}}, {0, []sentenceView{text("Et til", 3)}}}},
		{Table: &tableView{Columns: []string{"Dato", "Status"}, Rows: [][][]Span{cells("maj", "ny"), cells("juni", "gammel")}}, Marks: []int{1, 2}},
		{Lines: []line{{0, []sentenceView{text("Slut.", 2)}}}},
	}
	if d := cmp.Diff(got, want, cmp.AllowUnexported(sentenceView{}, tableView{})); d != "" {
		t.Error(d)
	}
}
