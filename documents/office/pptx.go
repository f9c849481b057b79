package office

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/documents/parts"
)

// ReadPPTX reads a presentation: each slide is a page with its title as a
// heading, its texts and tables, and then the speaker's notes. Hidden slides
// count as pages, and are left out.
func ReadPPTX(ctx context.Context, in documents.Input) (*documents.Document, error) {
	a, err := openArchive(ctx, in.Data, in.Limits)
	if err != nil {
		return nil, err
	}
	info, _, err := officeInfo(a)
	if err != nil {
		return nil, err
	}
	slides, err := slideParts(a)
	if err != nil {
		return nil, err
	}
	list := documents.NewBlockList(in.Limits)
	title, left := "", slideLosses{hidden: map[int]string{}, running: map[int]string{}}
	for i, part := range slides {
		if i >= in.Limits.Pages {
			break // tidy refuses the document
		}
		list.Page = i + 1
		first, err := readSlide(a, part, list, left)
		if err != nil {
			return nil, err
		}
		if title == "" {
			title = first
		}
	}
	info.Pages = len(slides)
	if documents.JunkTitle(info.Title, in.Name) {
		info.Title = title
	}
	losses := append(documents.LossesOf(documents.LostUnseen, left.hidden), documents.LossesOf(documents.LostRunning, left.running)...)
	return &documents.Document{Info: info, Blocks: list.Blocks, Losses: losses, Layer: documents.NewLayer(a.layer, list.Blocks)}, nil
}

// slideParts lists the slides in the order they are shown.
func slideParts(a *archive) ([]string, error) {
	const main = "ppt/presentation.xml"
	order := &idReader{element: "sldId"}
	if err := a.EachXML(main, true, order); err != nil {
		return nil, err
	}
	related, err := relations(a, main)
	if err != nil {
		return nil, err
	}
	var parts []string
	for _, id := range order.ids {
		if r, ok := related[id]; ok && a.Has(r.target) {
			parts = append(parts, r.target)
		}
	}
	return parts, nil
}

// slideLosses are the texts that are left out, by page.
type slideLosses struct{ hidden, running map[int]string }

// readSlide adds one slide with its diagrams and notes, and returns its title.
func readSlide(a *archive, part string, list *documents.BlockList, left slideLosses) (title string, err error) {
	slide := &slideReader{room: list.Left}
	if err := a.eachText(part, true, slide); err != nil {
		return "", err
	}
	if slide.hidden {
		for _, b := range append(slide.titles, slide.blocks...) {
			left.hidden[list.Page] += b.Content() + " "
		}
		left.hidden[list.Page] += slide.running.String()
		return "", nil
	}
	left.running[list.Page] += slide.running.String()
	slide.inferTitle()
	for _, b := range append(slide.titles, slide.blocks...) {
		if err := list.Add(b); err != nil {
			return "", err
		}
	}
	related, err := relations(a, part)
	if err != nil {
		return "", err
	}
	for _, kind := range []string{"/diagramData", "/notesSlide"} {
		for _, id := range slices.Sorted(maps.Keys(related)) {
			r := related[id]
			if !strings.HasSuffix(r.kind, kind) || !a.Has(r.target) {
				continue
			}
			extra := &slideReader{room: list.Left, notes: kind == "/notesSlide", diagram: kind == "/diagramData"}
			if err := a.eachText(r.target, false, extra); err != nil {
				return "", err
			}
			left.running[list.Page] += extra.running.String()
			for _, b := range append(extra.titles, extra.blocks...) {
				if err := list.Add(b); err != nil {
					return "", err
				}
			}
		}
	}
	if len(slide.titles) > 0 {
		title = documents.CleanText(slide.titles[0].Text)
	}
	return title, nil
}

// relation is a link from one part of an Office file to another.
type relation struct{ kind, target string }

// relations reads what a part refers to, by ID.
func relations(a *archive, part string) (map[string]relation, error) {
	r := &relationReader{folder: path.Dir(part), found: map[string]relation{}}
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if err := a.EachXML(name, false, r); err != nil {
		return nil, err
	}
	return r.found, nil
}

type relationReader struct {
	folder string
	found  map[string]relation
}

func (r *relationReader) Start(e parts.Element) error {
	if e.Name.Local != "Relationship" || parts.Attr(e, "TargetMode") == "External" || len(r.found) >= documents.MaxZipEntries {
		return nil
	}
	target := parts.Attr(e, "Target")
	if !strings.HasPrefix(target, "/") {
		target = path.Join(r.folder, target)
	}
	r.found[parts.Attr(e, "Id")] = relation{kind: parts.Attr(e, "Type"), target: strings.TrimPrefix(path.Clean(target), "/")}
	return nil
}
func (r *relationReader) End(parts.Name) error { return nil }
func (r *relationReader) Text(string) error    { return nil }

// idReader lists the relation IDs of one kind of element.
type idReader struct {
	element string
	ids     []string
}

func (r *idReader) Start(e parts.Element) error {
	if e.Name.Local != r.element || len(r.ids) >= documents.MaxZipEntries {
		return nil
	}
	for _, a := range e.Attr { // not the attribute id without a name space
		if a.Name.Local == "id" && a.Name.Space != "" {
			r.ids = append(r.ids, a.Value)
		}
	}
	return nil
}
func (r *idReader) End(parts.Name) error { return nil }
func (r *idReader) Text(string) error    { return nil }
