package documents

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Failure is a file or folder that did not, or not wholly, become a Document.
type Failure struct {
	Path    string `json:"path"`              // as Info.Path; the source itself where nothing in it is meant
	Reason  string `json:"reason"`            // one Danish line: what, where, what to do
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

// Fault is an error whose text is the Danish line that a user reads. Every
// reader reports with it, or with a plain error in Danish.
type Fault struct {
	reason string
	cause  error
}

func (f *Fault) Error() string { return f.reason }
func (f *Fault) Unwrap() error { return f.cause }

func Faultf(cause error, format string, args ...any) error {
	return &Fault{reason: fmt.Sprintf(format, args...), cause: cause}
}

// What can be wrong with a file of any format.
var (
	ErrEmpty       = errors.New("filen er tom; læg en fil med indhold i stedet")
	ErrNoText      = errors.New("filen indeholder ingen tekst, der kan læses; læg en udgave med tekst i stedet")
	ErrEncrypted   = errors.New("filen er krypteret med adgangskode; gem den uden adgangskode og prøv igen")
	ErrTooLarge    = errors.New("filen er for stor")
	ErrUnknownType = errors.New("filtypen kan ikke læses")
	ErrDamaged     = errors.New("filen er beskadiget eller kun delvist hentet; hent eller gem den igen")
	ErrPanic       = errors.New("filen kunne ikke læses på grund af en fejl i programmet; gem den i et andet format, f.eks. PDF, og prøv igen")
)

// NewFailure says in Danish why path was not read.
func NewFailure(path string, err error) Failure {
	return Failure{Path: ShownPath(path), Reason: ReasonFor(err), Err: err, Skipped: errors.Is(err, ErrUnknownType)}
}

func ReasonFor(err error) string {
	var bad *Fault
	switch {
	case errors.As(err, &bad):
		return OneLine(bad.reason)
	case errors.Is(err, context.DeadlineExceeded):
		return "filen tog for lang tid at læse; del den op i mindre filer"
	case errors.Is(err, context.Canceled):
		return "læsningen blev afbrudt; start den igen"
	case errors.Is(err, fs.ErrPermission):
		return "adgang nægtet; giv programmet læseadgang"
	case errors.Is(err, fs.ErrNotExist):
		return "findes ikke; ret stien"
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		return "kunne ikke åbnes; kontrollér filnavnet og disken"
	}
	return OneLine(err.Error())
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
