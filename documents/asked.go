package documents

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/danish"
)

// Asked is a question, in words that people use, that one sentence of a passage
// answers. It helps to find the sentence; it is never quoted, and no evidence.
type Asked struct {
	Sentence int    `json:"sentence"` // its number among [Passage.Sentences], from 0
	Question string `json:"question"`
}

// Asking is a sentence of a document and what people ask that it answers. Vain
// are questions that come near to it and that the document does not answer.
type Asking struct {
	Sentence  string
	Questions []string
	Vain      []string
}

// Askings are those of a document.
type Askings []Asking

// Bounds of what may be asked of a document.
const (
	MaxAskings  = 1 << 20 // bytes of its file
	maxQuestion = 300     // characters
	mostAsked   = 24      // questions of a sentence, and as many in vain
)

// ParseAskings reads what people ask of a document: after a sentence, as it
// stands there, a line of each question: it begins with "- " where the sentence
// answers it, with "! " where it is asked in vain. Blank lines and lines that begin
// with "#" say nothing. The error names the line.
func ParseAskings(text string) (Askings, error) {
	var out Askings
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = CleanText(strings.TrimSpace(line))
		question, asked := strings.CutPrefix(line, "- ")
		vain := false
		if !asked {
			question, vain = strings.CutPrefix(line, "! ")
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !asked && !vain {
			out = append(out, Asking{Sentence: line})
			continue
		}
		if len(out) == 0 {
			return nil, BadAsking.Fault(nil, n)
		}
		last := &out[len(out)-1]
		to := &last.Questions
		if vain {
			to = &last.Vain
		}
		switch {
		case utf8.RuneCountInString(question) > maxQuestion:
			return nil, LongAsking.Fault(nil, n, maxQuestion)
		case len(*to) == mostAsked:
			return nil, ManyAskings.Fault(nil, n, mostAsked)
		}
		*to = append(*to, question)
	}
	return out, nil
}

// Text writes the askings as [ParseAskings] reads them.
func (a Askings) Text() string {
	var out strings.Builder
	for _, x := range a {
		out.WriteString(x.Sentence + "\n")
		for _, q := range x.Questions {
			out.WriteString("- " + q + "\n")
		}
		for _, q := range x.Vain {
			out.WriteString("! " + q + "\n")
		}
		out.WriteString("\n")
	}
	return out.String()
}

// Hash is what [Info.Asked] holds of the askings.
func (a Askings) Hash() string {
	if len(a) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(a.Text()))
	return hex.EncodeToString(sum[:8])
}

// Lost are the sentences of the askings that are none of the passages', by
// their letters and digits.
func (a Askings) Lost(passages []Passage) []string {
	stands := map[string]bool{}
	for _, p := range passages {
		for _, s := range p.Sentences() {
			stands[danish.Letters(s.Text)] = true
		}
	}
	var out []string
	for _, x := range a {
		if !stands[danish.Letters(x.Sentence)] {
			out = append(out, x.Sentence)
		}
	}
	return out
}

// Both are the questions in vain that are also among those that a sentence answers,
// by their letters and digits.
func (a Askings) Both() []string {
	answered := map[string]bool{}
	for _, x := range a {
		for _, q := range x.Questions {
			answered[danish.Letters(q)] = true
		}
	}
	var out []string
	for _, x := range a {
		for _, q := range x.Vain {
			if answered[danish.Letters(q)] {
				out = append(out, q)
			}
		}
	}
	return out
}

// askOf gives each passage what is asked of its sentences, and in vain near to them.
func (a Askings) askOf(passages []Passage) {
	if len(a) == 0 {
		return
	}
	of := map[string]Asking{}
	for _, x := range a {
		key := danish.Letters(x.Sentence)
		all := of[key]
		of[key] = Asking{Questions: append(all.Questions, x.Questions...), Vain: append(all.Vain, x.Vain...)}
	}
	for i := range passages {
		p := &passages[i]
		for n, s := range p.Sentences() {
			x := of[danish.Letters(s.Text)]
			for _, q := range x.Questions {
				p.Asked = append(p.Asked, Asked{n, q})
			}
			p.Vain = append(p.Vain, x.Vain...)
		}
	}
}
