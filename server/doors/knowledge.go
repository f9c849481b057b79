package server

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// knowledge is what POST /retrieval takes: Dify's external knowledge API
// (docs.dify.ai, External Knowledge API).
type knowledge struct {
	ID      string         `json:"knowledge_id" required:"true" description:"What to search in: taskforce, or the name of a collection."`
	Query   string         `json:"query" required:"true" maxLength:"2000" visible:"true" description:"What to search for."`
	Setting *knowledgeSet  `json:"retrieval_setting,omitempty"`
	Only    *knowledgeOnly `json:"metadata_condition,omitempty" description:"Which passages count."`
}

type knowledgeSet struct {
	TopK      *openai.Whole `json:"top_k,omitempty" minimum:"1" maximum:"100" default:"5" description:"Passages at most."`
	Threshold float64       `json:"score_threshold,omitempty" minimum:"0" maximum:"1" description:"The least score."`
}

type knowledgeOnly struct {
	Operator   string      `json:"logical_operator,omitempty" enum:"and,or" default:"and"`
	Conditions []condition `json:"conditions,omitempty" maxItems:"20"`
}

// condition holds a field of a record's metadata to a value.
type condition struct {
	Name     names  `json:"name" required:"true" description:"A field of metadata, or a list of which one must fit."`
	Operator string `json:"comparison_operator" required:"true" enum:"contains,not contains,start with,end with,is,is not,in,not in,empty,not empty,=,≠,>,<,≥,≤,before,after"`
	Value    any    `json:"value,omitempty" description:"A text, a number or a list of texts."`
}

// names are fields of metadata; in JSON a text or a list of texts, at least one.
type names []string

// JSONSchemaBytes says in OpenAPI what UnmarshalJSON takes.
func (names) JSONSchemaBytes() ([]byte, error) {
	return []byte(`{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}]}`), nil
}

// UnmarshalJSON leaves no names of what is not that, which [knowledgeOnly.check] tells.
func (n *names) UnmarshalJSON(b []byte) error {
	var one *string
	if json.Unmarshal(b, &one) == nil && one != nil {
		*n = names{*one}
		return nil
	}
	var many []*string
	*n = nil
	if json.Unmarshal(b, &many) != nil || slices.Contains(many, nil) {
		return nil
	}
	for _, name := range many {
		*n = append(*n, *name)
	}
	return nil
}

// records is the reply of POST /retrieval.
type records struct {
	Records []record `json:"records" required:"true" description:"Best first."`
}

type record struct {
	Content  string            `json:"content" required:"true"`
	Score    float64           `json:"score" required:"true" description:"From 0 to 1; higher is nearer."`
	Title    string            `json:"title" required:"true"`
	Metadata map[string]string `json:"metadata" required:"true" description:"path, document, passage, source, section, page (from 1), publisher, date, language and others, where there is one."`
}

var errNoKnowledge = problem.New(404, "Vidensbasen findes ikke. Brug taskforce eller navnet på en samling, som nøglen giver adgang til, i feltet knowledge_id.")

// retrieveKnowledge answers POST /retrieval.
func (s *Server) retrieveKnowledge(c *fiber.Ctx) error {
	var r knowledge
	if err := problem.ReadJSON(c, &r, "query"); err != nil {
		return err
	}
	k, threshold, err := s.checkKnowledge(&r)
	if err != nil {
		return err
	}
	in, err := s.within(c, []string{r.ID})
	if err != nil {
		return err
	}
	if in.library == nil {
		return errNoKnowledge
	}
	if err := s.spend(c); err != nil {
		return err
	}
	depth := k
	if r.Only != nil && len(r.Only.Conditions) > 0 {
		depth = retrievalDepth
	}
	hits, err := s.hitsWithin(s.contextOf(c), in, r.Query, nil, depth)
	if err != nil {
		return err
	}
	out := records{Records: []record{}}
	base := s.baseURL(c)
	for _, h := range hits {
		info, _ := in.library.Document(h.Document)
		v := record{Content: h.Text, Score: nearness(h.Score), Title: openai.Title(h.Title, h.Section, 0), Metadata: metadataOf(h, info, base)}
		if len(out.Records) < k && v.Score >= threshold && r.Only.admits(v.Metadata) {
			out.Records = append(out.Records, v)
		}
	}
	return c.JSON(out)
}

// checkKnowledge holds a request to its limits.
func (s *Server) checkKnowledge(r *knowledge) (k int, threshold float64, err error) {
	r.Query = danish.Clean(r.Query)
	k = defaultFound
	if r.Setting != nil {
		threshold = r.Setting.Threshold
		if r.Setting.TopK != nil {
			k = int(*r.Setting.TopK)
		}
	}
	switch {
	case r.Query == "":
		return 0, 0, problem.ErrNoQuery
	case danish.Longer(r.Query, s.cfg.MaxQuestion):
		return 0, 0, tooLong(s.cfg.MaxQuestion)
	case k < 1 || k > maxRetrieved:
		return 0, 0, problem.New(400, fmt.Sprintf("Feltet top_k skal være et helt tal fra %d til %d.", 1, maxRetrieved))
	case !(threshold >= 0 && threshold <= 1):
		return 0, 0, problem.New(400, fmt.Sprintf("Feltet score_threshold skal være et tal fra %d til %d.", 0, 1))
	}
	return k, threshold, r.Only.check()
}

