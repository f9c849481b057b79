// Package guard looks at a question before anything else does: is it an attack,
// a remark to the service, does it hold private data. Start with [Attack],
// [OnService] and [Mask].
package guard

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// attacks match questions that try to change the rules of the service or to
// see its instructions, in plain letters (see [plain]): each says itself that
// the assistant is meant. A false match costs a reader a polite refusal; a miss
// is caught by the verification of what the model writes.
var attacks = compileAll(
	// To set the rules aside.
	`^\W*(ignorer|glem|ignore|forget|disregard) (alt|alle|everything|all)\b`,
	`\bglem alt,? hvad\b`,
	`\b(du|you) (skal|maa|behoever|must|do|need)\w* (ikke|not|no longer)\b.{0,20}\b(foelge|overholde|follow|obey)\b`,
	`(^\W*|[.!?;:,] ?|\bog |\band |\bplease |\bvenligst )(ignorer|glem|tilsidesaet|se (\w+ )?bort fra|drop|ignore|forget|disregard)\b[^.,?!;]{0,50}\b(kommando\w*|besked\w*|ordrer?|regler|kilderne|materialet|uddragene|konteksten|dokumenterne|commands?|messages?|sources|material|context|documents|alt|alle|det hele|everything|all)\b`,
	`\b(nye?|new|opdaterede|updated) (instruk\w*|instruct\w*|ordrer?|orders|kommando\w*|commands?|directives?)\W*:`,
	`\b(din egen|your own) (viden|knowledge|traening|training)\b`,
	// To see them.
	`\b(du|dig|din|you|your)\b.{0,30}\b(system-? ?prompt\w*|systembesked\w*)|\b(system-? ?prompt\w*|systembesked\w*)\b.{0,30}\b(du|dig|din|you|your)\b`,
	`\b(har|fik|blev|have|were|was) (du|you)\b.{0,20}\b(faaet at vide|fortalt|besked paa|told|instructed|programmed|programmeret)\b|\b(du har|you have been|you were) (faaet at vide|faaet besked|told|instructed)\b`,
	`\b(vis|print|udskriv|dump|giv|show|reveal)\b (mig |me )?(din |den |the |your )?(config|konfigurationen?|opsaetningen?|miljoevariabler\w*|kildekoden?|source code)\b`,
	`\b(dine?|dit|your)\b.{0,20}\b(instruktion\w*|instruks\w*|system-? ?prompt\w*|prompt\w*|instructions?|regler|retningslinjer|guidelines|begraensninger|konfiguration\w*|opsaetning)\b`,
	`\b(instruktioner|regler|besked|instructions|rules)\b.{0,6}\b(har|fik|have|did|were) (du|you)\b.{0,8}\b(faaet|at vide|given|told|get)\b`,
	`\b(vis|giv|fortael|afsloer|udskriv|oversaet|laes|reveal|print|show|give)\b.{0,30}\b(prompten|system-? ?prompt\w*|systembesked\w*|system message|api-?noegle\w*|api-? ?keys?)\b`,
	// What opens the service itself; of any other password the documents may tell.
	`\b(hvad|what)\b.{0,6}\b(er|is|staar)\b.{0,12}\b(api-?noeglen|api-? ?key)\b`,
	`\b(din|dine|tjenestens|your|the service's)\b.{0,12}\b(adgangskode\w*|kodeord\w*|passwords?)\b`,
	`\b(gentag|skriv|vis|print|udskriv|oversaet|repeat|show|reveal|output|afsloer|translate)\b.{0,30}\b(ovenstaaende|alt ovenfor|teksten ovenfor|everything above|the text above|all of the above)\b`,
	`\b(staar|stod|kom|skrevet|written|said|was|is)\b.{0,25}\b(foer|over|before|above) (dette|mit|min|this|my) (spoergsmaal|besked|samtale|question|message|conversation)\b`,
	// To be another.
	`\b(du er nu|fra nu af er du|you are now|from now on,? you|lad som om du|lad os lege|pretend (you|to|that)|opfoer dig som|ager som en|spil rollen|rollespil|role-?play)`,
	`(^\W*|[.,;!?] ?|\band )act as\b`,
	`\b(fra nu af|herefter|i resten af samtalen)\b[^.?!]{0,12}\b(du|svar|svarer)\b|\bsvar\b[^.?!]{0,25}\b(fra nu af|i resten af samtalen)\b|\bfor the rest of (this|the) conversation\b`,
	`\byou (will|must|shall|should) (now |from now on |only |always )?(answer|act|behave|respond|reply|obey|speak)\b`,
	`\b(leg|spil|game)\b.{0,20}\b(hvor|where|in which) (du|you)\b`,
	`\b(jeg er|i am|i'm) (din|your)\b`,
	`\blade? som om\b,? (at )?(kilde|uddrag|materialet|reglerne|du|teksten|svaret)`,
	// To put words into an answer.
	`^\W*(sig|skriv|svar|bekraeft|paastaa|say|write|answer)\b,? ?(bare|kun|only|just|blot)?( med)?:? ?\b(at|that|ordet|the word)\b`,
	`^\W*(sig|skriv|svar|say|write|answer) (bare|blot|just)\b`,
	`[.!?]\W+(sig|skriv|svar|bekraeft|paastaa|say|write)\b,? ?(bare|kun|saa|only|just|blot)?,? ?(at|that|ordet|the word)\b`,
	`\b(og|and) (sig|skriv|svar|say),? (at|that|som)\b`,
	`^\W*(bekraeft|confirm)( venligst| please)?,? (at|that)\b|\b(og|and) (bekraeft|confirm)( venligst| please)?,? (at|that)\b`,
	`\b(tell me|fortael mig|fortael brugeren|paastaa|claim)( venligst| please)?,? (at|that)\b[^?]*$`,
	`\b(svar|sig|answer|say)\W+(ja|nej|yes|no)\W+(paa|til|to)\W+(alt|alle|hvad|everything|all|every)\b`,
	`\b(gentag|skriv|repeat|write|print)\b[^.?!]{0,40}\b\d+ (gange|times)\b`,
	`\b(complete|finish|faerdiggoer|fortsaet)\b.{0,20}\b(sentence|saetning\w*|tekst\w*|text)\b.{0,40}\b(instru\w*|prompt\w*|secret|hemmelig\w*)`,
	// To break the form of a request.
	`<\s*/?\s*(system|uddrag|samtale|script|iframe|img|assistant|im_start)|\[/?inst\]|<\||^\W*(system|assistant)\s*[:\]]`,
)

