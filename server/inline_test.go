package server

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

func TestExcerpt(t *testing.T) {
	long := ""
	for range 60 {
		long += "ordene løber videre "
	}
	text := "først " + long + "partshøring gælder " + long
	at := len("først " + long)
	got, marked := excerpt(text, []reach{{0, 6}, {at, at + len("partshøring")}})
	if len(marked) != 1 && len(marked) != 2 || len(got) > 2*excerptSize {
		t.Fatalf("got %q %v", got, marked)
	}
	got, marked = excerpt(text[6:], []reach{{at - 6, at - 6 + len("partshøring")}})
	if len(marked) != 1 || got[marked[0].from:marked[0].to] != "partshøring" {
		t.Errorf("got %q %v", got, marked)
	}
	if got, _ := excerpt("kort\ntekst", nil); got != "kort tekst" {
		t.Errorf("got %q", got)
	}
}

func TestRuns(t *testing.T) {
	text := "Mål\nFørste linje.\n- et punkt\n  - et dybere\nSidste."
	got := runs(text, "Mål", quoted(text, []string{"et punkt", "linje.", "findes ikke", ""}))
	want := []run{
		{Spans: []span{{Text: "Første "}, {"linje.", "mark"}}},
		{Items: []item{{Spans: []span{{"et punkt", "mark"}}}, {Spans: []span{{Text: "et dybere"}}, Deep: true}}},
		{Spans: []span{{Text: "Sidste."}}},
	}
	if d := cmp.Diff(got, want, cmp.AllowUnexported(run{}, item{}, span{})); d != "" {
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
