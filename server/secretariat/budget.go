package secretariat

import (
	"context"
	"math"
	"time"

	"github.com/digitaskforce/taskforce/server/pages"
)

// budgetTime bounds the look at what is used.
const budgetTime = 2 * time.Second

// budgetState tells how the day's budget for models stands.
type budgetState struct {
	Text  string
	Spent bool
}

// budget is nil where the service has no such budget.
func (s *Secretariat) budget(t *pages.Table) *budgetState {
	ctx, cancel := context.WithTimeout(s.Base, budgetTime)
	defer cancel()
	b, ok := s.Config.Budget.Service(ctx)
	if !ok {
		return nil
	}
	used, most := t.Number(int(math.Ceil(b.Used))), t.Number(int(math.Ceil(b.N)))
	if b.Money {
		return &budgetState{t.Say("staff.budget.money", used, most), b.Spent}
	}
	return &budgetState{t.Say("staff.budget.tokens", used, most), b.Spent}
}
