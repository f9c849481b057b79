package openai

import "strings"

// Chore knows the requests that a chat client, such as Open WebUI, makes for
// itself after an answer: a title, tags, questions to go on with. They come as
// a message of the user that begins with a task and holds the conversation.
// They are no questions about the materials, so the answer is an empty object,
// which such clients take for "nothing".
func Chore(question string) (answer string, ok bool) {
	if strings.HasPrefix(strings.TrimSpace(question), "### Task:") && strings.Contains(question, "<chat_history>") {
		return "{}", true
	}
	return "", false
}

// asked is the question of a message into which Open WebUI put documents of its
// own, with a task for a model: what stands after them. The service answers
// from its materials only.
func asked(text string) string {
	if at := strings.LastIndex(text, "</context>"); at >= 0 && strings.HasPrefix(strings.TrimSpace(text), "### Task:") {
		return text[at+len("</context>"):]
	}
	return text
}
