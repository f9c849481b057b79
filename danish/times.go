package danish

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// TimeKind is how a text says when.
type TimeKind int

// The kinds of time, the surest first.
const (
	NoTime    TimeKind = iota
	TimePoint          // a date, a time of day, a weekday, a week, a feast, a season
	TimeOften          // how often: "hver onsdag", "fire gange årligt"
	TimeSpan           // how long: "14 dage", "en halv time"
	TimeEvent          // by what happens: "når ansøgningen er modtaget"
)

// Time is an expression of time in a text.
type Time struct {
	Kind     TimeKind
	From, To int  // numbers of its first token and of the one after its last
	Bound    bool // a limit stands before or after it: "senest", "inden for", "efter"
}

// timeClass is a set of classes of words of time.
type timeClass uint16

const (
	classMonth timeClass = 1 << iota
	classWeekday
	classDaypart
	classSeason
	classFeast
	classUnit
	classOften
	classEach
	classClock
	classBound
	classMoment
	classEvent
	classNamed
)

// timeNouns are the classes whose words take the endings of nouns.
const timeNouns = classMonth | classWeekday | classDaypart | classSeason | classFeast | classUnit

var timeClassNames = map[string]timeClass{"weekday": classWeekday, "daypart": classDaypart, "season": classSeason,
	"feast": classFeast, "unit": classUnit, "often": classOften, "each": classEach, "clock": classClock, "bound": classBound,
	"moment": classMoment, "event": classEvent}

// timeWords are the classes of each form of each word of time, folded.
var timeWords = sync.OnceValue(func() map[string]timeClass {
	out := map[string]timeClass{}
	add := func(w string, class timeClass) {
		out[w] |= class
		if class&timeNouns != 0 {
			inflect(w, func(form string) { out[form] |= class })
		}
	}
	for class, w := range classesOf("times.txt") {
		add(Fold(w), timeClassNames[class])
	}
	for m := range months {
		if namedMonths[m] {
			add(m, classNamed)
		} else {
			add(m, classMonth)
		}
	}
	return out
})

// nounEndings are what a Danish noun may take.
var nounEndings = []string{"e", "n", "r", "s", "t", "ne", "en", "et", "er", "rne", "ene", "erne", "ens", "ets", "ers"}

// inflect gives the forms of a noun, with its last letter doubled too ("nat",
// "natten").
func inflect(noun string, give func(string)) {
	for _, e := range nounEndings {
		give(noun + e)
		if len(e) > 1 && e[0] == 'e' {
			give(noun + noun[len(noun)-1:] + e)
		}
	}
}

func (t Token) timeClass() timeClass { return timeWords()[t.Text] }

// Times finds the expressions of time among the tokens of a text, in order.
// Pieces of hyphenated words are passed over.
func Times(toks []Token) []Time {
	var out []Time
	for i := 0; i < len(toks); {
		if toks[i].Hyphen {
			i++
			continue
		}
		t := timeAt(toks, i)
		if t.Kind == NoTime {
			i++
			continue
		}
		t.Bound = bounded(toks, t)
		out = append(out, t)
		i = t.To
	}
	return out
}

// timeAt reads the expression of time that begins at token i.
func timeAt(toks []Token, i int) Time {
	class := toks[i].timeClass()
	_, counted := NumberOf(toks[i])
	counted = counted || toks[i].Number
	one := article(toks[i].Text)
	nextNumber := i+1 < len(toks) && isNumber(toks[i+1])
	found := func(kind TimeKind, to int) Time { return Time{Kind: kind, From: i, To: to} }
	switch {
	case class&classClock != 0 && nextNumber, strings.HasPrefix(toks[i].Text, "uge") && class&classUnit != 0 && nextNumber:
		return found(TimePoint, i+2)
	case class&classEach != 0:
		return each(toks, i)
	case class&classOften != 0:
		return found(TimeOften, i+1)
	}
	if counted || one {
		if to := timesPer(toks, i+1); to > 0 {
			return found(TimeOften, to)
		}
		if to := spanUnit(toks, i+1); to > 0 {
			return found(TimeSpan, to)
		}
	}
	switch {
	case YearToken(toks[i]), class&classNamed != 0 && named(toks, i), class&(classMonth|classWeekday|classSeason|classFeast|classDaypart|classMoment) != 0:
		return found(TimePoint, i+1)
	case class&classEvent != 0:
		return found(TimeEvent, i+1)
	}
	return Time{}
}

