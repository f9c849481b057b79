package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/server"
)

// TestFraming sends requests that two readers could take for different ones,
// each with another behind it on the same connection, which must not be read.
func TestFraming(t *testing.T) {
	s := start(t, server.Config{})
	const body = `{"question":"a"}`
	post := "POST /api/chat HTTP/1.1\r\nContent-Type: application/json\r\n"
	for name, c := range map[string]struct {
		head, body string
		status     int
	}{
		"length and chunks": {post + "Host: localhost\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body), 400},
		"chunks and length": {post + "Host: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body), 400},
		"two lengths":       {post + fmt.Sprintf("Host: localhost\r\nContent-Length: 6\r\nContent-Length: %d\r\n", len(body)), body, 400},
		"two hosts":         {"GET /readyz HTTP/1.1\r\nHost: localhost\r\nHost: ond.dk\r\n", "", 400},
		"two hosts by case": {"GET /readyz HTTP/1.1\r\nHost: localhost\r\nhOST: localhost\r\n", "", 400},
		"no host":           {"GET /readyz HTTP/1.1\r\n", "", 400},
		"as it should be":   {"GET /readyz HTTP/1.1\r\nHost: localhost\r\n", "", 200},
	} {
		t.Run(name, func(t *testing.T) {
			conn, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "%s\r\n%sGET /readyz HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: smuglet\r\n\r\n", c.head, c.body)
			_ = conn.SetReadDeadline(time.Now().Add(need.Patience))
			r := bufio.NewReader(conn)
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(res.Body)
			if res.StatusCode != c.status {
				t.Errorf("got %d %s", res.StatusCode, text)
			}
			next, err := http.ReadResponse(r, nil)
			if (err == nil) != (c.status == 200) {
				t.Errorf("the connection goes on: %v %v", next, err)
			}
		})
	}
}

// TestForeignHost calls the service by names that are not its own, as a page
// does whose name was made to lead here.
func TestForeignHost(t *testing.T) {
	for _, c := range []struct {
		public, host, path string
		status             string
	}{
		{"", "localhost:8080", "/", "200"}, {"", "127.0.0.1", "/", "200"}, {"", "[::1]", "/", "200"}, {"", "10.1.2.3:8080", "/", "200"},
		{"", "ond.dk", "/", "403"}, {"", "ond.dk", "/api/search?q=tid", "403"}, {"", "127.0.0.1.ond.dk", "/documents", "403"},
		{"", "ond.dk", "/healthz", "200"}, {"", "ond.dk", "/metrics", "200"},
		{"https://ai.dk", "ai.dk", "/", "200"}, {"https://ai.dk", "AI.dk", "/", "200"}, {"https://ai.dk", "localhost", "/", "200"},
		{"https://ai.dk", "ond.dk", "/", "403"}, {"https://ai.dk", "ai.dk.ond.dk", "/documents", "403"}, {"https://ai.dk", "ond.dk", "/readyz", "200"},
	} {
		s := start(t, server.Config{PublicURL: c.public})
		got := s.raw(t, "GET "+c.path+" HTTP/1.1\r\nHost: "+c.host+"\r\nConnection: close\r\n", "")
		if !strings.HasPrefix(got, "HTTP/1.1 "+c.status) {
			t.Errorf("%+v: got %.200s", c, got)
		}
	}
}

// TestForeignForm sends the chat's form from another site's page.
func TestForeignForm(t *testing.T) {
	s := start(t, server.Config{EmbedOrigins: []string{"https://kommune.dk"}})
	for _, path := range []string{"/", "/widget"} {
		for _, c := range []struct {
			name, value string
			status      int
		}{
			{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Origin", "https://ond.dk", 403}, {"Origin", "null", 403},
			{"Sec-Fetch-Site", "same-origin", 200}, {"Origin", s.url, 200}, {"X-Nothing", "", 200},
		} {
			r := s.do(t, "POST", path, "question=tid", "Content-Type", "application/x-www-form-urlencoded", c.name, c.value)
			if r.status != c.status {
				t.Errorf("%s %s: %s: got %d", path, c.name, c.value, r.status)
			}
		}
	}
}

// TestClosedMetrics asks over the loopback interface, where a proxy may stand.
func TestClosedMetrics(t *testing.T) {
	ring := newRing(t)
	s := start(t, server.Config{Gate: ring.gate(false), AdminKey: "hemmelig-nøgle-1"})
	admin := ring.add(access.Key{ID: "k_admin", Scopes: []access.Scope{access.Admin}})
	chat := ring.add(access.Key{ID: "k_chat", Scopes: []access.Scope{access.Chat}})
	for bearer, want := range map[string]int{"": 401, chat: 403, admin: 200, "hemmelig-nøgle-1": 200} {
		header := []string{}
		if bearer != "" {
			header = []string{"Authorization", "Bearer " + bearer}
		}
		if r := s.do(t, "GET", "/metrics", "", header...); r.status != want {
			t.Errorf("%q: got %d", bearer, r.status)
		}
	}
}
