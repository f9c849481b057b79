package prompts

import "strings"

// AskedInput are sentences of a document, for which questions are wanted: at most
// Each for every sentence that it answers ([Set.Asked]), or at most Each in all that
// none of them does ([Set.Vain]).
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
	return render(s.asked, in.data())
}

// Vain asks what people ask near to sentences in vain: lines of the number of the
// sentence that comes nearest, a colon and a question.
func (s *Set) Vain(in AskedInput) (Prompt, error) {
	return render(s.vain, in.data())
}

func (in AskedInput) data() askedData {
	return askedData{Title: attribute(in.Title), Section: attribute(strings.Join(in.Section, " / ")), Each: in.Each, Sentences: lines(in.Sentences)}
}

// lines are texts, numbered from 1, each on one line.
func lines(texts []string) []numbered {
	out := make([]numbered, len(texts))
	for i, text := range texts {
		out[i] = numbered{N: i + 1, Text: line(text)}
	}
	return out
}

// AnsweredInput are questions and passages that may answer them.
type AnsweredInput struct {
	Questions []string // numbered from 1
	Passages  []Passage
}

// answeredData is what the template sees; every text in it is escaped.
type answeredData struct {
	Questions []numbered
	Passages  []passageView
}

// Answered asks which of the questions the passages answer: their numbers with
// commas between, or "ingen".
func (s *Set) Answered(in AnsweredInput) (Prompt, error) {
	return render(s.answered, answeredData{lines(in.Questions), passageData(in.Passages)})
}
