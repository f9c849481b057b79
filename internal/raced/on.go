//go:build race

package raced

// Enabled tells whether the race detector watches.
const Enabled = true
