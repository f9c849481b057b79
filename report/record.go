package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/store"
)

// Record writes the record of an answer: as a page of its own, without scripts,
// or as text.
type Record struct {
	*store.Record
	Page
}

// HTML writes the record as one file that loads nothing.
func (r Record) HTML(w io.Writer) error {
	if r.Zone == nil {
		r.Zone = time.UTC
	}
	if err := pageTemplates.ExecuteTemplate(w, "record.html", r); err != nil {
		return fmt.Errorf("writing the record: %w", err)
	}
	return nil
}

// Text writes the record for a terminal, in Danish.
func (r Record) Text(w io.Writer) error {
	t := &writer{w: tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)}
	t.heading("Grundlaget for svar " + r.ID)
	t.printf("Tidspunkt\t%s\nSpørgsmål\t%s\nSvaret er\t%s\n", r.When(), line(r.Question), r.Kind())
	for _, f := range r.Facts() {
		t.printf("%s\t%s\n", f.Name, f.Text)
	}
	t.printf("\n%s\n\n", strings.TrimSpace(r.Answer))
	t.sentences("Sætningerne", r.Sentences)
	t.sentences("Udeladt", r.Record.Withheld)
	t.passages("Uddrag, sprogmodellen fik", r.Given)
	t.passages(r.SourcesName(), r.Others())
	if t.err == nil {
		t.err = t.w.Flush()
	}
	if t.err != nil {
		return fmt.Errorf("writing the record: %w", t.err)
	}
	return nil
}

func (t *writer) sentences(name string, all []store.Sentence) {
	if len(all) == 0 {
		return
	}
	t.heading(name)
	for _, s := range all {
		t.printf("- %s\n", line(s.Text))
		for _, said := range []string{shownAs(s), programSays(s), judgeSays(s)} {
			if said != "" {
				t.printf("    %s\n", said)
			}
		}
		for _, e := range s.Evidence {
			t.printf("    [%d] %s\n", e.N, line(e.Text))
		}
	}
	t.printf("\n")
}

func (t *writer) passages(name string, all []store.Passage) {
	if len(all) == 0 {
		return
	}
	t.heading(name)
	for _, p := range all {
		t.printf("[%d] %s\n    %s\n    SHA-256 %s\n", p.N, strings.Join(append([]string{p.Title}, p.Section...), " › "), datesOf(p), p.TextHash)
	}
	t.printf("\n")
}

// Fact is one line of what is told of an answer.
type Fact struct{ Name, Text string }

// When is the time of the answer.
func (r Record) When() string {
	zone := r.Zone
	if zone == nil {
		zone = time.UTC
	}
	at := r.At.In(zone)
	return danish.WrittenDate(at) + " kl. " + at.Format("15.04.05")
}

// Facts are what made the answer.
func (r Record) Facts() []Fact {
	facts := []Fact{{"Program", "taskforce " + r.Program}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, Fact{name, text})
		}
	}
	add("Sprogmodel", modelOf(r.Making.Model))
	add("Bedømmelse", modelOf(r.Making.Judge))
	add("Prompter", prefixed("SHA-256 ", r.Prompts))
	if e := r.Making.Editorial; e != nil {
		add("Redaktionens svar", strings.Join([]string{e.Owner, isoDate(e.Date), e.ID}, ", "))
	}
	add("Myndighed", r.Authority)
	add("Samling", r.Collection)
	if r.Prompt+r.Completion > 0 {
		add("Tokens", whole(r.Prompt)+" til sprogmodellen, "+whole(r.Completion)+" fra den")
	}
	add("Tid i alt", took(r.Timings.Total))
	return facts
}

func modelOf(m *store.Model) string {
	if m == nil {
		return ""
	}
	return m.Name + " på " + m.Endpoint
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// Others are the sources of the answer that no model was given.
func (r Record) Others() []store.Passage {
	var out []store.Passage
	for _, s := range r.Making.Sources {
		if r.Mode != "llm" || !given(r.Given, s) {
			out = append(out, s)
		}
	}
	return out
}

func given(all []store.Passage, s store.Passage) bool {
	for _, p := range all {
		if p.N == s.N && p.TextHash == s.TextHash {
			return true
		}
	}
	return false
}

// SourcesName is what stands above them.
func (r Record) SourcesName() string {
	if len(r.Given) > 0 {
		return "Svarets egne kilder"
	}
	return "Kilder"
}

// Used tells whether the answer cites a passage that the model was given.
func (r Record) Used(p store.Passage) bool { return r.Mode == "llm" && given(r.Making.Sources, p) }
