package report

import (
	"math"
	"strings"
	"unicode/utf8"
)

// chart is a drawing of bars, in units that the page scales to its width. The
// tables beside it say the same, so it is hidden from screen readers.
type chart struct {
	Width, Height float64
	Bars          []bar
	Labels        []label
	Lines         []rule
}

// bar is a rectangle; Class is its colour's.
type bar struct {
	X, Y, W, H float64
	Class      string
	Title      string
}

// label is a text; Anchor is start, middle or end.
type label struct {
	X, Y   float64
	Text   string
	Anchor string
}

// rule is a horizontal line across the drawing.
type rule struct{ X1, X2, Y float64 }

// Measures of the drawings.
const (
	chartWidth  = 720.0
	chartHeight = 220.0
	axisLeft    = 48.0
	axisBottom  = 24.0
	axisTop     = 10.0
)

// dayChart stacks answered and refused questions of each period.
func dayChart(periods []Period) chart {
	c := chart{Width: chartWidth, Height: chartHeight}
	most := 0
	for _, p := range periods {
		most = max(most, p.Questions)
	}
	if most == 0 {
		return chart{}
	}
	step, top := ticks(most)
	plot := chartHeight - axisTop - axisBottom
	y := func(n int) float64 { return round(axisTop + plot*(1-float64(n)/float64(top))) }
	for n := 0; n <= top; n += step {
		c.Lines = append(c.Lines, rule{axisLeft, chartWidth, y(n)})
		c.Labels = append(c.Labels, label{axisLeft - 6, y(n) + 4, whole(n), "end"})
	}
	width := (chartWidth - axisLeft) / float64(len(periods))
	every := int(math.Ceil(70 / width)) // so that the dates have room
	for i, p := range periods {
		x := round(axisLeft + width*float64(i) + width*0.1)
		title := isoDate(p.Start) + ": " + whole(p.Questions) + " spørgsmål, " + whole(p.Answered) + " besvaret"
		base := 0
		for _, part := range []struct {
			n     int
			class string
		}{{p.Answered, "answered"}, {p.Unanswered, "unanswered"}, {p.OffTopic + p.Attacks, "other"}} {
			if part.n > 0 {
				c.Bars = append(c.Bars, bar{x, y(base + part.n), round(width * 0.8), round(y(base) - y(base+part.n)), part.class, title})
				base += part.n
			}
		}
		if i%every == 0 {
			c.Labels = append(c.Labels, label{round(axisLeft + width*(float64(i)+0.5)), chartHeight - 6, shortDate(p.Start), "middle"})
		}
	}
	return c
}

// ticks chooses the distance between the lines of an axis up to most (1, 2 or 5
// with zeros), so that there are at most five, and where the axis ends.
func ticks(most int) (step, top int) {
	step = 1
	for i := 0; most > 5*step; i++ {
		step = []int{1, 2, 5}[i%3] * int(math.Pow10(i/3))
	}
	return step, (most + step - 1) / step * step
}

// shortDate is a day such as 23/11.
func shortDate(day string) string {
	part := strings.Split(day, "-")
	if len(part) != 3 {
		return day
	}
	return strings.TrimPrefix(part[2], "0") + "/" + strings.TrimPrefix(part[1], "0")
}

// Measures of the bars of sources.
const (
	sourceRow    = 26.0
	sourceLabel  = 330.0
	sourceNumber = 44.0
	sourceChars  = 48
	sourceBars   = 12
)

// sourceChart shows the documents that were sources most often.
func sourceChart(used []Use) chart {
	used = used[:min(sourceBars, len(used))]
	if len(used) == 0 {
		return chart{}
	}
	c := chart{Width: chartWidth, Height: sourceRow * float64(len(used))}
	for i, u := range used {
		y := sourceRow * float64(i)
		w := (chartWidth - sourceLabel - sourceNumber) * float64(u.Answers) / float64(used[0].Answers)
		c.Bars = append(c.Bars, bar{sourceLabel, y + 4, round(max(1, w)), sourceRow - 8, "answered", u.Title + ": " + whole(u.Answers)})
		c.Labels = append(c.Labels, label{sourceLabel - 8, y + 17, shortened(u.Title, sourceChars), "end"},
			label{round(sourceLabel + w + 6), y + 17, whole(u.Answers), "start"})
	}
	return c
}

// shortened cuts a text to n characters.
func shortened(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n-1]) + "…"
}

func round(v float64) float64 { return math.Round(v*10) / 10 }
