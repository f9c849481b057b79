package main_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/internal/need"
)

// variables are the environment variables that serve and health know.
func variables(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, command := range []string{"serve", "health"} {
		out, err := exec.Command(binary(t), command, "--help").Output()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, variable.FindAllString(string(out), -1)...)
	}
	return all
}

var variable = regexp.MustCompile(`TASKFORCE_[A-Z_]+`)

// TestDeploymentsSetRealVariables looks for settings that nothing reads.
func TestDeploymentsSetRealVariables(t *testing.T) {
	known := variables(t)
	for _, file := range []string{"Dockerfile", "deploy/compose.yaml", "deploy/kubernetes.yaml", "deploy/taskforce.service", "docs/operations.md", "docs/running.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range variable.FindAllString(string(text), -1) {
			if !slices.Contains(known, v) {
				t.Errorf("%s sets %s, which is no flag", file, v)
			}
		}
	}
}

// resources are the documents of a YAML file.
func resources(t *testing.T, file string) (out []map[string]any) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for dec := yaml.NewDecoder(f); ; {
		var one map[string]any
		if err := dec.Decode(&one); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, one)
	}
}

// at is what stands at a path of keys, "/" between them; nil for nothing. The
// first of a list is looked into.
func at(v any, path string) any {
	for _, key := range strings.Split(path, "/") {
		if list, ok := v.([]any); ok && len(list) > 0 {
			v = list[0]
		}
		in, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = in[key]
	}
	return v
}

func TestComposeIsHardened(t *testing.T) {
	file := resources(t, "deploy/compose.yaml")[0]
	services := file["services"].(map[string]any)
	if len(services) != 3 {
		t.Errorf("%d services", len(services))
	}
	for name, s := range services {
		user, _ := at(s, "user").(string)
		if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
			t.Errorf("%s runs as %q", name, user)
		}
		if at(s, "read_only") != true || at(s, "healthcheck/test") == nil || at(s, "deploy/resources/limits/memory") == nil || at(s, "deploy/resources/limits/cpus") == nil {
			t.Errorf("%s lacks a read-only root, a health check or limits", name)
		}
		image, _ := at(s, "image").(string)
		if _, tag, ok := strings.Cut(image, ":"); !ok || tag == "latest" {
			t.Errorf("%s runs %q", name, image)
		}
		ports, _ := at(s, "ports").([]any)
		for _, p := range ports {
			if !strings.HasPrefix(p.(string), "127.0.0.1:") {
				t.Errorf("%s is open at %s", name, p)
			}
		}
		used, _ := at(s, "secrets").([]any)
		for _, secret := range used {
			if at(file, "secrets/"+secret.(string)+"/file") == nil {
				t.Errorf("%s has no secret %s", name, secret)
			}
		}
	}
}

func TestKubernetesIsHardened(t *testing.T) {
	kinds := map[string]map[string]any{}
	for _, r := range resources(t, "deploy/kubernetes.yaml") {
		kinds[r["kind"].(string)] = r
	}
	for _, k := range []string{"Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget", "PersistentVolumeClaim"} {
		if kinds[k] == nil {
			t.Fatalf("there is no %s", k)
		}
	}
	pod := at(kinds["Deployment"], "spec/template/spec")
	for path, want := range map[string]any{
		"securityContext/runAsNonRoot": true, "securityContext/seccompProfile/type": "RuntimeDefault", "automountServiceAccountToken": false,
		"containers/securityContext/readOnlyRootFilesystem": true, "containers/securityContext/allowPrivilegeEscalation": false,
		"containers/securityContext/capabilities/drop": "ALL", "containers/startupProbe/httpGet/path": "/readyz",
		"containers/readinessProbe/httpGet/path": "/readyz", "containers/livenessProbe/httpGet/path": "/healthz",
	} {
		got := at(pod, path)
		if list, ok := got.([]any); ok {
			got = list[0]
		}
		if got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	for _, path := range []string{"requests/cpu", "requests/memory", "limits/cpu", "limits/memory"} {
		if at(pod, "containers/resources/"+path) == nil {
			t.Errorf("there is no %s", path)
		}
	}
	labels := at(kinds["Deployment"], "spec/template/metadata/labels/app.kubernetes.io/name")
	for kind, path := range map[string]string{"Service": "spec/selector", "NetworkPolicy": "spec/podSelector/matchLabels", "PodDisruptionBudget": "spec/selector/matchLabels"} {
		if at(kinds[kind], path+"/app.kubernetes.io/name") != labels {
			t.Errorf("%s selects other pods", kind)
		}
	}
}

// TestReadOnlyRoot runs the shipped binary as an image does: alone in a root
// that cannot be written, without privileges, with and without --data.
func TestReadOnlyRoot(t *testing.T) {
	bwrap, err := exec.LookPath("bwrap")
	if err != nil {
		need.Missing(t, "bwrap", "there is no bubblewrap")
	}
	if out, err := exec.Command(bwrap, "--unshare-user", "--ro-bind", "/", "/", "true").CombinedOutput(); err != nil {
		need.Missing(t, "bwrap", "bubblewrap may not make namespaces here: "+string(out))
	}
	materials := t.TempDir()
	if err := os.WriteFile(filepath.Join(materials, "cykler.md"), []byte("# Cykler\n\nEn cykel lånes i receptionen.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, data := range []bool{true, false} {
		args := []string{"--unshare-user", "--unshare-pid", "--unshare-ipc", "--uid", "65532", "--gid", "65532", "--cap-drop", "ALL", "--die-with-parent",
			"--clearenv", "--ro-bind", binary(t), "/taskforce", "--ro-bind", materials, "/materials"}
		command := []string{"--remount-ro", "/", "/taskforce", "serve", "--addr", "127.0.0.1:0", "--documents", "/materials"}
		if data {
			args = append(args, "--tmpfs", "/data")
			command = append(command, "--data", "/data", "--store", "sqlite")
		}
		url, log := started(t, exec.Command(bwrap, append(args, command...)...))
		for _, path := range []string{"/readyz", "/healthz", "/api/search?q=cykel", "/"} {
			if status, body := fetched(t, url+path); status != http.StatusOK {
				t.Errorf("%s: status %d: %s", path, status, body)
			}
		}
		if _, body := fetched(t, url+"/api/search?q=cykel"); !strings.Contains(body, "receptionen") {
			t.Errorf("nothing was found: %s", body)
		}
		if strings.Contains(log.String(), "advarsel") {
			t.Errorf("with --data %v the service warns: %s", data, log)
		}
	}
}

// started runs a service until the test ends, and gives its address and log.
func started(t *testing.T, cmd *exec.Cmd) (url string, log *safeBuffer) {
	t.Helper()
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	log = &safeBuffer{}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		log.write(lines.Text())
		if _, rest, ok := strings.Cut(lines.Text(), "taskforce lytter på "); ok {
			url, _, _ = strings.Cut(rest, " ")
			go func() {
				for lines.Scan() {
					log.write(lines.Text())
				}
			}()
			return url, log
		}
	}
	t.Fatalf("%q does not serve: %s", cmd.Args, log)
	return "", nil
}

// safeBuffer is text that is read while it is written.
type safeBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *safeBuffer) write(line string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.WriteString(line + "\n")
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func fetched(t *testing.T, url string) (int, string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
