package pdf

import (
	"math"
	"strings"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
)

// splitRuns cuts the stream of characters where the pen jumps: to another line,
// backwards, or over a gap that is no word space. Made tells the spaces that were
// not typed.
func splitRuns(chars []pdfChar, made func(index int) bool) []pdfRun {
	var runs []pdfRun
	var run pdfRun
	flush := func() {
		if run.text = runText(run.chars); run.text != "" {
			runs = append(runs, run)
		}
		run = pdfRun{}
	}
	ended := false // the engine sees a line's end here
	for _, c := range chars {
		if c.r == '\n' {
			ended = true
			continue
		}
		if len(run.chars) > 0 && c.r != ' ' && (ended && !goesOnTurned(run, c) || c.turn != run.chars[0].turn || jumps(run, c, made)) {
			flush()
		}
		if c.r != ' ' || len(run.chars) > 0 && !ended {
			run.add(c)
		}
		ended = ended && c.r == ' '
	}
	flush()
	return runs
}

// goesOnTurned reports whether a character of turned text stands right beside
// the run: the engine ends a line after each of those.
func goesOnTurned(run pdfRun, c pdfChar) bool {
	return c.turn != (turn{}) && c.turn == run.chars[0].turn && c.x0-run.x1 < 0.25*(run.y1-run.y0)
}

func (run *pdfRun) add(c pdfChar) {
	run.chars = append(run.chars, c)
	if c.r == ' ' || (c.x1 <= c.x0 && c.y1 <= c.y0) {
		return
	}
	if run.x1 == 0 && run.x0 == 0 {
		run.x0, run.y0, run.x1, run.y1 = c.x0, c.y0, c.x1, c.y1
		return
	}
	run.x0, run.x1 = math.Min(run.x0, c.x0), math.Max(run.x1, c.x1)
	run.y0, run.y1 = math.Min(run.y0, c.y0), math.Max(run.y1, c.y1)
}

func jumps(run pdfRun, c pdfChar, made func(index int) bool) bool {
	height := run.y1 - run.y0
	if height <= 0 || c.y1 <= c.y0 {
		return false
	}
	middle := (c.y0 + c.y1) / 2
	if middle > run.y1+height*0.4 || middle < run.y0-height*0.6 {
		return true
	}
	if isDropCap(run, c) {
		return true
	}
	em := math.Max(height, c.y1-c.y0) * 1.1
	return c.x0 < run.x1-2*em || c.x0 > run.x1+2.2*em || (c.x0 > run.x1+cellGap*em && !run.spaced(made))
}

// cellGap is the gap, in font sizes, that parts table cells, if no space that
// was typed stands in it; lines that are justified have such spaces.
const cellGap = 0.8

// spaced reports whether run ends in a space that was typed.
func (run *pdfRun) spaced(made func(index int) bool) bool {
	last := run.chars[len(run.chars)-1]
	return last.r == ' ' && !made(last.index)
}

// isDropCap tells the big first letter of a paragraph from the text beside it.
func isDropCap(run pdfRun, c pdfChar) bool {
	return len(run.chars) == 1 && unicode.IsUpper(run.chars[0].r) && unicode.IsLetter(c.r) && run.y1-run.y0 > 2.4*(c.y1-c.y0)
}

func runText(chars []pdfChar) string {
	var b strings.Builder
	for _, c := range chars {
		b.WriteRune(c.r)
	}
	return strings.Join(strings.Fields(danish.Normalise(b.String())), " ")
}

// hasText reports whether runs hold a letter.
func hasText(runs []pdfRun) bool {
	for _, r := range runs {
		if countLetters(r.text) > 0 {
			return true
		}
	}
	return false
}

func runTexts(runs []pdfRun) []string {
	texts := make([]string, len(runs))
	for i, r := range runs {
		texts[i] = r.text
	}
	return texts
}

// describe asks for the font at three places of a run: a line counts as bold
// only when it is so throughout.
func (p pageReader) describe(run *pdfRun) {
	var visible []int
	for _, c := range run.chars {
		if c.r != ' ' {
			visible = append(visible, c.index)
		}
	}
	run.base, run.size = run.y0, (run.y1-run.y0)*1.1
	if len(visible) == 0 {
		return
	}
	middle := visible[len(visible)/2]
	run.tag = p.tagOf(middle)
	if size := p.direct.look(middle).size; size > 0 {
		run.size = size
	}
	if x, y, ok := p.direct.origin(middle); ok {
		_, run.base = run.chars[0].turn.point(p.frame.point(x, y))
	}
	run.bold, run.italic = true, true
	for _, index := range []int{middle, visible[0], visible[len(visible)-1]} {
		if !run.bold && !run.italic {
			break
		}
		l := p.direct.look(index)
		run.bold, run.italic = run.bold && l.bold, run.italic && l.italic
	}
}

func boldName(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"bold", "black", "heavy", "demi", "-bd", "fed"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
