package staff

import (
	"context"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
)

// draftSections is how many sections a draft is made of where no answer is found.
const draftSections = 3

// Draft gives the sentences of an editors' first answer to a question, each with
// its section: those of an answer of extracts, else those that begin the nearest
// sections. The error is a [documents.Fault] where there are none, or as of [answer.Engine.Ask].
func Draft(ctx context.Context, x *index.Index, question string) ([]editorial.Sentence, error) {
	got, err := answer.New(answer.Config{Index: x}).Ask(ctx, answer.Request{Question: question}, answer.Sink{})
	if err != nil {
		return nil, err
	}
	snap, err := x.Snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	var out []editorial.Sentence
	for _, s := range got.Sentences {
		one := editorial.Sentence{Text: s.Text, Break: s.Break}
		for _, n := range s.Sources {
			for _, src := range got.Sources {
				if src.N == n {
					one.Cites = append(one.Cites, editorial.CiteOf(snap, documents.Passage{Document: src.Document, Title: src.Title, Section: src.Section}))
				}
			}
		}
		out = append(out, one)
	}
	if len(out) > 0 {
		return out, nil
	}
	return nearestSections(ctx, snap, question)
}

func nearestSections(ctx context.Context, snap *index.Snapshot, question string) ([]editorial.Sentence, error) {
	hits, err := snap.Search(ctx, snap.Parse(ctx, question, nil), draftSections)
	if err != nil {
		return nil, err
	}
	var out []editorial.Sentence
	for _, h := range hits {
		first, _, _ := strings.Cut(strings.TrimPrefix(h.Body(), "- "), "\n")
		out = append(out, editorial.Sentence{Text: first, Break: "paragraph", Cites: []editorial.Cite{editorial.CiteOf(snap, h.Passage)}})
	}
	if len(out) == 0 {
		return nil, noSection.Fault(nil, question)
	}
	return out, nil
}

// noSection says of a question that no passage is found for it.
var noSection = documents.NewFaultKind("no_section", "materialet har intet afsnit om %q", "the materials have no section on %q")
