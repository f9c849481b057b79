package pdf

import (
	"bufio"
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// recognised makes lines of tesseract's table of words: level, page, block,
// paragraph, line, word, left, top, width, height, confidence, text.
func recognised(table []byte, page int, height float64) []pdfLine {
	const columns = 12
	var lines []pdfLine
	last := ""
	scan := bufio.NewScanner(bytes.NewReader(table))
	for scan.Scan() {
		f := strings.SplitN(scan.Text(), "\t", columns)
		if len(f) < columns || f[0] != "5" {
			continue
		}
		text := strings.TrimSpace(danish.Normalise(f[11]))
		if sure, err := strconv.ParseFloat(f[10], 64); err != nil || sure < ocrSure || text == "" {
			continue
		}
		var box [4]float64
		for n := range box {
			v, _ := strconv.ParseFloat(f[6+n], 64)
			box[n] = v * 72 / ocrDPI
		}
		x0, y1 := box[0], height-box[1]
		x1, y0 := x0+box[2], y1-box[3]
		block, _ := strconv.Atoi(f[2])
		if key := strings.Join(f[2:5], "."); key != last || len(lines) == 0 {
			last = key
			lines = append(lines, pdfLine{text: text, x0: x0, y0: y0, x1: x1, y1: y1, base: y0, page: page, height: height, column: block})
			continue
		}
		l := &lines[len(lines)-1]
		l.text += " " + text
		l.x1, l.y0, l.y1 = max(l.x1, x1), min(l.y0, y0), max(l.y1, y1)
	}
	return evenSizes(lines)
}

// evenSizes gives recognised lines their sizes: the usual one, unless a line is
// clearly bigger, since the height of a line depends on its letters.
func evenSizes(lines []pdfLine) []pdfLine {
	if len(lines) == 0 {
		return nil
	}
	heights := make([]float64, len(lines))
	for i, l := range lines {
		heights[i] = l.y1 - l.y0
	}
	slices.Sort(heights)
	usual := max(heights[len(heights)/2], 1)
	for i := range lines {
		lines[i].base = lines[i].y0
		if lines[i].size = usual; lines[i].y1-lines[i].y0 > 1.35*usual {
			lines[i].size = lines[i].y1 - lines[i].y0
		}
	}
	return lines
}
