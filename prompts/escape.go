package prompts

import (
	"regexp"
	"strings"
	"unicode"
)

// Bounds in runes.
const (
	maxQuestion = 2000
	maxEarlier  = 600 // one earlier question or answer
	maxHeading  = 300
	maxTurns    = 3
)

// angles replaces what the blocks of a prompt are made of by look-alikes, so
// that no text can end its block or begin another.
var angles = strings.NewReplacer("<", "‹", ">", "›")

// noteMark is a footnote's number in brackets, which would read as a citation.
var noteMark = regexp.MustCompile(`\[\s*(\d[\d\s,;–-]*)\]`)

// citation is a note mark with the space before it.
var citation = regexp.MustCompile(`\s*` + noteMark.String())

// block makes text safe inside a block: its lines stay, its delimiters and
// invisible characters do not.
func block(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
			return -1
		}
		return r
	}, text)
	return strings.TrimSpace(angles.Replace(text))
}

// line is block on one line.
func line(text string) string { return strings.Join(strings.Fields(block(text)), " ") }

// attribute is line between quotation marks.
func attribute(text string) string { return strings.ReplaceAll(line(cut(text, maxHeading)), `"`, "'") }

// cut shortens text to n runes.
func cut(text string, n int) string {
	seen := 0
	for i := range text {
		if seen == n {
			return text[:i] + " …"
		}
		seen++
	}
	return text
}

func passageData(passages []Passage) []passageView {
	views := make([]passageView, len(passages))
	for i, p := range passages {
		views[i] = passageView{
			N: p.N, Page: p.Page, Title: attribute(p.Title),
			Section: attribute(strings.Join(p.Section, " / ")),
			Text:    noteMark.ReplaceAllString(block(p.Text), "($1)"),
		}
	}
	return views
}

// recent is the end of a conversation; the citations of its answers are left
// out, since they count other passages than those of this question.
func recent(history []Turn) []Turn {
	history = history[max(0, len(history)-maxTurns):]
	views := make([]Turn, len(history))
	for i, t := range history {
		answer := citation.ReplaceAllString(t.Answer, "")
		views[i] = Turn{Question: line(cut(t.Question, maxEarlier)), Answer: line(cut(answer, maxEarlier))}
	}
	return views
}
