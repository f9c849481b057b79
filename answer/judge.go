package answer

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/answer/verify"
	"github.com/digitaskforce/taskforce/llm"
	"github.com/digitaskforce/taskforce/prompts"
)

// Verdicts of a judge, as its reply writes them.
const (
	saysSo  = "ja"     // the passages say the sentence
	saysNot = "nej"    // they do not
	absent  = "fravær" // the sentence says that the passages do not say something, and so it is
)

// Bounds of a judge's reply.
const (
	maxRuling = 8 << 10 // bytes of one reply
	maxWords  = 6       // places a verdict rests on
	judgeTime = 20 * time.Second
)

// ruling is a judge's verdict on a sentence; the zero value is none.
type ruling struct {
	says  string   // one of the verdicts
	words []string // of the passages, on which the verdict rests
}

// judge is the second key: a model that reads the passages and decides whether
// they mean what a sentence says. The nil judge decides nothing.
type judge struct {
	chat    llm.Chat
	prompts *prompts.Set
	time    time.Duration // of one call
}

// newJudge is nil where there is no model to ask.
func newJudge(chat llm.Chat, set *prompts.Set, limit time.Duration) *judge {
	if chat == nil {
		return nil
	}
	if limit <= 0 {
		limit = judgeTime
	}
	return &judge{chat, set, limit}
}

// rule asks for a verdict on each sentence in one call. It gives as many as
// there are sentences; where the reply does not come in time or is not what
// was asked for, they are none.
func (j *judge) rule(ctx context.Context, in prompts.JudgeInput) ([]ruling, llm.Usage) {
	none := make([]ruling, len(in.Sentences))
	prompt, err := j.prompts.Judge(in)
	if err != nil {
		return none, llm.Usage{}
	}
	ctx, cancel := context.WithTimeout(ctx, j.time)
	defer cancel()
	var text strings.Builder
	usage, err := j.chat.Stream(ctx, messages(prompt), func(delta string) error {
		if text.Len()+len(delta) > maxRuling {
			return errEnough
		}
		text.WriteString(delta)
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return none, usage
	}
	if out := readRulings(text.String(), len(in.Sentences)); out != nil {
		return out, usage
	}
	return none, usage
}

// readRulings reads a judge's reply: a line of JSON for each of n sentences
// and nothing else; nil where it is anything else. A sentence that it leaves
// out or gives two verdicts has none.
func readRulings(text string, n int) []ruling {
	out, seen := make([]ruling, n), map[int]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "```") {
			continue
		}
		var said struct {
			N     int      `json:"nr"`
			Says  string   `json:"dom"`
			Words []string `json:"ord"`
		}
		dec := json.NewDecoder(strings.NewReader(line))
		dec.DisallowUnknownFields()
		if dec.Decode(&said) != nil || dec.More() || said.N < 1 || said.N > n || len(said.Words) > maxWords {
			return nil
		}
		says := strings.ToLower(strings.TrimSpace(said.Says))
		switch {
		case says != saysSo && says != saysNot && says != absent:
			return nil
		case seen[said.N]:
			out[said.N-1] = ruling{}
		default:
			out[said.N-1] = ruling{says, said.Words}
		}
		seen[said.N] = true
	}
	return out
}

// judgeable tells whether the second key may say anything of a sentence.
func judgeable(v verify.Verdict) bool { return !v.Verbatim && v.Key != verify.Exact }

// judgeInput puts sentences to a judge beside the passages that they cite.
func judgeInput(question string, sources []verify.Source, group []verify.Verdict) prompts.JudgeInput {
	in := prompts.JudgeInput{Question: question}
	cited := map[int]bool{}
	for _, v := range group {
		in.Sentences = append(in.Sentences, v.Text)
		for _, n := range v.Sources {
			cited[n] = true
		}
		for _, e := range v.Evidence {
			in.Evidence = append(in.Evidence, prompts.Part(e))
		}
		if len(v.Sources) == 0 {
			cited[0] = true
		}
	}
	for _, s := range sources {
		if cited[0] || cited[s.N] {
			in.Passages = append(in.Passages, prompts.Passage{N: s.N, Title: s.Title, Section: s.Section, Text: s.Text})
		}
	}
	return in
}
