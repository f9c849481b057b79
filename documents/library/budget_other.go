//go:build !unix

package library

import "time"

// processorTime is the clock's, where the system does not tell.
func processorTime() time.Duration { return time.Duration(time.Now().UnixNano()) }
