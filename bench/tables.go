package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
)

// printQuality writes a table for each group of questions, the best MRR first.
func printQuality(w io.Writer, groups []*judged) {
	for _, j := range groups {
		var base *row
		for _, r := range j.rows {
			r.figures = r.mean()
			if r.engine.name == "taskforce" && r.cut.name == "own" {
				base = r
			}
		}
		slices.SortStableFunc(j.rows, func(a, b *row) int {
			if a.cut.name != b.cut.name {
				return strings.Compare(a.cut.head, b.cut.head)
			}
			return compareDown(a.mrr10, b.mrr10)
		})
		if len(j.rows) > 0 {
			fmt.Fprintf(w, "\n### %s (%d questions)\n\n", upperFirst(j.name), j.rows[0].questions)
		}
		fmt.Fprintln(w, "| passages | engine | can be found | recall@1 | recall@5 | recall@10 | MRR@10 | nDCG@10 | taskforce (a) is ahead by, MRR |")
		fmt.Fprintln(w, "|---|---|---:|---:|---:|---:|---:|---:|---:|")
		for _, r := range j.rows {
			fmt.Fprintf(w, "| %s, %d of %d words | %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %s |\n",
				r.cut.head, r.passages, r.words/max(1, r.passages), r.engine.head, r.found,
				r.recall1, r.recall5, r.recall10, r.mrr10, r.ndcg10, ahead(base, r))
		}
	}
}

// printKinds writes the MRR of each kind of question over all groups, on the
// passages that taskforce cuts.
func printKinds(w io.Writer, groups []*judged) {
	var names []string // of engines
	heads := map[string]string{}
	sums, counts := map[string]map[string]float64{}, map[string]map[string]int{}
	for _, j := range groups {
		for _, r := range j.rows {
			name := r.engine.name
			if r.cut.name != "own" || !r.engine.fast {
				continue
			}
			if heads[name] == "" {
				names = append(names, name)
				heads[name], sums[name], counts[name] = r.engine.head, map[string]float64{}, map[string]int{}
			}
			for i, k := range r.kinds {
				sums[name][k] += r.each[i]
				counts[name][k]++
			}
		}
	}
	if len(names) == 0 {
		return
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(heads[a], heads[b]) })
	fmt.Fprintln(w, "\n### MRR@10 by kind of question, all sets, passages (a)")
	fmt.Fprint(w, "\n| kind | questions |")
	for _, n := range names {
		fmt.Fprintf(w, " %s |", heads[n])
	}
	fmt.Fprintln(w, "\n|---|---:|"+strings.Repeat("---:|", len(names)))
	for _, k := range slices.Sorted(maps.Keys(counts[names[0]])) {
		fmt.Fprintf(w, "| %s | %d |", k, counts[names[0]][k])
		for _, n := range names {
			fmt.Fprintf(w, " %.3f |", sums[n][k]/float64(counts[n][k]))
		}
		fmt.Fprintln(w)
	}
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// ahead says by how much base is better than r, with the bounds of 95 %.
func ahead(base, r *row) string {
	if base == nil || base == r {
		return ""
	}
	mean, low, high := gap(base.each, r.each)
	return fmt.Sprintf("%+.3f (%+.3f to %+.3f)", mean, low, high)
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// printSpeed writes one table, by size.
func printSpeed(w io.Writer, all []timing) {
	fmt.Fprintln(w, "\n### Speed")
	fmt.Fprintln(w, "\n| passages | engine | p50 ms | p99 ms | p99 ms, every search | index s | index MB | opening ms | peak MB, indexing | peak MB, searching |")
	fmt.Fprintln(w, "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|")
	for _, t := range all {
		fmt.Fprintf(w, "| %s | %s | %.2f | %.2f | %.2f | %.1f | %.1f | %.0f | %d | %d |\n",
			thousands(t.passages), t.engine.head, t.p50, t.p99, t.every, t.index.IndexMS/1000, float64(t.index.Bytes)/1e6,
			t.search.OpenMS, t.index.PeakKB/1000, t.search.PeakKB/1000)
	}
}

// thousands writes a number with commas.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// writeLost writes the questions on which a peer was better than taskforce on
// the same passages, for whoever wants to improve the ranking.
func writeLost(path string, groups []*judged) error {
	var b strings.Builder
	for _, j := range groups {
		fmt.Fprintf(&b, "# %s\n", j.name)
		slices.SortStableFunc(j.lost, func(x, y lost) int { return strings.Compare(x.question.ID, y.question.ID) })
		last := ""
		for _, l := range j.lost {
			if l.question.ID != last {
				fmt.Fprintf(&b, "\n## %s (%s) %s\n- relevant: %s\n- taskforce's first: %s\n",
					l.question.ID, l.question.Kind, l.question.Question, l.relevant, l.top)
				last = l.question.ID
			}
			fmt.Fprintf(&b, "- %s: rank %d, taskforce %d\n", l.peer, l.theirs, l.ours)
		}
		fmt.Fprintln(&b)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
