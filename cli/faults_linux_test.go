package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/digitaskforce/taskforce/answer"
)

// disk is a file system of its own, of a size such as "300k".
func disk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a file system cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func remount(t *testing.T, dir string, flags uintptr, size string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size="+size); err != nil {
		t.Fatal(err)
	}
}

// askOf asks about documents and gives the answer and what was said on stderr.
func askOf(t *testing.T, docs, data string) (answer.Answer, string) {
	t.Helper()
	args := []string{"ask", "--json", "--no-materials", "--documents", docs}
	if data != "" {
		args = append(args, "--data", data)
	}
	code, out, errs := run(nil, append(args, question)...)
	if code != exitDone {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	return decode(t, out), errs
}

func sameAnswer(t *testing.T, got, want answer.Answer) {
	t.Helper()
	if diff := cmp.Diff(got, want, cmpopts.IgnoreFields(answer.Answer{}, "ID", "Timings")); diff != "" {
		t.Errorf("answer (-got +want):\n%s", diff)
	}
}

func indexOf(docs, data string) (code int, stderr string) {
	code, _, stderr = run(nil, "index", "--no-materials", "--documents", docs, "--data", data)
	return code, stderr
}

// current is what CURRENT names, and how many builds there are.
func current(t *testing.T, data string) (string, int) {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(data, "index", "CURRENT"))
	if err != nil {
		t.Fatal(err)
	}
	builds, err := filepath.Glob(filepath.Join(data, "index", "build-*"))
	if err != nil {
		t.Fatal(err)
	}
	return string(name), len(builds)
}

// TestFullDisk builds on disks that are full after a while: answers come from
// an index in memory, and index says what is wrong.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	docs := folder(t, bicycles)
	want, _ := askOf(t, docs, "")
	failed := 0
	for _, size := range []string{"8k", "16k", "24k", "32k", "40k", "48k", "56k", "64k", "72k", "80k", "4m"} {
		data := disk(t, size)
		got, errs := askOf(t, docs, data)
		sameAnswer(t, got, want)
		if errs == "" {
			continue
		}
		if !strings.Contains(errs, "der er ikke plads på disken") || strings.Contains(errs, "no space") {
			t.Errorf("%s: %s", size, errs)
		}
		if !strings.Contains(errs, "det bygges i hukommelsen") {
			continue // only the cache did not fit
		}
		failed++
		if code, errs := indexOf(docs, data); code != exitFailed || !strings.Contains(errs, "fejl: der er ikke plads på disken") {
			t.Errorf("%s: index: exit code %d, %s", size, code, errs)
		}
		remount(t, data, 0, "4m")
		if code, errs := indexOf(docs, data); code != exitDone || errs != "" {
			t.Errorf("%s, with space again: exit code %d, %s", size, code, errs)
		}
		if _, n := current(t, data); n != 1 {
			t.Errorf("%s: %d builds", size, n)
		}
	}
	if failed < 3 {
		t.Errorf("only %d disks were too small", failed)
	}
}

// TestFullDiskKeepsIndex fills the disk between two builds: the former index
// stays as it was.
func TestFullDiskKeepsIndex(t *testing.T) {
	t.Parallel()
	docs, data := folder(t, bicycles), disk(t, "1m")
	want, _ := askOf(t, docs, data)
	before, _ := current(t, data)
	filler := filepath.Join(data, "filler")
	_ = os.WriteFile(filler, bytes.Repeat([]byte("x"), 2<<20), 0o600) // fails when the disk is full
	changed := folder(t, strings.ReplaceAll(bicycles, "receptionen", "kælderen"))
	if got, errs := askOf(t, changed, data); !strings.Contains(got.Answer, "kælderen") || !strings.Contains(errs, "det bygges i hukommelsen") {
		t.Errorf("got %s, %s", got.Answer, errs)
	}
	if code, errs := indexOf(changed, data); code != exitFailed || !strings.Contains(errs, "der er ikke plads på disken") {
		t.Errorf("index: exit code %d, %s", code, errs)
	}
	if after, n := current(t, data); after != before || n != 1 {
		t.Errorf("the index is %s, was %s; %d builds", after, before, n)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	got, errs := askOf(t, docs, data)
	sameAnswer(t, got, want)
	if after, _ := current(t, data); errs != "" || after != before {
		t.Errorf("%s; the index is %s, was %s", errs, after, before)
	}
}

// TestReadOnlyData reads an index from a disk that cannot be written.
func TestReadOnlyData(t *testing.T) {
	t.Parallel()
	docs, data := folder(t, bicycles), disk(t, "4m")
	want, _ := askOf(t, docs, data)
	p := startProcess(t, "--data", filepath.Join(data, "service"))
	remount(t, data, syscall.MS_RDONLY, "4m")
	got, errs := askOf(t, docs, data)
	sameAnswer(t, got, want)
	if errs != "" {
		t.Errorf("an unchanged index: %s", errs)
	}
	checkServes(t, p)
	changed := folder(t, strings.ReplaceAll(bicycles, "receptionen", "kælderen"))
	if got, errs := askOf(t, changed, data); !strings.Contains(got.Answer, "kælderen") || !strings.Contains(errs, "kan kun læses") || !strings.Contains(errs, "det bygges i hukommelsen") {
		t.Errorf("got %s, %s", got.Answer, errs)
	}
	if code, errs := indexOf(changed, data); code != exitFailed || !strings.Contains(errs, "fejl: kan kun læses") {
		t.Errorf("index: exit code %d, %s", code, errs)
	}
}

// checkServes asks, searches and opens the file of a running service.
func checkServes(t *testing.T, p *process) {
	t.Helper()
	a, err := ask(p.url, question)
	if err != nil || len(a.Sources) == 0 || !strings.Contains(a.Answer, "receptionen") {
		t.Fatalf("got %v, %v", a.Answer, err)
	}
	page := "/documents/" + a.Sources[0].Document
	for path, want := range map[string]string{"/healthz": `"ok"`, "/api/search?q=cykel": "skuret", page: "skuret", page + "/file": bicycles} {
		if status, text := p.get(t, path); status != 200 || !strings.Contains(text, want) {
			t.Errorf("%s: got %d %s", path, status, text)
		}
	}
}

// TestDataGoneUnderService takes the data folder away from a running service:
// what it has opened stays, and the next one begins anew.
func TestDataGoneUnderService(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(t *testing.T, data string){
		"deleted": func(t *testing.T, data string) { remove(t, data) },
		"emptied": func(t *testing.T, data string) { remove(t, filepath.Join(data, "index")) },
		"a file": func(t *testing.T, data string) {
			remove(t, data)
			if err := os.WriteFile(data, []byte("noget andet"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			docs, data := folder(t, bicycles), filepath.Join(t.TempDir(), "data")
			want, _ := askOf(t, docs, data)
			p := startProcess(t, "--data", data)
			take(t, data)
			checkServes(t, p)
			got, errs := askOf(t, docs, data)
			sameAnswer(t, got, want)
			if (name == "a file") != strings.Contains(errs, "er ikke en mappe") {
				t.Errorf("afterwards: %s", errs)
			}
			p.signal(t)
			if err := p.wait(t); err != nil {
				t.Errorf("%v; %s", err, p.log)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}
