//go:build linux || darwin

package reader

import (
	"bufio"
	"net"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/internal/need"
)

func TestHasLeft(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	reader, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(-time.Second)); err != nil { // as after a slow answer
		t.Fatal(err)
	}
	if HasLeft(conn) {
		t.Error("a silent reader has left")
	}
	if _, err := reader.Write([]byte("GET\n")); err != nil {
		t.Fatal(err)
	}
	if HasLeft(conn) {
		t.Error("a reader who has sent the next request has left")
	}
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReaderSize(conn, 16).ReadString('\n'); line != "GET\n" {
		t.Errorf("what was sent ahead is now %q, %v", line, err)
	}
	reader.Close()
	for end := time.Now().Add(need.Patience); !HasLeft(conn); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("a reader who closed the connection has not left")
		}
	}
	conn.Close()
	if !HasLeft(conn) {
		t.Error("a connection that is closed here is open")
	}
}
