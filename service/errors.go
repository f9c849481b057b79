package service

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// Danish says in Danish what an error means; see [In].
func Danish(err error) string { return In(danish.LangDanish, err) }

// In says in a language, English or else Danish, what an error of the operating
// system, of a file with lines, or of another kind that has words means; the
// rest of an error's text stands as it is.
func In(lang string, err error) string {
	var known *documents.Fault
	if errors.As(ofSystem(err), &known) {
		return known.In(lang)
	}
	text := err.Error()
	if errors.As(err, &known) {
		text = strings.Replace(text, known.Error(), known.In(lang), 1)
	}
	if said, meant := ofText(err); meant != nil {
		errors.As(meant, &known)
		text = strings.Replace(text, said, known.In(lang), 1)
	}
	if lang != danish.LangEnglish {
		text = Translate(text, lineErrors)
	}
	return text
}

// ofSystem is an error of the operating system or the network as one that has
// words; nil for another.
func ofSystem(err error) error {
	var addr *net.AddrError
	var host *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &addr):
		return badAddress.Fault(err)
	case errors.As(err, &host):
		return noHost.Fault(err)
	case errors.Is(err, syscall.EADDRINUSE):
		return usedAddress.Fault(err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return otherAddress.Fault(err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return refused.Fault(err)
	case errors.Is(err, documents.ErrLost):
		return lostText.Fault(err)
	case errors.Is(err, context.DeadlineExceeded):
		return noReply.Fault(err)
	case errors.Is(err, os.ErrPermission) && errors.As(err, &op):
		return barredAddress.Fault(err)
	}
	return ofFiles(err)
}

func ofFiles(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return missing.Fault(err, pathOf(err))
	case errors.Is(err, os.ErrPermission):
		return barred.Fault(err, pathOf(err))
	case errors.Is(err, syscall.ENOTDIR):
		return noFolder.Fault(err, pathOf(err))
	case errors.Is(err, syscall.EROFS):
		return readOnly.Fault(err, pathOf(err))
	// The index engine passes this one on as text.
	case errors.Is(err, syscall.ENOSPC), strings.Contains(err.Error(), syscall.ENOSPC.Error()):
		return fullDisk.Fault(err, pathOf(err))
	}
	return nil
}

func pathOf(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return " (" + p.Path + ")"
	}
	return ""
}

// ofText gives the part of an error's text that tells what is wrong with JSON or
// with synonyms, and the same as an error that has words; nil where no part does.
func ofText(err error) (said string, meant error) {
	var syntax *json.SyntaxError
	var value *json.UnmarshalTypeError
	var synonyms *danish.SynonymError
	switch {
	case errors.As(err, &syntax):
		if sign, ok := strings.CutPrefix(syntax.Error(), "invalid character "); ok {
			return syntax.Error(), jsonSign.Fault(err, sign)
		}
		return syntax.Error(), jsonEnd.Fault(err)
	case errors.As(err, &value):
		return value.Error(), jsonValue.Fault(err, value.Field, value.Value)
	case errors.As(err, &synonyms) && errors.Is(synonyms, danish.ErrGroup):
		return synonyms.Error(), synonymGroup.Fault(err, synonyms.Line)
	case errors.As(err, &synonyms):
		return synonyms.Error(), synonymWider.Fault(err, synonyms.Line)
	}
	return "", nil
}

// translation is an English text of a library that gives nothing but text, as
// it may be said, and what it is in Danish.
type translation struct {
	said *regexp.Regexp
	here string
}

// Translate puts into Danish what others say in English.
func Translate(text string, by []translation) string {
	for _, t := range by {
		text = t.said.ReplaceAllString(text, t.here)
	}
	return text
}

// lineErrors translates where the reader of YAML finds an error.
var lineErrors = []translation{{regexp.MustCompile(`\bline (\d+): `), `linje $1: `}}

// ParseErrors translates what the parser says of a command line.
var ParseErrors = []translation{
	{regexp.MustCompile(`, did you mean one of (.*)\?$`), `; mente du en af $1?`},
	{regexp.MustCompile(`, did you mean (.*)\?$`), `; mente du $1?`},
	{regexp.MustCompile(`^unknown flag `), `ukendt valg `},
	{regexp.MustCompile(`^unexpected argument `), `uventet ord `},
	{regexp.MustCompile(`^expected one of `), `en kommando mangler; vælg en af `},
	{regexp.MustCompile(`^expected "(<[^>]*>).*"$`), `der mangler $1`},
	{regexp.MustCompile(`^missing flags: `), `disse valg mangler: `},
	{regexp.MustCompile(`expected (an int|string value|bool) but got "(EOL|-[^"]*)" .*$`), `værdien mangler`},
	{regexp.MustCompile(`expected a valid \d+ bit int but got (".*")$`), `$1 er ikke et helt tal`},
	{regexp.MustCompile(`bool value must be .* but got (".*")$`), `$1 er hverken true eller false`},
	{regexp.MustCompile(`must be one of (.*) but got (".*")$`), `er $2; vælg en af $1`},
	{regexp.MustCompile(`unexpected flag argument `), `uventet værdi `},
}
