package service

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
	"github.com/digitaskforce/taskforce/service/endpoints"
)

// Model are the flags that name the model and what it is told.
type Model struct {
	Endpoints
	Judging
	Answering
	Room
	Prompts string `placeholder:"mappe" help:"Mappe med egne prompter i stedet for dem, der følger med."`

	Wrap     func(llm.Chat) llm.Chat                            `kong:"-"` // what stands between the engine and the endpoints; nil for nothing
	Contacts answer.Contacts                                    `kong:"-"` // whom readers ask what the materials do not answer
	observe  func(context.Context, string) func(answer.Outcome) `kong:"-"` // is told of the steps of an answer; nil for nothing
	spent    func(context.Context) bool                         `kong:"-"` // tells that no model may be asked; nil for never
}

// Room is the flag of what a model is given to read.
type Room struct {
	Context int `default:"3000" placeholder:"antal" help:"Hvor mange tokens uddragene til sprogmodellen højst fylder: det bedste uddrag med resten af sit afsnit, de øvrige fund og det, der står ved siden af; 0 giver den de seks bedste uddrag."`
}

// Endpoints are the flags that name the model.
type Endpoints struct {
	LLMURL     []string      `name:"llm-url" placeholder:"adresse" sep:"none" help:"Adressen på en OpenAI-kompatibel sprogmodel; uden den er svarene uddrag af kilderne. Kan gentages: den næste spørges, når den forrige fejler."`
	LLMModel   []string      `name:"llm-model" placeholder:"navn" sep:"none" help:"Sprogmodellens navn, på Azure navnet på udrulningen: ét for alle adresser eller ét for hver."`
	LLMKey     []string      `name:"llm-key" placeholder:"nøgle" sep:"none" help:"Nøglen til sprogmodellen; ved flere værter én for hver adresse, - for ingen."`
	LLMAzure   bool          `name:"llm-azure" help:"Adresserne er Azure OpenAI-ressourcer; findes ellers af sig selv."`
	LLMVersion string        `name:"llm-api-version" placeholder:"version" help:"Azures api-version."`
	LLMWait    time.Duration `name:"llm-wait" default:"60s" placeholder:"tid" help:"Så længe ventes der på sprogmodellens første ord; en lille maskine kan behøve mere."`

	prepare func(*http.Request)              `kong:"-"` // adds headers to what is sent; nil for none
	account func(context.Context, llm.Usage) `kong:"-"` // is told what each call took; nil for nothing
}

// Engine makes what answers questions.
func (m Model) Engine(a *App, ix *index.Index) (*answer.Engine, error) {
	pool, err := m.Pool()
	if err != nil {
		return nil, err
	}
	return m.EngineOf(a, ix, pool, "")
}

// EngineOf is engine with the model's endpoints, nil for none, for a view of
// the collections of name, "" for the shared materials alone.
func (m Model) EngineOf(a *App, ix *index.Index, pool *llm.Pool, name string) (*answer.Engine, error) {
	book, err := m.Answering.Book(a, name, ix)
	if err != nil {
		return nil, err
	}
	cfg := answer.Config{Index: ix, Answers: book, AnswersFirst: m.AnswersFirst, Contacts: m.Contacts, Context: m.Context, JudgeTime: m.JudgeWait, ModelTime: m.Longest(), Observe: m.observe, Spent: m.spent, Warn: func(format string, args ...any) {
		for i, arg := range args {
			if err, ok := arg.(error); ok {
				args[i] = endpoints.Problem(err)
			}
		}
		a.Warn(format, args...)
	}}
	if pool != nil {
		cfg.Chat = pool
		if m.Wrap != nil {
			cfg.Chat = m.Wrap(pool)
		}
	}
	if cfg.Prompts, err = m.PromptSet(); err != nil {
		return nil, err
	}
	if cfg.Judge, err = m.judgePool(m.Endpoints); err != nil {
		return nil, err
	}
	return answer.New(cfg), nil
}

// PromptSet is what the models are told.
func (m Model) PromptSet() (*prompts.Set, error) {
	if m.Prompts == "" {
		return prompts.Default(), nil
	}
	set, err := prompts.Load(m.Prompts)
	if err != nil {
		return nil, Usage("--prompts %s: prompterne kan ikke bruges: %s", m.Prompts, Danish(err))
	}
	return set, nil
}

// Longest is how long all calls of the model for one answer may take.
func (m Endpoints) Longest() time.Duration { return max(3*time.Minute, 3*m.LLMWait) }

