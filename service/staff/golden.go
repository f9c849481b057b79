// Package staff is what a running taskforce has for its secretariat: the
// questions that are asked again and again, and the files that editors bring.
package staff

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/eval"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/service"
)

// Asking is the flag of the questions that are asked again and again.
type Asking struct {
	Golden     string        `placeholder:"fil" help:"Fil med faste spørgsmål i samme form som eval --questions; de stilles igen, når materialet, prompterne eller sprogmodellen ændres, og vises på /admin/golden. Svarene gemmes i en fil ved siden af."`
	GoldenHold time.Duration `placeholder:"tid" help:"Lad nyt fælles materiale vente, når det ville ændre svarene på de faste spørgsmål, indtil det slippes igennem på /admin/golden, dog højst så længe, fx 24h; uden den tages det i brug med det samme."`
}

// Book opens the questions, nil without a file; eng answers them as it answers
// readers, from x.
func (f Asking) Book(eng *answer.Engine, x *index.Index, l service.Holdings, m service.Model, log *slog.Logger) (*golden.Book, error) {
	if f.Golden == "" {
		return nil, nil
	}
	g, err := newGround(x, l, m)
	if err != nil {
		return nil, err
	}
	book, err := golden.Open(golden.Config{Path: f.Golden, Ground: g.parts, Log: log, Explain: service.In, Ask: askingOf(eng, m.Longest())})
	if err != nil {
		return nil, service.Usage("--golden: %s", service.Danish(err))
	}
	return book, nil
}

// vectorWait is how long questions wait for the vectors of new passages, with
// which answers may be others.
const vectorWait = 5 * time.Minute

// ground is what answers rest on.
type ground struct {
	index   *index.Index
	fixed   map[string]string // of this start of the service
	answers []string          // folders of editors' answers
	stamp   string            // of their files
	hash    string            // of what stands in them
	build   string            // of the index, when it was last looked at
	since   time.Time         // when that became so
}

func newGround(x *index.Index, l service.Holdings, m service.Model) (*ground, error) {
	prompts := "shipped"
	if m.Prompts != "" {
		var err error
		if prompts, err = contentOf([]string{m.Prompts}); err != nil {
			return nil, service.Usage("--prompts: %s", service.Danish(err))
		}
	}
	model := fmt.Sprintln(m.LLMURL, m.LLMModel, m.JudgeURL, m.JudgeModel, m.Judge, m.Context, m.AnswersFirst, l.Meaning, l.EmbedURL, l.EmbedModel, l.Synonyms)
	g := &ground{index: x, fixed: map[string]string{"program": service.BuildVersion(), "prompts": prompts, "model": hashOf(model)}}
	if !m.NoAnswers {
		g.answers = m.Folders("") // the questions are asked of the shared materials
	}
	return g, nil
}

// parts names what answers rest on now; it is not ready while passages lack vectors.
func (g *ground) parts() (map[string]string, bool) {
	out := map[string]string{golden.GroundMaterials: g.index.Build()}
	for part, hash := range g.fixed {
		out[part] = hash
	}
	if stamp := stampOf(g.answers); stamp != g.stamp || g.hash == "" {
		g.stamp, g.hash = stamp, approvedIn(g.answers)
	}
	out["answers"] = g.hash
	if out[golden.GroundMaterials] != g.build {
		g.build, g.since = out[golden.GroundMaterials], time.Now()
	}
	done, total := g.index.Embedded()
	return out, done == total || time.Since(g.since) > vectorWait
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// approvedIn is a hash of the answers in folders that readers may be given: what
// is being written changes no answer.
func approvedIn(dirs []string) string {
	sources := []editorial.Source{{FS: materials.Answers}} // one in a folder takes the place of one that ships
	for _, dir := range dirs {
		sources = append(sources, editorial.Source{Disk: dir})
	}
	var b strings.Builder
	answers, _ := editorial.Read(sources)
	for _, a := range answers {
		if a.Stands() {
			fmt.Fprintln(&b, a.ID, a.Approved.Hash, a.Owner, a.Date)
		}
	}
	return hashOf(b.String())
}

// stampOf tells whether files below folders may have changed.
func stampOf(dirs []string) string {
	var b strings.Builder
	each(dirs, func(path string, info fs.FileInfo) error {
		fmt.Fprintln(&b, path, info.Size(), info.ModTime().UnixNano())
		return nil
	})
	return b.String()
}

// contentOf is a hash of the files below folders.
func contentOf(dirs []string) (string, error) {
	sum := sha256.New()
	err := each(dirs, func(path string, _ fs.FileInfo) error {
		data, err := os.ReadFile(path)
		fmt.Fprintf(sum, "%s %d\n%s", filepath.Base(path), len(data), data)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil)[:8]), err
}

// each calls fn for the files below folders, in their order.
func each(dirs []string, fn func(path string, info fs.FileInfo) error) error {
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			return fn(path, info)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// StartGolden asks the questions of a book, nil for none, until stop is called.
func StartGolden(ctx context.Context, book *golden.Book) (stop func()) {
	if book == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		book.Run(ctx)
	}()
	return func() { cancel(); <-done }
}

var goldenCount = prometheus.NewDesc("taskforce_golden_questions", "Questions of --golden, by how their answers stand: failed, changed, open or approved.", []string{"state"}, nil)

// GoldenMetrics shows how the questions of a book stand.
type GoldenMetrics struct{ Book *golden.Book }

// Describe implements prometheus.Collector.
func (GoldenMetrics) Describe(ch chan<- *prometheus.Desc) { ch <- goldenCount }

// Collect implements prometheus.Collector.
func (m GoldenMetrics) Collect(ch chan<- prometheus.Metric) {
	list := m.Book.List()
	for state, n := range map[string]int{"failed": list.Count(eval.Fail), "changed": list.Count(golden.StateChanged),
		"open": list.Count(golden.StateOpen) + list.Count(golden.StateNew), "approved": list.Count(golden.StateApproved)} {
		ch <- prometheus.MustNewConstMetric(goldenCount, prometheus.GaugeValue, float64(n), state)
	}
}
