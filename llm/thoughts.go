package llm

import "strings"

const (
	openTag  = "<think>"
	closeTag = "</think>"
)

// thoughts leaves out what a reasoning model writes between <think> tags,
// also when a tag comes in several pieces.
type thoughts struct {
	held   string // what may be the beginning of a tag
	inside bool
}

// filter returns the part of text, and of what was held, that is no thought.
func (t *thoughts) filter(text string) string {
	text, t.held = t.held+text, ""
	var out strings.Builder
	for text != "" {
		tag := openTag
		if t.inside {
			tag = closeTag
		}
		before, after, found := strings.Cut(text, tag)
		if !found {
			keep := len(text) - partialTag(text, tag)
			before, t.held = text[:keep], text[keep:]
		}
		if !t.inside {
			out.WriteString(before)
		}
		if found {
			t.inside = !t.inside
		}
		text = after
	}
	// A template may have opened the thought in the prompt.
	return strings.ReplaceAll(out.String(), closeTag, "")
}

// rest returns what was held when the reply ended.
func (t *thoughts) rest() string {
	if t.inside {
		return ""
	}
	held := t.held
	t.held = ""
	return held
}

// partialTag is the length of the longest beginning of tag at the end of text.
func partialTag(text, tag string) int {
	for n := min(len(tag)-1, len(text)); n > 0; n-- {
		if strings.HasSuffix(text, tag[:n]) {
			return n
		}
	}
	return 0
}
