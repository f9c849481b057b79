package core

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/budget"
	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
	"github.com/digitaskforce/taskforce/editorial/desk"
	"github.com/digitaskforce/taskforce/golden"
	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/limits"
	"github.com/digitaskforce/taskforce/server/pages"
	"github.com/digitaskforce/taskforce/trace"
)

// Answerer answers questions. Ask must end soon after ctx does, and its errors
// must not hold the question: they are logged.
type Answerer interface {
	Ask(ctx context.Context, req answer.Request, sink answer.Sink) (*answer.Answer, error)
}

// Hit is a passage that was found, with its score; higher is better.
type Hit struct {
	documents.Passage
	Score float64 `json:"score"`
}

// Original is the file that a document was read from. Whoever receives it closes Content.
type Original struct {
	Name    string // file name with its extension, without folders
	Size    int64  // bytes
	Content io.ReadCloser
}

// Library is what the pages and the search show: the documents and their
// passages. It is used by several goroutines at the same time.
type Library interface {
	// Search gives at most k passages, best first, for a query or a question
	// that leans on a conversation so far.
	Search(ctx context.Context, query string, history []answer.Turn, k int) ([]Hit, error)
	// Documents describes every document, in the order in which they are shown.
	// The caller changes nothing in it.
	Documents() []documents.Info
	// Document describes the document with an ID, and tells whether there is one.
	Document(id string) (documents.Info, bool)
	// Failures are the files that could not be read.
	Failures() []documents.Failure
	// Passages gives all passages of a document in reading order.
	Passages(ctx context.Context, document string) ([]documents.Passage, error)
	// Words analyses a text for comparison, as [index.Index.Words] does.
	Words(text string, english bool) []danish.Word
	// Original opens the file of a document. The error is fs.ErrNotExist
	// where the file is no longer there, documents.ErrChanged where it is another
	// than the one that was read.
	Original(document string) (Original, error)
	// Ready tells whether the materials have been read and can be searched.
	Ready() bool
}

// Checker checks texts against passages that are given with them.
type Checker interface {
	Check(ctx context.Context, in answer.Given) (answer.Checked, error)
}

// ReportRequest says which report is wanted.
type ReportRequest struct {
	Days   int    // up to and with today, from 1; where From and To name no days
	From   string // the first day, as 2026-11-01; "" is by Days
	To     string // the last day
	Before bool   // the same number of days before them is set beside them
	// BeforeFrom and BeforeTo are the days to set beside instead; "" for none.
	BeforeFrom, BeforeTo string
	Format               string // a key of reportTypes
	Nonce                string // of a page's style
	Site                 string // the authority's name, "" for none
	Leave                string // where the form leads that logs out, "" for whoever has no login to leave
}

// Reporter writes a report on what was asked. Its errors must not hold
// questions: they are logged.
type Reporter func(ctx context.Context, w io.Writer, req ReportRequest) error

// Privacy is what the service does with what readers write, as the privacy
// page tells them. It must be true of the Config beside it.
type Privacy struct {
	Retain time.Duration // how long Config.Recorder keeps a question
	// Models are the hosts of the models that write answers, Embedders those
	// that help to find passages; none where there is none.
	Models, Embedders []string
}

// SharedName is what the shared materials are called where collections are named.
const SharedName = "taskforce"

