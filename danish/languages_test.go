package danish

import "testing"

func TestLanguage(t *testing.T) {
	for question, want := range map[string]string{
		"Is AI allowed?": "en", "Who pays?": "en", "Can I use Copilot at work?": "en", "What is the goal for 2030?": "en",
		"Hvem betaler?": "da", "AI Act": "da", "Hvornår begynder AI Act at gælde for os?": "da", "Må man bruge Copilot til at skrive i?": "da",
		"Deadline for AI Act": "da",
	} {
		if got := Language(question); got != want {
			t.Errorf("%s: got %s, want %s", question, got, want)
		}
	}
}
