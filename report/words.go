package report

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/digitaskforce/taskforce/danish"
)

// Words of a report, as people read them.
var (
	reasons = map[string]string{"": "uden begrundelse", "wrong": "svaret er forkert", "incomplete": "svaret er ufuldstændigt",
		"source": "kilden passer ikke", "language": "sproget er dårligt", "other": "andet"}
	votes     = map[string]string{"up": "tommel op", "down": "tommel ned"}
	modes     = map[string]string{"llm": "sprogmodel", "extract": "uddrag"}
	refusals  = map[string]string{"": "besvaret", "unanswered": "ubesvaret", "off_topic": "uden for emnet", "attack": "angreb"}
	fallbacks = map[string]string{"failed": "modellen svigtede", "cut": "modellen gik i stå undervejs",
		"withheld": "kilderne bar intet af modellens svar", "declined": "modellen ville ikke svare",
		"budget": "dagens budget for modellen var brugt"}
)

// figureNames are what the figures of a comparison are called.
var figureNames = map[string]string{"questions": "Spørgsmål", "answered": "Besvaret", "nearest": "Kun det nærmeste", "unanswered": "Ubesvaret",
	"off_topic": "Uden for emnet", "attacks": "Angreb", "withheld_sentences": "Udeladte sætninger", "up": "Tommel op", "down": "Tommel ned"}

// noTheme stands in place of a theme's name.
const noTheme = "Uden tema"

// themeName is a theme as it is shown.
func themeName(name string) string {
	if name == "" {
		return noTheme
	}
	return name
}

// counted is a count with its share of what it is a part of.
func counted(n, of int) string {
	if of == 0 {
		return whole(n)
	}
	return whole(n) + " (" + percent(n, of) + ")"
}

// Change tells how a figure moves: as a share where it is one, else as a count.
func (f Figure) Change() string {
	if f.BeforeOf > 0 && f.AfterOf > 0 {
		return trend(Tally{f.BeforeOf, f.Before}, Tally{f.AfterOf, f.After})
	}
	if f.Before == f.After {
		return "uændret"
	}
	return signed(f.After - f.Before)
}

// Change tells how the share that is answered moves.
func (c ThemeChange) Change() string { return trend(c.Before, c.After) }

// Trend tells how the share that is answered moves from the first half of the
// time to the second.
func (t Theme) Trend() string { return trend(t.Earlier, t.Later) }

// Change tells whether a group is new, gone, or asked more or less.
func (c GroupChange) Change() string {
	switch {
	case c.Before == 0:
		return "ny"
	case c.After == 0:
		return "ikke spurgt igen"
	case c.Before == c.After:
		return "uændret"
	}
	return signed(c.After - c.Before)
}

// whole writes a number with points between the thousands.
func whole(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// decimal writes a number with three figures that tell something, and a comma.
func decimal(v float64) string {
	digits := 0
	if abs := math.Abs(v); abs > 0 && abs < 100 {
		digits = min(8, 2-int(math.Floor(math.Log10(abs))))
	}
	if digits == 0 {
		return whole(int(math.Round(v)))
	}
	text := strconv.FormatFloat(v, 'f', digits, 64)
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	return strings.Replace(text, ".", ",", 1)
}

// percent is a share of a whole in whole percent.
func percent(part, of int) string {
	if of == 0 {
		return "0\u00a0%"
	}
	return strconv.Itoa(int(math.Round(100*float64(part)/float64(of)))) + "\u00a0%"
}

// took writes milliseconds as people read them.
func took(ms float64) string {
	switch {
	case ms <= 0:
		return "–"
	case ms < 1000:
		return decimal(ms) + " ms"
	}
	return decimal(ms/1000) + " s"
}

// isoDate is date of a day such as 2026-11-23.
func isoDate(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return danish.WrittenDate(t)
}

// line makes one line without control characters of what a reader wrote.
func line(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, text)), " ")
}
