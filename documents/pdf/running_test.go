package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// TestRunning reads heads that stand far down the page and at changing places,
// numbered headings at the upper edge, and the same text on page after page.
func TestRunning(t *testing.T) {
	var pages [][]show
	want := ""
	for i := 1; i <= 5; i++ {
		lines := []show{{60, 730 - float64(i)*3, 9, false, "Referat af byrådets møde"}, {60, 790, 15, true, fmt.Sprintf("%d Sager om svømmehallen", i)}}
		lines = append(lines, set(60, 690, 11, false, "Hallen har åbent hver dag, og billetter købes ved", "skranken, hvor foreninger også søger tider.")...)
		pages = append(pages, append(lines, set(60, 110, 11, false, "Vandet prøves af personalet, som skriver målingen", fmt.Sprintf("ned i bog %d.", i))...))
		want += fmt.Sprintf("h1 %d Sager om svømmehallen [%d]\np Hallen har åbent hver dag, og billetter købes ved skranken, hvor foreninger også søger tider. [%d]\np Vandet prøves af personalet, som skriver målingen ned i bog %d. [%d]\n", i, i, i, i, i)
	}
	doc := readDrawn(t, makePDF("", pages...))
	if diff := cmp.Diff(want, documentstest.Outline(doc.Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(doc.Losses) != 5 || doc.Losses[0] != documents.NewLoss(documents.LostRunning, 1, "Referat af byrådets møde") {
		t.Errorf("losses %v", doc.Losses)
	}
}

// TestRunningParts takes heads of two parts, feet of numbers alone and pages
// counted in Roman numerals out, far from the edge too, also where a part is a
// line of its own beside columns; and leaves the names of a table's columns and
// numbers that count no pages.
func TestRunningParts(t *testing.T) {
	prose := func(y float64) []show {
		return set(60, y, 11, false, "Hallen har åbent hver dag, og billetter købes ved", "skranken, hvor foreninger også søger tider.")
	}
	columns := append(set(60, 690, 11, false, "Hallen er lukket i uge 30, hvor", "bunden males, og der sættes nye", "lamper op over hele bassinet.", "Klubben har fået besked, så den", "kan træne et andet sted imens,", "og bassinet fyldes den 6. august."),
		set(330, 690, 11, false, "Personalet prøver vandet hver", "morgen og skriver målingen ind", "i bogen, som ligger i skranken.", "Bogen kan ses af alle gæster, og", "den gemmes i tre år, efter at den", "sidste side er skrevet ud.")...)
	roman := []string{"II", "III", "IV", "V", "VI", "VII"}
	var pages, tables [][]show
	for i, numeral := range roman {
		page := []show{{60, 757, 11, false, "Svømmehallen"}, {470, 757, 11, false, "Byens Råd"}, {60, 40, 9, false, "Udgave 1 fra 2016, blad " + numeral}}
		body := append(prose(690), show{270, 95, 11, false, "2.0.4"}, show{520, 95, 11, false, fmt.Sprint(i + 3)})
		if i == 4 {
			body = columns
		}
		pages = append(pages, append(page, body...))
		table := append([]show{{60, 740, 11, false, "Årstal"}, {300, 740, 11, false, "Gæster"}}, prose(500)...)
		for row := range 4 {
			table = append(table, show{60, 722 - 18*float64(row), 11, false, fmt.Sprint(1990 + 7*i + 2*row*row)}, show{300, 722 - 18*float64(row), 11, false, fmt.Sprint(4000 + 31*i*i + row)})
		}
		tables = append(tables, table)
	}
	doc := readDrawn(t, makePDF("", pages...))
	text := documentstest.Text(doc.Blocks)
	for _, head := range []string{"Svømmehallen", "Byens", "2.0.4", "blad"} {
		if strings.Contains(text, head) {
			t.Errorf("%q stays in %q", head, text)
		}
	}
	if strings.Count(text, "Hallen") != len(pages) || strings.Count(text, "hele bassinet") != 1 {
		t.Errorf("text is gone: %q", text)
	}
	doc = readDrawn(t, makePDF("", tables...))
	if got := documentstest.Text(doc.Blocks); strings.Count(got, "Årstal") != len(tables) || !strings.Contains(got, "1990") || len(doc.Losses) > 0 {
		t.Errorf("rows became %q, losses %v", got, doc.Losses)
	}
}

// TestTrimmedPages reads a book that is smaller than its paper: its feet stand far
// from the edge, and its heads differ from chapter to chapter. What stands at one
// height on pages here and there stays, and so does what two pages have on end
// where others have nothing, or one far from the next where others have their heads.
func TestTrimmedPages(t *testing.T) {
	var pages [][]show
	chapters := []string{"Havnens regler", "Havnens priser", "Havnens frister", "Havnens gæster"}
	heads := []string{"Havnens formål", chapters[0], chapters[0], chapters[1], chapters[1], // then those on the left and on the right have their own
		chapters[2], chapters[3], chapters[2], chapters[3], "Havnens formål"}
	for i, head := range heads {
		page := []show{{60, 800, 9, false, head}, {60, 190, 9, false, "Havnebogen, udgave 1.0"}, {400, 190, 9, false, fmt.Sprint(i + 1)}}
		page = append(page, set(60, 700, 11, false, "Havnen har åbent hele året, og både lægges til ved", fmt.Sprintf("bro %d, hvor havnefogeden anviser plads.", i))...)
		switch i {
		case 1, 4:
			page = append(page, show{60, 222, 11, false, "Se også bilaget"})
		case 6, 7:
			page = append(page, show{60, 782, 11, false, "Kun for medlemmer"})
		}
		pages = append(pages, page)
	}
	doc := readDrawn(t, makePDF("", pages...))
	text := documentstest.Text(doc.Blocks)
	for _, running := range append(chapters, "udgave") {
		if strings.Contains(text, running) {
			t.Errorf("%q stays in %q", running, text)
		}
	}
	for stays, times := range map[string]int{"havnefogeden": 10, "bilaget": 2, "medlemmer": 2, "formål": 2} {
		if strings.Count(text, stays) != times {
			t.Errorf("%q is gone: %q", stays, text)
		}
	}
}

// TestNamesInDrawings takes names that stand side by side for no heading, though
// they look like one.
func TestNamesInDrawings(t *testing.T) {
	prose := set(60, 600, 11, false, "Figuren viser, hvordan data deles mellem registeret og", "den myndighed, der har brug for dem i en sag.")
	doc := readDrawn(t, makePDF("", append([]show{{60, 790, 16, true, "1"}, {90, 790, 16, true, "Deling af data"}, {60, 680, 14, true, "Register"}, {260, 680, 14, true, "Anvendelse"}}, prose...)))
	const want = "h1 1 Deling af data [1]\np Register Anvendelse [1]\np Figuren viser, hvordan data deles mellem registeret og den myndighed, der har brug for dem i en sag. [1]\n"
	if diff := cmp.Diff(want, documentstest.Outline(doc.Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestContents reads lists of contents with dots and without, over two pages,
// with titles of two lines; and a list of prices, which is none.
func TestContents(t *testing.T) {
	entry := func(y float64, title, page string) []show {
		return []show{{60, y, 11, false, title}, {500, y, 11, false, page}}
	}
	text := func(y float64, title string) []show {
		return append([]show{{60, y, 14, true, title}}, set(60, y-30, 11, false, "Her står teksten om "+title+", som er lang nok til", "at være et afsnit for sig.")...)
	}
	join := func(parts ...[]show) (all []show) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	dots := " ................................................ "
	doc := readDrawn(t, makePDF("",
		join([]show{{60, 790, 20, true, "Håndbog"}, {60, 750, 14, true, "Indhold"}},
			set(60, 720, 11, false, "1 Ferie og fridage"+dots+"2", "2 Sygdom i en periode, der er meget lang og har en titel på", "to linjer"+dots+"3", "3 Barsel"+dots+"3")),
		join(text(780, "1 Ferie og fridage"), entry(600, "Kaffe", "25"), entry(580, "Te og vand", "20"), entry(560, "Kage", "35")),
		join(text(780, "3 Barsel"))))
	got := documentstest.Outline(doc.Blocks)
	const want = `h1 Håndbog [1]
h2 1 Ferie og fridage [2]
p Her står teksten om 1 Ferie og fridage, som er lang nok til at være et afsnit for sig. [2]
row Kaffe | 25 [2]
row Te og vand | 20 [2]
row Kage | 35 [2]
h2 3 Barsel [3]
p Her står teksten om 3 Barsel, som er lang nok til at være et afsnit for sig. [3]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(doc.Losses) != 1 || doc.Losses[0].Kind != documents.LostContents || doc.Losses[0].Page != 1 {
		t.Errorf("losses %v", doc.Losses)
	}
	var leaders, captions []show
	for i, title := range []string{"Havnens priser", "Havnens frister", "Havnens gebyrer", "Havnens regler"} {
		y := 700 - 20*float64(i)
		leaders = append(leaders, show{60, y, 9, false, fmt.Sprintf("2.%d", i+1)}, show{90, y, 9, false, title})
		for x := 180.0; x < 490; x += 7.2 {
			leaders = append(leaders, show{x, y, 9, false, "."})
		}
		leaders = append(leaders, show{500, y, 9, false, "2"})
		captions = append(captions, text(760-120*float64(i), fmt.Sprintf("Tabel 2.%d: %s", i+1, title))...)
	}
	spaced := readDrawn(t, makePDF("", leaders, captions))
	if len(spaced.Losses) != 1 || spaced.Blocks[0].Page != 2 {
		t.Errorf("with dots that stand apart: losses %v, outline\n%s", spaced.Losses, documentstest.Outline(spaced.Blocks))
	}
	bare := readDrawn(t, makePDF("", join(entry(700, "Ferie og fridage", "2"), entry(680, "Sygdom", "2"), entry(660, "Barsel", "3")),
		join(text(780, "Ferie og fridage"), text(600, "Sygdom")), join(text(780, "Barsel"))))
	if len(bare.Losses) != 1 || bare.Blocks[0].Page != 2 {
		t.Errorf("without dots: losses %v, outline\n%s", bare.Losses, documentstest.Outline(bare.Blocks))
	}
}

// TestCells reads a table whose cells have several lines and cut words, and that
// goes on over a page's end with its head again.
func TestCells(t *testing.T) {
	row := func(y float64, cells ...string) (out []show) {
		for i, c := range cells {
			out = append(out, show{60 + 160*float64(i), y, 11, false, c})
		}
		return out
	}
	head := func(y float64) (out []show) {
		for _, s := range row(y, "Felt", "Beskrivelse", "Frist") {
			s.bold = true
			out = append(out, s)
		}
		return out
	}
	join := func(parts ...[]show) (all []show) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	doc := readDrawn(t, makePDF("",
		join(set(60, 790, 11, false, "Skemaet viser felterne i ansøgningen, som udfyldes her."),
			head(720), row(698, "Bilag", "De skal vedhæf-", "8. maj"), []show{{220, 684, 11, false, "tes som pdf, og sags-"}, {220, 670, 11, false, "behandleren ser dem."}},
			row(648, "Klage", "Sendes til rådet", "4 uger")),
		join(head(720), row(698, "Svar", "Gives skriftligt", "1 uge"), row(676, "Betaling", "Sker forud", "2 uger"), row(654, "Andet", "Efter aftale", "ingen"))))
	const want = `p Skemaet viser felterne i ansøgningen, som udfyldes her. [1]
head Felt | Beskrivelse | Frist [1]
row Bilag | De skal vedhæftes som pdf, og sagsbehandleren ser dem. | 8. maj [1]
row Klage | Sendes til rådet | 4 uger [1]
head Felt | Beskrivelse | Frist [2]
row Svar | Gives skriftligt | 1 uge [2]
row Betaling | Sker forud | 2 uger [2]
row Andet | Efter aftale | ingen [2]
`
	if diff := cmp.Diff(want, documentstest.Outline(doc.Blocks)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
