package server_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/server"
)

func TestSearchPage(t *testing.T) {
	s := start(t, server.Config{})
	contains(t, s.page(t, "GET", "/search", "", 200), `<form class="find" method="get" action="/search" role="search">`, `href="/search" aria-current="page"`)
	body := s.page(t, "GET", "/search?q=frigjort+tid", "", 200)
	contains(t, body, `value="frigjort tid"`, `<h2>2 uddrag, de bedste først</h2>`,
		`<h3><a href="/documents/maalbillede-pdf?passage=maalbillede-pdf-3#maalbillede-pdf-3">`,
		`I 2035 er <mark>frigjort</mark> <mark>tid</mark> målt.`, `<mark>frigøre</mark> <mark>tid</mark>`)
	contains(t, s.page(t, "GET", "/search?q=zzz", "", 200), "ingen uddrag")
	hostile := s.page(t, "GET", "/search?q=%22%3E%3Cscript%3Ealert", "", 200)
	contains(t, hostile, "&lt;script&gt;")
	if strings.Contains(hostile, "<script>") || strings.Contains(hostile, "<a href=\"javascript") {
		t.Errorf("got %s", hostile)
	}
	lib := testShelf()
	lib.broken = errors.New("hemmelig årsag")
	if body := start(t, server.Config{Library: lib}).page(t, "GET", "/search?q=tid", "", 500); strings.Contains(body, "hemmelig") {
		t.Error("the cause is shown")
	}
}

func TestFormFollowUp(t *testing.T) {
	var history []answer.Turn
	s := start(t, server.Config{Answerer: askFunc(func(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error) {
		history = req.History
		return quote(ctx, req, sink)
	})})
	first := s.page(t, "POST", "/", "question=Hvad+er+m%C3%A5let%3F", 200)
	contains(t, first, `<input type="hidden" name="asked" value="Hvad er målet?"><input type="hidden" name="answered" value="Tid skal frigøres. [1]">`)
	second := s.page(t, "POST", "/", "asked=Hvad+er+m%C3%A5let%3F&answered=Tid+%3Cb%3E&question=Hvorn%C3%A5r%3F", 200)
	contains(t, second, `<summary>Tidligere i samtalen</summary> <p class="question">Hvad er målet?</p> <p class="plain">Tid &lt;b&gt;</p>`,
		`name="asked" value="Hvornår?"`)
	if d := cmp.Diff(history, []answer.Turn{{Question: "Hvad er målet?", Answer: "Tid <b>"}}); d != "" {
		t.Error(d)
	}
	long := strings.Repeat("asked=a&answered="+strings.Repeat("x", 5000)+"&", 9) + "question=b"
	if body := s.page(t, "POST", "/", long, 200); strings.Count(body, `name="asked"`) != 4 || strings.Count(body, "x") > 4*2*4100 {
		t.Errorf("%d turns are kept", strings.Count(body, `name="asked"`))
	}
}
