package main_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/digitaskforce/taskforce"

// allowed are the packages of ours that a package may import, as the table in
// docs/design.md says; main is "".
var allowed = map[string][]string{
	"":                        {"cli"},
	"cli":                     {"service/endpoints", "cli/shelf", "cli/trials", "cli/terminal", "server", "server/core", "server/pages", "limits", "service", "service/staff", "answer", "danish", "documents", "index", "index/query", "intake", "eval", "report", "store", "access", "mcp", "editorial", "trace"},
	"cli/shelf":               {"cli/terminal", "service", "service/endpoints", "service/staff", "danish", "documents", "documents/library", "editorial", "fetch", "index", "intake", "internal/whole", "materials", "sites"},
	"cli/trials":              {"cli/terminal", "server/core", "service", "answer", "eval", "index", "llm", "store"},
	"cli/terminal":            {"danish"},
	"service":                 {"budget", "service/endpoints", "server", "answer", "answer/guard", "index", "index/query", "index/cluster", "documents", "documents/library", "danish", "prompts", "llm", "store", "access", "limits", "materials", "trace", "meaning", "editorial", "internal/breaker", "internal/whole"},
	"service/endpoints":       {"llm"},
	"service/staff":           {"service", "answer", "danish", "documents", "editorial", "editorial/desk", "eval", "golden", "index", "intake", "llm", "materials", "prompts"},
	"server":                  {"server/core", "server/people", "server/secretariat", "server/api", "server/doors", "server/problem", "server/openai", "server/openapi", "danish", "answer", "access", "golden"},
	"server/core":             {"budget", "server/pages", "limits", "server/problem", "server/metrics", "server/reader", "server/openai", "danish", "answer", "answer/guard", "documents", "editorial/desk", "golden", "index", "intake", "store", "access", "trace"},
	"server/people":           {"server/core", "server/pages", "server/problem", "answer", "danish", "documents", "access"},
	"server/secretariat":      {"server/core", "server/pages", "server/problem", "answer", "danish", "documents", "editorial", "editorial/desk", "golden", "intake"},
	"server/api":              {"budget", "server/core", "server/pages", "server/problem", "answer", "answer/guard", "danish", "documents", "store"},
	"server/doors":            {"server/core", "server/openai", "server/pages", "limits", "server/problem", "answer", "danish", "documents", "access", "mcp"},
	"server/pages":            {"server/problem", "answer", "documents"},
	"server/problem":          {},
	"server/metrics":          {"answer", "store"},
	"server/reader":           {},
	"server/openai":           {"server/problem", "answer", "danish"},
	"server/openapi":          {},
	"server/browser":          {},
	"mcp":                     {"answer", "documents"},
	"answer":                  {"answer/guard", "answer/extract", "answer/verify", "answer/suggest", "index", "index/query", "prompts", "llm", "documents", "danish", "editorial"},
	"answer/guard":            {"danish"},
	"answer/extract":          {"index", "index/query", "documents", "danish"},
	"answer/verify":           {"documents", "danish"},
	"answer/suggest":          {"answer/guard", "answer/extract", "index", "index/query", "documents", "danish"},
	"answer/answertest":       {"index", "documents", "documents/library", "materials", "meaning", "danish"},
	"index":                   {"documents", "danish", "index/query", "index/rank", "index/engine", "index/local", "internal/breaker", "internal/whole"},
	"index/query":             {"danish"},
	"index/rank":              {"index/query", "danish", "documents"},
	"index/engine":            {"index/rank", "index/query", "danish", "documents"},
	"index/local":             {"index/engine", "index/rank", "documents", "meaning", "internal/whole"},
	"index/cluster":           {"index/engine", "index/rank", "documents", "meaning"},
	"index/indextest":         {"documents"},
	"danish":                  {},
	"documents":               {"danish"},
	"documents/documentstest": {"documents"},
	"documents/hyphens":       {"danish"},
	"documents/layout":        {"documents", "documents/hyphens", "danish"},
	"documents/plain":         {"documents", "documents/hyphens", "documents/layout", "danish"},
	"documents/pdf":           {"documents", "documents/hyphens", "documents/layout", "danish", "internal/whole"},
	"documents/html":          {"documents", "danish"},
	"documents/markdown":      {"documents", "documents/html", "danish"},
	"documents/office":        {"documents", "documents/hyphens", "documents/layout", "documents/parts", "danish", "documents/html"},
	"documents/parts":         {"documents"},
	"documents/library":       {"documents", "documents/pdf", "documents/html", "documents/markdown", "documents/office", "documents/plain", "danish", "documents/tables", "documents/mail"},
	"prompts":                 {},
	"trace":                   {},
	"llm":                     {"internal/breaker"},
	"llm/llmtest":             {"llm"},
	"eval":                    {"answer", "danish", "index", "index/query", "documents", "llm"},
	"fetch":                   {},
	"sites":                   {"documents", "documents/library", "documents/html", "fetch"},
	"budget":                  {"limits", "llm"},
	"store":                   {"access", "limits"},
	"access":                  {"limits", "internal/breaker"},
	"limits":                  {"internal/breaker"},
	"store/storetest":         {"internal/need"},
	"index/cluster/opensearch/opensearchtest": {"internal/need"},
	"internal/need":      {},
	"internal/raced":     {},
	"internal/breaker":   {},
	"internal/whole":     {},
	"internal/nginxtest": {"internal/need"},
	"report":             {"danish", "index", "documents", "store"},
	"materials":          {},
	"meaning":            {},
	"materials/askings":  {"internal/whole"},
	"materials/vectors":  {"documents", "documents/library", "index/engine", "index/local", "internal/whole", "materials", "meaning"},
	"intake":             {"documents", "documents/library", "danish", "answer/guard", "internal/whole"},
	"golden":             {"answer", "danish", "eval", "internal/whole"},
	"editorial":          {"answer/verify", "documents", "danish", "meaning"},
	"editorial/desk":     {"editorial", "documents"},
	"documents/tables":   {"documents", "documents/parts", "danish"},
	"tools/asking":       {}, // tests alone
	"tools/reader":       {}, // tests alone
	"tools/usual":        {"documents", "documents/library", "eval", "index/engine", "meaning"},
	"documents/mail":     {"documents", "documents/html", "documents/plain", "danish"},
}

