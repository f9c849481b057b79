package materials

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/library"
)

// front is the front matter of one file; the keys are described in the
// package documentation.
type front struct {
	Title       string   `yaml:"title"`
	Kind        string   `yaml:"kind"`
	Publisher   string   `yaml:"publisher"`
	Date        string   `yaml:"date"`
	Checked     string   `yaml:"checked"`
	Issuer      string   `yaml:"issuer"`
	Issued      string   `yaml:"issued"`
	Publication string   `yaml:"publication"`
	URL         string   `yaml:"url"`
	Language    string   `yaml:"language"`
	Note        string   `yaml:"note"`
	Versions    []string `yaml:"versions"`
	Sources     []string `yaml:"sources"`
}

type heading struct {
	level int
	text  string
}

var (
	fileName    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*\.md$`)
	isoDate     = regexp.MustCompile(`^20\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$`)
	headingLine = regexp.MustCompile(`^(#{1,6}) +(\S.*)$`)
	// Marks of text that lost its encoding or came out of a PDF: replacement
	// character, soft hyphen, byte order mark, non-breaking space, å in two.
	badText = regexp.MustCompile("\uFFFD|\u00AD|\uFEFF|\u00A0|a\u030A|Ã[¦¸¥]|\r|\t")
)

// each runs check on every shipped file.
func each(t *testing.T, check func(t *testing.T, front front, body string)) {
	t.Helper()
	for _, name := range names(t) {
		t.Run(name, func(t *testing.T) {
			text, err := fs.ReadFile(Files, name)
			if err != nil {
				t.Fatal(err)
			}
			front, body, err := split(string(text))
			if err != nil {
				t.Fatal(err)
			}
			check(t, front, body)
		})
	}
}

func names(t *testing.T) []string {
	t.Helper()
	all, err := fs.Glob(Files, "*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// split parts a file into its front matter and what follows.
func split(text string) (front, string, error) {
	var head front
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return head, "", fmt.Errorf("does not begin with a line of three hyphens")
	}
	matter, body, ok := strings.Cut(rest, "\n---\n")
	if !ok {
		return head, "", fmt.Errorf("front matter has no end")
	}
	decoder := yaml.NewDecoder(strings.NewReader(matter))
	decoder.KnownFields(true)
	if err := decoder.Decode(&head); err != nil {
		return head, "", fmt.Errorf("reading front matter: %w", err)
	}
	return head, body, nil
}

func headings(body string) []heading {
	var found []heading
	for line := range strings.Lines(body) {
		if m := headingLine.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
			found = append(found, heading{len(m[1]), m[2]})
		}
	}
	return found
}

func TestFoldersAndNames(t *testing.T) {
	count := map[string]int{}
	for _, name := range names(t) {
		count[path.Dir(name)]++
		if !fileName.MatchString(path.Base(name)) {
			t.Errorf("%s: want lower-case letters a-z, digits and hyphens", name)
		}
	}
	for _, folder := range []string{"strategi", "jura"} {
		if count[folder] == 0 {
			t.Errorf("folder %s ships no file", folder)
		}
	}
}

func TestFrontMatter(t *testing.T) {
	titles := map[string]bool{}
	each(t, func(t *testing.T, head front, _ string) {
		for key, value := range map[string]string{
			"title": head.Title, "publisher": head.Publisher, "issuer": head.Issuer,
			"publication": head.Publication, "note": head.Note,
		} {
			if strings.TrimSpace(value) == "" || strings.TrimSpace(value) != value {
				t.Errorf("%s is %q", key, value)
			}
		}
		for key, value := range map[string]string{"date": head.Date, "checked": head.Checked, "issued": head.Issued} {
			if !isoDate.MatchString(value) && (key != "issued" || value != "") {
				t.Errorf("%s is %q, want year-month or year-month-day", key, value)
			}
		}
		if len(head.Checked) != len(time.DateOnly) {
			t.Errorf("checked is %q, want a day", head.Checked)
		}
		if !slices.Contains([]string{"lov", "vejledning", "udtalelse", "strategi", "oversigt"}, head.Kind) {
			t.Errorf("kind is %q", head.Kind)
		}
		if len(head.Versions) == 0 {
			t.Error("versions names nothing the text was checked against")
		}
		if !strings.HasPrefix(head.URL, "https://") {
			t.Errorf("url is %q, want an https address", head.URL)
		}
		if head.Language != "da" {
			t.Errorf("language is %q, want da", head.Language)
		}
		if titles[head.Title] {
			t.Errorf("another file is also called %q", head.Title)
		}
		titles[head.Title] = true
	})
}

func TestText(t *testing.T) {
	each(t, func(t *testing.T, head front, body string) {
		if !utf8.ValidString(body) {
			t.Error("not UTF-8")
		}
		if bad := badText.FindString(head.Title + body); bad != "" {
			t.Errorf("holds %+q", bad)
		}
		if n := len(strings.Fields(body)); n < 100 || n > 1500 {
			t.Errorf("has %d words, want 100 to 1500", n)
		}
		if !strings.HasSuffix(body, "\n") || strings.HasSuffix(body, "\n\n") {
			t.Error("does not end in one line break")
		}
	})
}

func TestHeadings(t *testing.T) {
	each(t, func(t *testing.T, _ front, body string) {
		found := headings(body)
		if len(found) < 3 {
			t.Fatalf("has %d headings, want a title and at least two sections", len(found))
		}
		if found[0].level != 1 {
			t.Errorf("begins with %q at level %d, want a title at level 1", found[0].text, found[0].level)
		}
		seen := map[heading]bool{}
		for i, h := range found {
			if i > 0 && (h.level == 1 || h.level > found[i-1].level+1) {
				t.Errorf("%q stands at level %d after level %d", h.text, h.level, found[i-1].level)
			}
			if seen[h] {
				t.Errorf("heading %q stands twice", h.text)
			}
			seen[h] = true
		}
	})
}

// TestSectionsHoldText finds a heading with nothing under it.
func TestSectionsHoldText(t *testing.T) {
	each(t, func(t *testing.T, _ front, body string) {
		empty := heading{}
		for line := range strings.Lines(body) {
			line = strings.TrimSpace(line)
			if line == "" {
				continue
			}
			m := headingLine.FindStringSubmatch(line)
			if m == nil {
				empty = heading{}
				continue
			}
			if empty.level >= len(m[1]) {
				t.Errorf("nothing stands under %q", empty.text)
			}
			empty = heading{len(m[1]), m[2]}
		}
		if empty.level > 0 {
			t.Errorf("nothing stands under %q", empty.text)
		}
	})
}

// about are the sections that speak of the text itself and have no source.
var about = map[string]bool{"Om denne oversigt": true, "Om denne tjekliste": true}

var sourceForm = regexp.MustCompile(`^Kilde: (vores (anbefaling|vurdering) på grundlag af )?` +
	`\[[^\]]+\]\(https?://[^ )]+\)(; \[[^\]]+\]\(https?://[^ )]+\))*$`)

// TestSections finds a section whose last paragraph does not name its source,
// and a source anywhere else.
func TestSections(t *testing.T) {
	each(t, func(t *testing.T, _ front, body string) {
		for _, s := range sections(body) {
			last := s.lines[len(s.lines)-1]
			for _, line := range s.lines[:len(s.lines)-1] {
				if strings.HasPrefix(line, "Kilde") {
					t.Errorf("%q goes on after its source", s.text)
				}
			}
			switch {
			case about[s.text]:
			case len(s.lines) < 2:
				t.Errorf("%q has no text beside its source", s.text)
			case !sourceForm.MatchString(last):
				t.Errorf("%q ends in %q, want its source", s.text, last)
			}
		}
	})
}

type section struct {
	heading
	lines []string // none empty
}

// sections are the sections of a body that hold text.
func sections(body string) []section {
	var found []section
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\n")
		if m := headingLine.FindStringSubmatch(line); m != nil {
			found = append(found, section{heading: heading{len(m[1]), m[2]}})
		} else if line != "" && len(found) > 0 {
			last := &found[len(found)-1]
			last.lines = append(last.lines, line)
		}
	}
	return slices.DeleteFunc(found, func(s section) bool { return len(s.lines) == 0 })
}

