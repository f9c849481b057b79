package mcp

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/documents"
)

// Limits of a call.
const (
	defaultHits = 8
	maxHits     = 50
	maxPassages = 50 // of a document in one call
)

type searchInput struct {
	Query string `json:"query" jsonschema:"Det, der søges efter, helst på dansk."`
	K     int    `json:"k,omitempty" jsonschema:"Antal uddrag, 1 til 50; 8, hvis feltet udelades."`
}

type searchOutput struct {
	Hits []foundOne `json:"hits" jsonschema:"Uddragene, det bedste først."`
}

type foundOne struct {
	passage
	Score float64 `json:"score" jsonschema:"Kun til sammenligning inden for søgningen; højere er bedre."`
}

// passage is a passage as the tools show it.
type passage struct {
	ID       string   `json:"id"`
	Document string   `json:"document" jsonschema:"Dokumentets id, som værktøjet document tager."`
	Title    string   `json:"title"`
	Section  []string `json:"section"`
	Page     int      `json:"page" jsonschema:"0, hvor dokumentet ikke har sider."`
	Text     string   `json:"text"`
	URL      string   `json:"url,omitempty" jsonschema:"Siden, der viser uddraget i dokumentet."`
}

type askInput struct {
	Question string `json:"question" jsonschema:"Spørgsmålet, som det ville stilles til en kollega."`
	History  []turn `json:"history,omitempty" jsonschema:"Tidligere spørgsmål og svar, det ældste først."`
	Language string `json:"language,omitempty" jsonschema:"da eller en: sproget i afslag og bemærkninger; ellers spørgsmålets."`
}

type turn struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

type askOutput struct {
	ID        string     `json:"id"`
	Answer    string     `json:"answer" jsonschema:"Svaret med [n] efter hver sætning."`
	Refused   bool       `json:"refused" jsonschema:"Materialet bærer ikke et svar."`
	Refusal   string     `json:"refusal,omitempty" jsonschema:"unanswered, off_topic eller attack."`
	Sentences []sentence `json:"sentences"`
	Sources   []cited    `json:"sources"`
	Nearest   []passage  `json:"nearest,omitempty" jsonschema:"Ved et afslag: de nærmeste afsnit."`
	Notice    string     `json:"notice,omitempty" jsonschema:"Hvad der var usædvanligt."`
	Masked    []string   `json:"masked,omitempty" jsonschema:"Slags persondata, der blev skjult i spørgsmålet."`
	Mode      string     `json:"mode" jsonschema:"llm eller extract: skrevet af en model og kontrolleret, eller kildernes egne sætninger."`
}

type sentence struct {
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
}

type cited struct {
	N int `json:"n"`
	passage
	PublicURL string `json:"public_url,omitempty" jsonschema:"Den publikation, dokumentet gengiver."`
}

type documentInput struct {
	Document string `json:"document" jsonschema:"Dokumentets id, som search, ask og ressourcerne giver det."`
	From     int    `json:"from,omitempty" jsonschema:"Nummeret på det første uddrag, fra 0."`
}

type documentOutput struct {
	Document  string    `json:"document"`
	Title     string    `json:"title"`
	Publisher string    `json:"publisher,omitempty"`
	Date      string    `json:"date,omitempty"`
	PublicURL string    `json:"public_url,omitempty"`
	Total     int       `json:"total" jsonschema:"Antal uddrag i dokumentet."`
	Passages  []passage `json:"passages" jsonschema:"Højst 50 ad gangen, i læserækkefølge."`
	Next      int       `json:"next,omitempty" jsonschema:"Værdien af from, der giver de følgende; udeladt ved det sidste."`
}

func (d door) addTools(srv *mcp.Server) {
	tool := func(name, title, text string) *mcp.Tool {
		return &mcp.Tool{Name: name, Title: title, Description: text,
			Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: new(false)}}
	}
	if d.Search != nil {
		mcp.AddTool(srv, tool("search", "Søg i materialet", "Finder de uddrag af materialet, der ligger nærmest en søgning."), d.search)
	}
	if d.Ask != nil {
		mcp.AddTool(srv, tool("ask", "Spørg materialet", "Besvarer et spørgsmål ud fra materialet. Hver sætning er kontrolleret mod de kilder, den henviser til; fremgår svaret ikke, siges det."), d.ask)
	}
	mcp.AddTool(srv, tool("document", "Læs et dokument", "Giver et dokuments tekst i uddrag med overskrifter."), d.document)
}

