package mcp

import "fmt"

// Kind is what is wrong with a call, whatever the language that it is told in.
type Kind string

// The kinds, each with what takes the places in its words.
const (
	NoDocument  Kind = "document" // that the materials do not hold
	HitsRange   Kind = "hits"     // the most hits
	FromRange   Kind = "from"     // the number of the document's passages
	ListChanged Kind = "list"     // since the cursor was given
)

// Fault is an error of a call, in the language of the asker; compare kinds.
type Fault struct {
	Kind Kind
	text string
}

func (f *Fault) Error() string { return f.text }

// texts are the words of the kinds.
var texts = map[Kind]struct{ danish, english string }{
	NoDocument:  {"Dokumentet findes ikke i materialet.", "The document is not in the materials."},
	HitsRange:   {"Feltet k skal være et helt tal fra 1 til %d.", "The field k must be a whole number from 1 to %d."},
	FromRange:   {"Feltet from skal være et helt tal fra 0 til %d.", "The field from must be a whole number from 0 to %d."},
	ListChanged: {"Listen er ændret. Begynd forfra uden cursor.", "The list has changed. Begin again without a cursor."},
}

// fault is an error of a kind in the asker's language.
func (s Service) fault(kind Kind, values ...any) *Fault {
	text := texts[kind].danish
	if s.English {
		text = texts[kind].english
	}
	return &Fault{kind, fmt.Sprintf(text, values...)}
}
