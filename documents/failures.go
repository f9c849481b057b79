package documents

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/digitaskforce/taskforce/danish"
)

// Failure is a file or folder that did not, or not wholly, become a Document.
type Failure struct {
	Path    string `json:"path"`              // as Info.Path; the source itself where nothing in it is meant
	Reason  string `json:"reason"`            // one Danish line: what, where, what to do
	English string `json:"-"`                 // the same in English; "" where only the Danish was kept
	Skipped bool   `json:"skipped,omitempty"` // left out as intended: a type that is not read, or a copy
	Read    bool   `json:"read,omitempty"`    // became a Document all the same, with this shortcoming
	Kept    bool   `json:"kept,omitempty"`    // what it was before is still used, see Options.Former
	Waiting int    `json:"waiting,omitempty"` // number of pages that are pictures and are read later
	Err     error  `json:"-"`                 // the cause, for a log
	Hash    string `json:"-"`                 // as Info.Hash; "" where the file could not be loaded
	File    string `json:"-"`                 // as Info.File
}

// Scanned is the cause of an error of a file without text whose pages are pictures.
type Scanned struct{ Pages int }

func (s *Scanned) Error() string { return fmt.Sprintf("documents: %d pages are pictures", s.Pages) }

// What can be wrong with a file of any format, for [errors.Is].
var (
	ErrEmpty       = Empty.Fault(nil)
	ErrNoText      = NoText.Fault(nil)
	ErrEncrypted   = Encrypted.Fault(nil)
	ErrTooLarge    = TooLarge.Fault(nil)
	ErrUnknownType = UnknownType.Fault(nil)
	ErrDamaged     = Damaged.Fault(nil)
	ErrPanic       = Panic.Fault(nil)
	ErrTooMuchText = TooMuchText.Fault(nil)
)

// NewFailure says why path was not read.
func NewFailure(path string, err error) Failure {
	f := Unread(path, err)
	f.Err, f.Skipped = err, errors.Is(err, ErrUnknownType)
	return f
}

// Unread says the same of what is as it should be: it has no cause for a log.
func Unread(path string, err error) Failure {
	return Failure{Path: ShownPath(path), Reason: ReasonFor(err), English: reasonIn(danish.LangEnglish, err)}
}

// In is the failure for a reader of a language: its Reason is English where the
// language is and the English is known.
func (f Failure) In(lang string) Failure {
	if lang == danish.LangEnglish && f.English != "" {
		f.Reason = f.English
	}
	return f
}

// Keep says that what the file was before is still used.
func (f *Failure) Keep() {
	f.Kept, f.Skipped = true, false
	f.Reason += StillUsed.in(danish.LangDanish)
	f.English += StillUsed.in(danish.LangEnglish)
}

// ReasonFor is the Danish line that tells of any error.
func ReasonFor(err error) string { return reasonIn(danish.LangDanish, err) }

func reasonIn(lang string, err error) string { return OneLine(faultOf(err).In(lang)) }

// faultOf is any error as one of a kind that has words.
func faultOf(err error) *Fault {
	var own *Fault
	var path *fs.PathError
	kind := Unopened
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, context.DeadlineExceeded):
		kind = Slow
	case errors.Is(err, context.Canceled):
		kind = Interrupted
	case errors.Is(err, fs.ErrPermission):
		kind = Forbidden
	case errors.Is(err, fs.ErrNotExist):
		kind = Missing
	case !errors.As(err, &path):
		return &Fault{Other, []any{err.Error()}, err}
	}
	return &Fault{kind, nil, err}
}

// OneLine keeps a reason on one line of bounded length.
func OneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	const most = 300
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
