package pdf

import (
	"math"
	"slices"
)

// sheet is what stays empty at the edges of the pages of a file, as shares of
// their height: a page that is smaller than the paper that it lies on, as with
// marks to trim it by, has its edges where its text ends.
type sheet struct{ above, below float64 }

// fewPages is the share of the pages that may have text nearer to an edge: a cover, a drawing.
const fewPages = 0.2

// sheetOf measures what stays empty where the outermost text of most pages
// stands further in than heads and feet do.
func sheetOf(lines []pdfLine) sheet {
	var above, below []float64
	for from := 0; from < len(lines); {
		to, lowest, highest := from, math.Inf(1), math.Inf(-1)
		for ; to < len(lines) && lines[to].page == lines[from].page; to++ {
			lowest, highest = math.Min(lowest, lines[to].y0), math.Max(highest, lines[to].y1)
		}
		if height := lines[from].height; height > 0 {
			above, below = append(above, 1-highest/height), append(below, lowest/height)
		}
		from = to
	}
	return sheet{emptyEdge(above), emptyEdge(below)}
}

// emptyEdge is how much of the paper lies outside of the page at one edge, of how
// much stays empty there on each page. Nothing, where the text reaches to where heads and
// feet stand; else all but half of that, which is the page's own margin.
func emptyEdge(empty []float64) float64 {
	if len(empty) == 0 {
		return 0
	}
	slices.Sort(empty)
	if most := empty[int(fewPages*float64(len(empty)))]; most > edge {
		return most - edge/2
	}
	return 0
}

// within reports whether a line stands in that share of the height from an edge of
// the paper.
func (l pdfLine) within(share float64) bool { return sheet{}.within(l, share) }

// within reports whether a line stands in that share of the paper's height from an
// edge of the page.
func (s sheet) within(l pdfLine, share float64) bool {
	return l.height > 0 && (l.y0 > l.height*(1-s.above-share) || l.y1 < l.height*(s.below+share))
}