// Pool is the model at its endpoints, nil where none is named.
func (m Endpoints) Pool() (*llm.Pool, error) {
	switch {
	case len(m.LLMURL) == 0 && len(m.LLMModel) > 0:
		return nil, Usage("--llm-model kræver --llm-url")
	case len(m.LLMURL) == 0:
		return nil, nil
	case m.LLMWait < time.Second || m.LLMWait > time.Hour:
		return nil, Usage("--llm-wait er %s; vælg en tid mellem 1s og 1h", m.LLMWait)
	}
	configs, err := m.configs()
	if err != nil {
		return nil, err
	}
	for _, c := range configs {
		if _, err := llm.NewClient(c); err != nil {
			return nil, badEndpoint(c)
		}
	}
	return llm.NewPool(configs...)
}

// configs gives each address its model and its key.
func (m Endpoints) configs() ([]llm.Config, error) {
	n := len(m.LLMURL)
	if len(m.LLMModel) == 0 {
		return nil, Usage("--llm-url kræver --llm-model")
	}
	if len(m.LLMModel) != 1 && len(m.LLMModel) != n {
		return nil, Usage("--llm-model er givet %d gange og --llm-url %d gange; giv ét navn for alle eller ét for hver adresse", len(m.LLMModel), n)
	}
	keys, err := m.keys()
	if err != nil {
		return nil, err
	}
	configs := make([]llm.Config, n)
	for i, url := range m.LLMURL {
		configs[i] = llm.Config{URL: url, Model: m.LLMModel[min(i, len(m.LLMModel)-1)], Key: keys[i], Azure: m.LLMAzure,
			APIVersion: m.LLMVersion, FirstTokenTimeout: m.LLMWait, TotalTimeout: m.Longest(), Prepare: m.prepare, Account: m.account}
	}
	return configs, nil
}

// keys gives each address its key. One key for several goes to one host only:
// no key is sent where it does not belong.
func (m Endpoints) keys() ([]string, error) {
	n := len(m.LLMURL)
	switch {
	case len(m.LLMKey) == 0:
		return make([]string, n), nil
	case len(m.LLMKey) == 1 && m.oneHost():
		return slices.Repeat(m.LLMKey, n), nil
	case len(m.LLMKey) == 1:
		return nil, Usage("--llm-key er givet én gang, men adresserne har flere værter; giv én nøgle for hver adresse, - for ingen")
	case len(m.LLMKey) != n:
		return nil, Usage("--llm-key er givet %d gange og --llm-url %d gange; giv én nøgle for hver adresse, - for ingen", len(m.LLMKey), n)
	}
	keys := slices.Clone(m.LLMKey)
	for i, k := range keys {
		if strings.TrimSpace(k) == "-" {
			keys[i] = ""
		}
	}
	return keys, nil
}

func (m Endpoints) oneHost() bool {
	host := llm.Config{URL: m.LLMURL[0]}.Host()
	return !slices.ContainsFunc(m.LLMURL, func(url string) bool { return llm.Config{URL: url}.Host() != host })
}

// badEndpoint says whether the name, the key or the address of a refused cfg
// is wrong.
func badEndpoint(cfg llm.Config) error {
	if strings.TrimSpace(cfg.Model) == "" {
		return Usage("--llm-model: sprogmodellens navn er tomt")
	}
	cfg.Key = ""
	if _, err := llm.NewClient(cfg); err != nil {
		return Usage("--llm-url %s: adressen skal se ud som http://localhost:11434/v1", endpoints.MaskAddress(cfg.URL))
	}
	return Usage("--llm-key: nøglen indeholder mellemrum, linjeskift eller tegn, der ikke kan stå i en nøgle")
}

// checkTime bounds the check of the model at start.
const checkTime = 5 * time.Second

// CheckAtStart says at once which of the model's endpoints refuse the key or
// the model; the service starts all the same, and answers with extracts.
func CheckAtStart(a *App, pool *llm.Pool) {
	if pool == nil {
		return
	}
	ctx, cancel := context.WithTimeout(a.Ctx, checkTime)
	defer cancel()
	errs := pool.Check(ctx)
	for i, err := range errs {
		if err != nil {
			a.Warn("sprogmodellen kan ikke bruges lige nu: %s: %s", EndpointName(pool.Status()[i]), endpoints.Problem(err))
		}
	}
	if !slices.Contains(errs, nil) {
		a.Warn("svarene er uddrag, indtil en sprogmodel svarer")
	}
}

// EndpointName names an endpoint to the operator.
func EndpointName(s llm.Status) string { return fmt.Sprintf("%s på %s", s.Model, s.Host) }

// ModelState is what /healthz says of the model.
func ModelState(pool *llm.Pool) func() string {
	return func() string {
		switch {
		case pool == nil:
			return "none"
		case pool.Failing():
			return "failing"
		}
		return "ok"
	}
}