// named tells whether a word is written as a name: with a capital letter, beside
// a number or within a sentence.
func named(toks []Token, i int) bool {
	if first, _ := utf8.DecodeRuneInString(toks[i].Raw); !unicode.IsUpper(first) {
		return false
	}
	if i+1 < len(toks) && isNumber(toks[i+1]) {
		return true
	}
	return i > 0 && toks[i-1].end+1 == toks[i].Start
}

func isNumber(t Token) bool {
	_, ok := NumberOf(t)
	return ok || t.Number
}

// YearToken tells whether a token is a year.
func YearToken(t Token) bool {
	return t.Number && len(t.Text) == 4 && (strings.HasPrefix(t.Text, "19") || strings.HasPrefix(t.Text, "20"))
}

// article tells whether a word may stand for "one" before a unit.
func article(word string) bool {
	return word == "en" || word == "et" || word == "een" || word == "eet" || word == "halv" || word == "halvandet" || word == "halvanden"
}

// each reads "hver onsdag", "hver halve time", "alle hverdage".
func each(toks []Token, i int) Time {
	for k := i + 1; k < len(toks) && k <= i+2; k++ {
		if toks[k].timeClass()&timeNouns != 0 {
			return Time{Kind: TimeOften, From: i, To: k + 1}
		}
	}
	return Time{}
}

// timesPer is the number of the token after "gange om året", "gang pr. måned",
// "gange årligt" at k, 0 where that does not stand there.
func timesPer(toks []Token, k int) int {
	if k >= len(toks) || toks[k].Text != "gange" && toks[k].Text != "gang" {
		return 0
	}
	for j := k + 1; j < len(toks) && j <= k+3; j++ {
		if toks[j].timeClass()&(classOften|classUnit) != 0 {
			return j + 1
		}
	}
	return 0
}

// spanUnit is the number of the token after the unit of time that stands at k
// or after one word there ("hele dage"), 0 where none does.
func spanUnit(toks []Token, k int) int {
	for j := k; j < len(toks) && j <= k+1; j++ {
		class := toks[j].timeClass()
		if class&classUnit != 0 {
			return j + 1
		}
		if toks[j].Number || class&classBound != 0 {
			return 0
		}
	}
	return 0
}

// bounded tells whether a limit stands right before or after an expression.
func bounded(toks []Token, t Time) bool {
	for _, k := range []int{t.From - 2, t.From - 1, t.To} {
		if k >= 0 && k < len(toks) && toks[k].timeClass()&classBound != 0 {
			return true
		}
	}
	return false
}

// SaysWhen tells whether a text says when something is or happens: a point or
// a frequency of time, a span that is a limit, or an event.
func SaysWhen(text string) bool {
	for _, t := range Times(Tokenize(text)) {
		if t.Kind != TimeSpan || t.Bound {
			return true
		}
	}
	return false
}

// SaysPoint is [SaysWhen] without events, which any condition may be.
func SaysPoint(text string) bool {
	for _, t := range Times(Tokenize(text)) {
		if t.Kind == TimePoint || t.Kind == TimeOften || t.Kind == TimeSpan && t.Bound {
			return true
		}
	}
	return false
}

// SaysHowLong tells whether a text holds a span of time.
func SaysHowLong(text string) bool {
	for _, t := range Times(Tokenize(text)) {
		if t.Kind == TimeSpan {
			return true
		}
	}
	return false
}