func (d door) search(ctx context.Context, _ *mcp.CallToolRequest, in searchInput) (*mcp.CallToolResult, searchOutput, error) {
	k := in.K
	if k == 0 {
		k = defaultHits
	}
	if k < 1 || k > maxHits {
		return nil, searchOutput{}, d.fault(HitsRange, maxHits)
	}
	hits, err := d.Search(ctx, in.Query, k)
	out := searchOutput{Hits: make([]foundOne, len(hits))}
	for i, h := range hits {
		out.Hits[i] = foundOne{d.passage(h.Passage), h.Score}
	}
	return nil, out, err
}

func (d door) passage(p documents.Passage) passage {
	return passage{ID: p.ID, Document: p.Document, Title: p.Title, Section: orEmpty(p.Section), Page: p.Page, Text: p.Text,
		URL: d.Address(p.Document, p.ID)}
}

func (d door) ask(ctx context.Context, _ *mcp.CallToolRequest, in askInput) (*mcp.CallToolResult, askOutput, error) {
	req := answer.Request{Question: in.Question, Language: in.Language}
	for _, t := range in.History {
		req.History = append(req.History, answer.Turn(t))
	}
	a, err := d.Ask(ctx, req)
	if err != nil {
		return nil, askOutput{}, err
	}
	out := askOutput{ID: a.ID, Answer: a.Answer, Refused: a.Refused, Refusal: a.Refusal, Notice: a.Notice, Masked: a.Masked, Mode: a.Mode,
		Sentences: make([]sentence, len(a.Sentences)), Sources: make([]cited, len(a.Sources))}
	for i, s := range a.Sentences {
		out.Sentences[i] = sentence{s.Text, orEmpty(s.Sources)}
	}
	for i, s := range a.Sources {
		out.Sources[i] = cited{s.N, d.source(s), s.PublicURL}
	}
	for _, s := range a.Nearest {
		out.Nearest = append(out.Nearest, d.source(s))
	}
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: out.text()}}}, out, nil
}

func (d door) source(s answer.Source) passage {
	return d.passage(documents.Passage{ID: s.ID, Document: s.Document, Title: s.Title, Section: s.Section, Page: s.Page, Text: s.Text})
}

// text is the answer for clients that do not read structured output.
func (o askOutput) text() string {
	var b strings.Builder
	b.WriteString(o.Answer)
	if o.Notice != "" {
		b.WriteString("\n\nBemærk: " + o.Notice)
	}
	for i, s := range o.Sources {
		if i == 0 {
			b.WriteString("\n\nKilder:")
		}
		fmt.Fprintf(&b, "\n[%d] %s", s.N, s.passage.place())
	}
	for i, s := range o.Nearest {
		if i == 0 {
			b.WriteString("\n\nNærmeste afsnit:")
		}
		b.WriteString("\n- " + s.place())
	}
	return b.String()
}

// place names a passage in one line.
func (p passage) place() string {
	parts := []string{p.Title}
	if n := len(p.Section); n > 0 && p.Section[n-1] != p.Title {
		parts = append(parts, p.Section[n-1])
	}
	if p.URL != "" {
		parts = append(parts, p.URL)
	}
	return strings.Join(parts, " – ")
}

// errNoDocument is the cause of what a guest is told of a document that is not there.
var errNoDocument = errors.New("mcp: no such document")

func (d door) document(ctx context.Context, _ *mcp.CallToolRequest, in documentInput) (*mcp.CallToolResult, documentOutput, error) {
	info, passages, err := d.read(ctx, in.Document)
	if errors.Is(err, errNoDocument) {
		return nil, documentOutput{}, d.fault(NoDocument)
	}
	if err != nil {
		return nil, documentOutput{}, err
	}
	if in.From < 0 || in.From > len(passages) {
		return nil, documentOutput{}, d.fault(FromRange, len(passages))
	}
	out := documentOutput{Document: info.ID, Title: info.Title, Publisher: info.Publisher, Date: info.Date, PublicURL: info.URL,
		Total: len(passages), Passages: []passage{}}
	end := min(in.From+maxPassages, len(passages))
	for _, p := range passages[in.From:end] {
		out.Passages = append(out.Passages, d.passage(p))
	}
	if end < len(passages) {
		out.Next = end
	}
	return nil, out, nil
}

// read gives a document that the asker may see, and its passages.
func (d door) read(ctx context.Context, id string) (documents.Info, []documents.Passage, error) {
	for _, info := range d.Documents() {
		if info.ID == id {
			passages, err := d.Passages(ctx, id)
			return info, passages, err
		}
	}
	return documents.Info{}, nil, errNoDocument
}

// orEmpty makes an empty list of nil, which JSON would write as null.
func orEmpty[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}
