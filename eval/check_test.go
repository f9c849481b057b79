package eval

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/answer"
)

// TestChecks asserts of three answers what a line can assert.
func TestChecks(t *testing.T) {
	cited := &answer.Answer{Answer: "En cykel lånes i receptionen. [1]", Sources: []answer.Source{{N: 1, ID: "cykler-1234abcd", Document: "cykler", Title: "Cykler i kommunen", Publication: "Håndbog"}}}
	offTopic := &answer.Answer{Answer: "Det fremgår ikke.", Refused: true, Refusal: answer.RefusalOffTopic}
	for _, c := range []struct {
		line string
		a    *answer.Answer
		want string // the failed checks; "-" where nothing is asserted
	}{
		{`{}`, cited, "-"},
		{`{"answerable":true}`, cited, ""},
		{`{"answerable":true}`, offTopic, "refused"},
		{`{"answerable":false}`, cited, "refused"},
		{`{"answerable":false}`, offTopic, ""},
		{`{"answerable":false,"refused":false}`, cited, ""},
		{`{"refused":true}`, offTopic, ""},
		{`{"refused":"off_topic"}`, offTopic, ""},
		{`{"refused":"unanswered"}`, offTopic, "refused"},
		{`{"refused":"unanswered"}`, cited, "refused"},
		{`{"must":["RECEPTIONEN",["porten","lånes i"]]}`, cited, ""},
		{`{"must":["receptionen","skuret"]}`, cited, "must"},
		{`{"must_not":["skuret",["porten"]]}`, cited, ""},
		{`{"must_not":[["skuret","receptionen"]]}`, cited, "must_not"},
		{`{"source":["cykler"]}`, cited, ""},
		{`{"source":["cykler-1234abcd"]}`, cited, ""},
		{`{"source":["cykler i Kommunen"]}`, cited, ""},
		{`{"source":[["biler","HÅNDBOG"]]}`, cited, ""},
		{`{"source":["cykl"]}`, cited, "source"},
		{`{"source":["cykler"]}`, offTopic, "source"},
		{`{"must":["x"],"source":["y"],"refused":true}`, cited, "refused must source"},
	} {
		var q Question
		if err := json.Unmarshal([]byte(c.line), &q); err != nil {
			t.Fatal(c.line, err)
		}
		var failed []string
		checks := q.checks(c.a)
		for _, k := range checks {
			if !k.Pass {
				failed = append(failed, k.Name)
			}
			if k.Pass != (k.Reason == "") || k.Pass != (k.English == "") {
				t.Errorf("%s: %s has the reasons %q and %q", c.line, k.Name, k.Reason, k.English)
			}
		}
		want := map[string]string{"-": "", "": Pass}[c.want]
		if c.want != "-" && c.want != "" {
			want = Fail
		}
		if got := strings.Join(failed, " "); got != strings.TrimPrefix(c.want, "-") || verdict(checks) != want {
			t.Errorf("%s: failed %q, verdict %q", c.line, got, verdict(checks))
		}
	}
	var q Question
	if err := json.Unmarshal([]byte(`{"refused":"maybe"}`), &q); err == nil {
		t.Error("an unknown kind of refusal is taken")
	}
}

// TestReasons tells in both languages why an answer does not fit.
func TestReasons(t *testing.T) {
	cited := &answer.Answer{Answer: "I receptionen. [1]", Sources: []answer.Source{{N: 1, Document: "cykler"}}}
	refused := &answer.Answer{Answer: "Det fremgår ikke.", Refused: true, Refusal: answer.RefusalOffTopic}
	for _, c := range []struct {
		line   string
		a      *answer.Answer
		da, en string
	}{
		{`{"must":[["skuret","porten","kælderen"]]}`, cited, "svaret mangler »skuret« eller »porten« eller »kælderen«", "the answer lacks “skuret” or “porten” or “kælderen”"},
		{`{"must_not":["receptionen"]}`, cited, "svaret indeholder »receptionen«", "the answer holds “receptionen”"},
		{`{"source":["biler"]}`, cited, "kilden »biler« er ikke brugt; brugt er cykler", "the source “biler” is not used; used: cykler"},
		{`{"source":["biler"]}`, refused, "kilden »biler« er ikke brugt; svaret har ingen kilder", "the source “biler” is not used; the answer has no sources"},
		{`{"refused":true}`, cited, "spørgsmålet skulle afvises, men blev besvaret", "the question should have been refused, but was answered"},
		{`{"refused":false}`, refused, "spørgsmålet skulle besvares, men blev afvist (off_topic)", "the question should have been answered, but was refused (off_topic)"},
		{`{"refused":"attack"}`, refused, "afvist som off_topic, ikke som attack", "refused as off_topic, not as attack"},
	} {
		var q Question
		if err := json.Unmarshal([]byte(c.line), &q); err != nil {
			t.Fatal(err)
		}
		if got := q.checks(c.a)[0]; got.Reason != c.da || got.English != c.en {
			t.Errorf("%s: %q, in English %q", c.line, got.Reason, got.English)
		}
	}
}

// asked makes the results of three questions with these answers, of which a
// pass needs "receptionen".
func asked(answers ...string) []Result {
	out := []Result{}
	for i, text := range answers {
		id := string(rune('a' + i))
		q := Question{ID: id, Must: []Must{{"receptionen"}}}
		r := Result{ID: id, Kind: "sted", Question: "Hvor " + id + " <& \x01?", Answerable: true}
		r.judge(q, &answer.Answer{Answer: text})
		out = append(out, r)
	}
	return out
}

