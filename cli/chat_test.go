package cli

import (
	"strings"
	"testing"
)

// TestChat holds a conversation with a follow-up, until the reader ends it.
func TestChat(t *testing.T) {
	t.Parallel()
	hours := "# Kantinen\n\n## Åbningstider\n\nKantinen har åbent fra klokken 8 til klokken 14 på hverdage. Om fredagen lukker kantinen klokken 13.\n\n" +
		"## Priser\n\nEn frokost i kantinen koster 42 kroner for ansatte.\n"
	cmd := program(t, "chat", "--no-materials", "--documents", folder(t, hours))
	cmd.Stdin = strings.NewReader("\nHvornår har kantinen åbent?\nOg om fredagen?\n/slut\nHvad koster en frokost?\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"klokken 14", "klokken 13"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("got %q, want %q in it", out, want)
		}
	}
	if strings.Contains(string(out), "42 kroner") {
		t.Errorf("it goes on after the end: %q", out)
	}
}

// TestChatEndsWithItsInput has no word of farewell.
func TestChatEndsWithItsInput(t *testing.T) {
	t.Parallel()
	cmd := program(t, "chat", "--no-materials", "--documents", folder(t, bicycles))
	cmd.Stdin = strings.NewReader(question)
	if out, err := cmd.Output(); err != nil || !strings.Contains(string(out), "receptionen") {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestChatCommands says all there is to say besides questions.
func TestChatCommands(t *testing.T) {
	t.Parallel()
	cmd := program(t, "chat", "--no-materials", "--documents", folder(t, bicycles))
	cmd.Stdin = strings.NewReader("/kilder\n" + question + "\n/kilder\n/kilde 7\n/kilde 1\n/forklar\n/dokumenter\n/hjælp\n/nix\n/ny\n/kilder\n/slut\n")
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	rest := string(out)
	for _, want := range []string{"Der er ikke svaret på noget endnu.", "[1] Cykler – Lån", "    En cykel lånes i receptionen hver dag.",
		"Skriv /kilde og et nummer: 1", "[1] Cykler – Lån", "Spørgsmål: Hvor lånes en cykel?", "Der spørges om: et sted", "1. cykler-", "kildernes egne sætninger",
		"- Cykler", "/dokumenter ", "Ny samtale", "Der er ikke svaret på noget endnu."} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("no %q in %q", want, rest)
		}
		rest = after
	}
	if !strings.Contains(errs.String(), "/nix kendes ikke; /hjælp viser") {
		t.Errorf("got %q", errs.String())
	}
	if strings.Contains(string(out), "\x1b") {
		t.Error("styles where there is no terminal")
	}
}
