package prompts

import "strings"

// Told is all that the set tells a model, without any text of a question or a
// passage: nothing of it is an answer.
func (s *Set) Told() string {
	var out strings.Builder
	add := func(p Prompt, err error) {
		if err == nil { // a set that cannot be rendered says nothing
			out.WriteString(p.System + "\n" + p.User + "\n")
		}
	}
	for _, lang := range []string{"da", "en", ""} {
		add(s.Answer(AnswerInput{Language: lang}))
		add(s.Repair(RepairInput{Language: lang}))
	}
	add(s.Rewrite(RewriteInput{}))
	add(s.Wordings(WordingsInput{}))
	add(s.Judge(JudgeInput{}))
	return out.String()
}
