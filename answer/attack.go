package answer

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// attacks match questions that try to change the rules of the service or to
// see its instructions, in plain letters (see [plain]). A false match costs a
// reader a polite refusal; a miss is caught by the verification of what the
// model writes.
var attacks = compileAll(
	// To set the rules aside.
	`\b(ignorer|glem|se bort fra|tilsidesaet|omgaa|bryd|slet|drop|ignore|forget|disregard|override|bypass)\b.{0,40}\b(instruktion\w*|instruks\w*|regler(ne)?|anvisning\w*|prompt\w*|retningslinjer|ovenstaaende|instructions?|rules?|restrictions?|guidelines?|above|previous)\b`,
	`^\W*(ignorer|glem|ignore|forget|disregard) (alt|alle|everything|all)\b`,
	`\bglem alt,? hvad\b|\b(omgaa|bryd) (sikkerheden|filteret|filtrene|begraensningerne)\b`,
	`\b(du|you) (skal|maa|behoever|must|do|need)\w* (ikke|not|no longer)\b.{0,20}\b(foelge|overholde|follow|obey)\b`,
	// To see them.
	`\b(dine?|dit|your|hidden|skjulte|hemmelige|the system'?s?)\b.{0,20}\b(instruktion\w*|instruks\w*|system-? ?prompt\w*|prompt\w*|instructions?|regler|retningslinjer|guidelines|begraensninger|konfiguration\w*|opsaetning)\b`,
	`\b(instruktioner|regler|besked|instructions|rules)\b.{0,6}\b(har|fik|have|did|were) (du|you)\b.{0,8}\b(faaet|at vide|given|told|get)\b`,
	`\b(vis|giv|fortael|afsloer|udskriv|oversaet|laes|reveal|print|show|give)\b.{0,30}\b(prompten|system-? ?prompt\w*|systembesked\w*|system message|api-?noegle\w*|api-? ?keys?|adgangskoden|kodeordet|password)\b`,
	`\b(hvad|what)\b.{0,6}\b(er|is|staar)\b.{0,12}\b(adgangskoden|kodeordet|password|api-?noeglen|api-? ?key)\b`,
	`\b(gentag|skriv|vis|print|udskriv|oversaet|repeat|show|reveal|output|afsloer|translate)\b.{0,30}\b(ovenstaaende|alt ovenfor|teksten ovenfor|everything above|the text above|all of the above)\b`,
	`\b(staar|stod|skrevet|written|said)\b.{0,8}\b(foer|over|before|above) (dette|mit|this|my) (spoergsmaal|besked|question|message)\b`,
	// To be another.
	`\b(du er nu|fra nu af er du|you are now|from now on,? you|lad som om du|lad os lege|pretend (you|to|that)|opfoer dig som|ager som en|spil rollen|rollespil|role-?play)`,
	`(^\W*|[.,;!?] ?|\band )act as\b`,
	`\b(jailbreak\w*|dan[- ]mode|du er dan|developer mode|udviklertilstand\w*|do anything now|god mode|admin[- ]?mode|debug[- ]?mode)\b`,
	`\b(svar|assistent|chatbot|model|answer|model|assistant)\b.{0,12}\b(uden|without|no) (regler|begraensninger|filter|filtre|censur|rules|restrictions|filters|limits)\b|\bunfiltered\b`,
	`\blade? som om\b,? (at )?(kilde|uddrag|materialet|reglerne|du|teksten|svaret)`,
	// To put words into an answer.
	`^\W*(sig|skriv|svar|bekraeft|paastaa|say|write|answer)\b,? ?(bare|kun|only|just|blot)?( med)?:? ?\b(at|that|ordet|the word)\b`,
	`^\W*(sig|skriv|svar|say|write|answer) (bare|blot|just)\b`,
	`[.!?]\W+(sig|skriv|svar|bekraeft|paastaa|say|write)\b,? ?(bare|kun|saa|only|just|blot)?,? ?(at|that|ordet|the word)\b`,
	`\b(og|and) (sig|skriv|svar|say),? (at|that|som)\b`,
	// To break the form of a request.
	`<\s*/?\s*(system|uddrag|samtale|script|iframe|img|assistant|im_start)|\[/?inst\]|<\||^\W*(system|assistant)\s*:`,
	`\b(hacke|hack|phishing-?mails?|malware|ransomware)\b.{0,20}\b(ind|kommunens|server\w*|system\w*|database\w*|til|users?)\b|\bsql-?injection\b|\bdrop table\b`,
)

func compileAll(patterns ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		out[i] = regexp.MustCompile(p)
	}
	return out
}

// plainLetters writes Danish letters with ASCII, which word borders know.
var plainLetters = strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa", "é", "e", "ü", "u", "ö", "oe", "ä", "ae")

// plain is a text in lower-case ASCII letters with single spaces; letters in
// other shapes, such as full-width ones, count as what they look like.
func plain(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	return plainLetters.Replace(strings.Join(strings.Fields(text), " "))
}

// attack tells whether a question tries to change the rules or to see the
// instructions.
func attack(question string) bool {
	text := plain(question)
	for _, re := range attacks {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}
