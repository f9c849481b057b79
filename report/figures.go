package report

import (
	"math"
	"slices"

	"github.com/digitaskforce/taskforce/store"
)

// Latency is how long answers of one mode took, in milliseconds.
type Latency struct {
	Questions     int   `json:"questions"`
	FirstSentence Share `json:"first_sentence"` // of those that had one
	Total         Share `json:"total"`
}

// Share are percentiles by nearest rank; 0 where there is nothing to measure.
type Share struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
}

// timings gathers the latencies of one mode.
type timings struct{ first, total []float64 }

func (b *builder) timing(q store.Question) {
	t := b.timings[q.Mode]
	if t == nil {
		t = &timings{}
		b.timings[q.Mode] = t
	}
	t.total = append(t.total, q.Timings.Total)
	if q.Timings.FirstSentence > 0 {
		t.first = append(t.first, q.Timings.FirstSentence)
	}
}

func (t *timings) latency() Latency {
	return Latency{Questions: len(t.total), FirstSentence: shares(t.first), Total: shares(t.total)}
}

func shares(v []float64) Share {
	if len(v) == 0 {
		return Share{}
	}
	slices.Sort(v)
	at := func(p float64) float64 { return v[max(0, int(math.Ceil(p*float64(len(v))))-1)] }
	return Share{P50: at(0.50), P95: at(0.95)}
}

// Rates are the operator's own prices and powers; 0 is none.
type Rates struct {
	Prompt      float64 `json:"price_prompt"`     // per million tokens
	Completion  float64 `json:"price_completion"` // per million tokens
	Currency    string  `json:"currency"`
	ModelWatt   float64 `json:"watt_model"`   // drawn by the model's machine while it works on one answer
	ServiceWatt float64 `json:"watt_service"` // drawn by the service's machine while it works on one answer
	KWh         float64 `json:"price_kwh"`
}

// Costs are tokens, and what the rates make of them. The energy is that of the
// time in which questions were being answered; what machines draw while they
// wait is not in it, and answers made at the same time count each for itself.
type Costs struct {
	Rates         Rates   `json:"rates"`
	Prompt        int     `json:"prompt_tokens"`
	Completion    int     `json:"completion_tokens"`
	WithModel     int     `json:"questions_with_model"`     // on which a model worked
	WithoutTokens int     `json:"questions_without_tokens"` // of these: those for which it told no tokens
	Tokens        float64 `json:"token_cost"`
	WattHours     float64 `json:"watt_hours"`
	Energy        float64 `json:"energy_cost"`
	Total         float64 `json:"total_cost"`
	PerQuestion   Per     `json:"per_question"`
	// Authorities are those whose keys asked, by name, and "" for who asked without; empty where none had a key.
	Authorities []AuthorityCosts `json:"authorities,omitempty"`

	by map[string]*AuthorityCosts

	seconds, modelSeconds float64
}

// Per are the averages for one question.
type Per struct {
	Prompt     float64 `json:"prompt_tokens"`
	Completion float64 `json:"completion_tokens"`
	WattHours  float64 `json:"watt_hours"`
	Cost       float64 `json:"cost"`
}

func (c *Costs) add(q store.Question) {
	c.Prompt += q.Prompt
	c.Completion += q.Completion
	c.of(q.Authority).add(q)
	c.seconds += q.Timings.Total / 1000
	tokens := q.Prompt + q.Completion
	if q.Mode != "llm" && tokens == 0 {
		return
	}
	c.WithModel++
	c.modelSeconds += q.Timings.Total / 1000
	if tokens == 0 {
		c.WithoutTokens++
	}
}

// price is what tokens cost by the rates.
func (c *Costs) price(prompt, completion int) float64 {
	return (float64(prompt)*c.Rates.Prompt + float64(completion)*c.Rates.Completion) / 1e6
}

// sum completes the costs of n questions.
func (c *Costs) sum(n int) {
	c.Tokens = c.price(c.Prompt, c.Completion)
	c.authorities()
	c.WattHours = (c.modelSeconds*c.Rates.ModelWatt + c.seconds*c.Rates.ServiceWatt) / 3600
	c.Energy = c.WattHours / 1000 * c.Rates.KWh
	c.Total = c.Tokens + c.Energy
	if n > 0 {
		f := float64(n)
		c.PerQuestion = Per{Prompt: float64(c.Prompt) / f, Completion: float64(c.Completion) / f, WattHours: c.WattHours / f, Cost: c.Total / f}
	}
}
