// Package indextest has what tests of an index need: small libraries, and an
// embedder that knows a few words.
package indextest

import (
	"context"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents"
)

// Library makes a library of texts in a small notation: "# " begins a
// heading, "- " an item, other lines are paragraphs.
func Library(t testing.TB, texts ...string) *documents.Library {
	t.Helper()
	lib := &documents.Library{}
	for i, text := range texts {
		id := string(rune('a' + i))
		doc := &documents.Document{Info: documents.Info{ID: id, Title: "Dokument " + id, Path: id + ".md", Hash: text}}
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			switch {
			case line == "":
			case strings.HasPrefix(line, "#"):
				level := len(line) - len(strings.TrimLeft(line, "#"))
				doc.Blocks = append(doc.Blocks, documents.Block{Kind: documents.Heading, Level: level, Text: strings.TrimSpace(line[level:])})
			case strings.HasPrefix(line, "- "):
				doc.Blocks = append(doc.Blocks, documents.Block{Kind: documents.Item, Level: 1, Text: line[2:]})
			default:
				doc.Blocks = append(doc.Blocks, documents.Block{Kind: documents.Paragraph, Text: line})
			}
		}
		lib.Documents = append(lib.Documents, doc)
	}
	return lib
}

// Contacts is a document of telephone numbers.
const Contacts = `# Kontakt
## Digitalisering
Anne Holm, telefon 11 22 33 44
## Økonomi
Bo Friis, telefon 55 66 77 88
## Borgerservice
Carla Lund, telefon 99 88 77 66`

// Meanings is an embedder that knows which words mean the same: each text is
// the count of its words by meaning.
type Meanings struct {
	Groups []string // words of one meaning, separated by spaces
	Calls  int
	Fail   error
}

func (m *Meanings) Model() string { return "meanings" }

func (m *Meanings) Passages(_ context.Context, texts []string) ([][]float32, error) {
	if m.Fail != nil {
		return nil, m.Fail
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		m.Calls++
		out[i] = make([]float32, len(m.Groups))
		for _, w := range strings.Fields(strings.ToLower(t)) {
			for g, words := range m.Groups {
				if strings.Contains(" "+words+" ", " "+strings.Trim(w, ".,?")+" ") {
					out[i][g]++
				}
			}
		}
	}
	return out, nil
}

func (m *Meanings) Query(ctx context.Context, text string) ([]float32, error) {
	v, err := m.Passages(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	return v[0], nil
}

// Pets is a document about two animals.
const Pets = "# Dyr\n## Hunde\nVovsen sover i kurven om natten.\n## Katte\nMissen drikker mælk hver morgen."
