package secretariat

import (
	"errors"
	"strings"

	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// heldPart shows new materials that are not in service yet.
type heldPart struct {
	golden.Held
	Text  string // how they stand, in words
	Files string
	Until string
	Rows  []heldRow
	Left  string // how many questions could not be asked; "" for none
}

// heldRow is an answer that would be another.
type heldRow struct {
	golden.Tried
	Odd      []oddity // why the answer that would be fails
	Was, Now []golden.Piece
}

// heldPart describes what waits, nil for nothing.
func (s *Secretariat) heldPart(t *pages.Table, held *golden.Held) *heldPart {
	if held == nil {
		return nil
	}
	p := &heldPart{Held: *held, Files: strings.Join(held.Files, ", "), Until: s.moment(t, held.Until)}
	for _, one := range held.Changed {
		row := heldRow{Tried: one, Odd: failures(t.Lang, one.Now)}
		row.Was, row.Now = one.Words()
		p.Rows = append(p.Rows, row)
	}
	switch {
	case held.State == golden.HeldTrying:
		p.Text = t.Say("golden.held.trying")
	case held.State == golden.HeldLet:
		p.Text = t.Say("golden.held.let")
	case held.State == golden.HeldRefused:
		p.Text = t.Say("golden.held.refused")
	case held.Broken:
		p.Text = t.Say("golden.held.broken")
	case len(held.Changed) > 0:
		p.Text = t.Count(len(held.Changed), "golden.held")
	default:
		p.Text = t.Count(held.Failed, "golden.held.left")
	}
	if held.Failed > 0 && len(held.Changed) > 0 {
		p.Left = t.Count(held.Failed, "golden.held.left")
	}
	return p
}

// May tells whether somebody may decide about what waits: let it into service.
func (p heldPart) May() bool { return p.State != golden.HeldLet }

// Refusable tells whether it may be kept out of service.
func (p heldPart) Refusable() bool {
	return p.State == golden.HeldWaiting || p.State == golden.HeldTrying
}

// decide lets what waits into service, or keeps it out.
func (s *Secretariat) decide(act, key string) error {
	if s.Config.Hold == nil {
		return problem.ErrNotFound
	}
	var err error
	if act == "let" {
		err = s.Config.Hold.Let(key)
	} else {
		err = s.Config.Hold.Refuse(key)
	}
	if errors.Is(err, golden.ErrNotHeld) {
		return problem.ErrNotHeld
	}
	return err
}
