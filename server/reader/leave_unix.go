//go:build linux || darwin

// Package reader tells whether the reader of a stream has left. See [HasLeft].
package reader

import (
	"errors"
	"net"
	"syscall"
)

// HasLeft tells whether the other end has closed a connection. It takes
// nothing from it: what was sent ahead stays to be read.
func HasLeft(conn net.Conn) bool {
	sys, ok := conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sys.SyscallConn()
	if err != nil {
		return false
	}
	left := false
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		n, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		left = n == 0 && err == nil || errors.Is(err, syscall.ECONNRESET)
	})
	return left || err != nil
}
