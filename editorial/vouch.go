package editorial

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Doubted is the error of an approval that the check stands against.
type Doubted struct{ Doubts []Doubt }

func (d *Doubted) Error() string {
	return fmt.Sprintf("sætning %d: %s", d.Doubts[0].Sentence, d.Doubts[0].Reason)
}

// Vouch gives the file of an answer, data, with an approval by somebody on a day
// (ISO 8601), of what its check got. doubts lets them stand by sentences that the
// check doubts for their words alone; what it doubts otherwise is [Doubted]. A day to look
// again that has come is an error in one line.
func Vouch(ctx context.Context, m Materials, a *Answer, data []byte, got Checked, by, day string, doubts bool) ([]byte, error) {
	if day >= a.Review {
		return nil, pastReview.Fault(nil, a.Review)
	}
	var against []Doubt
	for _, d := range got.Doubts {
		if d.Binding || !doubts {
			against = append(against, d)
		}
	}
	if len(against) > 0 {
		return nil, &Doubted{against}
	}
	evidence := got.Evidence
	if len(got.Doubts) > 0 {
		var err error
		if evidence, err = Nearest(ctx, m, a); err != nil {
			return nil, err
		}
	}
	return Approve(a, data, evidence, by, day)
}

// Doubting names the doubts of a check, so that who stands by some of them
// stands by no others; "" for none.
func (c Checked) Doubting() string {
	if len(c.Doubts) == 0 {
		return ""
	}
	h := sha256.New()
	for _, d := range c.Doubts {
		fmt.Fprintf(h, "%d %q %q %v\n", d.Sentence, d.Text, d.Reason, d.Binding)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Binding tells whether a doubt keeps the answer from being approved.
func (c Checked) Binding() bool {
	for _, d := range c.Doubts {
		if d.Binding {
			return true
		}
	}
	return false
}
