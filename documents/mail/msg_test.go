package mail

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// wide is a text as Outlook writes it.
func wide(s string) (out []byte) {
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

// TestMSG reads a message as Outlook saves it.
func TestMSG(t *testing.T) {
	sent := time.Date(2026, 5, 4, 7, 30, 0, 0, time.UTC)
	fixed := make([]byte, 48)
	binary.LittleEndian.PutUint16(fixed[32:], 0x40)
	binary.LittleEndian.PutUint16(fixed[34:], fixedSent)
	binary.LittleEndian.PutUint64(fixed[40:], uint64(sent.Unix()+11_644_473_600)*10_000_000)
	file := documentstest.Compound(
		documentstest.Stream{Path: "__properties_version1.0", Data: fixed},
		documentstest.Stream{Path: "__substg1.0_0037001F", Data: wide("Svar på ansøgning")},
		documentstest.Stream{Path: "__substg1.0_0C1A001F", Data: wide("Mette Åberg")},
		documentstest.Stream{Path: "__substg1.0_5D01001F", Data: wide("mette@eksempel.dk")},
		documentstest.Stream{Path: "__substg1.0_0E04001E", Data: []byte("Byggesag i N\xe6stved"), Fill: ' '},
		documentstest.Stream{Path: "__substg1.0_1000001F", Data: wide("Kære Byggesag\r\n\r\nCarporten må være tre meter høj.\r\n")},
		documentstest.Stream{Path: "__substg1.0_10130102", Data: []byte("<p>Ikke denne</p>"), Fill: ' '},
		documentstest.Stream{Path: "__attach_version1.0_#00000000/__substg1.0_3704001F", Data: wide("TEGNIN~1.PDF")},
		documentstest.Stream{Path: "__attach_version1.0_#00000000/__substg1.0_3707001F", Data: wide("tegning af carport.pdf")},
	)
	in := documents.Input{Data: file, Limits: documents.DefaultLimits()}
	doc, err := ReadMSG(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	got := documentstest.Text(doc.Blocks)
	for _, want := range []string{"Svar på ansøgning", "Fra: Mette Åberg <mette@eksempel.dk>", "Til: Byggesag i Næstved", "Sendt: 4. maj 2026 kl. 07.30 (UTC)", "Carporten må være tre meter høj.", "Vedhæftet: tegning af carport.pdf"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if doc.Title != "Svar på ansøgning" || doc.Date != "2026-05-04" || strings.Contains(got, "Ikke denne") || len(doc.Losses) != 1 {
		t.Errorf("%+v\n%s", doc.Info, got)
	}
	for n := 0; n < len(file); n += 700 { // cut off anywhere, it is read or refused
		in.Data = file[:n]
		if doc, err := ReadMSG(t.Context(), in); doc == nil && err == nil {
			t.Errorf("nothing of %d bytes", n)
		}
	}
}

// TestCodepages reads texts of one byte a letter by the code page that the message
// names for them; one of the page alone that they are not in is no matter.
func TestCodepages(t *testing.T) {
	for text, want := range map[string]struct {
		id    uint16
		page  uint64
		plain string
	}{
		"R\xf8dgr\xf8d":    {fixedPage, 65001, "Rødgrød"},
		"\xa4\xa4\xa4\xe5": {fixedCodepage, 950, "中文"},
		"\xe0\xe2\xf2\xee": {fixedPage, 1251, "авто"},
		"Bl\xe5":           {fixedCodepage, 7, "Blå"},
		"\xa4 2":           {fixedCodepage, 28605, "€ 2"},
		"Gr\xc3\xb8n":      {fixedCodepage, 1252, "Grøn"},
	} {
		m := &outlook{fixed: make([]byte, fixedHead+16)}
		binary.LittleEndian.PutUint16(m.fixed[fixedHead+2:], want.id)
		binary.LittleEndian.PutUint64(m.fixed[fixedHead+8:], want.page)
		if got := m.decode(narrowText, []byte(text)); got != want.plain {
			t.Errorf("%q by code page %d of %x is %q", text, want.page, want.id, got)
		}
	}
}
