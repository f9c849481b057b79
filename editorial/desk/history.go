package desk

import (
	"os"
	"slices"
)

// Entry is a line of the history as it is shown.
type Entry struct {
	Act
	N    int  // its number, for [Desk.Undo]
	Undo bool // it can be taken back: nothing has been done with its answer since
}

// History are the acts in a collection, of one answer where id names it, the
// latest first.
func (d *Desk) History(collection, id string) (out []Entry, err error) {
	f, err := d.folder(collection)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return out, f.within(func(r *os.Root) error {
		acts, err := readActs(r)
		if err != nil {
			return err
		}
		later := map[string]bool{} // answers with which something was done later
		for n, a := range slices.Backward(acts) {
			e := Entry{Act: a, N: n, Undo: !later[a.ID]}
			for _, p := range a.Pieces {
				e.Undo = e.Undo && stands(r, p)
			}
			later[a.ID] = true
			if id == "" || a.ID == id {
				out = append(out, e)
			}
		}
		return nil
	})
}

// stands tells whether a file is as an act left it.
func stands(r *os.Root, p Piece) bool {
	data, err := read(r, p.Name)
	return err == nil && (data == nil) == (p.Is == "") && (data == nil || hashOf(data) == p.Is)
}

// Undo takes the n-th act back, where its files are as it left them; else it is [ErrChanged].
func (d *Desk) Undo(collection string, n int, by string) error {
	entries, err := d.History(collection, "")
	if err != nil {
		return err
	}
	f, err := d.folder(collection)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.N == n && e.Undo })
	if i < 0 {
		return ErrChanged
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.cfg.Changed()
	return f.within(func(r *os.Root) error {
		a := entries[i].Act
		back := Act{At: d.cfg.Now().UTC(), By: by, What: a.What, ID: a.ID, Question: a.Question, Undoes: true}
		var into [][]byte
		for _, p := range a.Pieces {
			if !stands(r, p) {
				return ErrChanged
			}
			var data []byte
			if p.Was != "" {
				var err error
				if data, err = r.ReadFile(keptFile(p.Was)); err != nil {
					return err
				}
			}
			back.Pieces, into = append(back.Pieces, Piece{Name: p.Name}), append(into, data)
		}
		return do(r, back, into...)
	})
}
