//go:build !linux

package library

import "io/fs"

// changeOf is not known here.
func changeOf(fs.FileInfo) string { return "" }