// Config says what a Server serves and how much it takes. Answerer and Library
// are required; a zero value elsewhere means the default that is named.
type Config struct {
	Answerer Answerer
	Library  Library
	Checker  Checker       // checks texts against passages of others, for POST /api/verify; nil for none
	Recorder Recorder      // keeps questions and feedback; nil keeps nothing
	Tracer   *trace.Tracer // told of each request; nil traces nothing
	Log      *slog.Logger  // one line a request, never with the question; nil discards
	Version  string        // shown by /healthz and at the foot of the pages; may be empty
	Examples []string      // questions that the empty chat page offers; none by default
	Own      bool          // the materials are not the shipped ones, so the pages do not name the subject
	AdminKey string        // opens the pages under /admin; "" closes them
	Report   Reporter      // what /admin/report shows; nil for none
	Records  Records       // the records of answers that are kept; nil for none
	// RecordPage writes a record as a page; nil where there is none.
	RecordPage RecordPage
	Golden     *golden.Book // the questions of /admin/golden; nil for none
	// Hold lets new materials wait for who opens /admin/golden; nil for none.
	Hold    *golden.Hold
	Uploads *intake.Desk // the files of /admin/documents; nil for none
	Answers *desk.Desk   // the answers of /admin/answers; nil for none
	// TakenIn tells whether a document of a collection, "" for the shared
	// materials, was read from a file with a hash; nil where Uploads is.
	TakenIn func(collection, file, hash string) bool
	Gate    Gate           // who is let in; everybody by default
	Views   Views          // what the collections of a key or a login show; nil for the shared materials alone
	Privacy Privacy        // what the privacy page tells
	Site    pages.Site     // how the authority shows itself
	Zone    *time.Location // whose times the secretariat's pages tell; nil is UTC

	// PublicURL is where the reader's browser reaches the service, such as
	// https://ai.eksempel.dk; "" takes where each request arrived.
	PublicURL string
	// SharedNames are what the shared materials are called where a program names
	// collections; "taskforce" alone.
	SharedNames  []string
	EmbedOrigins []string // whose pages may embed the chat, as [ParseOrigin] takes them; none by default

	Embedded   func() (done, total int) // how many passages have a vector, for /healthz; nil is none of none
	Scanned    func() Scanned           // pages that are pictures, for /healthz; nil is none
	Budget     *budget.Budget           // what models may cost in a day; nil for no limit
	Model      func() string            // what /healthz says of the model: "ok", "failing" or "none"; nil is "none"
	Collectors []prometheus.Collector   // further metrics that /metrics shows

	MaxQuestion int // characters of a question; 2000
	MaxHistory  int // earlier turns that a question may bring; 20
	MaxBody     int // bytes of a request; 256 KiB
	MaxAsks     int // questions that are answered at the same time; 64

	Rate           limits.Rate    // questions of one client, and ten times as many pages and searches; no limit
	TrustedProxies []netip.Prefix // who may say, in X-Forwarded-For, whose request it sends on; nobody
	Counts         limits.Ledger  // where the rates of questions are counted; in memory

	AskTimeout   time.Duration // the longest an answer may take; 2 minutes
	Heartbeat    time.Duration // between the signs of life in a stream; 2 seconds
	ReadTimeout  time.Duration // for a whole request to arrive; 15 seconds
	WriteTimeout time.Duration // for a response, and for each event of a stream, to be taken; 30 seconds
	IdleTimeout  time.Duration // for the next request on a connection; 90 seconds
}

// Scanned counts pages that are pictures of text and are read in the background.
type Scanned struct {
	Read    int `json:"read" jsonschema:"Pages that character recognition has read since the start."`
	Waiting int `json:"waiting" jsonschema:"Pages that wait for it and cannot be searched yet."`
	Failed  int `json:"failed" jsonschema:"Pages that it could not read; GET /api/documents tells of which files."`
}

func (c Config) withDefaults() Config {
	if len(c.SharedNames) == 0 {
		c.SharedNames = []string{SharedName}
	}
	if c.Embedded == nil {
		c.Embedded = func() (int, int) { return 0, 0 }
	}
	if c.Scanned == nil {
		c.Scanned = func() Scanned { return Scanned{} }
	}
	if c.Model == nil {
		c.Model = func() string { return "none" }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	for _, n := range []struct {
		field *int
		value int
	}{{&c.MaxQuestion, answer.MaxQuestion}, {&c.MaxHistory, 20}, {&c.MaxBody, 256 << 10}, {&c.MaxAsks, 64}} {
		if *n.field <= 0 {
			*n.field = n.value
		}
	}
	for _, d := range []struct {
		field *time.Duration
		value time.Duration
	}{{&c.AskTimeout, 2 * time.Minute}, {&c.Heartbeat, 2 * time.Second}, {&c.ReadTimeout, 15 * time.Second},
		{&c.WriteTimeout, 30 * time.Second}, {&c.IdleTimeout, 90 * time.Second}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
	return c
}
