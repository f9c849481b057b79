package main_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// image is what a Dockerfile makes: a folder and how it is run.
type image struct {
	root                    string
	env, volumes            []string
	user                    string // "uid:gid"
	workdir                 string
	health, entrypoint, cmd []string
	args                    map[string]string
	tools                   bool // commands find the tools of this machine
}

// nonroot is the user of distroless images that are named so.
const nonroot = "65532:65532"

// foreign owns in our folders what root owns in the image, so that the image's
// user, who is ours, may not write it.
const foreign = 12345

// assemble follows a Dockerfile; the last stage is the image. It knows the
// instructions and bases that ours uses, and fails at others.
func assemble(t *testing.T, file string, args map[string]string) *image {
	t.Helper()
	stages := map[string]*image{}
	var now *image
	for _, line := range instructions(t, file) {
		name, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		words := strings.Fields(rest)
		switch name {
		case "FROM":
			now = base(t, words[0], args)
			if len(words) == 3 {
				stages[words[2]] = now
			}
		case "WORKDIR":
			now.workdir = rest
			made(t, filepath.Join(now.root, rest))
		case "ARG":
			key, value, _ := strings.Cut(rest, "=")
			if given, ok := now.args[key]; ok {
				value = given
			}
			now.env = append(now.env, key+"="+value)
		case "ENV":
			now.env = append(now.env, words...)
		case "COPY":
			now.copy(t, stages, words)
		case "RUN":
			now.run(t, words)
		case "VOLUME":
			now.volumes = append(now.volumes, rest)
		case "USER":
			now.user = rest
		case "EXPOSE":
			if !slices.Contains(now.env, "TASKFORCE_ADDR=0.0.0.0:"+rest) {
				t.Errorf("port %s is exposed, and the environment is %q", rest, now.env)
			}
		case "HEALTHCHECK":
			now.health = listed(t, rest[strings.Index(rest, "CMD ")+4:])
		case "ENTRYPOINT":
			now.entrypoint = listed(t, rest)
		case "CMD":
			now.cmd = listed(t, rest)
		default:
			t.Fatalf("%s: %s is not known here", file, name)
		}
	}
	return now
}

