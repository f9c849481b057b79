package query

import (
	"github.com/digitaskforce/taskforce/danish"
)

// Weights of what a question is about, beside 1 for a word of meaning.
const (
	topicPart    = 0.6 // a part of a compound
	topicGeneral = 0.2 // a word that questions use to ask
	topicVerb    = 0.5
)

// Topics tells what a question is about, so that questions can be compared:
// terms with a weight above 0 up to 1, less for what the materials speak of
// everywhere. Words of one stem or one group of synonyms give one term, and a
// compound gives its parts too. The materials need not hold the words.
func (p *Parser) Topics(question string) map[string]float64 {
	out := map[string]float64{}
	p.topics(out, question)
	for term := range out {
		out[term] *= p.IDF(max(1, p.Terms.Frequency(term))) / p.IDF(1)
	}
	return out
}

func (p *Parser) topics(out map[string]float64, question string) {
	whole := danish.Whole(bounded(danish.Tokenize(danish.Clean(question))))
	words := danish.Folded(whole)
	en := danish.English(words)
	stems := make([]string, len(whole))
	for i, w := range words {
		stems[i] = danish.Canonical(w)
	}
	for i := 0; i < len(whole); {
		if group, n := p.Lex.Synonyms.Match(stems, i); n > 1 {
			addTopic(out, group, 1)
			i += n
			continue
		}
		p.topicsOf(out, whole[i], en)
		i++
	}
}

// topicsOf adds those of one word.
func (p *Parser) topicsOf(out map[string]float64, t danish.Token, english bool) {
	switch {
	case t.Number:
		addTopic(out, t.Text, 1)
		return
	case (danish.StopWords[t.Text] || english && danish.EnglishStop[t.Text]) && !danish.Acronym(t.Raw):
		return
	}
	word := t.Text
	if english {
		if da := danish.Translations(word); len(da) > 0 {
			word = danish.Fold(da[0])
		}
	}
	stem := danish.Canonical(word)
	switch {
	case generalWords[stem]:
		addTopic(out, p.topic(stem), topicGeneral)
	case danish.Verbal(stem):
		addTopic(out, p.topic(stem), topicVerb)
	default:
		addTopic(out, p.topic(stem), 1)
	}
	for _, part := range p.Lex.Split(word) {
		addTopic(out, p.topic(part), topicPart)
	}
}

// topic is the group of synonyms of a stem, or the stem.
func (p *Parser) topic(stem string) string {
	if p.Lex.Synonyms != nil {
		if of := p.Lex.Synonyms.Of[stem]; len(of) > 0 {
			return of[0]
		}
	}
	return stem
}

func addTopic(to map[string]float64, term string, weight float64) {
	to[term] = max(to[term], weight)
}
