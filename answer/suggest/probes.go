package suggest

import "sync"

// maxProbed bounds the suggestions whose outcome is remembered.
const maxProbed = 20_000

// probes remembers which suggested questions the materials answer: the same
// sections are asked about again and again. It is safe for use by several
// goroutines.
type probes struct {
	mu       sync.Mutex
	build    string // of the index that was asked
	answered map[string]bool
}

// ask gives what try says of a suggestion, or what it said in the same build.
func (p *probes) ask(build string, s suggestion, try func() (bool, error)) bool {
	key := s.section + "\x00\x00" + s.question
	p.mu.Lock()
	ok, known := p.answered[key]
	known = known && p.build == build
	p.mu.Unlock()
	if known {
		return ok
	}
	ok, err := try()
	if err != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.answered == nil || p.build != build || len(p.answered) >= maxProbed {
		p.build, p.answered = build, map[string]bool{}
	}
	p.answered[key] = ok
	return ok
}
