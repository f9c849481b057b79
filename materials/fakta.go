package materials

import (
	_ "embed"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed fakta.yaml
var table []byte

// Fact is a date, an amount or a number that the shipped texts must tell alike
// wherever they tell it; fakta.yaml describes the fields.
type Fact struct {
	ID      string   `yaml:"id"`
	Kind    string   `yaml:"kind"`    // which quantities are compared, a key of the table's kinds
	Value   string   `yaml:"value"`   // as the texts write it
	Meaning string   `yaml:"meaning"` // in Danish
	Subject []string `yaml:"subject"` // patterns; all match a sentence that speaks of the fact
	Also    []string `yaml:"also"`    // other values right in such a sentence
	Before  []string `yaml:"before"`  // values that held earlier
	Source  string   `yaml:"source"`  // address of the authority that says so
	Files   []string `yaml:"files"`   // names in Files

	// Otherwise are statements that would contradict the fact.
	Otherwise []Contradiction `yaml:"otherwise"`

	// Checked is the day, in UTC, on which value and source were last compared.
	Checked time.Time `yaml:"checked"`

	// Due is the day, in UTC, on which the rule's date passes and its texts
	// must be read anew; zero where no day is set.
	Due time.Time `yaml:"due"`
}

// Contradiction is a pattern of what no text may say, and a sentence that it
// must match.
type Contradiction struct {
	Pattern string `yaml:"pattern"`
	Example string `yaml:"example"`
}

// RuleDate is a day on which rules that the shipped texts tell change.
type RuleDate struct {
	Day   time.Time // midnight in UTC
	Facts []Fact    // those due on Day, in the order of the table
}

// factTable is fakta.yaml.
type factTable struct {
	Kinds   map[string]string `yaml:"kinds"`   // pattern of the quantities of a kind
	Earlier string            `yaml:"earlier"` // pattern of a sentence that tells of an earlier value
	Moved   string            `yaml:"moved"`   // pattern of one that tells both values
	Facts   []Fact            `yaml:"facts"`
}

// Facts returns the facts of the table, in its order.
func Facts() ([]Fact, error) {
	all, err := readFacts(table)
	return all.Facts, err
}

func readFacts(from []byte) (factTable, error) {
	var all factTable
	if err := yaml.Unmarshal(from, &all); err != nil {
		return factTable{}, fmt.Errorf("reading fakta.yaml: %w", err)
	}
	return all, nil
}

// RuleDates returns the days on which facts are due, earliest first: on each of
// them a rule that is yet to come has come.
func RuleDates() ([]RuleDate, error) {
	facts, err := Facts()
	if err != nil {
		return nil, err
	}
	var dates []RuleDate
	for _, f := range facts {
		if f.Due.IsZero() {
			continue
		}
		at := slices.IndexFunc(dates, func(d RuleDate) bool { return d.Day.Equal(f.Due) })
		if at < 0 {
			at, dates = len(dates), append(dates, RuleDate{Day: f.Due})
		}
		dates[at].Facts = append(dates[at].Facts, f)
	}
	slices.SortFunc(dates, func(a, b RuleDate) int { return a.Day.Compare(b.Day) })
	return dates, nil
}
