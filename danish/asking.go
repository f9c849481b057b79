package danish

import (
	"regexp"
	"strings"
)

// indirect ends before the question that a sentence leads up to: "jeg vil
// gerne vide, hvornår …".
var indirect = regexp.MustCompile(`(?i)\b(?:vide|forst[åa]|finde ud af|h[øo]re|sp[øo]rge|unders[øo]ge|fort[æa]lle(?: mig)?|i tvivl|know|ask|wonder|tell me)(?: om| about)?,? +(?:(?:` + questionPattern + `|om|whether|if)\b)`)

// Asked are the byte offsets between which a text asks: what stands before
// and after tells why somebody asks. It is the whole text where none of its
// sentences is a question.
func Asked(text string) (from, to int) {
	from, to = questions(text)
	end := to
	if i := strings.IndexByte(text[from:to], '?'); i >= 0 {
		end = from + i
	}
	if m := indirect.FindStringIndex(text[from:end]); m != nil {
		from += strings.LastIndexByte(text[from:from+m[1]], ' ') + 1
	}
	return from + told(text[from:end]), to
}

// told is the byte offset where a question begins in a text that first tells what it
// is asked about ("har tabt mit kort, hvem …"); 0 where it begins at once.
func told(text string) int {
	for _, m := range partStart.FindAllStringSubmatchIndex(text, -1) {
		if comma(text[m[0]:m[2]]) && statement(text[:m[0]]) && !subordinate(text[m[2]:]) {
			return m[2]
		}
	}
	return 0
}

// questions are the offsets from the first sentence that is a question to the
// last.
func questions(text string) (from, to int) {
	from = -1
	at := 0
	for _, s := range Sentences(text) {
		at += strings.Index(text[at:], s)
		if strings.HasSuffix(s, "?") {
			if from < 0 {
				from = at
			}
			to = at + len(s)
		}
		at += len(s)
	}
	if from < 0 {
		return 0, len(text)
	}
	return from, to
}

// Polar tells whether folded words ask for yes or no: they begin with a finite
// verb.
func Polar(words []string) bool {
	for len(words) > 1 && asides[words[0]] {
		words = words[1:]
	}
	return len(words) > 1 && finite[words[0]]
}

// partStart begins a further question within one: "… og hvem …", "…, hvad …",
// "… og må det …".
var partStart = regexp.MustCompile(`(?i)(?:,? +og(?: så| hvis ja,?)?|;|,| and) +((?:` + questionPattern + `)\b|(?:er|må|skal|kan|har|gælder|vil|bliver|koster|is|are|can|may|must) +(?:det|den|de|der|vi|man|jeg|i|du|it|we|they|there)\b)`)

// MaxParts is how many questions are taken of one text.
const MaxParts = 4

// Parts cuts a text that asks several things into its questions, each with what
// leads up to them all; it is the text alone where it asks one.
func Parts(text string) []string {
	from, _ := Asked(text)
	lead := text[:from]
	var out []string
	for _, s := range Sentences(text[from:]) {
		if strings.HasSuffix(s, "?") || len(out) == 0 {
			out = append(out, split(s)...)
		}
	}
	if len(out) < 2 || len(out) > MaxParts {
		return []string{text}
	}
	for i := range out {
		out[i] = strings.TrimSpace(lead + out[i])
	}
	return out
}

// split cuts one question where another begins in it. Each piece has words of
// its own beside the one that asks.
func split(s string) []string {
	if !asking(s) {
		return []string{s}
	}
	var out []string
	at := 0
	for _, m := range partStart.FindAllStringSubmatchIndex(s, -1) {
		if begins(s[at:m[0]], s[m[0]:m[2]], s[m[2]:]) {
			out = append(out, strings.TrimRight(s[at:m[0]], " ,;?")+"?")
			at = m[2]
		}
	}
	return append(out, s[at:])
}

// begins tells whether a question of its own begins with a clause, after another and
// what joins them. After a comma alone the one before may want it: "målet for, hvad …".
func begins(before, joint, clause string) bool {
	words := Folded(Tokenize(before))
	if len(words) < 3 || len(strings.Fields(clause)) < 3 || subordinate(clause) {
		return false
	}
	return !comma(joint) || !prepositions[words[len(words)-1]] || !clausal(clause)
}

// comma tells whether nothing else joins two clauses.
func comma(joint string) bool { return strings.TrimSpace(joint) == "," }

// asking tells whether a text begins as a question.
func asking(s string) bool {
	words := Folded(Tokenize(s))
	for len(words) > 1 && asides[words[0]] {
		words = words[1:]
	}
	return len(words) > 0 && (questionWords[words[0]] || finite[words[0]])
}
