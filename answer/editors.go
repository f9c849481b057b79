package answer

import (
	"context"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/editorial"
)

// Editors is the judge of what editors write, nil where there is none.
func (c *Checker) Editors() editorial.Judge {
	if c.judge == nil {
		return nil
	}
	return func(ctx context.Context, question string, v *verify.Verifier, found verify.Verdict) editorial.Ruling {
		if !judgeable(found) || c.cfg.Spent != nil && c.cfg.Spent(ctx) {
			return editorial.Ruling{Reason: found.Reason}
		}
		rulings, _ := c.judge.rule(ctx, judgeInput(question, v.Sources, []verify.Verdict{found}))
		out := turnKeys(v, found, rulings[0])
		switch {
		case rulings[0].says == "":
			return editorial.Ruling{Reason: found.Reason, Silent: true}
		case out.gap || out.checked != CheckedMeaning:
			return editorial.Ruling{Reason: out.reason}
		}
		return editorial.Ruling{Reason: out.reason, Rests: out.evidence}
	}
}