// means match the means of attacks, which may also be what a question is about:
// they count where the assistant is addressed (see [addressed]).
var means = compileAll(
	`\b(ignorere?|glemm?e?|se bort fra|tilsidesaet(te)?|omgaa|bryde?|slette?|drop|ignore|forget|disregard|override|bypass)\b.{0,40}\b(instruktion\w*|instruks\w*|regler(ne)?|anvisning\w*|prompt\w*|retningslinjer|ovenstaaende|instructions?|rules?|restrictions?|guidelines?|above|previous)\b`,
	`\b(omgaa|bryde?) (sikkerheden|filteret|filtrene|begraensningerne)\b`,
	`\b(skjulte?|hemmelige?|hidden|secret)\b.{0,20}\b(tekst\w*|besked\w*|prompt\w*|instru\w*|kommando\w*|text|messages?|regler|retningslinjer|guidelines|begraensninger|konfiguration\w*|opsaetning)\b|\b(oprindelige|initial|original) (prompt\w*|instru\w*)|\bthe system'?s?\b.{0,20}\b(prompt\w*|instructions?)`,
	`\b(jailbreak\w*|dan[- ]mode|du er dan|developer mode|udviklertilstand\w*|do anything now|god mode|admin[- ]?mode|debug[- ]?mode)\b`,
	`\b(svar|assistent|chatbot|model|answer|model|assistant)\b.{0,12}\b(uden|without|no) (regler|begraensninger|filter|filtre|censur|rules|restrictions|filters|limits)\b|\bunfiltered\b`,
	`\b(base64|rot13|hex|morse\w*)\b.{0,40}\b(afkod|dekod|decode|udfoer|execute|follow)|\b(afkod|dekod|decode)\b.{0,40}\b(base64|rot13|hex|morse)|\b(base64|rot13)-?(afkod|decode)`,
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

// polite opens a request without saying anything: "kan du" in "kan du forklare".
var polite = regexp.MustCompile(`^\W*(kan|vil|kunne|gider|can|could|would|will) (du|i|you)( venligst| lige| godt| please)? `)

// Attack tells whether a question tries to change the rules or to see the
// instructions. A question that is about such attempts is none.
func Attack(question string) bool {
	text := plain(question)
	return matches(attacks, polite.ReplaceAllString(text, "")) || matches(means, addressed(text))
}

func matches(list []*regexp.Regexp, text string) bool {
	for _, re := range list {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}
