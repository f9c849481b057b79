package pages

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestInline reads the cases that the tests in the browser read too.
func TestInline(t *testing.T) {
	raw, err := os.ReadFile("testdata/inline.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text  string
		Spans [][2]string
	}
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) < 10 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		got := [][2]string{}
		for _, s := range inline(c.Text) {
			got = append(got, [2]string{s.Text, s.Kind})
		}
		if d := cmp.Diff(got, c.Spans); d != "" {
			t.Errorf("%q:\n%s", c.Text, d)
		}
	}
}

func TestRuns(t *testing.T) {
	text := "Mål\nFørste linje.\n- et punkt\n  - et dybere\nSidste."
	got := Runs(text, "Mål", quoted(text, []string{"et punkt", "linje.", "findes ikke", ""}))
	want := []Run{
		{Spans: []Span{{Text: "Første "}, {"linje.", "mark"}}},
		{Items: []item{{Spans: []Span{{"et punkt", "mark"}}}, {Spans: []Span{{Text: "et dybere"}}, Deep: true}}},
		{Spans: []Span{{Text: "Sidste."}}},
	}
	if d := cmp.Diff(got, want, cmp.AllowUnexported(Run{}, item{}, Span{})); d != "" {
		t.Error(d)
	}
}

// TestSiteColors holds the colours that are computed to the contrast that text needs.
func TestSiteColors(t *testing.T) {
	if c := contrast(white, black); c < 20.9 || c > 21.1 {
		t.Errorf("white upon black has %v", c)
	}
	for _, text := range []string{"#000000", "#ffffff", "#ffff00", "#0b4f8a", "#ff0000", "#777777", "#00ff7f", "#1a1a1a"} {
		c, err := parseColor(text)
		if err != nil {
			t.Fatal(err)
		}
		for what, got := range map[string]float64{
			"text": contrast(c, c.text()), "light": contrast(c.readableOn(lightGround), lightGround), "dark": contrast(c.readableOn(darkGround), darkGround),
		} {
			if got < minContrast {
				t.Errorf("%s %s: %v", text, what, got)
			}
		}
	}
	for _, bad := range []string{"", "red", "#fff", "#12345g", "#1234567", "#ffffff;}"} {
		if _, err := parseColor(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
