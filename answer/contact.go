package answer

import "github.com/digitaskforce/taskforce/documents"

// Contacts are whom readers ask what the materials do not answer: an e-mail
// address or a link each.
type Contacts struct {
	General string            // "" for nobody
	Themes  map[string]string // by the theme of the nearest document, as [documents.ThemeName] writes it
}

// of is whom to ask of a question that comes nearest to the document of near,
// nil where it comes near to none; "" where nobody is named.
func (c Contacts) of(near *documents.Info) string {
	if near != nil {
		if who := c.Themes[documents.ThemeName(near.Theme())]; who != "" {
			return who
		}
	}
	return c.General
}
