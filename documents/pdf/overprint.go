package pdf

import "math"

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
