package problem

// All kinds of errors that users are told, each with the status of its reply.
// Their words stand with the texts of the pages (server/pages/web/text), under
// "fault." and the kind's name.

// What a request lacks or holds too much of.
var (
	ErrEmpty       = only(400, "question.empty")
	ErrNoQuery     = only(400, "query.empty")
	ErrNoParameter = only(400, "query.parameter")
	TooLong        = kind(400, "question.long") // the most characters, a Number
	LongHistory    = kind(400, "history.long")  // the most turns
	ErrLongTurn    = only(400, "history.turn")
	HitsParameter  = kind(400, "hits.parameter") // the most hits
	HitsField      = kind(400, "hits.field")     // the fewest and the most hits
	TopField       = kind(400, "hits.top")       // the fewest and the most hits
	Threshold      = kind(400, "hits.threshold") // the lowest and the highest
	ErrCondition   = only(400, "hits.condition")
	Queries        = kind(400, "query.many") // the most searches
	ErrQueries     = only(400, "query.fields")
	ErrFrom        = only(400, "list.from")
	ErrNoID        = only(400, "feedback.id")
	ErrVote        = only(400, "feedback.vote")
	ErrReason      = only(400, "feedback.reason")
	Comment        = kind(400, "feedback.comment") // the most characters, a Number
	ErrNoText      = only(400, "verify.text")
	ErrNoSources   = only(400, "verify.sources")
	ErrLongSources = only(400, "verify.long")
	ErrRecordForm  = only(400, "record.form")
	ReportDays     = kind(400, "report.days") // the most days, a Number
	ErrReportDates = only(400, "report.dates")
	Files          = kind(400, "upload.none") // the most files
)

// The form of a request.
var (
	ErrUnread      = only(400, "request.unread")
	NoJSON         = kind(400, "request.json") // the field
	ErrTwice       = only(400, "request.twice")
	ErrNull        = only(400, "request.null")
	ErrOneMessage  = only(400, "request.messages")
	ErrHosts       = only(400, "request.hosts")
	ErrFraming     = only(400, "request.framing")
	ErrMethod      = only(405, "request.method")
	ErrSlowRequest = only(408, "request.slow")
	ErrTooLarge    = only(413, "request.large")
	ErrCompressed  = only(415, "request.compressed")
	ContentType    = kind(415, "request.type") // the type
	ErrHeaders     = only(431, "request.headers")
)

// What OpenAI's form may ask for and the service does not do.
var (
	ErrModel      = only(404, "openai.model")
	ErrOneAnswer  = only(400, "openai.n")
	ErrTools      = only(400, "openai.tools")
	ErrFunctions  = only(400, "openai.functions")
	ErrFormat     = only(400, "openai.format")
	ErrLogprobs   = only(400, "openai.logprobs")
	ErrModalities = only(400, "openai.modalities")
	ErrOnlyText   = only(400, "openai.parts")
	ErrRole       = only(400, "openai.role")
)

// Who is not let in.
var (
	ErrNoKey         = only(401, "key.admin")
	ErrNoEntry       = only(401, "key.none")
	ErrBadKey        = only(401, "key.bad")
	ErrKeyInAddress  = only(401, "key.address")
	ErrSiteKey       = only(403, "key.site")
	ErrForbidden     = only(403, "key.forbidden")
	ErrNoKeys        = only(503, "key.unchecked")
	ErrForeignForm   = only(403, "origin.form")
	ErrForeignOrigin = only(403, "origin.other")
	ErrNoLogin       = only(401, "login.none")
	ErrLoginLost     = only(400, "login.lost")
	ErrLoginDenied   = only(403, "login.denied")
	ErrNoIssuer      = only(503, "login.issuer")
	ErrDayUsed       = only(429, "quota.day")
	ErrMinuteUsed    = only(429, "quota.minute")
	ErrTooMany       = only(429, "rate.one")
	TooMany          = kind(429, "rate.many") // the seconds, a Number
)

// What is not there.
var (
	ErrNotFound      = only(404, "page.none")
	ErrNoDocument    = only(404, "document.none")
	ErrNoOriginal    = only(404, "original.none")
	ErrOtherOriginal = only(404, "original.changed")
	ErrNoKnowledge   = only(404, "knowledge.none")
	ErrNoRecord      = only(404, "record.none")
)

// What has changed since the secretariat opened a page.
var (
	ErrNoQuestion      = only(404, "golden.none")
	ErrQuestionChanged = only(409, "golden.changed")
	ErrNoAnswerYet     = only(409, "golden.answer")
	ErrQuestionsFull   = only(409, "golden.full")
	ErrQuestionFile    = only(409, "golden.file")
	ErrNoUpload        = only(404, "upload.gone")
	ErrNoAnswer        = only(404, "answers.gone")
	ErrAnswerChanged   = only(409, "answers.changed")
	ErrAnswersFull     = only(409, "answers.full")
	ErrNotHeld         = only(409, "golden.held")
	ErrUploadLater     = only(409, "upload.changed")
)

// What does not work now.
var (
	ErrInternal   = only(500, "internal")
	ErrNotReady   = only(503, "loading")
	ErrBusy       = only(503, "busy")
	ErrNoIndex    = only(503, "search")
	ErrNotKept    = only(503, "feedback.lost")
	ErrRecords    = only(503, "record.unread")
	ErrReporting  = only(503, "reporting")
	ErrStopping   = only(503, "stopping")
	ErrSlowAnswer = only(504, "slow")
)
