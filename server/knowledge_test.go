package server_test

import (
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server"
)

type knowledgeReply struct {
	Records []struct {
		Content, Title string
		Score          float64
		Metadata       map[string]string
	}
}

// TestKnowledge sends what Dify's description of its external knowledge API shows.
func TestKnowledge(t *testing.T) {
	s := start(t, server.Config{PublicURL: "https://ai.dk"})
	send := func(body string) reply {
		return s.do(t, "POST", "/retrieval", body, "Content-Type", "application/json")
	}
	r := send(`{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"top_k":2,"score_threshold":0.0},"metadata_condition":null}`)
	got := decode[knowledgeReply](t, r.body)
	if r.status != 200 || len(got.Records) != 2 {
		t.Fatalf("got %d %s", r.status, r.body)
	}
	first := got.Records[0]
	if first.Score <= 0 || first.Score > 1 || first.Content == "" || first.Title != "Mere tid til det vigtige – Mål for 2030" || first.Metadata["page"] != "7" ||
		first.Metadata["date"] != "2025-06" || first.Metadata["source"] != "https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1" {
		t.Errorf("got %+v", first)
	}
	where := func(conditions, operator string) int {
		t.Helper()
		r := send(`{"knowledge_id":"taskforce","query":"tid kilden","retrieval_setting":{"top_k":10,"score_threshold":0},"metadata_condition":{"logical_operator":"` + operator + `","conditions":[` + conditions + `]}}`)
		if r.status != 200 {
			t.Fatalf("%s: %d %s", conditions, r.status, r.body)
		}
		return len(decode[knowledgeReply](t, r.body).Records)
	}
	all := where("", "and")
	for conditions, want := range map[string]int{
		`{"name":"publisher","comparison_operator":"contains","value":"digital"}`:                               2,
		`{"name":"publisher","comparison_operator":"empty"}`:                                                    all - 2,
		`{"name":["title","format"],"comparison_operator":"is","value":"markdown"}`:                             1,
		`{"name":"format","comparison_operator":"in","value":["markdown","docx"]}`:                              1,
		`{"name":"date","comparison_operator":"after","value":"2026-01-01"}`:                                    1,
		`{"name":"page","comparison_operator":"≥","value":8}`:                                                   1,
		`{"name":"page","comparison_operator":"not empty"},{"name":"page","comparison_operator":"<","value":8}`: 1,
		`{"name":"path","comparison_operator":"start with","value":"råd"}`:                                      1,
	} {
		if got := where(conditions, "and"); got != want {
			t.Errorf("%s: %d, want %d", conditions, got, want)
		}
	}
	if got := where(`{"name":"page","comparison_operator":"=","value":7},{"name":"format","comparison_operator":"is","value":"markdown"}`, "or"); got != 2 {
		t.Errorf("or: %d", got)
	}
	for body, want := range map[string]struct {
		status int
		text   string
	}{
		`{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"top_k":5,"score_threshold":0.999}}`:                                          {200, `{"records":[]}`},
		`{"knowledge_id":"taskforce","query":"findesikke","retrieval_setting":{"top_k":5,"score_threshold":0}}`:                                       {200, `{"records":[]}`},
		`{"knowledge_id":"ukendt","query":"tid"}`:                                                                                                     {404, "Vidensbasen findes ikke"},
		`{"knowledge_id":"taskforce","query":" "}`:                                                                                                    {400, "Skriv det, du søger efter"},
		`{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"top_k":0}}`:                                                                  {400, "top_k"},
		`{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"score_threshold":2}}`:                                                        {400, "score_threshold"},
		`{"knowledge_id":"taskforce","query":"tid","metadata_condition":{"conditions":[{"name":"page","comparison_operator":"ligner","value":"7"}]}}`: {400, "metadata_condition"},
		`{"knowledge_id":"taskforce","query":"tid","metadata_condition":{"conditions":[{"name":{"a":1},"comparison_operator":"is","value":"7"}]}}`:    {400, "metadata_condition"},
		`{"knowledge_id":"taskforce","query":"` + strings.Repeat("a", 2001) + `"}`:                                                                    {400, "for langt"},
	} {
		if r := send(body); r.status != want.status || !strings.Contains(r.body, want.text) {
			t.Errorf("%.120s: got %d %s", body, r.status, r.body)
		}
	}
	// The form of one door at the other.
	if r := s.retrieve(t, `{"knowledge_id":"taskforce","query":"tid","retrieval_setting":{"top_k":2,"score_threshold":0.5}}`); r.status != 400 || !strings.Contains(r.body, "/retrieval") {
		t.Errorf("at /search: %d %s", r.status, r.body)
	}
}

// TestKnowledgeKeys asks with keys, as Dify sends them.
func TestKnowledgeKeys(t *testing.T) {
	ring := newRing(t)
	s := start(t, server.Config{Gate: ring.gate(false)})
	const body = `{"knowledge_id":"taskforce","query":"tid"}`
	search, chat := ring.add(access.Key{ID: "k_s", Scopes: []access.Scope{access.Search}}), ring.add(access.Key{ID: "k_c", Scopes: []access.Scope{access.Chat}})
	for key, want := range map[string]int{search: 200, chat: 403, "forkert": 401} {
		if r := s.do(t, "POST", "/retrieval", body, "Content-Type", "application/json", "Authorization", "Bearer "+key); r.status != want {
			t.Errorf("%s: %d", key, r.status)
		}
	}
}
