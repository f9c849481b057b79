package cli

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/access/accesstest"
)

var codeBlock = regexp.MustCompile("(?ms)^```([a-z]*)$(.*?)^```$")

// docCommands are the commands of a document's code blocks, as words.
func docCommands(t *testing.T, path string) (out [][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile(`"[^"]*"|\S+`)
	for _, block := range codeBlock.FindAllSubmatch(text, -1) {
		if len(block[1]) > 0 {
			continue // no command
		}
		for line := range strings.Lines(strings.ReplaceAll(string(block[2]), "\\\n", " ")) {
			var words []string
			for _, w := range quoted.FindAllString(line, -1) {
				words = append(words, strings.Trim(w, `"`))
			}
			if len(words) > 0 {
				out = append(out, words)
			}
		}
	}
	return out
}

// TestAccessDoc runs the commands of docs/access.md in their order, with folders,
// an address and an issuer of the test's own.
func TestAccessDoc(t *testing.T) {
	t.Parallel()
	issuer := accesstest.New(t)
	root := t.TempDir()
	for _, dir := range []string{"odense", "faelles"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	here := strings.NewReplacer("/srv", root, "0.0.0.0:8080", "127.0.0.1:0", "https://login.eksempel.dk", issuer.URL)
	var s *running
	secret, ran := "", map[string]int{}
	for _, words := range docCommands(t, "../docs/access.md") {
		for i := range words {
			words[i] = here.Replace(words[i])
		}
		what := strings.Join(words[:2], " ")
		ran[what]++
		switch what {
		case "taskforce keys":
			// A name may stand in the document twice; the former key is the one that is used.
			words[3] += strings.Repeat(" igen", ran[what]-1)
			code, out, errs := run(nil, words[1:]...)
			if code != exitDone {
				t.Fatalf("%q: %d, %s", words, code, errs)
			}
			secret = strings.TrimSpace(out)
		case "taskforce serve":
			if s != nil {
				s.stop(t)
			}
			s = serve(t, words[2:]...)
			if status, _ := s.with(t, "", "GET", "/api/documents", ""); status != http.StatusUnauthorized {
				t.Errorf("%q: %d without a key", words, status)
			}
		case "curl -H":
			name, value, _ := strings.Cut(strings.ReplaceAll(words[2], "$KEY", secret), ": ")
			path := strings.TrimPrefix(words[3], "http://localhost:8080")
			if status, body := s.with(t, "", "GET", path, "", name, value); status != 200 || !bytes.Contains([]byte(body), []byte(`"hits"`)) {
				t.Errorf("%q: %d %s", words, status, body)
			}
		default:
			t.Errorf("the document says %q", words)
		}
	}
	if ran["taskforce keys"] < 3 || ran["taskforce serve"] < 3 || ran["curl -H"] < 1 {
		t.Errorf("ran %v", ran)
	}
}
