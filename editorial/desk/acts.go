package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// What an editor does.
const (
	ActSave     = "save"     // writes an answer, or a change of one in service
	ActApprove  = "approve"  // puts it in service
	ActWithdraw = "withdraw" // takes it out of service
	ActDiscard  = "discard"  // throws a change away
	ActRemove   = "remove"   // removes it
)

// Act is a line of the history.
type Act struct {
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"` // an ID of a key, or that it was a login; "" where not known
	What     string    `json:"act"`          // as above
	ID       string    `json:"id"`           // of the answer
	Question string    `json:"question"`
	Pieces   []Piece   `json:"files"`
	Undoes   bool      `json:"undoes,omitempty"` // it takes an act back
}

// Piece is what an act did with a file.
type Piece struct {
	Name string `json:"name"`
	Was  string `json:"was,omitempty"` // SHA-256 of what stood there, hex; "" for no file
	Is   string `json:"is,omitempty"`
}

// Bounds of a history: when it has more than mostActs, the oldest go, and with
// them the files that no other act names.
const (
	mostActs = 2500
	keptActs = 2000
)

var actsFile = filepath.Join(historyDir, "acts.jsonl")

// keptFile is where a file lies as it was.
func keptFile(hash string) string { return filepath.Join(historyDir, hash+".md") }

// readActs reads the history; a last line that was cut off is left out.
func readActs(r *os.Root) ([]Act, error) {
	data, err := r.ReadFile(actsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Act
	data = data[:bytes.LastIndexByte(data, '\n')+1]
	for i, text := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
		var a Act
		if len(data) == 0 {
			break
		}
		if err := json.Unmarshal(text, &a); err != nil {
			return nil, fmt.Errorf("%s, line %d: not a line that taskforce wrote: %w", actsFile, i+1, err)
		}
		out = append(out, a)
	}
	return out, nil
}

// do does an act whose pieces have their contents in into, in their order; nil
// is no file. Every file is kept as it was. Where the history cannot be written,
// nothing is done.
func do(r *os.Root, a Act, into ...[]byte) error {
	was := make([][]byte, len(into))
	for i := range a.Pieces {
		p := &a.Pieces[i]
		var err error
		if was[i], err = read(r, p.Name); err != nil {
			return err
		}
		for _, side := range []struct {
			hash *string
			data []byte
		}{{&p.Was, was[i]}, {&p.Is, into[i]}} {
			if *side.hash, err = keep(r, side.data); err != nil {
				return err
			}
		}
	}
	for i, p := range a.Pieces {
		if err := put(r, p.Name, into[i]); err != nil {
			return errors.Join(err, restore(r, a.Pieces[:i+1], was))
		}
	}
	if err := note(r, a); err != nil {
		return errors.Join(err, restore(r, a.Pieces, was))
	}
	return nil
}

// keep keeps a file as it is, and gives its hash; "" for no file.
func keep(r *os.Root, data []byte) (string, error) {
	if data == nil {
		return "", nil
	}
	hash := hashOf(data)
	if _, err := r.Stat(keptFile(hash)); err == nil {
		return hash, nil
	}
	return hash, put(r, keptFile(hash), data)
}

func restore(r *os.Root, pieces []Piece, was [][]byte) (err error) {
	for i, p := range pieces {
		err = errors.Join(err, put(r, p.Name, was[i]))
	}
	return err
}

// note writes a line of the history, and lets the oldest go where there are many.
func note(r *os.Root, a Act) error {
	acts, err := readActs(r)
	if err != nil {
		return err
	}
	acts = append(acts, a)
	if len(acts) > mostActs {
		defer forget(r, acts[:len(acts)-keptActs], acts[len(acts)-keptActs:])
		acts = acts[len(acts)-keptActs:]
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for _, one := range acts {
		if err := enc.Encode(one); err != nil {
			return err
		}
	}
	return put(r, actsFile, out.Bytes())
}

// forget removes the files that only old acts name; one that stays takes up
// room, no more.
func forget(r *os.Root, old, acts []Act) {
	named := map[string]bool{"": true}
	for _, a := range acts {
		for _, p := range a.Pieces {
			named[p.Was], named[p.Is] = true, true
		}
	}
	for _, a := range old {
		for _, p := range a.Pieces {
			for _, hash := range []string{p.Was, p.Is} {
				if !named[hash] {
					_ = r.Remove(keptFile(hash))
				}
			}
		}
	}
}
