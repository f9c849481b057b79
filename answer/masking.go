package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/answer/guard"
)

// maskTurns masks the conversation so far.
func maskTurns(history []Turn) []Turn {
	out := make([]Turn, len(history))
	for i, t := range history {
		out[i].Question, _ = guard.Mask(t.Question)
		out[i].Answer, _ = guard.Mask(t.Answer)
	}
	return out
}

// maskNotice tells the reader what was masked, "" where nothing was.
func (t *texts) maskNotice(kinds []string) string {
	if len(kinds) == 0 {
		return ""
	}
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = t.kinds[k]
	}
	last := len(names) - 1
	if last == 0 {
		return t.masked + names[0] + "."
	}
	return t.masked + strings.Join(names[:last], ", ") + t.and + names[last] + "."
}
