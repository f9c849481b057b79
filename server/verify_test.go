package server_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server"
)

// TestVerify sends texts with passages of their own to be checked.
func TestVerify(t *testing.T) {
	s := start(t, server.Config{Checker: answer.NewChecker(answer.CheckerConfig{})})
	const passage = `[{"n":1,"title":"Regler","section":["Hegn"],"text":"Hegnet om haven skal være højst 2 meter højt."}]`
	check := func(body string) reply {
		return s.do(t, "POST", "/api/verify", body, "Content-Type", "application/json")
	}
	for text, want := range map[string]answer.Checked{
		"Hegnet om haven skal være højst 2 meter højt.": {ID: "a", Shown: true, Checked: "verbatim"},
		"Hegnet skal være højst 2 meter højt [1].":      {ID: "a", Shown: true, Checked: "words"},
		"Hegnet om haven skal være højst 3 meter højt.": {ID: "a", Reason: "nævner et tal, der ikke står i kilden"},
	} {
		body, _ := json.Marshal(text)
		r := check(`{"id":"a","text":` + string(body) + `,"sources":` + passage + `}`)
		var got answer.Checked
		if err := json.Unmarshal([]byte(r.body), &got); err != nil || r.status != 200 {
			t.Fatalf("%s: %d %s", text, r.status, r.body)
		}
		if len(got.Evidence) != 1 || got.Evidence[0].Text != "Hegnet om haven skal være højst 2 meter højt." {
			t.Errorf("%s: the evidence is %+v", text, got.Evidence)
		}
		if got.ID != want.ID || got.Shown != want.Shown || got.Checked != want.Checked || got.Reason != want.Reason {
			t.Errorf("%s: got %+v", text, got)
		}
	}
	for _, body := range []string{`{"text":"a","sources":[]}`, `{"text":"","sources":` + passage + `}`, `[]`,
		`{"text":"` + strings.Repeat("a", answer.MaxGivenText+1) + `","sources":` + passage + `}`} {
		if r := check(body); r.status != 400 {
			t.Errorf("%.60s: %d %s", body, r.status, r.body)
		}
	}
	if r := start(t, server.Config{}).do(t, "POST", "/api/verify", `{}`, "Content-Type", "application/json"); r.status != 404 {
		t.Errorf("without a checker: %d", r.status)
	}
}
