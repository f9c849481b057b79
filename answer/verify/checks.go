package verify

// Reasons for withholding a sentence, as the reader may see them.
const (
	ReasonSource    = "henviser til en kilde, der ikke findes"
	ReasonUncited   = "har ingen kilde, og ingen af kilderne bærer den alene"
	ReasonNumber    = "nævner et tal, der ikke står i kilden"
	ReasonName      = "nævner et navn, der ikke står i kilden"
	ReasonQuote     = "citerer noget, der ikke står ordret i kilden"
	ReasonNegation  = "vender kildens mening om"
	ReasonUncarried = "siger mere, end kilden bærer"
	ReasonNarrowed  = "udelader noget, som kilden tager med"
	ReasonEcho      = "gentager et spørgsmål eller en overskrift"
	ReasonLanguage  = "er skrevet på et andet sprog end spørgsmålet"
	ReasonForeign   = "er skrevet på et andet sprog end kilden og er ikke bedømt"
	ReasonLeak      = "handler om tjenesten selv og ikke om materialet"
	ReasonJudged    = "siger ikke det samme som kilden"
)

// english are the reasons for a reader of English.
var english = map[string]string{
	ReasonSource:    "refers to a source that does not exist",
	ReasonUncited:   "has no source, and none of the sources carries it alone",
	ReasonNumber:    "gives a number that does not stand in the source",
	ReasonName:      "gives a name that does not stand in the source",
	ReasonQuote:     "quotes what does not stand word for word in the source",
	ReasonNegation:  "turns the source's meaning round",
	ReasonUncarried: "says more than the source carries",
	ReasonNarrowed:  "leaves out what the source includes",
	ReasonEcho:      "repeats a question or a heading",
	ReasonLanguage:  "is written in another language than the question",
	ReasonForeign:   "is written in another language than the source and was not judged",
	ReasonLeak:      "is about the service itself and not about the materials",
	ReasonJudged:    "does not say the same as the source",
}

// English is a reason in English; any other text is given back.
func English(reason string) string {
	if e, ok := english[reason]; ok {
		return e
	}
	return reason
}

// Key says how far a check binds.
type Key int

// Keys, from the one that binds least.
const (
	Words    Key = iota // a judge of the meaning may see it otherwise
	Reckoned            // so may a judge that names what it was reckoned from
	Exact               // nobody may
)

// check is one test of a sentence as a whole.
type check struct {
	name   string
	key    Key
	reason string
	fails  func(*claim) bool
}

// exact are the tests that a program can carry out exactly, in order; before
// them stand those of [Verifier.Check], which need no evidence.
var exact = []check{
	{"service", Exact, ReasonLeak, (*claim).onService},
	{"echo", Exact, ReasonEcho, (*claim).echoes},
	{"fragment", Exact, ReasonEcho, (*claim).onlyNames},
	{"quotation", Exact, ReasonQuote, (*claim).misquotes},
	{"address", Exact, ReasonName, (*claim).otherAddress},
	{"reference", Exact, ReasonNumber, (*claim).otherReference},
	{"number", Reckoned, ReasonNumber, (*claim).otherNumber},
	{"name", Reckoned, ReasonName, (*claim).otherName},
	{"language", Words, ReasonForeign, (*claim).foreign},
}

// wording is one test of a sentence beside one statement.
type wording struct {
	name   string
	reason string
	fails  func(*claim, *aligned) bool
}

// strict are the tests that make a sentence nearly one statement, in order.
var strict = []wording{
	{"added", ReasonUncarried, (*claim).adds},
	{"logic", ReasonNegation, (*claim).turns},
	{"order", ReasonNegation, (*claim).swaps},
	{"left out", ReasonNarrowed, (*claim).narrows},
}

// judge gives the check by which the sources do not carry the claim, its reason
// and its key, all empty where they do.
func (c *claim) judge() (check, reason string, key Key) {
	verbatim := c.verbatim()
	for _, k := range exact {
		if verbatim && k.reason != ReasonEcho {
			continue
		}
		if k.fails(c) {
			return k.name, k.reason, k.key
		}
	}
	if verbatim {
		return "", "", Words
	}
	return c.byWords()
}

// byWords holds the claim beside each statement of its evidence, strictly. Where
// none is nearly the claim, the check is that of the one that comes nearest.
func (c *claim) byWords() (check, reason string, key Key) {
	check, reason = strict[0].name, strict[0].reason
	furthest := -1
	for _, u := range c.evidence {
		if u.row && u.key != "" {
			continue // its cells are statements of their own
		}
		at, a := 0, c.align(u)
		for at < len(strict) && !strict[at].fails(c, a) {
			at++
		}
		if at == len(strict) {
			c.evidence = []*statement{u}
			return "", "", Words
		}
		if at > furthest {
			check, reason, furthest = strict[at].name, strict[at].reason, at
		}
	}
	return check, reason, Words
}
