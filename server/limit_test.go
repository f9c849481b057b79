package server_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server"
)

// hourly allows n questions and ten times as many pages; within a test nothing
// of it comes back.
func hourly(n int) limits.Rate { return limits.Rate{N: n, Per: time.Hour} }

func TestRate(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(2)})
	for left := 1; left >= 0; left-- {
		r := s.ask(t, `{"question":"a"}`)
		want := fmt.Sprintf(`"ask";r=%d;t=%d`, left, 1800*(2-left))
		if r.status != 200 || r.header.Get("RateLimit-Policy") != `"ask";q=2;w=3600` || r.header.Get("RateLimit") != want {
			t.Errorf("got %d, %q, %q, want %q", r.status, r.header.Get("RateLimit-Policy"), r.header.Get("RateLimit"), want)
		}
	}
	for _, accept := range []string{"application/json", "text/event-stream"} {
		r := s.ask(t, `{"question":"a"}`, "Accept", accept)
		p := decode[gotProblem](t, r.body)
		if r.status != 429 || p.Status != 429 || p.Title != "For mange forespørgsler" || !strings.Contains(p.Detail, "1.800 sekunder") || p.RequestID == "" {
			t.Errorf("got %d %+v", r.status, p)
		}
		if r.header.Get("Retry-After") != "1800" || !strings.HasPrefix(r.header.Get("RateLimit"), `"ask";r=0;`) {
			t.Errorf("got %v", r.header)
		}
		checkSecurity(t, r)
	}
	form := s.do(t, "POST", "/", "question=Hvorfor+det", "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
	if form.status != 429 || !strings.Contains(form.body, "Hvorfor det") || !strings.Contains(form.body, "Prøv igen om") || form.header.Get("Retry-After") == "" {
		t.Errorf("form: got %d %s", form.status, form.body)
	}
	if strings.Contains(s.log.String(), "127.0.0.1") {
		t.Errorf("the log holds an address: %s", s.log)
	}
}

// TestRateOfPages uses up the pages: what the operator needs stays free.
func TestRateOfPages(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(1)})
	for i := range 10 {
		path := []string{"/api/search?q=tid", "/", "/documents", "/api/documents", "/documents/ond/file"}[i%5]
		if r := s.get(t, path); r.status != 200 {
			t.Fatalf("%s: got %d", path, r.status)
		}
	}
	r := s.do(t, "GET", "/documents", "", "Accept", "text/html")
	if r.status != 429 || !strings.Contains(r.body, "<h1>For mange forespørgsler</h1>") {
		t.Errorf("got %d %s", r.status, r.body)
	}
	for path, want := range map[string]int{"/": 429, "/api/search?q=a": 429, "/documents/ond/file": 429, "/healthz": 200, "/readyz": 200, "/metrics": 200, "/static/x/y.js": 404} {
		if r := s.get(t, path); r.status != want {
			t.Errorf("%s: got %d, want %d", path, r.status, want)
		}
	}
	if r := s.ask(t, `{"question":"a"}`); r.status != 200 {
		t.Errorf("a question after many pages: got %d", r.status)
	}
}

func TestNoRate(t *testing.T) {
	s := start(t, server.Config{})
	for range 30 {
		if r := s.ask(t, `{"question":"a"}`); r.status != 200 || r.header.Get("RateLimit") != "" {
			t.Fatalf("got %d %v", r.status, r.header)
		}
	}
}

func TestRateComesBack(t *testing.T) {
	s := start(t, server.Config{Rate: limits.Rate{N: 100, Per: time.Second}})
	eventually(t, "a client is held back", func() bool {
		for range 100 {
			if s.ask(t, `{"question":""}`).status == 429 {
				return true
			}
		}
		return false
	})
	eventually(t, "it may ask again", func() bool { return s.ask(t, `{"question":"a"}`).status == 200 })
}

func TestBadRate(t *testing.T) {
	for _, r := range []limits.Rate{{N: -1, Per: time.Hour}, {N: 1}, {Per: time.Hour}, {N: 1, Per: time.Millisecond}, {N: 2e9, Per: time.Second}} {
		if _, err := server.New(server.Config{Answerer: askFunc(quote), Library: testShelf(), Rate: r}); err == nil {
			t.Errorf("%+v was taken", r)
		}
	}
}

