package cli

import (
	"net/http"
	"strings"
	"testing"
)

func TestLimitFlags(t *testing.T) {
	t.Parallel()
	small := folder(t, bicycles)
	for _, c := range []struct{ flags, want string }{
		{"--max-answers 0", "--max-answers er 0; vælg et tal mellem 1 og 100000"},
		{"--max-question 2001", "--max-question er 2001; vælg et tal mellem 1 og 2000"},
		{"--max-history 1001", "--max-history er 1001"},
		{"--max-request -1", "--max-request"},
		{"--rate 60", `--rate: "60" skal se ud som 5/s, 60/min eller 500/h, eller være 0`},
		{"--rate 0/min", `--rate: "0/min" skal`},
		{"--rate 9999999/s", `--rate: "9999999/s" skal`},
		{"--trusted-proxies 10.0.0/8", `--trusted-proxies: "10.0.0/8" er hverken en adresse eller et net`},
		{"--trusted-proxies 10.0.0.1,nix", `--trusted-proxies: "nix" er hverken`},
	} {
		args := append([]string{"serve", "--addr", "127.0.0.1:0", "--no-materials", "--documents", small}, strings.Fields(c.flags)...)
		code, _, errs := run(nil, args...)
		if code != exitUsage || !strings.HasPrefix(errs, "fejl: "+c.want) || strings.Count(errs, "\n") != 2 {
			t.Errorf("%s: exit code %d, %q", c.flags, code, errs)
		}
	}
}

// TestServeLimits gives each limit a low value and goes beyond it.
func TestServeLimits(t *testing.T) {
	t.Parallel()
	s := serve(t, "--rate", "6/h", "--trusted-proxies", "::1, 127.0.0.0/8", "--max-question", "10", "--max-history", "1", "--max-request", "1")
	post := func(from, body string) int {
		t.Helper()
		req, err := http.NewRequest(http.MethodPost, s.url+"/api/chat", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("X-Forwarded-For", from)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	turn := `{"question":"a","answer":"b"}`
	for body, want := range map[string]int{
		`{"question":"Cykel?"}`:                                       200,
		`{"question":"Hvor er en cykel?"}`:                            400,
		`{"question":"Cykel?","history":[` + turn + `]}`:              200,
		`{"question":"Cykel?","history":[` + turn + `,` + turn + `]}`: 400,
		`{"question":"Cykel?` + strings.Repeat(" ", 1100) + `"}`:      413,
	} {
		if got := post("192.0.2.1", body); got != want {
			t.Errorf("%.50s: got %d, want %d", body, got, want)
		}
	}
	for range 2 {
		post("192.0.2.1", `{"question":"Cykel?"}`)
	}
	if got := post("192.0.2.1", `{"question":"Cykel?"}`); got != 429 {
		t.Errorf("after six questions: got %d", got)
	}
	if got := post("192.0.2.2", `{"question":"Cykel?"}`); got != 200 {
		t.Errorf("another client: got %d", got)
	}
}
