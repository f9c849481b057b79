package guard

import "strings"

// about matches questions and remarks to the service itself, in plain letters
// (see [plain]): greetings, thanks, what it is and what it answers from. They
// are no questions to the materials, and are told what the service is.
var about = compileAll(
	`^\W*(hej|hejsa|halloej|hallo|goddag|god ?(morgen|dag|aften)|hello|hi|hey|tak|mange tak|tusind tak|thanks|thank you|ok|okay|fint|super|farvel|bye)( (du|med dig|igen|for hjaelpen|for det|for svaret|alle sammen|there|a lot))?\W*$`,
	`^\W*(hvem|hvad|who|what) (er|are) (du|you)( egentlig| helt praecist| exactly)?\W*$`,
	`^\W*(er|are) (du|you|jeg|det)\b.{0,25}\b(en ai|kunstig intelligens|robot|menneske|chatbot|bot|maskine|human|real person|an ai|machine)\W*$`,
	`^\W*(taler|skriver|chatter|am) (jeg|i)\b.{0,20}\b(robot|menneske|chatbot|bot|maskine|human|ai)\W*$`,
	`\b(hvordan|how) (virker|fungerer|do|does) (du|you|denne tjeneste|tjenesten|chatten|this service|this chat)\b`,
	`\b(hvem|who) (har )?(lavet|bygget|udviklet|skabt|staar bag|ejer|driver|made|built|created|runs|owns) (dig|you|tjenesten|denne (tjeneste|chat\w*|side)|this (service|chat\w*))\b`,
	`\b(hvad|what) (kan|can) (du|jeg|man|you|i)\b.{0,12}\b(hjaelpe|svare|spoerge|bruge dig|goere|do|help|ask|answer)\b.{0,12}$`,
	`\b(hvilke|which|what) (sprog|languages?) .{0,8}\b(du|you)\b|\b(taler|forstaar|speak) (du|you)? ?(dansk|engelsk|english|danish)\b`,
	`\b(dine|your) (kilder|svar|oplysninger|sources|answers|information)\b|\b(hvilke|hvad for) (kilder|dokumenter|data) (bruger|har|kender) du\b`,
)

// OnService tells whether a question is about the service itself.
func OnService(question string) bool {
	text := plain(question)
	for _, re := range about {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

// What a reader says who asks nothing, see [Greeting].
const (
	Hello  = "hello"
	Thanks = "thanks"
)

// Greeting tells whether a text only greets or thanks; "" where it does not.
func Greeting(question string) string {
	text := plain(question)
	switch {
	case !about[0].MatchString(text):
		return ""
	case strings.Contains(text, "tak") || strings.Contains(text, "thank"):
		return Thanks
	}
	return Hello
}