// owners are the only packages that know a library or a function; a library
// stands for all its packages.
var owners = map[string][]string{
	"github.com/gofiber/fiber":          {"server"},
	"github.com/valyala/fasthttp":       {"server"},
	"github.com/tdewolff/minify":        {"server"},
	"github.com/blevesearch/bleve":      {"index/local", "index/cluster"}, // the cluster takes its k1 and b
	"github.com/blevesearch/vellum":     {"index/engine"},
	"github.com/opensearch-project":     {"index/cluster"},
	"github.com/modelcontextprotocol":   {"mcp"},
	"github.com/google/jsonschema-go":   {"server/openapi"},
	"github.com/sashabaranov/go-openai": {"llm"},
	"github.com/ledongthuc/pdf":         {"documents/pdf"},
	"github.com/klippa-app/go-pdfium":   {"documents/pdf"},
	"github.com/tetratelabs/wazero":     {"documents/pdf"},
	"github.com/yuin/goldmark":          {"documents/markdown"},
	"golang.org/x/net/html":             {"documents/html"},
	"github.com/temoto/robotstxt":       {"fetch"},
	"golang.org/x/sys":                  {"sites", "meaning", "documents/pdf"},
	"encoding/xml":                      {"documents/parts", "eval", "sites"},
	"github.com/sergi/go-diff":          {"eval"},
	"github.com/fsnotify/fsnotify":      {"documents/library"},
	"go.opentelemetry.io":               {"trace"},
	"github.com/alecthomas/kong":        {"cli"},
	"flag":                              {"cli"},
	"github.com/chromedp":               {"server"}, // in tests only
	"github.com/coreos/go-oidc":         {"access"},
	"golang.org/x/oauth2":               {"access"},
	"github.com/richardlehane/mscfb":    {"documents/mail", "documents/tables"},
	"database/sql":                      {"store"},
	"github.com/jackc/pgx":              {"store"},
	"modernc.org/sqlite":                {"store"},
	"os.Exit":                           {""},
	"log.Fatal":                         {""},
	"log.Fatalf":                        {""},
	"os.Getenv":                         {"cli", "internal"},
	"os.Environ":                        {"cli"},
	"os.LookupEnv":                      {"", "cli"}, // main hands it to cli
}

// pkg is what go list tells of a package.
type pkg struct {
	Dir, ImportPath  string
	GoFiles, Imports []string
	IgnoredGoFiles   []string // of other systems
}

// name is the package's path in the module.
func (p pkg) name() string { return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/") }

// room is the row of the tables that holds for p: its own, or that of the
// nearest package above it.
func (p pkg) room() string {
	for name := p.name(); ; name = path.Dir(name) {
		if _, own := allowed[name]; own || name == "." {
			return name
		}
	}
}

func TestImports(t *testing.T) {
	packages := list(t)
	if len(packages) < 9 {
		t.Fatalf("go list found %d packages only", len(packages))
	}
	for _, p := range packages {
		may, known := allowed[p.room()]
		if !known {
			t.Errorf("%s is not in the table of docs/design.md", p.name())
		}
		for _, i := range p.Imports {
			ours, isOurs := strings.CutPrefix(i, module+"/")
			if isOurs && !slices.Contains(may, ours) && !ownPart(p, ours) {
				t.Errorf("%s may not import %s", p.name(), ours)
			}
			check(t, p, i)
		}
		for _, f := range p.GoFiles {
			for _, used := range selectors(t, filepath.Join(p.Dir, f)) {
				check(t, p, used)
			}
		}
	}
}

// mostFiles is how many files, without tests, a package may have: more are a
// hall, in which nobody finds what is changed in one place.
const mostFiles = 25

func TestPackagesAreRooms(t *testing.T) {
	for _, p := range list(t) {
		if n := len(p.GoFiles) + len(p.IgnoredGoFiles); n > mostFiles {
			t.Errorf("%s has %d files, at most %d may stand in a package", p.name(), n, mostFiles)
		}
	}
}

// ownPart tells whether ours is a part of p that has no row of its own.
func ownPart(p pkg, ours string) bool {
	_, row := allowed[ours]
	return !row && strings.HasPrefix(ours, p.room()+"/")
}

// check reports what belongs to another package alone.
func check(t *testing.T, p pkg, used string) {
	t.Helper()
	for what, by := range owners {
		if (used == what || strings.HasPrefix(used, what+"/")) && !slices.ContainsFunc(by, func(owner string) bool {
			return p.name() == owner || owner != "" && strings.HasPrefix(p.name(), owner+"/")
		}) {
			t.Errorf("%s knows %s, which belongs to %q", p.name(), used, by)
		}
	}
}

func list(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,GoFiles,IgnoredGoFiles,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// selectors are the names that a file uses of other packages, as "os.Exit".
func selectors(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string]string{}
	for _, i := range f.Imports {
		whole := strings.Trim(i.Path.Value, `"`)
		name := path.Base(whole)
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = whole
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && imports[x.Name] != "" {
				out = append(out, imports[x.Name]+"."+s.Sel.Name)
			}
		}
		return true
	})
	return out
}
