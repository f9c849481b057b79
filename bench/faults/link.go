package main

import (
	"net"
	"sync"
)

// link is a piece of network: a port of the loopback interface whose
// connections lead to an address, until somebody cuts it.
type link struct {
	at, to string

	mu    sync.Mutex
	ln    net.Listener // nil while nobody listens
	conns map[net.Conn]bool
	held  chan struct{} // closed when data may pass; nil while it may
}

// newLink listens at a free port and leads to an address.
func newLink(to string) (*link, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &link{at: ln.Addr().String(), to: to, ln: ln, conns: map[net.Conn]bool{}}
	go l.accept(ln)
	return l, nil
}

// cut lets no data through, without a word to either side, until mend. As with
// TCP, nothing is lost by it; connections that begin meanwhile hear nothing either.
func (l *link) cut() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = make(chan struct{})
	}
	return nil
}

func (l *link) mend() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		close(l.held)
		l.held = nil
	}
	return nil
}

// refuse takes no new connections until up; those there are stay.
func (l *link) refuse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ln != nil {
		_ = l.ln.Close()
		l.ln = nil
	}
}

// down refuses connections and breaks those there are, as the address does when its
// process is dead; up ends it.
func (l *link) down() {
	l.refuse()
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.conns {
		_ = c.Close()
	}
}

func (l *link) up() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ln != nil {
		return nil
	}
	ln, err := net.Listen("tcp", l.at)
	if err != nil {
		return err
	}
	l.ln = ln
	go l.accept(ln)
	return nil
}

func (l *link) accept(ln net.Listener) {
	for {
		in, err := ln.Accept()
		if err != nil {
			return
		}
		go l.join(in)
	}
}

// join joins a connection to one of its own to the address.
func (l *link) join(in net.Conn) {
	out, err := net.Dial("tcp", l.to)
	if err != nil || !l.keep(in, out) {
		_ = in.Close()
		if out != nil {
			_ = out.Close()
		}
		return
	}
	var both sync.WaitGroup
	both.Go(func() { l.pump(out, in) })
	both.Go(func() { l.pump(in, out) })
	both.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, in)
	delete(l.conns, out)
}

func (l *link) keep(conns ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range conns {
		l.conns[c] = true
	}
	return l.ln != nil
}

// pump carries what one side sends to the other. The end of one is that of both:
// those who talk here close their connections whole.
func (l *link) pump(to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		l.wait()
		if n > 0 {
			if _, werr := to.Write(buf[:n]); werr != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// wait waits while the link is cut.
func (l *link) wait() {
	l.mu.Lock()
	held := l.held
	l.mu.Unlock()
	if held != nil {
		<-held
	}
}
