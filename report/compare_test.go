package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/digitaskforce/taskforce/store"
)

// onDay makes questions of a day: text, refusal and document of the source.
func onDay(day time.Time, lines ...[3]string) (out []store.Question) {
	for i, l := range lines {
		q := store.Question{ID: fmt.Sprint(day.Unix(), i), At: day.Add(time.Duration(i) * time.Minute), Text: l[0], Refusal: l[1], Mode: "extract"}
		if l[2] != "" {
			q.Sources = []store.Source{{Document: l[2], Title: l[2]}}
		}
		out = append(out, q)
	}
	return out
}

var themesOf = map[string]string{"ferieloven": "jura", "gdpr": "jura", "maal": "strategi"}

func compared(t *testing.T) *Report {
	t.Helper()
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, copenhagen)
	before := now.AddDate(0, 0, -4)
	searches := 0
	cfg := Config{From: now, To: now.AddDate(0, 0, 4), Zone: copenhagen, Topics: words, Owners: map[string]string{"jura": "jura@eksempel.dk"},
		Theme: func(document string) string { return themesOf[document] },
		NearestDocument: func(question string) string {
			if searches++; strings.Contains(question, "ferie") {
				return "ferieloven"
			}
			return ""
		},
		Questions: each(append(onDay(now, [3]string{"Hvor lang ferie har ansatte?", "unanswered", ""}, [3]string{"Hvad siger loven?", "", "gdpr"}, [3]string{"Hvad er vejret?", "off_topic", ""}),
			onDay(now.AddDate(0, 0, 3), [3]string{"Hvor lang ferie har ansatte", "", "ferieloven"}, [3]string{"Hvem åbner puljen for tilskud?", "unanswered", ""})...)),
		Before: &Span{From: before, To: now, Questions: each(onDay(before, [3]string{"hvor lang FERIE har ansatte?", "unanswered", ""}, [3]string{"Hvor lang ferie har ansatte?", "unanswered", ""},
			[3]string{"Hvilke timer skal frigøres?", "", "maal"}, [3]string{"Hvornår kommer robotterne hjem?", "unanswered", ""}))}}
	r, err := Build(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if searches != 3 { // each wording without a source once, in both times together
		t.Errorf("%d searches", searches)
	}
	return r
}

func TestThemes(t *testing.T) {
	r := compared(t)
	want := []Theme{
		{Name: "jura", Tally: Tally{3, 2}, Earlier: Tally{2, 1}, Later: Tally{1, 1}, Owner: "jura@eksempel.dk"},
		{Name: "", Tally: Tally{1, 0}, Later: Tally{1, 0}},
	}
	if fmt.Sprint(r.Themes) != fmt.Sprint(want) {
		t.Errorf("got %+v", r.Themes)
	}
	if got := r.Themes[0].Trend(); got != "+50 procentpoint" {
		t.Errorf("trend %q", got)
	}
	if r.Groups[0].Theme != "jura" || r.Groups[0].Owner != "jura@eksempel.dk" {
		t.Errorf("group %+v", r.Groups[0])
	}
}

func TestComparison(t *testing.T) {
	c := compared(t).Comparison
	if fmt.Sprint(c.Figures[:2]) != "[{questions 4 5 0 0} {answered 1 2 4 5}]" {
		t.Errorf("figures %+v", c.Figures)
	}
	wantGroups := "[{Hvor lang ferie har ansatte? 2 1} {Hvem åbner puljen for tilskud? 0 1} {Hvornår kommer robotterne hjem? 1 0}]"
	if got := fmt.Sprint(c.Groups); !strings.EqualFold(got, wantGroups) {
		t.Errorf("groups %s", got)
	}
	if fmt.Sprint(c.Themes) != "[{jura {2 0} {3 2}} { {1 0} {1 0}} {strategi {1 1} {0 0}}]" {
		t.Errorf("themes %v", c.Themes)
	}
	for _, g := range c.Groups {
		if want := map[string]string{"Hvem": "ny", "Hvor": "−1", "hvor": "−1"}[strings.Fields(g.Question)[0]]; want != "" && g.Change() != want {
			t.Errorf("%s: %s", g.Question, g.Change())
		}
	}
}

// TestComparisonForms looks for the comparison and the themes in every form.
func TestComparisonForms(t *testing.T) {
	r := compared(t)
	var text, page, sheet bytes.Buffer
	if err := r.Text(&text, copenhagen); err != nil {
		t.Fatal(err)
	}
	if err := r.HTML(&page, Page{Zone: copenhagen, Dates: true, Test: "/admin/golden/new?question="}); err != nil {
		t.Fatal(err)
	}
	if err := r.CSV(&sheet); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for form, wants := range map[string][]string{
		text.String():  {"Sammenlignet med 28. oktober 2026 til 31. oktober 2026", "1 (25\u00a0%)", "+15 procentpoint", "Uden tema", "ikke spurgt igen"},
		page.String():  {"<h2>Sammenlignet med 28. oktober 2026 til 31. oktober 2026</h2>", `name="compare_from" value="2026-10-28"`, `name="to" value="2026-11-04"`, "Gør til fast spørgsmål", "Skriv til jura@eksempel.dk", "/admin/golden/new?question=Hvem&#43;%C3%A5bner&#43;puljen"},
		sheet.String(): {"sammenligning;Besvaret;før;1", "temaer;jura;besvaret;2", "sammenligning af temaer;jura;besvaret nu;2"},
		string(data):   {`"comparison":{"from":"2026-10-28T00:00:00+01:00"`, `"themes":[{"theme":"jura","questions":3,"answered":2,"earlier"`},
	} {
		for _, want := range wants {
			if !strings.Contains(form, want) {
				t.Errorf("%q is missing in %s", want, form)
			}
		}
	}
}

// TestMail reads the address of a mail as a mail program does.
func TestMail(t *testing.T) {
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, copenhagen)
	g := Group{Question: "Må vi \"låne\" & dele?\r\nBcc: a@b.dk", Count: 1234, First: at, Last: at.AddDate(0, 0, 2), Owner: "jura@eksempel.dk",
		Wordings: []Wording{{"Må vi \"låne\" & dele?\r\nBcc: a@b.dk", 4}, {strings.Repeat("lang ", 100), 1}, {"Må vi dele?", 1}}}
	u, err := url.Parse(g.Mail(copenhagen))
	if err != nil {
		t.Fatal(err)
	}
	if u.Scheme != "mailto" || u.Opaque != "jura@eksempel.dk" || len(u.Query()) != 2 {
		t.Errorf("%s %q", u, u.Query())
	}
	body := u.Query().Get("body")
	for _, want := range []string{"Læsere har fra 3. november 2026 til 5. november 2026 i alt 1.234 gange spurgt", "»Må vi \"låne\" & dele? Bcc: a@b.dk«", "- Må vi dele?"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing in %q", want, body)
		}
	}
	if strings.Contains(u.RawQuery, "+") || strings.Contains(u.Query().Get("subject"), "\n") {
		t.Errorf("a mail program would show it wrongly: %s", u.RawQuery)
	}
	if none := (Group{Question: "Hvad?", Count: 1}).Mail(copenhagen); !strings.HasPrefix(none, "mailto:?subject=") {
		t.Errorf("without an owner: %s", none)
	}
}
