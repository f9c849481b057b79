package extract

import (
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// The folded words by which a statement permits, demands, forbids or denies.
var (
	denying   = danish.Logic("deny", "exempt")
	limiting  = danish.Logic("bind", "limit")
	forbidden = danish.Logic("forbid")
	freed     = danish.Logic("free")
	lawful    = danish.Logic("lawful")
)

// modality is what a question for yes or no, or a statement, turns on.
type modality int

const (
	fact modality = iota
	permission
	duty
)

var (
	permits = danish.Logic("permit")
	demands = danish.Logic("oblige", "require")
)

// asks is the modality of a question's folded words.
func asks(words []string) modality {
	for _, w := range words {
		switch {
		case permits[w] || lawful[w]:
			return permission
		case demands[w]:
			return duty
		}
	}
	return fact
}

// YesOrNo is "Ja." or "Nej." where one of the picked units carries it: it shows
// nearly all that the question says, in one clause that turns on the same
// modality, and limits itself by nothing. "" elsewhere; the units speak for
// themselves there.
func (e *Extractor) YesOrNo(picked []int) string {
	if !e.q.Polar || len(picked) == 0 {
		return ""
	}
	question := danish.Folded(danish.Tokenize(e.q.Text))
	if slices.ContainsFunc(question, func(w string) bool { return denying[w] }) {
		return ""
	}
	best := e.Best()
	u := e.Units[best]
	if strings.HasPrefix(u.Text, "Nej") || strings.HasPrefix(u.Text, "Ja,") || strings.HasPrefix(u.Text, "Ja.") {
		return "" // it says so itself
	}
	if !slices.Contains(picked, best) || u.Item || e.own(best) < carries*e.total || wonders(u.Text) {
		return ""
	}
	return settle(asks(question), danish.Folded(danish.Tokenize(u.Text)))
}

// wonders tells whether a statement leaves something open: it has a clause that
// asks, which in Danish follows a comma ("det er usikkert, om …").
func wonders(text string) bool {
	return strings.Contains(text, ", om ") || strings.Contains(text, "hvorvidt ")
}

// carries is the share of the question's weight that the words of a statement
// must show to answer it by yes or no.
const carries = 0.8

// settle tells what a statement's folded words say to a question.
func settle(asked modality, words []string) string {
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	if has(limiting) {
		return ""
	}
	no := has(denying)
	switch {
	case asked == permission && has(forbidden) && !no:
		return "Nej."
	case asked == permission && (has(permits) || has(lawful)) && !has(forbidden),
		asked == duty && has(demands), asked == fact && !has(permits) && !has(demands):
		if no {
			return "Nej."
		}
		return "Ja."
	case asked == duty && has(freed):
		return "Nej."
	}
	return ""
}
