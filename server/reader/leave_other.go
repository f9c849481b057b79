//go:build !linux && !darwin

package reader

import "net"

// HasLeft cannot tell here; a write that fails will.
func HasLeft(net.Conn) bool { return false }
