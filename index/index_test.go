package index

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index/indextest"
	"github.com/digitaskforce/taskforce/index/query"
)

func testIndex(t testing.TB, lib *documents.Library, opt Options) *Index {
	t.Helper()
	x, err := Build(context.Background(), lib, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// first gives the text of the best hit.
func first(t *testing.T, x *Index, question string) string {
	t.Helper()
	_, hits, err := x.Find(context.Background(), question, nil, 3)
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Text
}

func TestContactList(t *testing.T) {
	x := testIndex(t, indextest.Library(t, indextest.Contacts), Options{})
	for question, want := range map[string]string{
		"Hvad er telefonnummeret til digitalisering?": "11 22 33 44",
		"telefon økonomi":                             "55 66 77 88",
		"Hvem skal jeg ringe til i Borgerservice?":    "99 88 77 66",
	} {
		if got := first(t, x, question); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", question, got, want)
		}
	}
}

func TestDanishForms(t *testing.T) {
	x := testIndex(t, indextest.Library(t, `# Regler
## Beskyttelse
Reglerne om beskyttelse af data gælder for alle ansatte.
## Cykler
Cykler stilles i kælderen under bygningen.
## Principper
Princippet om sikkerhed vejer tungt i valget af løsning.
## Snerydning
Ejeren har pligt til at rydde sne.
## Indkøb
Kommunen finder selv sine leverandører.
## Ansatte
Lene Holm passer it.
## Kurser
Kurser i data literacy holdes om tirsdagen.
## Aalborg
Kontoret i Aalborg åbner klokken ni.
## Penge
Der er afsat 50 mio. kr. til formålet.
## Børn
Børnene får frokost hver dag.
## Mål
Udrulningen begynder i foråret, og mindst 80 pct. af skolerne er med.`), Options{})
	for question, want := range map[string]string{
		"databeskyttelse":                    "beskyttelse af data",
		"Hvad siger sikkerhedsprincippet?":   "Princippet om sikkerhed",
		"Hvornår åbner kontoret i Ålborg?":   "Aalborg",
		"afsat 50 millioner":                 "50 mio.",
		"Hvad får et barn?":                  "Børnene",
		"hvornår udruller de":                "Udrulningen",
		"hvor mange % af skolerne":           "80 pct.",
		"kan man stille cykller i kaelderen": "kælderen",
		"data-literacy-kurset":               "literacy",
		"Hvornår er der data-litteracy?":     "tirsdagen",
		"Hvad er byens forpligtigelser?":     "pligt til",
		"Hvem er it-sælger?":                 "leverandører",
	} {
		if got := first(t, x, question); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", question, got, want)
		}
	}
}

func TestSynonyms(t *testing.T) {
	syn, err := danish.ParseSynonyms(strings.NewReader("AI, KI, kunstig intelligens\nmyndighed > kommune\n"))
	if err != nil {
		t.Fatal(err)
	}
	x := testIndex(t, indextest.Library(t, "# A\nKunstig intelligens bruges på sygehuset.\n# B\nHunde luftes i parken.\n# C\nKommunen holder ferie."), Options{Synonyms: syn})
	for question, want := range map[string]string{"AI": "Kunstig", "hvad med KI?": "Kunstig", "myndigheder": "Kommunen"} {
		if got := first(t, x, question); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q in it", question, got, want)
		}
	}
	x = testIndex(t, indextest.Library(t, "# A\n## Mødet\nDen digitale taskforce mødes om AI.\n## Visionen\nTaskforcens vision med kunstig intelligens.\n"+
		"## C\nKunstig intelligens i den digitale by.\n## D\nKunstig intelligens i den digitale skole.\n## E\nEn digital vision for byen."), Options{Synonyms: syn})
	if got := first(t, x, "Hvad er den digitale taskforces vision for AI?"); !strings.Contains(got, "vision med") {
		t.Errorf("a rare word for what is everywhere decides: %q", got)
	}
	if _, err := danish.ParseSynonyms(strings.NewReader("AI, KI\nalene\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a group of one word: got error %v, want one that names line 2", err)
	}
}

func TestFollowUp(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# Udvalg\nUdvalget har fire medlemmer, og formanden er Lis Bo.\n# Møder\nMøderne holdes i maj."), Options{})
	q := snapshotOf(t, x).Parse(t.Context(), "Og hvem er dets formand?", []query.Turn{{Question: "Hvor mange medlemmer har udvalget?", Answer: "Fire."}})
	if !q.FollowUp {
		t.Error("a question that goes on from the one before is no follow-up")
	}
	if q := snapshotOf(t, x).Parse(t.Context(), "Hvornår holdes møderne?", []query.Turn{{Question: "Hvor mange medlemmer har udvalget?", Answer: "Fire."}}); q.FollowUp {
		t.Error("a question that stands alone leans on the history")
	}
}

func TestSameTextOnce(t *testing.T) {
	text := "# Hegn\nHegnet om haven skal være højst to meter højt og må ikke males i stærke farver af nogen art."
	x := testIndex(t, indextest.Library(t, text, text), Options{})
	_, hits, err := x.Find(context.Background(), "Hvor højt må hegnet være?", nil, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) != 1 {
		t.Errorf("got %d hits for one text in two files, want 1", len(hits))
	}
}

func snapshotOf(t testing.TB, x *Index) *Snapshot {
	t.Helper()
	s, err := x.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Release)
	return s
}

// TestSnapshotOutlives reads one build while the index goes on to another, and
// after it is closed.
func TestSnapshotOutlives(t *testing.T) {
	x := testIndex(t, indextest.Library(t, "# Hegn\nHegnet skal være højst to meter."), Options{})
	s := snapshotOf(t, x)
	if err := x.Update(t.Context(), indextest.Library(t, "# Hæk\nHækken skal være højst tre meter.")); err != nil {
		t.Fatal(err)
	}
	if ps, err := s.Passages(t.Context(), "a"); err != nil || !strings.Contains(ps[0].Text, "to meter") {
		t.Errorf("the snapshot turned into %v, %v", ps, err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	hits, err := s.Search(t.Context(), s.Parse(t.Context(), "Hvor højt er hegnet?", nil), 1)
	if err != nil || len(hits) != 1 || !strings.Contains(hits[0].Text, "to meter") {
		t.Errorf("after the close: %v, %v", hits, err)
	}
	if _, err := x.Snapshot(); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed index gave a snapshot: %v", err)
	}
}

// TestEditions asks two statutes of one association: the newest answers, the
// other where its year is asked for, and they are never mixed.
func TestEditions(t *testing.T) {
	lib := indextest.Library(t, "# Bestyrelsen\nBestyrelsen har fire menige medlemmer.", "# Bestyrelsen\nBestyrelsen har seks menige medlemmer.")
	lib.Documents[0].Edition, lib.Documents[0].SupersededBy = "2009", "b"
	lib.Documents[1].Edition = "2017"
	x := testIndex(t, lib, Options{})
	for question, want := range map[string]string{
		"Hvor mange menige medlemmer har bestyrelsen?":         "seks",
		"Hvor mange menige medlemmer havde bestyrelsen i 2009": "fire",
	} {
		_, hits, err := x.Find(t.Context(), question, nil, 5)
		if err != nil || len(hits) != 1 || !strings.Contains(hits[0].Text, want) {
			t.Errorf("%s: %d hits, %v", question, len(hits), err)
		}
	}
}