// instructions are the lines of a Dockerfile, without comments and with what
// goes on in the next line.
func instructions(t *testing.T, file string) (out []string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// listed reads a JSON list of words.
func listed(t *testing.T, text string) (out []string) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

// base is the beginning of a stage: for that of Go the tools of this machine, for
// distroless what is in it and the program needs.
func base(t *testing.T, name string, args map[string]string) *image {
	t.Helper()
	i := &image{root: t.TempDir(), args: args, user: "0:0", workdir: "/"}
	tag, isGo := strings.CutPrefix(name, "golang:")
	switch {
	case isGo:
		if version, _, _ := strings.Cut(tag, "-"); !strings.HasPrefix(runtime.Version(), "go"+version) {
			t.Errorf("the image is built with Go %s, the tests with %s", version, runtime.Version())
		}
		i.tools, i.env = true, []string{"PATH=/usr/local/go/bin:/usr/bin:/bin", "GOPATH=/go", "GOTOOLCHAIN=local"}
	case name == "gcr.io/distroless/static-debian12:nonroot":
		i.user, i.env = nonroot, []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/home/nonroot"}
	default:
		t.Fatalf("base %s is not known here", name)
	}
	for _, dir := range []string{"proc", "dev", "etc", "materialer"} {
		made(t, filepath.Join(i.root, dir))
	}
	if err := os.WriteFile(filepath.Join(i.root, "etc", "hosts"), []byte("127.0.0.1 localhost\n"), 0o644); err != nil { // as engines do
		t.Fatal(err)
	}
	return i
}

func made(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
}

// copy follows COPY.
func (i *image) copy(t *testing.T, stages map[string]*image, words []string) {
	t.Helper()
	from, owned := os.DirFS("."), false
	for strings.HasPrefix(words[0], "--") {
		key, value, _ := strings.Cut(words[0], "=")
		switch {
		case key == "--from" && stages[value] != nil:
			from = os.DirFS(stages[value].root)
		case key == "--chown" && value == "nonroot:nonroot":
			owned = true
		default:
			t.Fatalf("COPY %s is not known here", words[0])
		}
		words = words[1:]
	}
	to := words[len(words)-1]
	if !path.IsAbs(to) {
		to = path.Join(i.workdir, to) + "/"
	}
	for _, source := range words[:len(words)-1] {
		target := filepath.Join(i.root, to)
		if info, err := fs.Stat(from, clean(source)); err == nil && !info.IsDir() && strings.HasSuffix(to, "/") {
			target = filepath.Join(target, path.Base(source))
		}
		if err := copied(from, clean(source), target, owned); err != nil {
			t.Fatal(err)
		}
	}
}

func clean(p string) string { return path.Clean(strings.TrimPrefix(p, "/")) }

// ignored tells whether .dockerignore leaves out what lies in our own folder.
func ignored(name string) bool {
	text, err := os.ReadFile(".dockerignore")
	return err == nil && slices.ContainsFunc(strings.Fields(string(text)), func(pattern string) bool {
		ok, err := path.Match(clean(pattern), name)
		return ok || err != nil
	})
}

// copied copies a file or a folder. What the image's user does not own is another's.
func copied(from fs.FS, source, target string, owned bool) error {
	return fs.WalkDir(from, source, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if source == "." && name != "." && ignored(name) {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		at := filepath.Join(target, strings.TrimPrefix(name, source))
		if e.IsDir() {
			err = os.MkdirAll(at, 0o755)
		} else {
			err = copyFile(from, name, at)
		}
		if err == nil && !owned && os.Geteuid() == 0 {
			err = os.Lchown(at, foreign, foreign)
		}
		return err
	})
}

func copyFile(from fs.FS, name, to string) error {
	info, err := fs.Stat(from, name)
	if err != nil {
		return err
	}
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(to, data, info.Mode().Perm()), os.Chmod(to, info.Mode().Perm()))
}

// caches are this machine's, for the caches that a RUN mounts.
var caches = map[string]string{"/go/pkg/mod": "GOMODCACHE", "/gocache": "GOCACHE"}

// run follows RUN in the stage's folder, with the tools of this machine.
func (i *image) run(t *testing.T, words []string) {
	t.Helper()
	if !i.tools {
		t.Fatal("RUN in a stage without tools")
	}
	args := []string{"--bind", i.root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--chdir", i.workdir, "--die-with-parent", "--clearenv"}
	for _, dir := range []string{"/usr", "/bin", "/lib", "/lib64", "/etc"} {
		args = append(args, "--ro-bind-try", dir, dir)
	}
	for strings.HasPrefix(words[0], "--mount=type=cache,target=") {
		target := strings.TrimPrefix(words[0], "--mount=type=cache,target=")
		args = append(args, "--bind", goEnv(t, caches[target]), target)
		words = words[1:]
	}
	for _, name := range []string{"GOPROXY", "GOFLAGS", "GOSUMDB"} {
		args = append(args, "--setenv", name, goEnv(t, name))
	}
	for _, e := range i.env {
		name, value, _ := strings.Cut(e, "=")
		args = append(args, "--setenv", name, value)
	}
	if out, err := exec.Command("bwrap", append(args, "--", "sh", "-euc", strings.Join(words, " "))...).CombinedOutput(); err != nil {
		t.Fatalf("RUN %s: %v\n%s", strings.Join(words, " "), err, out)
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// newVolume is a new volume for a place in the image: it begins as that is there.
func (i *image) newVolume(t *testing.T, place string) string {
	t.Helper()
	dir := t.TempDir()
	info, err := os.Stat(filepath.Join(i.root, place))
	if err != nil {
		t.Fatalf("the image has no %s: %v", place, err)
	}
	if err := errors.Join(copied(os.DirFS(i.root), clean(place), dir, true), os.Chmod(dir, info.Mode().Perm())); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		stat := info.Sys().(*syscall.Stat_t)
		if err := os.Chown(dir, int(stat.Uid), int(stat.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
