package access

import (
	"context"
	"time"

	"github.com/digitaskforce/taskforce/limits"
)

// Names of the quotas of a key.
const (
	QuotaMinute = "key-minute"
	QuotaDay    = "key-day"
)

// Count counts a question or a search of a principal. full is the quota that
// is used up, where it may not ask; nothing is counted then. uses is empty for
// whoever has no quota. It fails only when ctx has ended.
func (k *Keys) Count(ctx context.Context, p Principal) (uses []limits.State, full *limits.State, err error) {
	quotas := k.quotas(p, k.now())
	if len(quotas) == 0 {
		return nil, nil, nil
	}
	return k.meter.Take(ctx, 1, quotas...)
}

// quotas are those of a principal at a moment.
func (k *Keys) quotas(p Principal, now time.Time) (out []limits.Limit) {
	if p.PerMinute > 0 {
		out = append(out, limits.Minute(QuotaMinute, p.ID, int64(p.PerMinute), now))
	}
	if p.PerDay > 0 {
		out = append(out, limits.Day(QuotaDay, p.ID, int64(p.PerDay), now, k.zone))
	}
	return out
}
