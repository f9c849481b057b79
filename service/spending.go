package service

import (
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/budget"
	"github.com/digitaskforce/taskforce/limits"
)

// Spending are the flags that say what models may be used in a day.
type Spending struct {
	ModelBudget     Amount `default:"0" placeholder:"mængde" help:"Så meget må sprogmodellerne bruges på en dag: tokens som 2000000 eller 2mio, eller penge efter --price-prompt og --price-completion som 150kr; derefter er svarene uddrag indtil midnat. 0 er uden grænse."`
	AuthorityBudget Amount `default:"0" placeholder:"mængde" help:"Det samme for hver myndighed, dvs. hver nøgle; alle, der spørger uden nøgle, er én tilsammen."`
}

// Prices are those of a million tokens to and from a model.
type Prices struct {
	Prompt, Completion float64
	Currency           string
}

// kroner is the currency of an [Amount] of money.
const kroner = "kr."

// Start makes the budget and has m hold to it; k is nil without --store, and
// what is used is then counted in memory.
func (s Spending) Start(m *Model, k *Kept, prices Prices, log *slog.Logger) (*budget.Budget, error) {
	for flag, a := range map[string]Amount{"model-budget": s.ModelBudget, "authority-budget": s.AuthorityBudget} {
		switch {
		case a == Amount{}:
		case a.Money && (prices.Prompt+prices.Completion <= 0 || prices.Currency != kroner):
			return nil, Usage("--%s i kroner kræver --price-prompt og --price-completion, prisen for 1 mio. tokens, og at --currency er %s", flag, kroner)
		case len(m.Asked()) == 0:
			return nil, Usage("--%s kræver --llm-url", flag)
		}
	}
	meter := limits.NewMeter(nil, log)
	if k != nil {
		meter = k.Meter
	}
	b := budget.New(budget.Config{Service: s.ModelBudget.Amount, Authority: s.AuthorityBudget.Amount,
		Prompt: prices.Prompt, Completion: prices.Completion, Meter: meter, Zone: Zone(), Log: log})
	m.spent, m.account = b.Spent, b.Count
	return b, nil
}

// Amount is a flag such as 2000000, 2mio or 150kr; 0 is no limit.
type Amount struct{ budget.Amount }

var amountForm = regexp.MustCompile(`^(\d{1,9}(?:[,.]\d{1,2})?) ?(mio|kr)?\.?$|^(\d{1,12})$`)

// Bounds of an amount.
const (
	maxTokens = 1e12
	maxMoney  = 1e9
)

// UnmarshalText reads an amount.
func (a *Amount) UnmarshalText(text []byte) error {
	*a = Amount{}
	m := amountForm.FindSubmatch(text)
	if m == nil {
		return Usage("%q skal se ud som 2000000, 2mio eller 150kr, eller være 0", text)
	}
	number := strings.Replace(string(m[1])+string(m[3]), ",", ".", 1)
	n, err := strconv.ParseFloat(number, 64)
	switch unit := string(m[2]); {
	case err != nil || unit == "" && n != float64(int64(n)):
		return Usage("%q skal se ud som 2000000, 2mio eller 150kr, eller være 0", text)
	case unit == "mio":
		n *= 1e6
	case unit == "kr":
		a.Money = n > 0
	}
	if a.N = n; n > maxTokens || a.Money && n > maxMoney {
		return Usage("%q er for meget; vælg højst 1.000.000 mio. tokens eller 1 mia. kr.", text)
	}
	return nil
}

// MarshalText writes the amount as it is read.
func (a Amount) MarshalText() ([]byte, error) {
	number := strconv.FormatFloat(a.N, 'f', -1, 64)
	if a.Money {
		return fmt.Appendf(nil, "%skr", number), nil
	}
	return []byte(number), nil
}

// Zone is whose days a report counts.
func Zone() *time.Location {
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		return time.UTC
	}
	return loc
}

// Tomorrow is the first moment of the day after now.
func Tomorrow(now time.Time) time.Time {
	y, m, d := now.In(Zone()).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, Zone())
}
