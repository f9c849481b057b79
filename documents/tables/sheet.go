package tables

import (
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// sheets gathers the sheets of a workbook, of whatever format.
type sheets struct {
	list   *documents.BlockList
	layer  []string
	room   int // bytes of text, seen or not, that still fit
	losses []documents.Loss
}

func newSheets(limits documents.Limits) *sheets {
	return &sheets{list: documents.NewBlockList(limits), room: 2 * limits.TextBytes}
}

func (s *sheets) document(format string) *documents.Document {
	return &documents.Document{
		Info: documents.Info{Format: format}, Blocks: s.list.Blocks, Losses: s.losses,
		Layer: documents.NewLayer(s.layer, s.list.Blocks),
	}
}

// cell is one that holds something.
type cell struct {
	column int // from 0
	text   string
	hidden bool // its format shows nothing of it
}

// sheet takes the rows of one sheet in order.
type sheet struct {
	out     *sheets
	name    string
	grid    *grid
	hidden  bool
	begun   bool
	last    int           // row before
	columns []columnRun   // that are hidden
	merges  []merge       // by their first row, those that no row has come to yet
	open    map[int]merge // by column, those that rows have come to
	lost    [5]lost
}

// columnRun is a run of columns, from 0.
type columnRun struct{ from, to int }

// merge is a cell that reaches down over rows: its text holds for each.
type merge struct {
	column, from, to int
	text             string
}

// What of a sheet nobody sees.
const (
	lostSheet = iota
	lostRows
	lostColumns
	lostFormat
	lostBeyond
)

var lostNames = [...]string{"arket %s", "skjulte rækker i arket %s", "skjulte kolonner i arket %s", "skjulte tal i arket %s", "arket %s"}

// lost counts text that nobody sees.
type lost struct {
	words int
	text  strings.Builder
}

func (l *lost) add(text string) {
	l.words += len(strings.Fields(text))
	l.text.WriteString(" " + text)
}

// maxMerged bounds the cells of a sheet that are merged downwards.
const maxMerged = 20_000

func (s *sheets) begin(name string, hidden bool) *sheet {
	return &sheet{out: s, name: name, hidden: hidden, grid: &grid{list: s.list, sheet: name}, open: map[int]merge{}}
}

// hide says that columns are hidden, from 0.
func (s *sheet) hide(from, to int) {
	if from >= 0 && to >= from && len(s.columns) < documents.MaxCells {
		s.columns = append(s.columns, columnRun{from, to})
	}
}

func (s *sheet) hides(column int) bool {
	return slices.ContainsFunc(s.columns, func(c columnRun) bool { return c.from <= column && column <= c.to })
}

// merge says that the cells from one to another are one.
func (s *sheet) merge(from, to string) {
	column, first, ok1 := cellAt(from)
	_, last, ok2 := cellAt(to)
	if ok1 && ok2 {
		s.mergeRows(column, first, last)
	}
}

// mergeRows says that the cells of a column from one row to another are one.
func (s *sheet) mergeRows(column, first, last int) {
	if last > first && len(s.merges) < maxMerged && column < documents.MaxCells {
		s.merges = append(s.merges, merge{column: column, from: first, to: last})
	}
}

// row takes a row's cells, in the order of their columns.
func (s *sheet) row(number int, cells []cell, hidden bool) error {
	if s.last == 0 {
		s.grid.columns = s.visible()
		slices.SortStableFunc(s.merges, func(a, b merge) int { return a.from - b.from })
	}
	texts := make([]string, 0, len(cells))
	for _, c := range cells {
		if s.out.room -= len(c.text) + documents.BlockCost; s.out.room < 0 {
			return documents.ErrTooMuchText
		}
		texts = append(texts, c.text)
	}
	s.out.layer = append(s.out.layer, strings.Join(texts, " "))
	gap := number > s.last+1
	s.last = max(s.last, number)
	s.comeTo(number, cells)
	switch {
	case s.hidden:
		s.lost[lostSheet].add(strings.Join(texts, " "))
		return nil
	case hidden:
		s.lost[lostRows].add(strings.Join(texts, " "))
		return nil
	case gap:
		if err := s.grid.add(row{number: number - 1}); err != nil {
			return err
		}
	}
	r := row{number: number, cells: s.seen(cells)}
	if !s.begun && filled(r.cells) > 0 {
		s.begun = true
		if err := s.out.list.Heading(1, s.name); err != nil {
			return err
		}
	}
	return s.grid.add(r)
}

// comeTo opens the merged cells that begin in a row, with their text.
func (s *sheet) comeTo(number int, cells []cell) {
	for len(s.merges) > 0 && s.merges[0].from <= number {
		m := s.merges[0]
		s.merges = s.merges[1:]
		for _, c := range cells {
			if c.column == m.column && m.from == number && !c.hidden {
				m.text = c.text
				s.open[m.column] = m
			}
		}
	}
}

// seen are the texts of a row's visible columns, with those of merged cells that
// reach into it; a row that merging alone fills says nothing.
func (s *sheet) seen(cells []cell) []string {
	var out []string
	put := func(column int, text string) {
		for len(out) <= column {
			out = append(out, "")
		}
		if strings.TrimSpace(out[column]) == "" {
			out[column] = text
		}
	}
	for _, c := range cells {
		switch {
		case c.column >= documents.MaxCells:
			s.lost[lostBeyond].add(c.text)
		case c.hidden:
			s.lost[lostFormat].add(c.text)
		case s.hides(c.column):
			s.lost[lostColumns].add(c.text)
		default:
			put(c.column, c.text)
		}
	}
	if filled(out) > 0 {
		for column, m := range s.open {
			if m.to < s.last {
				delete(s.open, column)
			} else if !s.hides(column) {
				put(column, m.text)
			}
		}
	}
	if len(s.columns) == 0 {
		return out
	}
	var kept []string
	for column, text := range out {
		if !s.hides(column) {
			kept = append(kept, text)
		}
	}
	return kept
}

// visible are the columns that are not hidden; nil for all.
func (s *sheet) visible() (columns []int) {
	if len(s.columns) == 0 {
		return nil
	}
	for column := range documents.MaxCells {
		if !s.hides(column) {
			columns = append(columns, column)
		}
	}
	return columns
}

// end adds what waits, and tells what was left out.
func (s *sheet) end() error {
	for kind := range s.lost {
		if l := &s.lost[kind]; l.words > 0 {
			why := documents.LostUnseen
			if kind == lostBeyond {
				why = documents.LostBeyond
			}
			loss := documents.NewLoss(why, 0, strings.Replace(lostNames[kind], "%s", s.name, 1)+":"+l.text.String())
			loss.Words = l.words
			s.out.losses = append(s.out.losses, loss)
		}
	}
	return s.grid.flush()
}

// cellAt reads the name of a cell, as "C14": its column from 0 and its row.
func cellAt(name string) (column, row int, ok bool) {
	name = strings.ReplaceAll(name, "$", "")
	letters := strings.TrimRight(name, "0123456789")
	for _, c := range []byte(letters) {
		if c |= 0x20; c < 'a' || c > 'z' {
			return 0, 0, false
		}
		if column = column*26 + int(c-'a') + 1; column > 1<<15 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(name[len(letters):])
	return column - 1, row, err == nil && letters != "" && row > 0
}
