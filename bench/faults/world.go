package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
	"github.com/digitaskforce/taskforce/internal/nginxtest"
	"github.com/digitaskforce/taskforce/llm/llmtest"
	"github.com/digitaskforce/taskforce/store/storetest"
)

// world is a whole installation on one machine.
type world struct {
	host
	program  string
	cluster  *opensearchtest.Cluster
	searches []*link // the ways of all replicas to each node
	database *storetest.Server
	stores   []*link // the way of each replica to the database
	replicas []*replica
	url      string // of nginx
	key      string // of an authority
	model    string // its address
	disks    map[string]string
}

// newWorld starts everything. Small file systems are mounted where that is allowed.
func newWorld(ctx context.Context, root, jars, dir string) (*world, error) {
	w := &world{host: host{dir: dir}, program: filepath.Join(dir, "taskforce"), disks: map[string]string{}}
	build := exec.CommandContext(ctx, "go", "build", "-o", w.program, ".")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		return w, fmt.Errorf("building the program: %w", err)
	}
	for name, size := range map[string]string{"node": "200m", "database": "400m", "replica": "40m"} {
		w.disks[name] = w.disk(name, size)
	}
	if err := w.startCluster(jars); err != nil {
		return w, err
	}
	if err := w.startDatabase(); err != nil {
		return w, err
	}
	return w, w.startReplicas(ctx)
}

// disk mounts a small file system and gives its folder; where that is not
// allowed it is a folder like others.
func (w *world) disk(name, size string) string {
	dir := filepath.Join(w.dir, "disk-"+name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.Fatal(err)
	}
	if exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "taskforce", dir).Run() == nil {
		w.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	}
	return dir
}

func (w *world) startCluster(jars string) (err error) {
	w.cluster, err = opensearchtest.Open(opensearchtest.Config{Jars: jars, Dir: w.TempDir(), Nodes: 3, Java: []string{"-Xmx400m"},
		Data: func(i int) string {
			if i == 0 {
				return w.disks["node"]
			}
			return filepath.Join(w.dir, fmt.Sprint("data-", i))
		}})
	if err != nil {
		return err
	}
	w.Cleanup(w.cluster.Stop)
	for _, n := range w.cluster.Nodes {
		l, err := newLink(strings.TrimPrefix(n.URL(), "http://"))
		if err != nil {
			return err
		}
		w.searches = append(w.searches, l)
	}
	return nil
}

// startDatabase starts PostgreSQL on the small file system and makes a key.
func (w *world) startDatabase() error {
	if err := os.Setenv("TMPDIR", w.disks["database"]); err != nil {
		return err
	}
	w.database = storetest.Postgres(w)
	if err := os.Unsetenv("TMPDIR"); err != nil {
		return err
	}
	url := w.database.URL("faults")
	out, err := exec.Command(w.program, "keys", "add", "Prøve", "--store", url, "--per-day", "10000000", "--per-minute", "1000000").Output()
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	w.key = regexp.MustCompile(`tf_\S+`).FindString(string(out))
	return nil
}

// storeURL is the database's address by a way.
func (w *world) storeURL(l *link) string {
	return fmt.Sprintf("postgres://taskforce@%s/faults?sslmode=disable", l.at)
}

func (w *world) startReplicas(ctx context.Context) error {
	model, err := startModel()
	if err != nil {
		return err
	}
	w.model = model
	var fronts []string
	for i := range 3 {
		data := filepath.Join(w.dir, fmt.Sprint("replica-", i))
		if i == 0 {
			data = w.disks["replica"]
		}
		r, l, err := w.replica(fmt.Sprint("replica-", i), data)
		if err != nil {
			return err
		}
		w.stores, w.replicas, fronts = append(w.stores, l), append(w.replicas, r), append(fronts, r.link.at)
	}
	for _, r := range w.replicas { // the first builds the index
		if err := r.start(ctx); err != nil {
			return err
		}
	}
	w.url = nginxtest.Start(w, fronts).URL
	return nil
}

// replica makes a replica and its way to the database; it does not start it.
func (w *world) replica(name, data string, more ...string) (*replica, *link, error) {
	l, err := newLink(w.database.Address())
	if err != nil {
		return nil, nil, err
	}
	var nodes []string
	for _, l := range w.searches {
		nodes = append(nodes, l.at)
	}
	args := append([]string{"--data", data, "--auth", "keys", "--rate", "100000/min", "--llm-url", w.model, "--llm-model", "test", "--trusted-proxies", "127.0.0.1"}, more...)
	r, err := newReplica(&w.host, w.program, name, args,
		[]string{"TASKFORCE_STORE=" + w.storeURL(l), "TASKFORCE_INDEX=opensearch+http://" + strings.Join(nodes, ",") + "/faults"})
	return r, l, err
}

// byWords starts a service of the same index that searches by words alone.
func (w *world) byWords(ctx context.Context) (*replica, error) {
	r, _, err := w.replica("words", filepath.Join(w.dir, "words"), "--meaning", "off")
	if err != nil {
		return nil, err
	}
	return r, r.start(ctx)
}

// vectorsTime bounds the computing of all vectors.
const vectorsTime = 10 * time.Minute

// vectors waits until every replica says that the vectors are all there: until
// then answers may become others without a fault.
func (w *world) vectors(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, vectorsTime)
	defer cancel()
	for _, r := range w.replicas {
		for !r.complete(ctx) {
			if ctx.Err() != nil {
				return fmt.Errorf("the vectors are not all there: %w", ctx.Err())
			}
			sleep(ctx, 500*time.Millisecond)
		}
	}
	return nil
}

// sentence is the first whole sentence of a text; headings have no full stop.
var sentence = regexp.MustCompile(`(?m)^[^\n.]{30,}\.(?:\s|$)`)

// startModel quotes the first whole sentence of the first passage that has one,
// word by word, so that an answer takes a moment.
func startModel() (string, error) {
	step := llmtest.Reply(func(r llmtest.Request) string {
		for _, p := range r.Passages() {
			if s := strings.TrimSpace(sentence.FindString(p.Text)); s != "" {
				return fmt.Sprintf("%s [%d]", s, p.N)
			}
		}
		return "Det fremgår ikke af materialet."
	})
	step.Delay = 20 * time.Millisecond
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	srv := &http.Server{Handler: llmtest.Handler(step)}
	go func() { _ = srv.Serve(ln) }() // until the program ends
	return "http://" + ln.Addr().String() + "/v1", nil
}

func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}

// primary is the node that holds the primary copy of the passages.
func (w *world) primary() (int, error) {
	return w.nodeOf("/_cat/shards/faults?format=json", func(row map[string]string) string {
		if row["prirep"] == "p" {
			return row["node"]
		}
		return ""
	})
}

// manager is the node that manages the cluster.
func (w *world) manager() (int, error) {
	return w.nodeOf("/_cat/cluster_manager?format=json", func(row map[string]string) string { return row["node"] })
}

// nodeOf asks the cluster and gives the node that a row of the reply names.
func (w *world) nodeOf(path string, name func(map[string]string) string) (int, error) {
	client := http.Client{Timeout: 5 * time.Second}
	for _, n := range w.cluster.Nodes {
		res, err := client.Get(n.URL() + path)
		if err != nil {
			continue
		}
		var rows []map[string]string
		err = json.NewDecoder(res.Body).Decode(&rows)
		_ = res.Body.Close()
		for _, row := range rows {
			for i, n := range w.cluster.Nodes {
				if err == nil && name(row) == n.Name() {
					return i, nil
				}
			}
		}
	}
	return 0, fmt.Errorf("no node answers %s as it should", path)
}
