//go:build !unix

package library

// alive cannot be told here, so that a mark always counts.
func alive(int) bool { return false }
