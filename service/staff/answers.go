package staff

import (
	"context"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/service"
)

// Writing is the flag of the answers that editors write in a browser.
type Writing struct {
	EditAnswers bool `help:"Lad redaktionen skrive og godkende svar på /admin/answers; de ligger i mapperne fra --answers, for hver samling i den sidste."`
}

// foundSections is how many sections an editor is shown who looks for some.
const foundSections = 8

// Check tells which flags do not fit together, before anything is indexed.
func (f Writing) Check(answering service.Answering) error {
	switch {
	case f.EditAnswers && answering.NoAnswers:
		return service.Usage("--edit-answers og --no-answers kan ikke bruges sammen")
	case f.EditAnswers && len(answering.Answers) == 0:
		return service.Usage("--edit-answers kræver --answers: mappen, som svarene skrives i")
	}
	return nil
}

// Desk is where editors write answers, nil without the flag; opened are the
// indexes of the shared materials and of each collection. Who changes an answer
// rings the bell of answering; judge is asked of what they write, nil for none.
func (f Writing) Desk(answering service.Answering, opened []*service.Opened, judge editorial.Judge) (*desk.Desk, error) {
	if !f.EditAnswers {
		return nil, nil
	}
	cfg := desk.Config{Judge: judge, Changed: answering.Bell.Ring}
	for _, s := range opened {
		dirs := answering.Folders(s.Name())
		if len(dirs) == 0 {
			continue
		}
		one, err := folderOf(answering, s, dirs)
		if err != nil {
			return nil, err
		}
		cfg.Folders = append(cfg.Folders, one)
	}
	d, err := desk.Open(cfg)
	if err != nil {
		return nil, service.Usage("--edit-answers: der kan ikke skrives i mappen fra --answers: %s", service.Danish(err))
	}
	return d, nil
}

// folderOf are the answers of the collection of an index, in folders of its own.
func folderOf(answering service.Answering, s *service.Opened, dirs []string) (desk.Folder, error) {
	x := s.Index
	f := desk.Folder{Collection: s.Name(), Dir: dirs[len(dirs)-1]}
	if s.Name() == "" && x.Shipped() {
		f.Sources = append(f.Sources, editorial.Source{FS: materials.Answers})
	}
	for _, dir := range dirs {
		f.Sources = append(f.Sources, editorial.Source{Disk: dir})
	}
	var err error
	if f.Beside, err = answering.Sources(s.Name(), x.Shipped()); err != nil {
		return f, err
	}
	f.Snapshot = func() (editorial.Snapshot, func(), error) {
		snap, err := x.Snapshot()
		if err != nil {
			return nil, nil, err
		}
		return snap, snap.Release, nil
	}
	f.Draft = func(ctx context.Context, question string) ([]editorial.Sentence, error) {
		return Draft(ctx, x, question)
	}
	f.Find = func(ctx context.Context, text string) ([]documents.Passage, error) { return find(ctx, x, text) }
	return f, nil
}

// find gives the passages nearest to a text, one of each section.
func find(ctx context.Context, x *index.Index, text string) (out []documents.Passage, err error) {
	_, hits, err := x.Find(ctx, text, nil, 2*foundSections)
	if err != nil {
		return nil, err
	}
	type section struct{ document, heading string }
	seen := map[section]bool{}
	for _, h := range hits {
		if at := (section{h.Document, h.Heading()}); !seen[at] && len(out) < foundSections {
			seen[at], out = true, append(out, h.Passage)
		}
	}
	return out, nil
}
