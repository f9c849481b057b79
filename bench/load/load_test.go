package main

import "testing"

// TestLoad is a small run: the command ends well only where every reader got
// a whole answer and the next one was sent away.
func TestLoad(t *testing.T) {
	if err := run(t.Context(), []string{"-streams", "5", "-silence", "1s", "-root", "../.."}); err != nil {
		t.Error(err)
	}
}

func TestWhole(t *testing.T) {
	for data, ok := range map[string]bool{
		`{"mode":"llm","grounded":true,"answer":"Ja. [1]"}`:             true,
		`{"mode":"llm","grounded":true,"answer":""}`:                    false,
		`{"mode":"extract","grounded":true,"answer":"Ja. [1]"}`:         false,
		`{"mode":"llm","grounded":true,"answer":"Ja.","notice":"Nej."}`: false,
		`{"mode":"llm","grounded":true,"answer":"Nej.","refused":true}`: false,
		`nej`: false,
	} {
		if err := whole("done", data); (err == nil) != ok {
			t.Errorf("%s: got %v", data, err)
		}
	}
	if whole("error", "{}") == nil {
		t.Error("an error counts as a whole answer")
	}
}
