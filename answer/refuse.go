package answer

import (
	"fmt"
	"strings"
)

// refuse ends the answer honestly, naming the nearest sections where the
// question is on the subject.
func (w *work) refuse(kind string) error {
	w.out.Refused, w.out.Refusal, w.out.Certainty = true, kind, ""
	if w.out.Notice != "" && !w.spent {
		w.out.Notice = w.say().modelRefused
	}
	w.out.Sentences, w.out.Sources = []Sentence{}, []Source{}
	if kind == RefusalUnanswered {
		w.out.Nearest = w.nearest(3)
	}
	w.out.Answer = w.say().refusal(kind)
	if w.out.Contact = w.contact(kind); w.out.Contact != "" {
		w.out.Answer += " " + fmt.Sprintf(w.say().contact, w.out.Contact)
	}
	return nil
}

// contact is whom to ask after a refusal of a kind; a question off the subject
// has no theme.
func (w *work) contact(kind string) string {
	switch {
	case kind == RefusalAttack:
		return ""
	case kind == RefusalUnanswered && len(w.hits) > 0:
		if info, ok := w.snap.Document(w.hits[0].Document); ok {
			return w.eng.cfg.Contacts.of(&info)
		}
	}
	return w.eng.cfg.Contacts.of(nil)
}

// nearest are the sections of the best hits, each once.
func (w *work) nearest(n int) []Source {
	var out []Source
	seen := map[string]bool{}
	for _, h := range w.hits {
		key := h.Document + "\x00" + strings.Join(h.Section, "\x00")
		if !seen[key] && len(out) < n {
			seen[key] = true
			out = append(out, w.source(h.Passage, len(out)+1))
		}
	}
	return out
}
