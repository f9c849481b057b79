package prompts

import "strings"

// AskedInput are sentences of a document, for each of which questions are
// wanted that it answers, at most Each.
type AskedInput struct {
	Title     string
	Section   []string // headings from the outermost, may be empty
	Sentences []string // numbered from 1
	Each      int
}

// askedData is what the template sees; every text in it is escaped.
type askedData struct {
	Title, Section string
	Sentences      []numbered
	Each           int
}

// Asked asks what people ask that sentences answer: lines of a sentence's
// number, a colon and a question.
func (s *Set) Asked(in AskedInput) (Prompt, error) {
	data := askedData{Title: attribute(in.Title), Section: attribute(strings.Join(in.Section, " / ")), Each: in.Each}
	for i, text := range in.Sentences {
		data.Sentences = append(data.Sentences, numbered{N: i + 1, Text: line(text)})
	}
	return render(s.asked, data)
}
