package pdf

import "strings"

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
