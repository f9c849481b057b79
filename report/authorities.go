package report

import (
	"maps"
	"slices"

	"github.com/digitaskforce/taskforce/store"
)

// AuthorityCosts are the tokens of the questions of one authority.
type AuthorityCosts struct {
	Name       string  `json:"name"`
	Questions  int     `json:"questions"`
	Prompt     int     `json:"prompt_tokens"`
	Completion int     `json:"completion_tokens"`
	Tokens     float64 `json:"token_cost"`
}

// of are the costs of an authority.
func (c *Costs) of(name string) *AuthorityCosts {
	if c.by == nil {
		c.by = map[string]*AuthorityCosts{}
	}
	if c.by[name] == nil {
		c.by[name] = &AuthorityCosts{Name: name}
	}
	return c.by[name]
}

func (a *AuthorityCosts) add(q store.Question) {
	a.Questions++
	a.Prompt += q.Prompt
	a.Completion += q.Completion
}

// authorities lists the costs of each, where any had a key.
func (c *Costs) authorities() {
	if len(c.by) == 0 || len(c.by) == 1 && c.by[""] != nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(c.by)) {
		a := *c.by[name]
		a.Tokens = c.price(a.Prompt, a.Completion)
		c.Authorities = append(c.Authorities, a)
	}
}

// authorityRows are lines of the table of costs.
func (c Costs) authorityRows() (out []costRow) {
	for _, a := range c.Authorities {
		tokens := a.Prompt + a.Completion
		all := whole(tokens) + " tokens"
		if c.Rates.Prompt > 0 || c.Rates.Completion > 0 {
			all += ", " + decimal(a.Tokens) + " " + c.Rates.Currency
		}
		out = append(out, costRow{"– " + authorityName(a.Name), all, decimal(float64(tokens) / float64(a.Questions))})
	}
	return out
}

// authorityName is what an authority is called.
func authorityName(name string) string {
	if name == "" {
		return "uden nøgle"
	}
	return name
}
