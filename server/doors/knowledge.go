package doors

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/openai"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/server/problem"
)

// Knowledge is what POST /retrieval takes: Dify's external knowledge API
// (docs.dify.ai, External Knowledge API).
type Knowledge struct {
	ID      string         `json:"knowledge_id" required:"true" jsonschema:"What to search in: taskforce, or the name of a collection."`
	Query   string         `json:"query" required:"true" maxLength:"2000" visible:"true" jsonschema:"What to search for."`
	Setting *knowledgeSet  `json:"retrieval_setting,omitempty"`
	Only    *knowledgeOnly `json:"metadata_condition,omitempty" jsonschema:"Which passages count."`
}

type knowledgeSet struct {
	TopK      *openai.Whole `json:"top_k,omitempty" minimum:"1" maximum:"100" default:"5" jsonschema:"Passages at most."`
	Threshold float64       `json:"score_threshold,omitempty" minimum:"0" maximum:"1" jsonschema:"The least score."`
}

type knowledgeOnly struct {
	Operator   string      `json:"logical_operator,omitempty" enum:"and,or" default:"and"`
	Conditions []condition `json:"conditions,omitempty" maxItems:"20"`
}

// condition holds a field of a record's metadata to a value.
type condition struct {
	Name     names  `json:"name" required:"true" jsonschema:"A field of metadata, or a list of which one must fit."`
	Operator string `json:"comparison_operator" required:"true" enum:"contains,not contains,start with,end with,is,is not,in,not in,empty,not empty,=,≠,>,<,≥,≤,before,after"`
	Value    any    `json:"value,omitempty" jsonschema:"A text, a number or a list of texts."`
}

// names are fields of metadata; in JSON a text or a list of texts, at least one.
type names []string

// JSONSchema says in OpenAPI what UnmarshalJSON takes.
func (names) JSONSchema() string {
	return `{"anyOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}]}`
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

// Records is the reply of POST /retrieval.
type Records struct {
	Records []record `json:"records" jsonschema:"Best first."`
}

type record struct {
	Content  string            `json:"content"`
	Score    float64           `json:"score" jsonschema:"From 0 to 1; higher is nearer."`
	Title    string            `json:"title"`
	Metadata map[string]string `json:"metadata" jsonschema:"path, document, passage, source, section, page (from 1), publisher, date, language and others, where there is one."`
}

// Knowledge answers POST /retrieval.
func (s *Doors) Knowledge(c *fiber.Ctx) error {
	var r Knowledge
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
		return problem.ErrNoKnowledge
	}
	if err := s.Spend(c); err != nil {
		return err
	}
	depth := k
	if r.Only != nil && len(r.Only.Conditions) > 0 {
		depth = retrievalDepth
	}
	hits, err := s.hitsWithin(s.ContextOf(c), in, r.Query, nil, depth)
	if err != nil {
		return err
	}
	out := Records{Records: []record{}}
	base := s.BaseURL(c)
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
func (s *Doors) checkKnowledge(r *Knowledge) (k int, threshold float64, err error) {
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
	case danish.Longer(r.Query, s.Config.MaxQuestion):
		return 0, 0, problem.TooLong.With(problem.Number(s.Config.MaxQuestion))
	case k < 1 || k > maxRetrieved:
		return 0, 0, problem.TopField.With(1, maxRetrieved)
	case !(threshold >= 0 && threshold <= 1):
		return 0, 0, problem.Threshold.With(0, 1)
	}
	return k, threshold, r.Only.check()
}

// metadataOf is what a record says of its passage; a field without a value is left out.
func metadataOf(h core.Hit, d documents.Info, base string) map[string]string {
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

// otherForm tells whether a body for /search is one for /retrieval.
func otherForm(body []byte) bool {
	var r struct {
		Query   json.RawMessage `json:"query"`
		ID      json.RawMessage `json:"knowledge_id"`
		Setting json.RawMessage `json:"retrieval_setting"`
	}
	return json.Unmarshal(body, &r) == nil && (r.Query != nil || r.ID != nil || r.Setting != nil)
}
