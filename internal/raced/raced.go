// Package raced tells tests whether the race detector watches them, which
// takes ten times as long and sees no more in the tenth like case than in the
// first. The same tests without it try all cases.
package raced

// Take tells whether the i'th of many like cases, from 0, is to be tried: each,
// and every tenth where the race detector watches.
func Take(i int) bool { return !Enabled || i%10 == 0 }

// Size is how large a case of the size n is to be: n, and a tenth of it where
// the race detector watches.
func Size(n int) int {
	if Enabled {
		return n / 10
	}
	return n
}
