package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/internal/need"
	"github.com/digitaskforce/taskforce/llm/llmtest"
)

var example = regexp.MustCompile("(?s)```sh\n(.*?)```\n+```json\n(.*?)```")

// doorPages are the pages of docs/doors by name.
func doorPages(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../docs/doors/*.md")
	if err != nil || len(names) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	out := map[string]string{}
	for _, name := range names {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = string(page)
	}
	return out
}

// TestDoorsExamples runs the commands of docs/doors as they stand against a
// service of the shipped materials, and compares what they print with what
// stands below them. Every page has one.
func TestDoorsExamples(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		need.Missing(t, "curl", "curl is not installed")
	}
	s := serveShipped(t)
	for name, page := range doorPages(t) {
		examples := example.FindAllStringSubmatch(page, -1)
		if len(examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, e := range examples {
			tryExample(t, s, name, e[1], e[2])
		}
	}
}

// tryExample runs a command and compares what it prints.
func tryExample(t *testing.T, s *running, page, command, want string) {
	t.Helper()
	command = strings.ReplaceAll(command, "localhost:8080", strings.TrimPrefix(s.url, "http://"))
	out, err := exec.CommandContext(t.Context(), "sh", "-c", command).Output()
	if err != nil {
		t.Errorf("%s: %v: %s", page, err, command)
		return
	}
	var got, shown any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Errorf("%s: %v in %s", page, err, out)
	}
	if err := json.Unmarshal([]byte(want), &shown); err != nil {
		t.Errorf("%s: %v in %s", page, err, want)
	}
	if where := differs(got, shown, "reply"); where != "" {
		t.Errorf("%s: %s\n%s\nprints %s", page, where, command, out)
	}
}

// serveShipped starts a service of the shipped materials.
func serveShipped(t *testing.T, args ...string) *running {
	t.Helper()
	return begin(t, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
}

// differs says where got lacks what an example shows: "…" stands for
// any value, at the end of a text for its rest, and lists and objects may hold more.
func differs(got, want any, where string) string {
	switch want := want.(type) {
	case map[string]any:
		object, _ := got.(map[string]any)
		for name, w := range want {
			g, ok := object[name]
			if !ok {
				return where + "." + name + " is missing"
			}
			if out := differs(g, w, where+"."+name); out != "" {
				return out
			}
		}
		return ""
	case []any:
		items, _ := got.([]any)
		if len(items) < len(want) {
			return where + " is too short"
		}
		for i, w := range want {
			if out := differs(items[i], w, where+"[]"); out != "" {
				return out
			}
		}
		return ""
	case string:
		if start, any := strings.CutSuffix(want, "…"); any {
			if text, isText := got.(string); start == "" || isText && strings.HasPrefix(text, start) {
				return ""
			}
		}
	}
	if got != want {
		return where + " differs"
	}
	return ""
}

// TestDoorsMask sends private data through each door: the model never sees
// them, and no reply or log holds them. The questions differ, for the vector of
// one that was asked is known.
func TestDoorsMask(t *testing.T) {
	t.Parallel()
	const private = "010190-1234"
	model := llmtest.New(t, llmtest.Text("En cykel lånes i receptionen hver dag [1]."))
	s := serve(t, "--llm-url", model.URL, "--llm-model", "test", "--embed-url", model.URL, "--embed-model", "test", "--rate", "0")
	for name, door := range map[string][2]string{
		"completions": {"/v1/chat/completions", `{"messages":[{"role":"user","content":"Hej"},{"role":"assistant","content":"Hej 010190-1234"},` +
			`{"role":"user","content":"Hvor lånes en cykel, 010190-1234?"}]}`},
		"mcp, ask":    {"/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"ask","arguments":{"question":"Hvor kan en cykel lånes, 010190-1234?"}}}`},
		"mcp, search": {"/mcp", `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search","arguments":{"query":"Hvor låner man en cykel, 010190-1234?"}}}`},
		"retrieval":   {"/search", `{"queries":["Lån af en cykel, 010190-1234?"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(model.Requests())
			for end := time.Now().Add(need.Patience); ; time.Sleep(20 * time.Millisecond) {
				status, body := s.with(t, "", "POST", door[0], door[1], "Content-Type", "application/json")
				if status != 200 || !strings.Contains(body, "receptionen") || strings.Contains(body, private) {
					t.Fatalf("%d %s", status, body)
				}
				asked, err := json.Marshal(model.Requests()[before:])
				if err != nil || strings.Contains(string(asked)+s.log.String(), private) {
					t.Fatalf("%v: private data came through: %s\n%s", err, asked, s.log)
				}
				if strings.Contains(string(asked), "[CPR-nummer]") { // so the question did reach the model
					break
				}
				if time.Now().After(end) {
					t.Fatalf("the model is not asked: %s", asked)
				}
			}
		})
	}
}

// TestMCPOverStdio starts the program as a client does, and asks it.
func TestMCPOverStdio(t *testing.T) {
	t.Parallel()
	cmd := program(t, "mcp", "--no-materials", "--documents", folder(t, bicycles))
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	res, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "ask", Arguments: map[string]any{"question": question}})
	if err != nil || res.IsError {
		t.Fatalf("%v %+v", err, res)
	}
	text, err := json.Marshal(res)
	if err != nil || !strings.Contains(string(text), "En cykel lånes i receptionen hver dag. [1]") {
		t.Errorf("%v %s", err, text)
	}
	res, err = session.CallTool(t.Context(), &mcp.CallToolParams{Name: "ask", Arguments: map[string]any{"question": " "}})
	if err != nil || !res.IsError || res.Content[0].(*mcp.TextContent).Text != "spørgsmålet er tomt" {
		t.Errorf("%v %+v", err, res)
	}
}
