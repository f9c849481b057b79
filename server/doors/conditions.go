package doors

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/server/problem"
)

const maxConditions = 20

func (o *knowledgeOnly) check() error {
	if o == nil {
		return nil
	}
	ok := len(o.Conditions) <= maxConditions && slices.Contains([]string{"", "and", "or"}, o.Operator)
	for _, c := range o.Conditions {
		ok = ok && len(c.Name) > 0 && comparisons[c.Operator] != nil
	}
	if !ok {
		return problem.ErrCondition
	}
	return nil
}

// admits tells whether metadata fits the conditions; none fit all.
func (o *knowledgeOnly) admits(metadata map[string]string) bool {
	if o == nil || len(o.Conditions) == 0 {
		return true
	}
	fits := func(c condition) bool {
		return slices.ContainsFunc(c.Name, func(name string) bool { return comparisons[c.Operator](metadata[name], texts(c.Value)) })
	}
	if o.Operator == "or" {
		return slices.ContainsFunc(o.Conditions, fits)
	}
	return !slices.ContainsFunc(o.Conditions, func(c condition) bool { return !fits(c) })
}

// texts reads a value that is a text, a number or a list of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

// comparisons are the operators of a condition; case does not count.
var comparisons = map[string]func(have string, want []string) bool{
	"contains":     text(strings.Contains),
	"not contains": not(text(strings.Contains)),
	"start with":   text(strings.HasPrefix),
	"end with":     text(strings.HasSuffix),
	"is":           text(equal), "is not": not(text(equal)),
	"in": text(equal), "not in": not(text(equal)),
	"empty":     func(have string, _ []string) bool { return have == "" },
	"not empty": func(have string, _ []string) bool { return have != "" },
	"=":         number(func(a, b float64) bool { return a == b }),
	"≠":         not(number(func(a, b float64) bool { return a == b })),
	">":         number(func(a, b float64) bool { return a > b }),
	"<":         number(func(a, b float64) bool { return a < b }),
	"≥":         number(func(a, b float64) bool { return a >= b }),
	"≤":         number(func(a, b float64) bool { return a <= b }),
	"before":    date(time.Time.Before),
	"after":     date(time.Time.After),
}

func equal(a, b string) bool { return a == b }

func not(is func(string, []string) bool) func(string, []string) bool {
	return func(have string, want []string) bool { return !is(have, want) }
}

func text(is func(have, want string) bool) func(string, []string) bool {
	return func(have string, want []string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return is(strings.ToLower(have), strings.ToLower(w)) })
	}
}

func number(is func(have, want float64) bool) func(string, []string) bool {
	return func(have string, want []string) bool {
		h, err := strconv.ParseFloat(have, 64)
		return err == nil && slices.ContainsFunc(want, func(w string) bool {
			v, err := strconv.ParseFloat(w, 64)
			return err == nil && is(h, v)
		})
	}
}

// date compares dates of which the day or the month may be missing.
func date(is func(have, want time.Time) bool) func(string, []string) bool {
	read := func(text string) (time.Time, bool) {
		for _, form := range []string{time.DateOnly, "2006-01", "2006", time.RFC3339} {
			if t, err := time.Parse(form, text); err == nil {
				return t, true
			}
		}
		return time.Time{}, false
	}
	return func(have string, want []string) bool {
		h, ok := read(have)
		return ok && slices.ContainsFunc(want, func(w string) bool {
			v, ok := read(w)
			return ok && is(h, v)
		})
	}
}
