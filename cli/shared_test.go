package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// TestProcessesShareData lets processes use one --data at the same moment:
// first none has built the index, then each has other documents than the next.
// Every one of them finds its own, and none is told of damage.
func TestProcessesShareData(t *testing.T) {
	t.Parallel()
	same := folder(t, bicycles)
	t.Run("same documents", func(t *testing.T) { share(t, []string{same, same}) })
	t.Run("other documents", func(t *testing.T) {
		share(t, []string{same, folder(t, bicycles+"\n## Lås\n\nLåsen til en cykel hænger ved døren.\n")})
	})
}

func share(t *testing.T, folders []string) {
	data := t.TempDir()
	for round := range 2 {
		var group sync.WaitGroup
		for i, dir := range folders {
			cmd := program(t, "search", "--no-materials", "--documents", dir, "--data", data, "låne cykel i receptionen")
			log := &lines{}
			cmd.Stderr = log
			group.Go(func() {
				out, err := cmd.Output()
				if err != nil || !strings.Contains(string(out), "receptionen") || damage(log.String()) {
					t.Error(fmt.Sprintf("round %d, process %d:", round, i), err, string(out), log)
				}
			})
		}
		group.Wait()
	}
}

// damage tells whether a program said more than that it waits, as it may on a
// busy machine.
func damage(log string) bool {
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "et andet program er ved at åbne") {
			return true
		}
	}
	return false
}

// TestWaitingForDataEnds stops a program that waits for another one.
func TestWaitingForDataEnds(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	unlock, err := lockedfile.MutexAt(filepath.Join(data, "lock")).Lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	log := &lines{}
	args := []string{"index", "--no-materials", "--documents", folder(t, bicycles), "--data", data}
	code := Main(ctx, args, func(string) (string, bool) { return "", false }, log, log)
	if code != exitFailed || !strings.HasPrefix(log.String(), "fejl: ") {
		t.Errorf("exit code %d, %q", code, log)
	}
}
