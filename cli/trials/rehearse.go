package trials

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/service"
	"github.com/digitaskforce/taskforce/store"
)

type Rehearse struct {
	service.Holdings
	service.Model
	service.Storing
	Days      int    `default:"7" placeholder:"antal" help:"Så mange dage fordeles spørgsmålene på; den sidste er i går."`
	Questions string `arg:"" name:"fil" help:"Fil med et spørgsmål på hver linje; et tal foran er, hvor mange gange det stilles."`
}

// rehearsal is the authority of questions that nobody asked, so that they are
// never taken for real ones.
const rehearsal = "øvelse"

const (
	maxRehearsed = 10_000
	maxRehearsal = 365 // days
)

// Run answers the questions of a file and keeps them as if they had come over
// the last days.
func (c *Rehearse) Run(a *service.App) error {
	switch {
	case c.Store == "":
		return service.Usage("--store mangler: sqlite eller adressen på en database til øvelsen")
	case c.Days < 1 || c.Days > maxRehearsal:
		return service.Usage("--days er %d; vælg et tal mellem 1 og %d", c.Days, maxRehearsal)
	}
	questions, err := rehearsed(c.Questions)
	if err != nil {
		return err
	}
	st, err := c.Storing.Open(a, c.Data, false)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := onlyRehearsals(a.Ctx, st); err != nil {
		return err
	}
	s, err := c.Holdings.OpenEmbedded(a)
	if err != nil {
		return err
	}
	defer s.Close()
	eng, err := c.Model.Engine(a, s.Index)
	if err != nil {
		return err
	}
	for i, at := range moments(len(questions), c.Days, time.Now()) {
		got, err := eng.Ask(a.Ctx, answer.Request{Question: questions[i]}, answer.Sink{})
		if err != nil {
			return err
		}
		if err := st.Save(a.Ctx, core.Record(got, at, rehearsal)); err != nil {
			return fmt.Errorf("--store: %s", service.StoreError(err))
		}
	}
	fmt.Fprintf(a.Stdout, "%d spørgsmål er besvaret og gemt som myndigheden %s, fordelt på %d dage\n", len(questions), rehearsal, c.Days)
	return nil
}

// rehearsed are the questions of a file, mixed but always in the same way.
func rehearsed(path string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, service.Usage("%s: %s", path, service.Danish(err))
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(io.LimitReader(f, 1<<20))
	for n := 1; lines.Scan(); n++ {
		text, times := strings.TrimSpace(lines.Text()), 1
		if count, rest, ok := strings.Cut(text, " "); ok {
			if v, err := strconv.Atoi(count); err == nil {
				text, times = strings.TrimSpace(rest), v
			}
		}
		if utf8.RuneCountInString(text) > answer.MaxQuestion || times < 1 || times > maxRehearsed || len(out)+times > maxRehearsed {
			return nil, service.Usage("%s: linje %d: et spørgsmål må fylde %d tegn, og der kan stilles %d i alt", path, n, answer.MaxQuestion, maxRehearsed)
		}
		for ; text != "" && times > 0; times-- {
			out = append(out, text)
		}
	}
	if err := lines.Err(); err != nil || len(out) == 0 {
		return nil, service.Usage("%s: der er ingen spørgsmål, ét på hver linje", path)
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out, nil
}

// moments are n times in the office hours of the days before now, in order.
func moments(n, days int, now time.Time) []time.Time {
	first := service.Tomorrow(now).AddDate(0, 0, -1-days)
	out := make([]time.Time, n)
	for i := range out {
		share := float64(i) / float64(n) * float64(days)
		within := share - float64(int(share))
		out[i] = first.AddDate(0, 0, int(share)).Add(8*time.Hour + time.Duration(within*float64(8*time.Hour)))
	}
	return out
}

// onlyRehearsals refuses a store with questions that somebody asked.
func onlyRehearsals(ctx context.Context, st *store.Store) error {
	for q, err := range st.Questions(ctx, time.Time{}, time.Now().AddDate(1, 0, 0)) {
		if err != nil {
			return fmt.Errorf("--store: %s", service.StoreError(err))
		}
		if q.Authority != rehearsal {
			return service.Usage("--store: der ligger spørgsmål, som nogen har stillet; øv i en database for sig")
		}
	}
	return nil
}
