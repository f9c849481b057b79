package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
)

type verifyCmd struct {
	JSON     bool   `help:"Skriv en linje JSON for hver linje, der læses; det er den eneste form."`
	Synonyms string `placeholder:"fil" help:"Fil med flere synonymer: ét sæt pr. linje, adskilt af komma."`
	model
}

// maxGiven bounds one line of the input in bytes.
const maxGiven = 4 << 20

// Run checks the texts on stdin against the passages that stand beside them.
func (c *verifyCmd) Run(a *app) error {
	opt, err := holdings{Synonyms: c.Synonyms}.indexOptions(a)
	if err != nil {
		return err
	}
	if len(c.LLMURL) > 0 && len(c.LLMModel) == 0 && c.JudgeModel == "" {
		return usage("--llm-url kræver --llm-model")
	}
	set, err := c.promptSet()
	if err != nil {
		return err
	}
	chat, err := c.judging.judgePool(c.endpoints)
	if err != nil {
		return err
	}
	checker := answer.NewChecker(opt.Synonyms, chat, set, c.JudgeWait)
	in := bufio.NewScanner(a.stdin)
	in.Buffer(nil, maxGiven)
	out := json.NewEncoder(a.stdout)
	out.SetEscapeHTML(false)
	for n := 1; in.Scan(); n++ {
		if strings.TrimSpace(in.Text()) == "" {
			continue
		}
		var given answer.Given
		if err := json.Unmarshal(in.Bytes(), &given); err != nil {
			return usage("linje %d er ikke en linje JSON med text og sources: %v", n, err)
		}
		checked, err := checker.Check(a.ctx, given)
		if err != nil {
			return usage("linje %d: %s", n, sayDanish(err))
		}
		if err := out.Encode(checked); err != nil {
			return fmt.Errorf("writing a result: %w", err)
		}
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("reading the lines: %w", err)
	}
	return nil
}