// TestClients lets pairs of requests come from two clients, or from one.
func TestClients(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name, a, b string
		trusted    []netip.Prefix
		same       bool
	}{
		{"nobody is trusted", "192.0.2.1", "192.0.2.2", nil, true},
		{"two readers", "192.0.2.1", "192.0.2.2", proxies, false},
		{"one reader", "192.0.2.1", "192.0.2.1", proxies, true},
		{"what the reader made up", "198.51.100.1, 192.0.2.1", "198.51.100.2, 192.0.2.1", proxies, true},
		{"through two proxies", "192.0.2.1, 10.1.2.3", "192.0.2.2, 10.9.9.9", proxies, false},
		{"through another path", "192.0.2.1, 10.1.2.3", "192.0.2.1, fd00::7", proxies, true},
		{"only proxies", "10.0.0.1", "10.0.0.2", proxies, false},
		{"with ports", "192.0.2.1:1000", "192.0.2.1:2000", proxies, true},
		{"mapped", "::ffff:192.0.2.1", "192.0.2.1", proxies, true},
		{"one network of IPv6", "2001:db8:1:2::1", "[2001:db8:1:2:ffff::9]:443", proxies, true},
		{"two networks of IPv6", "2001:db8:1:2::1", "2001:db8:1:3::1", proxies, false},
		{"no address", "nogen", "en anden", proxies, true},
		{"no address after one", "192.0.2.1, nogen", "192.0.2.2, nogen", proxies, true},
		{"empty", "", " , ,", proxies, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, server.Config{Rate: hourly(1), TrustedProxies: c.trusted})
			first := s.ask(t, `{"question":"a"}`, "X-Forwarded-For", c.a)
			second := s.ask(t, `{"question":"a"}`, "X-Forwarded-For", c.b)
			if first.status != 200 || (second.status == 429) != c.same {
				t.Errorf("got %d, %d", first.status, second.status)
			}
		})
	}
}

// brokenCounts is a shared store that cannot be reached.
type brokenCounts struct{}

var errUnreachable = errors.New("db-7 svarer ikke")

func (brokenCounts) Take(context.Context, int64, []limits.Limit) ([]limits.Mark, int, error) {
	return nil, -1, errUnreachable
}

func (brokenCounts) Add(context.Context, int64, []limits.Limit) ([]limits.Mark, error) {
	return nil, errUnreachable
}

// TestCountsOutOfReach counts in the service itself then, and says so once.
func TestCountsOutOfReach(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(3), Counts: brokenCounts{}})
	for i, want := range []int{200, 200, 200, 429} {
		if r := s.ask(t, `{"question":"a"}`); r.status != want {
			t.Fatalf("question %d: got %d %s", i+1, r.status, r.body)
		}
	}
	if n := strings.Count(s.log.String(), "db-7"); n != 1 {
		t.Errorf("the operator is told %d times", n)
	}
}

// slowCounts is a shared store that never answers.
type slowCounts struct {
	brokenCounts
	asked atomic.Int32
}

func (c *slowCounts) Take(ctx context.Context, _ int64, _ []limits.Limit) ([]limits.Mark, int, error) {
	c.asked.Add(1)
	<-ctx.Done()
	return nil, -1, ctx.Err()
}

// TestCountsThatHang are waited for by the first questions, and then left alone.
func TestCountsThatHang(t *testing.T) {
	var counts slowCounts
	s := start(t, server.Config{Rate: hourly(100), Counts: &counts})
	for range 20 {
		if r := s.ask(t, `{"question":"a"}`); r.status != 200 {
			t.Fatalf("got %d %s", r.status, r.body)
		}
	}
	if n := counts.asked.Load(); n > 3 { // more only where the questions take longer than the pause
		t.Errorf("asked %d times", n)
	}
}

// TestManyRequestsOfOneClient sends them at the same moment: as many as the
// rate allows are taken, no more and no fewer.
func TestManyRequestsOfOneClient(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(20)})
	codes := make(chan int)
	for range 60 {
		go func() { codes <- s.ask(t, `{"question":"a"}`).status }()
	}
	got := map[int]int{}
	for range 60 {
		got[<-codes]++
	}
	if got[200] != 20 || got[429] != 40 {
		t.Errorf("got %v", got)
	}
}
