package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/digitaskforce/taskforce/cli"
)

// chromium is the browser that all tests share. It starts with the first tab.
var chromium struct {
	once sync.Once
	ctx  context.Context
	stop func()
	err  error
}

// TestMain runs the tests, or the program where a test starts this binary as taskforce.
func TestMain(m *testing.M) {
	if os.Args[0] == "taskforce" {
		os.Exit(cli.Main(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
	}
	var err error
	if scratch, err = os.MkdirTemp("", "taskforce-browser-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// needs skips a test that lacks something, or fails it where the run requires it.
func needs(t testing.TB, what string, missing error) {
	t.Helper()
	switch {
	case missing == nil:
	case slices.Contains(strings.Split(os.Getenv("TASKFORCE_TEST_REQUIRE"), ","), what):
		t.Fatalf("%s is required: %v", what, missing)
	default:
		t.Skipf("no %s, so this is not tested: %v", what, missing)
	}
}

// browser gives the context of the shared browser.
func browser(t testing.TB) context.Context {
	t.Helper()
	path, err := findChromium()
	needs(t, "chromium", err)
	chromium.once.Do(func() { start(path) })
	if chromium.err != nil {
		t.Fatalf("starting %s: %v", path, chromium.err)
	}
	return chromium.ctx
}

func findChromium() (string, error) {
	if path := os.Getenv("TASKFORCE_TEST_CHROMIUM"); path != "" {
		return exec.LookPath(path)
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("none of chromium, chromium-browser and google-chrome is on PATH")
}

// start starts the browser with a profile of its own that is thrown away.
// Sites share a process, so that the frames of a page are seen through the
// page; what a site may do to another stays the same.
func start(path string) {
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // refused to root, who runs the tests in containers
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,SitePerProcess,IsolateOrigins"),
		chromedp.Flag("disable-site-isolation-trials", true),
		chromedp.Flag("lang", "da-DK"),
	)
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	chromium.ctx, chromium.err = ctx, chromedp.Do(ctx)
	chromium.stop = func() {
		_ = chromedp.Cancel(ctx) // closes the browser and waits for it
		cancel()
		end()
	}
}
