package store

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"time"
)

// Record is why an answer was given, as a file tells it (docs/record.md). Its
// texts are masked already.
type Record struct {
	ID         string    `json:"id"` // of the answer
	At         time.Time `json:"at"`
	Question   string    `json:"question"`
	Language   string    `json:"language"`
	FollowUp   bool      `json:"follow_up,omitempty"` // the conversation before it is not kept
	Masked     []string  `json:"masked"`
	Collection string    `json:"collection,omitempty"`
	Authority  string    `json:"authority,omitempty"`
	Mode       string    `json:"mode"`
	Refusal    string    `json:"refusal"` // as in [Question]
	Fallback   string    `json:"fallback,omitempty"`
	Prompt     int       `json:"prompt_tokens"`
	Completion int       `json:"completion_tokens"`
	Timings    Timings   `json:"timings_ms"`
	Making

	token string // hash of what opens the record to the asker; "" where nothing does
}

// Making is how an answer came about.
type Making struct {
	Program   string     `json:"program"`             // version of the program
	Prompts   string     `json:"prompts,omitempty"`   // hash of what models are told
	Model     *Model     `json:"model,omitempty"`     // that wrote the answer; nil where none did
	Judge     *Model     `json:"judge,omitempty"`     // that judged its sentences
	Editorial *Editorial `json:"editorial,omitempty"` // whose answer it is where an editor wrote it
	Answer    string     `json:"answer"`              // as the reader was shown it
	Notice    string     `json:"notice,omitempty"`    // what the reader was told beside it
	// Given are the passages that the model was given, numbered as the withheld
	// sentences cite them; Sources those that the answer cites.
	Given     []Passage  `json:"passages"`
	Sources   []Passage  `json:"sources"`
	Sentences []Sentence `json:"sentences"`
	Withheld  []Sentence `json:"withheld"`
}

// Model names a model and its endpoint, without key or path.
type Model struct {
	Name     string `json:"name"`
	Endpoint string `json:"endpoint"`
}

// Editorial tells whose answer it is.
type Editorial struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Owner    string `json:"owner"`
	Date     string `json:"date"`
}

// Passage is a passage as it was read. TextHash and Hash are SHA-256 in hex, of
// the text as it stood in the materials, before anything was masked, and of the
// document's file.
type Passage struct {
	N         int      `json:"n"`
	Round     int      `json:"round,omitempty"` // 2 where the model was given others after the first ones
	ID        string   `json:"id"`
	Document  string   `json:"document"`
	Title     string   `json:"title"`
	Section   []string `json:"section"`
	Page      int      `json:"page,omitempty"`
	Kind      string   `json:"kind,omitempty"`
	Publisher string   `json:"publisher,omitempty"`
	Date      string   `json:"date,omitempty"`
	Issued    string   `json:"issued,omitempty"`
	Checked   string   `json:"checked,omitempty"` // day on which it was held against its own sources
	URL       string   `json:"url,omitempty"`
	Hash      string   `json:"document_sha256,omitempty"`
	TextHash  string   `json:"text_sha256"`
	Text      string   `json:"text,omitempty"`
}

// Sentence is a sentence with what carries it and what the checks made of it.
type Sentence struct {
	Text     string     `json:"text"`
	Sources  []int      `json:"sources"`
	Evidence []Evidence `json:"evidence"`
	Checked  string     `json:"checked,omitempty"` // "verbatim", "words" or "meaning"; "" for words of a source or an editor
	Gap      bool       `json:"gap,omitempty"`     // it says what the passages do not say
	Reason   string     `json:"reason,omitempty"`  // why it was withheld
	Program  *Check     `json:"program,omitempty"` // the check of the program that it did not pass
	Judge    *Verdict   `json:"judge,omitempty"`   // nil where the judge gave no verdict
}

// Evidence are words of a passage.
type Evidence struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

// Check names a check of the program; Key says how far it binds: "exact" (no
// judge overrules it), "reckoned" or "words".
type Check struct {
	Name string `json:"check"`
	Key  string `json:"key"`
}

// Verdict is what a judge said of a sentence, and the words it rests on.
type Verdict struct {
	Says  string   `json:"verdict"`
	Words []string `json:"words"`
}

// Opens tells whether a token is the one that the asker was given.
func (r *Record) Opens(token string) bool {
	return r.token != "" && subtle.ConstantTimeCompare([]byte(hashOf(token)), []byte(r.token)) == 1
}

// hashOf is what is kept of a token.
func hashOf(token string) string {
	if token == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