// TestTables finds rows with more or fewer cells than their table's head.
func TestTables(t *testing.T) {
	each(t, func(t *testing.T, _ front, body string) {
		columns := 0
		for line := range strings.Lines(body) {
			line = strings.TrimSpace(line)
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			n := strings.Count(line, "|") - 1
			if columns == 0 {
				columns = n
			}
			if n != columns || !strings.HasSuffix(line, "|") {
				t.Errorf("row has %d cells, the table %d: %s", n, columns, line)
			}
		}
	})
}

// TestStrategyFacts pins the figures and names that must survive any later
// rewording of the strategy files.
func TestStrategyFacts(t *testing.T) {
	for name, facts := range map[string][]string{
		"konkrete-maal-2030-og-2035": {
			"frigøre mindst 50 mio. timer", "svarer til mindst 30.000 årsværk. En væsentlig andel", "frem mod 2035",
			"højst 20 pct. af myndighederne", "Mindst 80 pct. af myndighederne",
		},
		"vejledende-principper": {
			"værdiskabelse", "omkostningseffektivitet", "ansvarlighed",
			"sikkerhed", "bæredygtighed", "fremtidssikring",
		},
		"loesningsspor-og-tidslinje": {"40,6 mio. kr.", "2024-2027", "knoglebrud", "tale-til-tekst"},
		"fakta-og-tal": {
			"40 pct.", "Wilke og Dansk Industri", "74 pct.", "Rambøll og Dansk IT",
			"ca. 5 pct.", "ca. 10 pct.", "2047", "Danmarks Statistik",
		},
		"ekspertgruppe":                {"14 medlemmer", "Haktan Bulut", "Sine Zambach", "Stine Breiner Andersen"},
		"organisering-og-dialogmoeder": {"fire dialogmøder", "digitaliseringsministeren", "finansministeren", "Udenrigsministeriet"},
		"taskforcens-nedsaettelse":     {"økonomiaftalerne for 2025", "2. december 2024", "40 signaturprojekter", "tiårsplan"},
		"storskalaprojekter": {
			"Automatiseret dokumentation", "Digitale assistenter og beslutningsstøtte til medarbejdere",
			"Digitale assistenter til borgere og virksomheder", "fra 2026",
		},
	} {
		text, err := fs.ReadFile(Files, "strategi/"+name+".md")
		if err != nil {
			t.Error(err)
			continue
		}
		for _, fact := range facts {
			if !strings.Contains(string(text), fact) {
				t.Errorf("strategi/%s.md no longer says %q", name, fact)
			}
		}
	}
}

// TestAskedPacked holds the packed files against those in the folder.
func TestAskedPacked(t *testing.T) {
	files, err := filepath.Glob("*/*.asked.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fs.ReadFile(Files, filepath.ToSlash(file)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what ships (go generate ./materials), error %v", file, err)
		}
	}
	if packed, err := asked(); err != nil || len(packed.File) != len(files) {
		t.Errorf("asked.zip holds other files than the folder, error %v", err)
	}
}

// TestAsked holds the sentences that questions stand under against the texts.
func TestAsked(t *testing.T) {
	lib, err := library.ReadAll(t.Context(), []library.Source{{FS: Files}}, library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range lib.Documents {
		if len(d.Asked) == 0 {
			t.Errorf("%s: nothing is asked", d.Path)
		}
		if both := d.Asked.Both(); len(both) > 0 {
			t.Errorf("%s.asked.txt: %q is said to be answered and asked in vain", d.Path, both)
		}
		for _, s := range d.Asked.Lost(documents.Passages(d, documents.DefaultPassageSize())) {
			t.Errorf("%s.asked.txt: %q does not stand in the text", d.Path, s)
		}
	}
	for _, f := range lib.Failures {
		t.Errorf("%s: %s", f.Path, f.Reason)
	}
}
