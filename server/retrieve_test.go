package server_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server"
)

// retrieve searches in the form of Open WebUI's external retrieval.
func (s *service) retrieve(t *testing.T, body string, headers ...string) reply {
	t.Helper()
	return s.do(t, "POST", "/search", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

type retrieved struct {
	Documents [][]string
	Metadatas [][]struct {
		Source, Name, Title, Document, Passage string
		Page                                   *int
		Section                                []string
		Data                                   struct{ URL string }
	}
	Distances [][]float64
}

func TestRetrieve(t *testing.T) {
	s := start(t, server.Config{PublicURL: "https://ai.dk"})
	r := s.retrieve(t, `{"queries":["tid","findesikke","kilden"],"collection_names":["taskforce"],"k":2.0}`)
	got := decode[retrieved](t, r.body)
	if r.status != 200 || len(got.Documents) != 3 || len(got.Documents[0]) != 2 || len(got.Documents[1]) != 0 || got.Documents[2][0] != "Læs kilden først." {
		t.Fatalf("got %d %s", r.status, r.body)
	}
	m := got.Metadatas[0][0]
	const address = "https://ai.dk/documents/maalbillede-pdf?passage=maalbillede-pdf-1#maalbillede-pdf-1"
	if m.Source != address || m.Data.URL != address || m.Name != "Mere tid til det vigtige – Mål for 2030" || *m.Page != 6 || m.Document != "maalbillede-pdf" || m.Passage != "maalbillede-pdf-1" {
		t.Errorf("got %+v", m)
	}
	if d := got.Distances[0]; d[0] < d[1] || d[0] > 1 || d[1] <= 0 || len(got.Distances[1]) != 0 {
		t.Errorf("distances %v", got.Distances)
	}
	if got.Metadatas[2][0].Page != nil || !strings.Contains(r.body, `"metadatas":[[{`) || !strings.Contains(r.body, "[]") {
		t.Errorf("got %s", r.body)
	}
	talk := `{"messages":[{"role":"user","content":"kilden"},{"role":"assistant","content":"Ja."},{"role":"user","content":[{"type":"text","text":"tid"}]}]}`
	if got := decode[retrieved](t, s.retrieve(t, talk).body); len(got.Documents) != 1 || len(got.Documents[0]) != 3 {
		t.Errorf("a conversation: %+v", got)
	}
	both := `{"queries":["kilden"],` + talk[1:]
	if got := decode[retrieved](t, s.retrieve(t, both).body); len(got.Documents[0]) != 1 {
		t.Errorf("queries beside a conversation: %+v", got)
	}
	for body, want := range map[string]string{`{}`: `"documents":[],`, `{"queries":[]}`: `"documents":[],`, `{"queries":[" "]}`: `"documents":[[]],`,
		`{"messages":[{"role":"system","content":"tid"}]}`: `"documents":[],`} {
		if r := s.retrieve(t, body); r.status != 200 || !strings.Contains(r.body, want) {
			t.Errorf("%s: got %d %s", body, r.status, r.body)
		}
	}
	if r := s.do(t, "GET", "/search?q=tid", "", "Accept", "text/html"); r.status != 200 || !strings.Contains(r.body, "<form") {
		t.Errorf("the page of the search: %d", r.status)
	}
}

func TestRetrieveErrors(t *testing.T) {
	s := start(t, server.Config{MaxQuestion: 100})
	for _, body := range []string{
		`{`, `{"queries":"a"}`, `{"queries":[null]}`, `{"queries":["a"],"k":0}`, `{"queries":["a"],"k":101}`, `{"queries":["a"],"k":1.5}`, `{"queries":["a"],"k":1e99}`, `{"queries":["a"],"k":"5"}`,
		`{"queries":["` + strings.Repeat("x", 101) + `"]}`, `{"queries":["a"` + strings.Repeat(`,"a"`, 10) + `]}`,
		`{"messages":[{"role":"boss"}]}`, `{"queries":["a"],"queries":["b"]}`, `{"queries":["a"],"collection_names":"taskforce"}`,
	} {
		if r := s.retrieve(t, body); r.status != 400 || decode[gotProblem](t, r.body).Detail == "" {
			t.Errorf("%s: got %d %s", body, r.status, r.body)
		}
	}
}

// TestRetrieveLimits counts each query of a request, by address and by key.
func TestRetrieveLimits(t *testing.T) {
	s := start(t, server.Config{Rate: hourly(1)})
	if r := s.retrieve(t, `{"queries":["a","a","a","a","a","a","a","a"]}`); r.status != 200 || !strings.HasPrefix(r.header.Get("RateLimit"), `"look";r=2;`) {
		t.Errorf("got %d %v", r.status, r.header)
	}
	if r := s.retrieve(t, `{"queries":["a","a","a"]}`); r.status != 429 {
		t.Errorf("eleven searches: %d", r.status)
	}
	r := newRing(t)
	s = start(t, server.Config{Gate: r.gate(false)})
	key := r.add(access.Key{ID: "k_a", PerDay: 3})
	if got := s.retrieve(t, `{"queries":["a","a"]}`, "Authorization", "Bearer "+key); got.status != 200 || !strings.HasPrefix(got.header.Get("RateLimit"), `"key-day";r=1;`) {
		t.Errorf("got %d %v", got.status, got.header)
	}
	if got := s.retrieve(t, `{"queries":["a","a"]}`, "Authorization", "Bearer "+key); got.status != 429 {
		t.Errorf("a quota of three: %d", got.status)
	}
}

// TestRetrieveCollections names collections: the asker's own and others'.
func TestRetrieveCollections(t *testing.T) {
	r := newRing(t)
	own := func(names ...string) *shelf {
		l := testShelf()
		for _, n := range names {
			l.docs = append(l.docs, documents.Info{ID: n, Path: n, Hash: n})
			l.passages = append(l.passages, documents.Passage{ID: n + "-1", Document: n, Title: n, Text: "Tid hos " + n})
		}
		return l
	}
	s := start(t, server.Config{Gate: r.gate(true), SharedNames: []string{"taskforce", "5f0c"}, Views: func(names []string) (*server.View, error) {
		return &server.View{Library: own(names...), Answerer: askFunc(quote)}, nil
	}})
	both := r.add(access.Key{ID: "k_both", Collections: []string{"odense", "vejle"}})
	odense := r.add(access.Key{ID: "k_odense", Collections: []string{"odense"}})
	shared := []string{"maalbillede-pdf", "maalbillede-pdf"}
	for _, c := range []struct {
		key, names string
		want       []string
	}{
		{"", `null`, shared},
		{"", `[]`, nil},
		{"", `["taskforce"]`, shared},
		{"", `["5f0c","taskforce"]`, shared},
		{"", `["odense"]`, nil},
		{"", `["odense","taskforce"]`, shared},
		{odense, `null`, append(shared, "odense")},
		{odense, `["odense"]`, []string{"odense"}},
		{odense, `["vejle"]`, nil},
		{odense, `["vejle","odense"]`, []string{"odense"}},
		{odense, `["vejle","taskforce"]`, shared},
		{odense, `["odense","5f0c"]`, append(shared, "odense")},
		{both, `["odense"]`, []string{"odense"}},
		{both, `["odense","vejle"]`, []string{"odense", "vejle"}},
		{both, `["vejle","taskforce"]`, append(shared, "vejle")},
		{both, `["taskforce"]`, shared},
		{both, `["Odense","odense ","../odense"]`, nil},
	} {
		reply := s.retrieve(t, `{"queries":["tid"],"k":50,"collection_names":`+c.names+`}`, "X-Api-Key", c.key)
		got := decode[retrieved](t, reply.body)
		var where []string
		for _, m := range got.Metadatas[0] {
			where = append(where, m.Document)
		}
		if diff := cmp.Diff(where, c.want); reply.status != 200 || diff != "" {
			t.Errorf("%s: %d (-got +want):\n%s", c.names, reply.status, diff)
		}
	}
}
