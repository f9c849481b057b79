package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Figures are the measures of a set of questions, shares from 0 to 1.
type Figures struct {
	Questions     int     `json:"questions"`
	Answerable    int     `json:"answerable"`
	Recall1       float64 `json:"recall@1"` // share of answerable questions with a relevant passage first
	Recall3       float64 `json:"recall@3"`
	Recall5       float64 `json:"recall@5"`
	Recall10      float64 `json:"recall@10"`
	MRR           float64 `json:"mrr@10"`          // mean of 1/rank of the first relevant passage
	NDCG          float64 `json:"ndcg@10"`         // with binary relevance
	Must          float64 `json:"must"`            // share of must texts in the answers of answerable questions
	Refused       float64 `json:"refused"`         // share of unanswerable questions refused
	WronglyRefuse float64 `json:"wrongly_refused"` // share of answerable questions refused
	Sources       float64 `json:"sources_held"`    // share of cited sources that hold the evidence
	Passed        int     `json:"passed"`          // questions whose line asserts something that holds
	Failed        int     `json:"failed"`          // and those where something does not
}

// Summary holds the figures in all and per kind of question.
type Summary struct {
	All      Figures            `json:"all"`
	Kinds    map[string]Figures `json:"kinds"`
	SearchMS Percentiles        `json:"search_ms"`
	TotalMS  Percentiles        `json:"total_ms"`
	Answers  bool               `json:"answers"`   // whether answers were measured
	Calls    int                `json:"calls"`     // calls of the model's endpoint
	Cached   int                `json:"cached"`    // replies that came from the cache instead
	Fallback int                `json:"fallbacks"` // answers that are not, or not wholly, the model's
}

// Percentiles of a time in milliseconds.
type Percentiles struct {
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
}

// Summarize computes the figures of results.
func Summarize(results []Result, answers bool) Summary {
	s := Summary{All: figures(results), Kinds: map[string]Figures{}, Answers: answers}
	byKind := map[string][]Result{}
	var search, total []float64
	for _, r := range results {
		byKind[r.Kind] = append(byKind[r.Kind], r)
		search = append(search, r.Timings.Search)
		total = append(total, r.Timings.Total)
		s.Calls, s.Cached = s.Calls+r.Calls, s.Cached+r.Cached
		if r.Fallback != "" {
			s.Fallback++
		}
	}
	for k, rs := range byKind {
		s.Kinds[k] = figures(rs)
	}
	s.SearchMS, s.TotalMS = percentiles(search), percentiles(total)
	return s
}

func figures(results []Result) Figures {
	f := Figures{Questions: len(results)}
	refused, unanswerable, wrong, sources, held := 0, 0, 0, 0, 0
	for _, r := range results {
		f.count(r.Verdict)
		if !r.Answerable {
			unanswerable++
			if r.Refused {
				refused++
			}
			continue
		}
		f.Answerable++
		f.add(r)
		if r.Refused {
			wrong++
		}
		sources += len(r.Sources)
		held += r.SourcesOK
	}
	n := float64(max(1, f.Answerable))
	for _, v := range []*float64{&f.Recall1, &f.Recall3, &f.Recall5, &f.Recall10, &f.MRR, &f.NDCG, &f.Must} {
		*v /= n
	}
	f.Refused = share(refused, unanswerable)
	f.WronglyRefuse = share(wrong, f.Answerable)
	f.Sources = share(held, sources)
	return f
}

func (f *Figures) count(verdict string) {
	switch verdict {
	case Pass:
		f.Passed++
	case Fail:
		f.Failed++
	}
}

// passed is the share of the questions that assert something which passed.
func (f Figures) passed() float64 { return share(f.Passed, f.Passed+f.Failed) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// add counts one answerable question.
func (f *Figures) add(r Result) {
	f.Must += r.Must
	if r.Rank > 0 && r.Rank <= 10 {
		f.Recall10++
		f.MRR += 1 / float64(r.Rank)
	}
	for _, at := range []struct {
		k int
		v *float64
	}{{1, &f.Recall1}, {3, &f.Recall3}, {5, &f.Recall5}} {
		if r.Rank > 0 && r.Rank <= at.k {
			*at.v++
		}
	}
	gain, ideal := 0.0, 0.0
	for _, rank := range r.Relevant {
		if rank <= 10 {
			gain += 1 / math.Log2(float64(rank)+1)
		}
	}
	for i := range min(max(r.total, 1), 10) {
		ideal += 1 / math.Log2(float64(i)+2)
	}
	f.NDCG += gain / ideal
}

func percentiles(v []float64) Percentiles {
	if len(v) == 0 {
		return Percentiles{}
	}
	slices.Sort(v)
	at := func(p float64) float64 { return v[min(len(v)-1, int(p*float64(len(v))))] }
	return Percentiles{P50: at(0.50), P95: at(0.95), P99: at(0.99)}
}

// Table writes the summary as a table in Danish for the terminal.
func (s Summary) Table() string {
	var b strings.Builder
	head := []string{"type", "antal", "recall@1", "@3", "@5", "@10", "MRR@10", "nDCG@10"}
	if s.Answers {
		head = append(head, "must", "afvist", "fejlafvist", "kilder")
	}
	fmt.Fprintf(&b, "%-16s %6s", head[0], head[1])
	for _, h := range head[2:] {
		fmt.Fprintf(&b, " %10s", h)
	}
	b.WriteByte('\n')
	kinds := make([]string, 0, len(s.Kinds))
	for k := range s.Kinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		s.row(&b, k, s.Kinds[k])
	}
	s.row(&b, "i alt", s.All)
	fmt.Fprintf(&b, "søgning ms: p50 %.1f, p95 %.1f, p99 %.1f", s.SearchMS.P50, s.SearchMS.P95, s.SearchMS.P99)
	if s.Answers {
		fmt.Fprintf(&b, "; svar ms: p50 %.1f, p95 %.1f, p99 %.1f", s.TotalMS.P50, s.TotalMS.P95, s.TotalMS.P99)
	}
	b.WriteByte('\n')
	if n := s.All.Passed + s.All.Failed; n > 0 {
		fmt.Fprintf(&b, "bestået: %d af %d\n", s.All.Passed, n)
	}
	if s.Calls+s.Cached > 0 {
		fmt.Fprintf(&b, "sprogmodel: %d kald, %d svar fra mellemlageret\n", s.Calls, s.Cached)
	}
	if s.Fallback > 0 {
		fmt.Fprintf(&b, "%d svar er ikke, eller kun delvis, sprogmodellens\n", s.Fallback)
	}
	return b.String()
}

func (s Summary) row(b *strings.Builder, name string, f Figures) {
	fmt.Fprintf(b, "%s %6d", pad(name, 16), f.Questions)
	retrieval := []float64{f.Recall1, f.Recall3, f.Recall5, f.Recall10, f.MRR, f.NDCG}
	for _, v := range retrieval {
		b.WriteString(cell(v, f.Answerable > 0))
	}
	if s.Answers {
		b.WriteString(cell(f.Must, f.Answerable > 0))
		b.WriteString(cell(f.Refused, f.Questions > f.Answerable))
		b.WriteString(cell(f.WronglyRefuse, f.Answerable > 0))
		b.WriteString(cell(f.Sources, f.Answerable > 0))
	}
	b.WriteByte('\n')
}

func cell(v float64, known bool) string {
	if !known {
		return fmt.Sprintf(" %10s", "–")
	}
	return fmt.Sprintf(" %10.3f", v)
}

// pad fills a text with spaces to a width in characters.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-len([]rune(s))))
}
