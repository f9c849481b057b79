package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// pageWords are the words of pages, whose lines are parted by line feeds.
func pageWords(pages ...string) []word {
	return plainReference(strings.Join(pages, "\f") + strings.Repeat("\f", min(len(pages)-1, 1))).words
}

func TestMatch(t *testing.T) {
	from := pageWords("Den ene side om af\nD ataset og hele ordet", "En anden side om af")
	to := pageWords("hele ordet Dataset og den ene side om", "en anden side om af")
	at := match(from, to)
	var missing []string
	for i, j := range at {
		if j < 0 {
			missing = append(missing, from[i].text)
		}
	}
	if !slices.Equal(missing, []string{"af"}) {
		t.Errorf("missing %q of %v", missing, at)
	}
	if n := longestRise(at); n != 4+5 {
		t.Errorf("%d words in order", n)
	}
	if away := match(pageWords("a", "b", "c", "her"), pageWords("her", "b", "c", "d")); away[3] >= 0 {
		t.Error("a word was found three pages away")
	}
}

func TestJudge(t *testing.T) {
	ref := pageWords(
		"Kommunens referat\nIndhold\nOm vand 2\nTabt linje\nside 1",
		"Kommunens referat\nOm vand\nside 2",
		"Kommunens referat\nKun her foroven\nside 3")
	got := wordsOf([]documents.Block{{Text: "Om vand", Page: 2}})
	losses := []lostText{
		{documents.LostRunning, 1, "Kommunens referat side 1"}, {documents.LostRunning, 2, "Kommunens referat side 2"},
		{documents.LostRunning, 3, "Kommunens referat Kun her foroven side 3"}, {documents.LostContents, 1, "Indhold Om vand 2"},
	}
	why := judge(ref, got, match(ref, got), losses)
	said := map[string][]string{}
	for i, reason := range why {
		if reason != kept {
			said[reason] = append(said[reason], ref[i].text)
		}
	}
	for reason, want := range map[string]string{
		running: "kommunens referat side 1 kommunens referat side 2 kommunens referat side 3", contents: "indhold om vand 2",
		lost: "tabt linje", unproven: "kun her foroven",
	} {
		if got := strings.Join(said[reason], " "); got != want {
			t.Errorf("%s: got %q, want %q", reason, got, want)
		}
	}
}

func TestMarkedHeadings(t *testing.T) {
	tree := "Document\n  H1 (block)\n    Span (inline)\n      \"1 \"\n    Span (inline)\n      \"Forord \"\n  P (block)\n    \"Tekst \"\n  Sect\n    H2 (block)\n      \"Om vand\"\n"
	if got := markedHeadings(tree); !slices.Equal(got, []string{"1 Forord", "Om vand"}) {
		t.Errorf("got %q", got)
	}
}

func TestCompareHeadings(t *testing.T) {
	blocks := []documents.Block{{Kind: documents.Heading, Text: "II.1 Om vand"}, {Kind: documents.Heading, Text: "A. Bilag"}, {Kind: documents.Paragraph, Text: "Luft"}}
	if all, same := compareHeadings([]string{"Om vand", "Bilag", "Luft"}, blocks); all != 3 || same != 2 {
		t.Errorf("%d of %d", same, all)
	}
}
