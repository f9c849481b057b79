package desk

import (
	"context"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/digitaskforce/taskforce/editorial"
)

// Target says which answer is meant, as it was seen: a new one where ID is "".
type Target struct {
	Collection, ID, Version string
	By                      string // who does it, for the history
}

// Save keeps what an editor wrote, unapproved, and gives the answer's ID. An
// answer in service stays as it is; the change waits beside it. The error says
// in one Danish line what is wrong with what was written, or is [ErrChanged].
func (d *Desk) Save(ctx context.Context, at Target, form editorial.Form) (string, error) {
	return d.change(ctx, at, form.Question, func(r *os.Root, _ Folder, i *Item) error {
		data, err := form.File(i.former())
		if err != nil {
			return err
		}
		name := i.file
		if i.change != nil || i.Status == editorial.InService {
			name = changeOf(i.Answer.ID)
		}
		return d.act(r, at, ActSave, i, form.Question, []Piece{{Name: name}}, data)
	})
}

// Approve keeps what an editor wrote and puts it in service, approved by
// somebody. stands are the doubts that they stand by, as [editorial.Checked.Doubting]
// names them. The error is [editorial.Doubted] where the check is against it,
// else as of [Desk.Save].
func (d *Desk) Approve(ctx context.Context, at Target, form editorial.Form, approver, stands string) (string, error) {
	f, err := d.folder(at.Collection)
	if err != nil {
		return "", err
	}
	m, release, err := f.Snapshot()
	if err != nil {
		return "", err
	}
	defer release()
	_, got, err := d.checked(ctx, m, form) // before files are held, since a judge takes its time
	if err != nil {
		return "", err
	}
	return d.change(ctx, at, form.Question, func(r *os.Root, _ Folder, i *Item) error {
		data, err := form.File(i.former())
		if err != nil {
			return err
		}
		a, err := editorial.Parse(i.Answer.ID, data)
		if err != nil {
			return err
		}
		data, err = editorial.Vouch(ctx, m, a, data, got, approver, d.cfg.Now().Format(time.DateOnly), stands != "" && stands == got.Doubting())
		if err == nil {
			_, err = editorial.Parse(i.Answer.ID, data) // the evidence may have made it too large
		}
		if err != nil {
			return err
		}
		pieces, into := []Piece{{Name: i.file}}, [][]byte{data}
		if i.change != nil {
			pieces, into = append(pieces, Piece{Name: changeOf(i.Answer.ID)}), append(into, nil)
		}
		return d.act(r, at, ActApprove, i, form.Question, pieces, into...)
	})
}

// checked is what an editor wrote, with its check.
func (d *Desk) checked(ctx context.Context, m editorial.Snapshot, form editorial.Form) (a *editorial.Answer, got editorial.Checked, err error) {
	data, err := form.File(nil)
	if err != nil {
		return nil, got, err
	}
	if a, err = editorial.Parse("", data); err != nil {
		return nil, got, err
	}
	got, err = editorial.Check(ctx, m, a, d.cfg.Judge)
	return a, got, err
}

// Withdraw takes an answer out of service: its approval goes. [ErrChanged]
// where it has none.
func (d *Desk) Withdraw(ctx context.Context, at Target) error {
	_, err := d.change(ctx, at, "", func(r *os.Root, _ Folder, i *Item) error {
		if i.Answer.Approved == nil {
			return ErrChanged
		}
		data, err := i.Answer.Data()
		if err == nil {
			data, err = editorial.Withdrawn(data)
		}
		if err != nil {
			return err
		}
		return d.act(r, at, ActWithdraw, i, i.Answer.Question, []Piece{{Name: i.file}}, data)
	})
	return err
}

// Discard throws the change away that waits; [ErrChanged] where there is none.
func (d *Desk) Discard(ctx context.Context, at Target) error {
	_, err := d.change(ctx, at, "", func(r *os.Root, _ Folder, i *Item) error {
		if i.change == nil {
			return ErrChanged
		}
		return d.act(r, at, ActDiscard, i, i.Answer.Question, []Piece{{Name: changeOf(i.Answer.ID)}}, nil)
	})
	return err
}

// Remove removes an answer that lies in the folder, with a change of it; one
// that ships under its name is in service again. [ErrChanged] for another.
func (d *Desk) Remove(ctx context.Context, at Target) error {
	_, err := d.change(ctx, at, "", func(r *os.Root, _ Folder, i *Item) error {
		if i.live == nil {
			return ErrChanged
		}
		pieces, into := []Piece{{Name: i.file}}, [][]byte{nil}
		if i.change != nil {
			pieces, into = append(pieces, Piece{Name: changeOf(i.Answer.ID)}), append(into, nil)
		}
		return d.act(r, at, ActRemove, i, i.Answer.Question, pieces, into...)
	})
	return err
}

// change changes an answer, a new one where the target has no ID, while nobody
// else does, and gives its ID.
func (d *Desk) change(ctx context.Context, at Target, question string, fn func(*os.Root, Folder, *Item) error) (string, error) {
	f, err := d.folder(at.Collection)
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	i, err := d.target(ctx, f, at, question)
	if err != nil {
		return "", err
	}
	if err := f.within(func(r *os.Root) error { return fn(r, f, i) }); err != nil {
		return "", err
	}
	d.cfg.Changed()
	return i.Answer.ID, nil
}

// target is the answer that is meant.
func (d *Desk) target(ctx context.Context, f Folder, at Target, question string) (*Item, error) {
	if at.ID == "" {
		answers, problems := editorial.Read(f.Beside)
		if len(answers)+len(problems) >= maxAnswers {
			return nil, ErrFull
		}
		id, err := f.freeID(question, answers)
		if err != nil {
			return nil, err
		}
		return &Item{Standing: editorial.Standing{Answer: &editorial.Answer{ID: id}}, file: id + ".md"}, nil
	}
	i, err := f.get(ctx, at.ID, d.cfg.Now())
	if err == nil && i.Version() != at.Version {
		err = ErrChanged
	}
	return i, err
}

// freeID is a name that no answer has, nor any file of the folder.
func (f Folder) freeID(question string, answers []*editorial.Answer) (string, error) {
	base := editorial.Name(question)
	if base == "" {
		base = "svar"
	}
	id, free := "", false
	return id, f.within(func(r *os.Root) error {
		for n := 1; !free; n++ {
			if id = base; n > 1 {
				id += "-" + strconv.Itoa(n)
			}
			there, err := read(r, id+".md")
			if err != nil {
				return err
			}
			left, err := read(r, changeOf(id)) // of an answer that somebody removed by hand
			if err != nil {
				return err
			}
			free = there == nil && left == nil && !slices.ContainsFunc(answers, func(a *editorial.Answer) bool { return a.ID == id })
		}
		return nil
	})
}

// former is the file whose remarks stay, nil for none.
func (i *Item) former() []byte {
	if i.change != nil {
		return i.change
	}
	return i.live
}

// act does something with the files of an answer.
func (d *Desk) act(r *os.Root, at Target, what string, i *Item, question string, pieces []Piece, into ...[]byte) error {
	return do(r, Act{At: d.cfg.Now().UTC(), By: at.By, What: what, ID: i.Answer.ID, Question: question, Pieces: pieces}, into...)
}
