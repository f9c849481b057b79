package llmtest

import (
	"maps"
	"net/http"
	"strconv"
	"time"
)

// Step is the reply to one chat request. Build it with a function of this
// package and change its fields where a test needs more.
type Step struct {
	// Status other than 0 and 200 answers with an error, Header and Message.
	Status  int
	Header  map[string]string
	Code    string
	Message string

	// Pieces of the text, streamed one by one; Reply makes them from the request.
	Pieces []string
	Reply  func(Request) []string
	// Reasoning comes before the text, in its own field.
	Reasoning []string

	FirstDelay time.Duration // before the first piece
	Delay      time.Duration // before each further piece
	End        End
	Finish     string // finish_reason, "stop" where empty

	// Raw is written to the stream as it is, after the pieces.
	Raw string
	// NoUsage and NoFinish leave out what some endpoints do not send.
	NoUsage, NoFinish bool
}

// End is how a reply ends.
type End int

// The ends of a reply.
const (
	Done    End = iota // as it should
	Cut                // the connection closes
	Reset              // the connection is reset, before the reply where it has no pieces
	Stall              // silence until the client leaves
	Endless            // the last piece again and again until the client leaves
)

// Text streams the pieces and ends well.
func Text(pieces ...string) Step { return Step{Pieces: pieces} }

// Reply streams what f makes of the request, word by word.
func Reply(f func(Request) string) Step {
	return Step{Reply: func(r Request) []string { return words(f(r)) }}
}

// Think streams reasoning and then the text.
func Think(reasoning string, pieces ...string) Step {
	return Step{Reasoning: []string{reasoning}, Pieces: pieces}
}

// Slow waits d before the first piece.
func Slow(d time.Duration, pieces ...string) Step { return Step{FirstDelay: d, Pieces: pieces} }

// Fail answers with an HTTP error.
func Fail(status int, message string) Step { return Step{Status: status, Message: message} }

// RateLimited answers 429 with a Retry-After in seconds.
func RateLimited(seconds int) Step {
	return Step{
		Status: http.StatusTooManyRequests, Message: "too many requests",
		Header: map[string]string{"Retry-After": strconv.Itoa(seconds)},
	}
}

// Ends streams the pieces and ends as told: Cut, Reset, Stall or Endless.
func Ends(end End, pieces ...string) Step { return Step{Pieces: pieces, End: end} }

// Empty ends well without any text.
func Empty() Step { return Step{} }

// BadJSON streams the pieces and then a line that is no JSON.
func BadJSON(pieces ...string) Step {
	return Step{Pieces: pieces, Raw: "data: {\"choices\":[{\"delta\"\n\n"}
}

// BadUTF8 streams the pieces and then a piece with bytes that are no UTF-8.
func BadUTF8(pieces ...string) Step {
	return Step{Pieces: pieces, Raw: "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\xc3\x28\xff\"}}]}\n\n"}
}

// With returns the step with one more header in its error.
func (s Step) With(name, value string) Step {
	header := maps.Clone(s.Header)
	if header == nil {
		header = map[string]string{}
	}
	header[name] = value
	s.Header = header
	return s
}
