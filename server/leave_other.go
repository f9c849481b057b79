//go:build !linux && !darwin

package server

import "net"

// hasLeft cannot tell here; a write that fails will.
func hasLeft(net.Conn) bool { return false }
