package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
)

// shown is a fault that was, and what is to be counted for it.
type shown struct {
	fault
	at, healed, end time.Time
}

// write writes a row of the table, and what was said to those whose questions failed.
func (s shown) write(out, notes io.Writer, all []outcome) {
	n, said := map[string]int{}, map[string]int{}
	var last, slowest time.Duration
	asked, kept, notKept := 0, 0, 0
	for _, o := range all {
		if !o.at.Add(o.took).After(s.at) || !o.at.Before(s.end) {
			continue
		}
		asked++
		n[o.how]++
		if o.how == right || o.how == byWords {
			slowest = max(slowest, o.took)
		} else {
			last = max(last, o.at.Sub(s.at))
			said[o.how+": "+o.detail]++
		}
		switch {
		case o.feedback == 204:
			kept++
		case o.id != "":
			notKept++
		}
	}
	errors := asked - n[right] - n[byWords]
	fmt.Fprintf(out, "| %s | %.0f s | %d | %d | %d | %d | %d | %d | %.1f %% | %s | %.1f s | %d / %d |\n", s.name, s.healed.Sub(s.at).Seconds(),
		asked, n[byWords], n[refused], n[cut], n[hung], n[wrong], 100*float64(errors)/float64(max(1, asked)), after(last, errors), slowest.Seconds(), kept, notKept)
	for _, text := range slices.Sorted(maps.Keys(said)) {
		fmt.Fprintf(notes, "  %d x %.300s\n", said[text], text)
	}
}

func after(last time.Duration, errors int) string {
	if errors == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f s", max(0, last.Seconds()))
}

const head = `| fault | lasts | asked | by words | error | cut off | hung | wrong | failed | last failure asked after | slowest right | feedback kept / refused |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
`

// lost counts the feedback that was said to be kept and is not in the database,
// and the answers whose question is not.
func lost(ctx context.Context, url string, all []outcome) (feedback, questions int, err error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return 0, 0, err
	}
	defer db.Close()
	rated, err := column(ctx, db, "SELECT id FROM feedback")
	if err != nil {
		return 0, 0, err
	}
	asked, err := column(ctx, db, "SELECT id FROM questions")
	if err != nil {
		return 0, 0, err
	}
	for _, o := range all {
		if o.feedback == 204 && !rated[o.id] {
			feedback++
		}
		if o.id != "" && !asked[o.id] {
			questions++
		}
	}
	return feedback, questions, nil
}

func column(ctx context.Context, db *sql.DB, query string) (map[string]bool, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}
