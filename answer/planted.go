package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/answer/guard"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/index"
)

// unplanted are hits without the sentences that address an assistant: what
// somebody planted in a document to steer an answer is neither quoted, shown to
// a model nor evidence. A hit of which nothing else is left goes.
func (e *Engine) unplanted(hits []index.Hit) []index.Hit {
	out := make([]index.Hit, 0, len(hits))
	for _, h := range hits {
		if _, clean := e.clean.Load(h.ID); clean {
			out = append(out, h)
			continue
		}
		text, changed := stated(h.Text)
		if !changed && e.cleaned.Add(1) < maxClean {
			e.clean.Store(h.ID, true)
		}
		if h.Text = text; !changed || strings.TrimSpace(h.Body()) != "" {
			out = append(out, h)
		}
	}
	return out
}

// maxClean is how many passages an Engine remembers to hold nothing planted: an
// ID is made of what the passage says, and looking costs a millisecond.
const maxClean = 50_000

// stated is a passage's text without the sentences that address an assistant,
// and what such a sentence introduces with a colon.
func stated(text string) (out string, changed bool) {
	lines := strings.Split(text, "\n")
	kept := lines[:0:0]
	introduced := false
	for _, line := range lines {
		body := documents.TrimItem(line)
		var left []string
		dropped := false
		for _, s := range danish.Sentences(body) {
			planted := introduced || guard.Addresses(s)
			introduced = planted && !introduced && strings.HasSuffix(s, ":")
			if dropped = dropped || planted; !planted {
				left = append(left, s)
			}
		}
		switch {
		case !dropped:
			kept = append(kept, line)
		case len(left) > 0:
			kept = append(kept, strings.TrimSuffix(line, body)+strings.Join(left, " "))
		}
		changed = changed || dropped
	}
	if !changed {
		return text, false
	}
	return strings.Join(kept, "\n"), true
}