// TestConversationIsAnswered holds that a turn without an answer is answered as it
// would be in the chat, and one with an answer is left as it is.
func TestConversationIsAnswered(t *testing.T) {
	ix := shipped(t)
	cfg := Config{Index: ix, Engine: answer.New(answer.Config{Index: ix})}
	turns, err := Conversation(t.Context(), cfg.ask(), [][2]string{{"Hvor mange timer skal frigøres?", ""}, {"Og hvornår?", "I 2035."}})
	if err != nil || len(turns) != 2 || !strings.Contains(turns[0].Answer, "50 mio. timer") || turns[1].Answer != "I 2035." {
		t.Errorf("got %+v, %v", turns, err)
	}
	cfg.Engine = nil
	if turns, err := Conversation(t.Context(), cfg.ask(), [][2]string{{"Hvor mange timer skal frigøres?", ""}}); err != nil || turns[0].Answer != "" {
		t.Errorf("without an engine: got %+v, %v", turns, err)
	}
}

func TestSpread(t *testing.T) {
	s := Series{Name: "m", Repetitions: [][]Result{asked("receptionen", "receptionen"), asked("receptionen", "skuret"), asked("receptionen", "porten")}}
	sum := s.Summarize(true)
	if want := (Spread{Mean: 2. / 3, Min: 0.5, Max: 1}); !cmp.Equal(sum.Spread["passed"], want) {
		t.Errorf("got %v, want %v", sum.Spread["passed"], want)
	}
	if len(sum.Wobbling) != 1 || sum.Wobbling[0].ID != "b" || sum.Wobbling[0].Passed != 1 || sum.Wobbling[0].Of != 3 {
		t.Errorf("got %+v", sum.Wobbling)
	}
}

// TestJUnit reads the XML back as another program would.
func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	results := append(asked("receptionen", "skuret"), Result{ID: "c", Question: "Hvad?"})
	if err := JUnit(&out, []Series{{Name: "model <a>", Repetitions: [][]Result{results, results}}}); err != nil {
		t.Fatal(err)
	}
	var back junitSuites
	if err := xml.Unmarshal(out.Bytes(), &back); err != nil {
		t.Fatalf("%v in %s", err, &out)
	}
	if back.Tests != 6 || back.Failures != 2 || back.Skipped != 2 || len(back.Suites) != 2 || back.Suites[1].Name != "model <a> (2)" {
		t.Errorf("got %+v", back)
	}
	c := back.Suites[0].Cases
	if len(c) != 3 || c[0].Failure != nil || c[1].Failure == nil || !strings.Contains(c[1].Failure.Message, "»receptionen«") || c[2].Skipped == nil {
		t.Errorf("got %+v", c)
	}
}

func TestSideBySide(t *testing.T) {
	before := Series{Name: "før", Repetitions: [][]Result{asked("En cykel lånes i receptionen.", "Den står i <b>skuret</b>.", "I receptionen.")}}
	after := Series{Name: "efter", Repetitions: [][]Result{asked("En cykel lånes i kælderen.", "Den står i skuret.", "I receptionen.")}}
	var out strings.Builder
	if err := SideBySide(&out, []Series{before, after}, true); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, want := range []string{"lånes i <del>receptionen</del>.", "lånes i <ins>kælderen</ins>.", "Andet udfald: 1", "andre ord: 1", "Ens: 1", "&lt;"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"<b>", "<script", "http://", "https://"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
}

// TestDifferences marks words, and loses none.
func TestDifferences(t *testing.T) {
	was, now := Differences("Målet er 50 mio. timer i 2035.", "Målet er mindst 50 mio. timer, ikke år.")
	join := func(ps []Piece, changed bool) string {
		text := ""
		for _, p := range ps {
			if changed == p.Changed {
				text += p.Text
			}
		}
		return text
	}
	all := func(ps []Piece) string {
		text := ""
		for _, p := range ps {
			text += p.Text
		}
		return text
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		a, b := scramble(rng), scramble(rng)
		if was, now := Differences(a, b); all(was) != a || all(now) != b {
			t.Fatalf("%q and %q became %q and %q", a, b, all(was), all(now))
		}
	}
	if join(was, false) != join(now, false) {
		t.Errorf("shared %q and %q", join(was, false), join(now, false))
	}
	if !strings.Contains(join(was, true), "2035") || !strings.Contains(join(now, true), "mindst") {
		t.Errorf("got %+v, %+v", was, now)
	}
}

// scramble writes some of few words in any order.
func scramble(rng *rand.Rand) string {
	var out strings.Builder
	for range rng.IntN(30) {
		out.WriteString([]string{"af ", "målet", " ", "50 mio.", "\n- ", "æøå", "[1] ", "timer, "}[rng.IntN(8)])
	}
	return out.String()
}

// TestRelevant finds the passage that a quotation stands in, whatever its source
// has beside the words.
func TestRelevant(t *testing.T) {
	passage := "Værktøjet er en fork med åben licens (MPL 2.0). Strategien er fællesoffentlig."
	for quote, want := range map[string]bool{
		"**[Værktøjet](https://example.org/a):** er en fork":    true,
		"Strategien er fælleso\ufb00entlig":                     true,
		"Va\u0308rktøjet":                                       false,
		"er en fork med [lukket](https://example.org/a) licens": false,
		"[](https://example.org/)":                              false,
		"Strategien  er\nfællesoffentlig":                       true,
		"er en fork med a\u030aben licens":                      true,
		"Strategien | er fællesoffentlig":                       true,
		"Strategien | er kommunal":                              false,
	} {
		if got := (Question{Evidence: []string{quote}}).IsRelevant("", passage); got != want {
			t.Errorf("%q stands there: %v, want %v", quote, got, want)
		}
	}
}
