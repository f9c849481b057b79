package pages

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// loadErrors reads the English of what errors.go and the handlers say in
// Danish. Numbers are # in both.
func loadErrors() (map[string]string, error) {
	raw, err := web.ReadFile("web/text/errors-en.json")
	if err != nil {
		return nil, fmt.Errorf("reading the texts of errors: %w", err)
	}
	var out map[string]string
	if err := json.Unmarshal(raw, &out); err != nil {
		return nil, fmt.Errorf("reading the texts of errors: %w", err)
	}
	return out, nil
}

var numbers = regexp.MustCompile(`\d[\d.]*\d|\d`)

func (t *Table) Translate(danish string) string {
	text, ok := t.errors[numbers.ReplaceAllString(danish, "#")]
	if !ok {
		return danish
	}
	for _, n := range numbers.FindAllString(danish, -1) {
		text = strings.Replace(text, "#", strings.ReplaceAll(n, ".", t.Say("number.thousands")), 1)
	}
	return text
}
