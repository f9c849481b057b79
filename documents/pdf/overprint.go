package pdf

import (
	"math"

	"github.com/digitaskforce/taskforce/documents/pdf/signs"
)

// overprint is how far beside itself, in its own heights or widths, text is
// drawn again: to look bold, or to have a shadow.
const overprint = 0.2

// spot is where a piece of text may be drawn again.
type spot struct {
	text string
	turn turn
	row  int // its foot, in rows of rowHeight points
}

const rowHeight = 4

// stamp is a piece of text that stands somewhere: what one glyph stands for, or a
// word that is drawn in one.
type stamp struct {
	from, to       int // of the characters
	x0, y0, extent float64
}

// onceDrawn leaves out text that is drawn over itself again; of two, the one
// that can be seen stays.
func (p pageReader) onceDrawn(chars []pdfChar) []pdfChar {
	stamps := map[spot][]stamp{}
	gone := make([]bool, len(chars))
	repeats := false
	for i := 0; i < len(chars); {
		s := stampAt(chars, i)
		i = s.to
		if chars[s.from].r == ' ' || chars[s.from].r == '\n' {
			continue
		}
		at := spot{textOfChars(chars[s.from:s.to]), chars[s.from].turn, int(math.Floor(s.y0 / rowHeight))}
		twin := twinOf(stamps, at, s)
		if twin == nil {
			stamps[at] = append(stamps[at], s)
			continue
		}
		repeats = true
		less := s
		if p.direct.look(chars[s.from].index).sight < p.direct.look(chars[twin.from].index).sight {
			less, *twin = *twin, s
		}
		for k := less.from; k < less.to; k++ {
			gone[k] = true
		}
	}
	if !repeats {
		return chars
	}
	return remaining(chars, gone)
}

// remaining are the characters that are not gone.
func remaining(chars []pdfChar, gone []bool) []pdfChar {
	var out []pdfChar
	for i, c := range chars {
		if !gone[i] {
			out = append(out, c)
		}
	}
	return out
}

// stampAt is the piece that begins with character i: the word whose box that
// one has, or the character with those that the same glyph stands for, which
// have its box.
func stampAt(chars []pdfChar, i int) stamp {
	c := chars[i]
	s := stamp{i, i + 1, c.x0, c.y0, math.Max(c.x1-c.x0, c.y1-c.y0)}
	for s.to < len(chars) && chars[s.to].r != ' ' && chars[s.to].r != '\n' && (!chars[s.to].placed() || chars[s.to].sameBox(c)) {
		if !chars[s.to].placed() {
			s.extent = c.y1 - c.y0
		}
		s.to++
	}
	return s
}

// placed reports whether a character has a box of its own.
func (c *pdfChar) placed() bool { return c.x1 > c.x0 || c.y1 > c.y0 }

func (c *pdfChar) sameBox(other pdfChar) bool {
	return c.turn == other.turn && c.x0 == other.x0 && c.x1 == other.x1 && c.y0 == other.y0 && c.y1 == other.y1
}

func twinOf(stamps map[spot][]stamp, at spot, s stamp) *stamp {
	for _, row := range []int{at.row, at.row - 1, at.row + 1} {
		there := stamps[spot{at.text, at.turn, row}]
		for k := range there {
			if t := &there[k]; math.Abs(t.x0-s.x0) < overprint*s.extent && math.Abs(t.y0-s.y0) < overprint*s.extent {
				return t
			}
		}
	}
	return nil
}

func textOfChars(chars []pdfChar) string {
	runes := make([]rune, len(chars))
	for i, c := range chars {
		runes[i] = c.r
	}
	return string(runes)
}

// accentReach is how far from its letter an accent may come in the stream of
// characters: the engine moves one that is drawn by itself along the line.
const accentReach = 120

// accented reports whether an accent comes so near that it may be a word's.
func accented(runes []rune, from, to int) bool {
	for _, r := range runes[max(from-accentReach, 0):min(to+accentReach, len(runes))] {
		if signs.Mark(r) != 0 {
			return true
		}
	}
	return false
}

// composed makes letters of those that an accent of its own is drawn over, as
// TeX does where a font has no such letter: the accent, then the letter under it.
func (p pageReader) composed(chars []pdfChar) []pdfChar {
	gone := make([]bool, len(chars))
	for i, accent := range chars {
		mark := signs.Mark(accent.r)
		if mark == 0 {
			continue
		}
		at, letter := -1, pdfChar{}
		for j := max(i-accentReach, 0); j < min(i+accentReach+1, len(chars)); j++ {
			if at >= 0 && beyond(accent, chars[at]) <= beyond(accent, chars[j]) {
				continue
			}
			if joined, fits := compose(accent, mark, chars[j]); fits && j != i {
				at, letter = j, joined
			}
		}
		if at >= 0 {
			chars[at], gone[i] = letter, true
			p.closeGap(chars, gone, i)
		}
	}
	return remaining(chars, gone)
}

// closeGap takes out the spaces that the engine made around an accent where the
// letters on both sides stand close.
func (p pageReader) closeGap(chars []pdfChar, gone []bool, accent int) {
	from, to := accent, accent
	blank := func(c pdfChar) bool { return (c.r == ' ' || c.r == '\n') && p.direct.made(c.index) }
	for from > 0 && (gone[from-1] || blank(chars[from-1])) {
		from--
	}
	for to+1 < len(chars) && (gone[to+1] || blank(chars[to+1])) {
		to++
	}
	if from == 0 || to == len(chars)-1 {
		return
	}
	before, after := chars[from-1], chars[to+1]
	height := math.Max(before.y1-before.y0, after.y1-after.y0)
	if gap := after.x0 - before.x1; before.turn != after.turn || math.Abs(gap) > wordGap*height || math.Min(before.y1, after.y1) < math.Max(before.y0, after.y0) {
		return
	}
	for k := from; k <= to; k++ {
		gone[k] = true
	}
}

// beyond is how far an accent is from the middle of a letter, along the line and
// up or down from it.
func beyond(accent, letter pdfChar) float64 {
	return math.Abs(accent.x0+accent.x1-letter.x0-letter.x1)/2 + math.Max(off(accent, letter), 0)
}

// off is how far an accent is above or below a letter; less than 0 where it
// reaches into it.
func off(accent, letter pdfChar) float64 {
	return math.Max(accent.y0-letter.y1, letter.y0-accent.y1)
}

// compose makes one letter of an accent and what it stands over or under.
func compose(accent pdfChar, mark rune, letter pdfChar) (joined pdfChar, fits bool) {
	if !accent.placed() || !letter.placed() || accent.turn != letter.turn ||
		math.Abs(accent.x0+accent.x1-letter.x0-letter.x1) > letter.x1-letter.x0 || off(accent, letter) > (letter.y1-letter.y0)/2 {
		return letter, false
	}
	letter.r, fits = signs.Joined(letter.r, mark)
	letter.y0, letter.y1 = math.Min(letter.y0, accent.y0), math.Max(letter.y1, accent.y1)
	return letter, fits
}
