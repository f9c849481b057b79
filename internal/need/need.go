// Package need is for tests that need something of the machine. Of a program, such
// as a browser or a database: where it is missing they are skipped, unless the
// environment says that it must be there. And time.
package need

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// Patience is how long a test waits for what is to come before it fails: longer
// than a busy machine takes, since only a test that fails waits it out.
const Patience = 3 * time.Minute

// variable lists what must be there, separated by commas, such as "postgres,chromium".
const variable = "TASKFORCE_TEST_REQUIRE"

// Missing ends a test that lacks what, for a reason: it skips the test, or
// fails it where TASKFORCE_TEST_REQUIRE lists what.
func Missing(t testing.TB, what, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv(variable), ","), what) {
		t.Fatalf("%s, and %s requires %s", why, variable, what)
	}
	t.Skipf("%s", why)
}

// Folder is the folder that a variable of the environment names, which holds
// what; the test ends as by [Missing] where it names none.
func Folder(t testing.TB, what, variable string) string {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		Missing(t, what, variable+" names no folder")
	}
	return dir
}