// metadataOf is what a record says of its passage; a field without a value is left out.
func metadataOf(h Hit, d documents.Info, base string) map[string]string {
	out := map[string]string{"document": h.Document, "passage": h.ID, "source": base + pages.PassageURL(h.Document, h.ID), "section": strings.Join(h.Section, " – "),
		"path": d.Path, "publisher": d.Publisher, "date": d.Date, "publication": d.Publication, "url": d.URL, "language": cmp.Or(d.Language, "da"), "format": d.Format}
	if h.Page > 0 {
		out["page"] = strconv.Itoa(h.Page)
	}
	for name, value := range out {
		if value == "" {
			delete(out, name)
		}
	}
	return out
}

const maxConditions = 20

func (o *knowledgeOnly) check() error {
	if o == nil {
		return nil
	}
	ok := len(o.Conditions) <= maxConditions && slices.Contains([]string{"", "and", "or"}, o.Operator)
	for _, c := range o.Conditions {
		ok = ok && len(c.Name) > 0 && comparisons[c.Operator] != nil
	}
	if !ok {
		return problem.New(400, "Feltet metadata_condition rummer en betingelse, der ikke kendes.")
	}
	return nil
}

// admits tells whether metadata fits the conditions; none fit all.
func (o *knowledgeOnly) admits(metadata map[string]string) bool {
	if o == nil || len(o.Conditions) == 0 {
		return true
	}
	fits := func(c condition) bool {
		return slices.ContainsFunc(c.Name, func(name string) bool { return comparisons[c.Operator](metadata[name], texts(c.Value)) })
	}
	if o.Operator == "or" {
		return slices.ContainsFunc(o.Conditions, fits)
	}
	return !slices.ContainsFunc(o.Conditions, func(c condition) bool { return !fits(c) })
}

// texts reads a value that is a text, a number or a list of them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case float64:
		return []string{strconv.FormatFloat(v, 'f', -1, 64)}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	}
	return nil
}

// comparisons are the operators of a condition; case does not count.
var comparisons = map[string]func(have string, want []string) bool{
	"contains":     text(strings.Contains),
	"not contains": not(text(strings.Contains)),
	"start with":   text(strings.HasPrefix),
	"end with":     text(strings.HasSuffix),
	"is":           text(equal), "is not": not(text(equal)),
	"in": text(equal), "not in": not(text(equal)),
	"empty":     func(have string, _ []string) bool { return have == "" },
	"not empty": func(have string, _ []string) bool { return have != "" },
	"=":         number(func(a, b float64) bool { return a == b }),
	"≠":         not(number(func(a, b float64) bool { return a == b })),
	">":         number(func(a, b float64) bool { return a > b }),
	"<":         number(func(a, b float64) bool { return a < b }),
	"≥":         number(func(a, b float64) bool { return a >= b }),
	"≤":         number(func(a, b float64) bool { return a <= b }),
	"before":    date(time.Time.Before),
	"after":     date(time.Time.After),
}

func equal(a, b string) bool { return a == b }

func not(is func(string, []string) bool) func(string, []string) bool {
	return func(have string, want []string) bool { return !is(have, want) }
}

func text(is func(have, want string) bool) func(string, []string) bool {
	return func(have string, want []string) bool {
		return slices.ContainsFunc(want, func(w string) bool { return is(strings.ToLower(have), strings.ToLower(w)) })
	}
}

func number(is func(have, want float64) bool) func(string, []string) bool {
	return func(have string, want []string) bool {
		h, err := strconv.ParseFloat(have, 64)
		return err == nil && slices.ContainsFunc(want, func(w string) bool {
			v, err := strconv.ParseFloat(w, 64)
			return err == nil && is(h, v)
		})
	}
}

// date compares dates of which the day or the month may be missing.
func date(is func(have, want time.Time) bool) func(string, []string) bool {
	read := func(text string) (time.Time, bool) {
		for _, form := range []string{time.DateOnly, "2006-01", "2006", time.RFC3339} {
			if t, err := time.Parse(form, text); err == nil {
				return t, true
			}
		}
		return time.Time{}, false
	}
	return func(have string, want []string) bool {
		h, ok := read(have)
		return ok && slices.ContainsFunc(want, func(w string) bool {
			v, ok := read(w)
			return ok && is(h, v)
		})
	}
}

// otherForm tells whether a body for /search is one for /retrieval.
func otherForm(body []byte) bool {
	var r struct {
		Query   json.RawMessage `json:"query"`
		ID      json.RawMessage `json:"knowledge_id"`
		Setting json.RawMessage `json:"retrieval_setting"`
	}
	return json.Unmarshal(body, &r) == nil && (r.Query != nil || r.ID != nil || r.Setting != nil)
}
