package browser

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// axeSource is axe-core, which finds faults of accessibility.
func axeSource(t testing.TB) string {
	t.Helper()
	path := os.Getenv("TASKFORCE_TEST_AXE")
	if path == "" {
		needs(t, "axe", errors.New("TASKFORCE_TEST_AXE names no file"))
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("TASKFORCE_TEST_AXE: %v", err)
	}
	return string(source)
}

// violation is a rule of axe that a page breaks, and where.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

const runAxe = `(async () => {
	const kept = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
		resultTypes: ["violations"], iframes: false };
	return (await axe.run(document, kept)).violations;
})()`

// axe fails the test for whatever in the frame breaks WCAG 2.2 AA as far as
// axe can tell. The frames within are not looked into.
func (f *frame) axe(source, state string) {
	f.t.Helper()
	f.run("document.getAnimations().forEach((a) => a.finish())") // colours half way would be judged
	// In mid-page a control may lie half below the form that stays in view; it is judged where the reader scrolls it to.
	f.run(`window.scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" })`)
	f.run("if (!window.axe) {" + source + "}")
	for _, v := range eval[[]violation](f, runAxe) {
		for _, n := range v.Nodes {
			f.t.Errorf("%s: %s (%s)\n%s\n%s", state, v.Help, v.ID, n.HTML, strings.TrimSpace(n.FailureSummary))
		}
	}
}
