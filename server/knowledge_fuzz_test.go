package server_test

import (
	"encoding/json"
	"testing"

	"github.com/digitaskforce/taskforce/server"
)

// FuzzKnowledge: whatever comes to POST /retrieval, the reply is records of the
// contract's form or an error of the client's.
func FuzzKnowledge(f *testing.F) {
	for _, s := range []string{
		`{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"top_k":2,"score_threshold":0.1},"metadata_condition":null}`,
		`{"knowledge_id":"taskforce","query":"tid","metadata_condition":{"logical_operator":"or","conditions":[{"name":["page",7],"comparison_operator":"≥","value":[7,"8",null]}]}}`,
		`{"knowledge_id":"","query":"ﷺ","retrieval_setting":{"top_k":1e9}}`, `{"query":{}}`, `[]`, `null`, ``,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		s := start(t, server.Config{})
		r := s.do(t, "POST", "/retrieval", body, "Content-Type", "application/json")
		var got struct {
			Records []struct{ Metadata map[string]string }
		}
		switch {
		case r.status == 200 && json.Unmarshal([]byte(r.body), &got) == nil && got.Records != nil:
			for _, v := range got.Records {
				if v.Metadata == nil {
					t.Errorf("%q: a record without metadata", body)
				}
			}
		case r.status < 400 || r.status >= 500:
			t.Errorf("%q: got %d %s", body, r.status, r.body)
		}
	})
}
