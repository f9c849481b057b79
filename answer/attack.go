package answer

import (
	"regexp"
	"strings"
)

// attacks match questions that try to change the rules of the service or to
// see its instructions. A false match costs a reader a polite refusal; a miss
// is caught by the verification of what the model writes.
var attacks = compileAll(
	`\b(ignorer|glem|se bort fra|tilsidesæt|omgå|bryd|slet|drop)\b.{0,40}\b(instruktion\w*|instruks\w*|regler\w*|anvisning\w*|begrænsning\w*|prompt\w*|retningslinjer|ovenstående|tidligere)\b`,
	`\b(ignore|forget|disregard|override|bypass|break)\b.{0,40}\b(instruction\w*|rule\w*|prompt\w*|restriction\w*|guideline\w*|above|previous)\b`,
	`\b(dine|jeres|din|your|dina|the system|systemets|skjulte|hidden)\b.{0,20}\b(instruktion\w*|instruks\w*|system-?\s?prompt\w*|prompt\w*|instruction\w*|regler|begrænsninger|konfiguration\w*|opsætning|api-?nøgle\w*|api key\w*|kodeord|adgangskode\w*)\b`,
	`\bsystem\s?-?(prompt|besked|message|instruk\w+)`,
	`\b(du er nu|fra nu af er du|you are now|from now on you|lad som om|lad os lege|pretend|opfør dig som|agér som|ager som|act as|spil rollen|rollespil|roleplay)\b`,
	`\b(jailbreak|dan-mode|developer mode|udviklertilstand|do anything now|god mode|debug[- ]?mode|admin[- ]?mode)\b`,
	`\buden (regler|begrænsninger|filter|filtre|censur)\b|\bwithout (rules|restrictions|filters|limits)\b|\bunfiltered\b`,
	`\b(gentag|skriv|vis|print|udskriv|repeat|show|reveal|output|afslør)\b.{0,30}\b(ovenstående|alt ovenfor|teksten ovenfor|everything above|the text above|your instructions|din prompt)\b`,
	`^\s*(sig|skriv|svar|bekræft|påstå|say|write)\b.{0,12}\b(at|bare|kun|that|only)\b.{3,}`,
	`[.!?]\s+(sig|skriv|svar|bekræft|påstå|say|write)\s+(bare\s+|kun\s+|så\s+)?(at|that)\b`,
	`<\s*/?\s*(system|script|iframe|img|assistant|im_start)|\[/?inst\]|<\|`,
	`\b(hack|phishing|malware|sql-?injection|drop table)\b.{0,40}\b(mod|ind|system\w*|database\w*|server\w*|kode|mail|users?)\b`,
)

func compileAll(patterns ...string) []*regexp.Regexp {
	out := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		// \b knows ASCII letters only; Danish words get their own borders.
		p = strings.ReplaceAll(p, `\b`, `(?:^|$|[^\p{L}\d])`)
		out[i] = regexp.MustCompile(`(?i)` + p)
	}
	return out
}

// attack tells whether a question tries to change the rules or to see the
// instructions.
func attack(question string) bool {
	// Neighbouring words share the border that a pattern consumes.
	text := " " + strings.ReplaceAll(question, " ", "  ") + " "
	for _, re := range attacks {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}
