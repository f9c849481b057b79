package service

import (
	"slices"
	"time"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/llm"
)

// Judging are the flags that name the judge of the meaning: the second key of
// a sentence.
type Judging struct {
	Judge      string        `enum:"on,off" default:"on" placeholder:"on|off" help:"Om en sprogmodel bedømmer, at kilderne mener det, en sætning siger; uden den afgør ordene det, strengt."`
	JudgeURL   string        `name:"judge-url" placeholder:"adresse" help:"Adressen på den sprogmodel, der bedømmer; uden den er det svarenes egen."`
	JudgeModel string        `name:"judge-model" placeholder:"navn" help:"Navnet på den sprogmodel, der bedømmer; uden det er det svarenes egen."`
	JudgeKey   string        `name:"judge-key" placeholder:"nøgle" help:"Nøglen til den adresse, der bedømmer; svarenes egen adresse har sin i --llm-key."`
	JudgeWait  time.Duration `name:"judge-wait" default:"20s" placeholder:"tid" help:"Så længe ventes der på en bedømmelse; kommer den ikke, afgør ordene."`
}

// judgeWait is the default of --judge-wait.
const judgeWait = 20 * time.Second

// judgeTokens bounds a judge's reply: the verdicts on a long list.
const judgeTokens = 900

// judgePool is the judge, nil where there is none; m names the model of the answers.
func (j Judging) judgePool(m Endpoints) (llm.Chat, error) {
	if j.Judge == "off" {
		return nil, nil
	}
	if j.JudgeWait == 0 { // a command without the flag
		j.JudgeWait = judgeWait
	}
	switch {
	case j.JudgeWait < time.Second || j.JudgeWait > 10*time.Minute:
		return nil, Usage("--judge-wait er %s; vælg en tid mellem 1s og 10m", j.JudgeWait)
	case j.JudgeURL != "" && j.JudgeModel == "" && len(m.LLMModel) == 0:
		return nil, Usage("--judge-url kræver --judge-model")
	case j.JudgeURL == "" && len(m.LLMURL) == 0 && j.JudgeModel != "":
		return nil, Usage("--judge-model kræver --judge-url eller --llm-url")
	case j.JudgeKey != "" && j.JudgeURL == "":
		return nil, Usage("--judge-key kræver --judge-url")
	}
	if j.JudgeURL != "" {
		m.LLMURL, m.LLMKey = []string{j.JudgeURL}, nil
		m.LLMModel = m.LLMModel[:min(1, len(m.LLMModel))]
		if j.JudgeKey != "" {
			m.LLMKey = []string{j.JudgeKey}
		}
	}
	if len(m.LLMURL) == 0 {
		return nil, nil
	}
	if j.JudgeModel != "" {
		m.LLMModel = slices.Repeat([]string{j.JudgeModel}, len(m.LLMURL))
	}
	configs, err := m.configs()
	if err != nil {
		return nil, err
	}
	for i := range configs {
		c := &configs[i]
		c.MaxTokens, c.Temperature, c.Attempts = judgeTokens, 0, 1
		c.FirstTokenTimeout, c.TotalTimeout = j.JudgeWait, j.JudgeWait
		if _, err := llm.NewClient(*c); err != nil {
			return nil, badEndpoint(*c)
		}
	}
	return llm.NewPool(configs...)
}

// Checker makes what checks texts against passages that are given with them.
func (m Model) Checker(synonyms *danish.Synonyms) (*answer.Checker, error) {
	if len(m.LLMURL) > 0 && len(m.LLMModel) == 0 && m.JudgeModel == "" {
		return nil, Usage("--llm-url kræver --llm-model")
	}
	set, err := m.PromptSet()
	if err != nil {
		return nil, err
	}
	chat, err := m.judgePool(m.Endpoints)
	if err != nil {
		return nil, err
	}
	return answer.NewChecker(answer.CheckerConfig{Synonyms: synonyms, Judge: chat, Prompts: set, JudgeTime: m.JudgeWait, Spent: m.spent}), nil
}

// Asked are the addresses that questions and passages go to.
func (m Model) Asked() []string {
	if m.Judge == "off" || m.JudgeURL == "" || slices.Contains(m.LLMURL, m.JudgeURL) {
		return m.LLMURL
	}
	return append(slices.Clone(m.LLMURL), m.JudgeURL)
}
