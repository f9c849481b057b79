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

// What errors of the operating system and the network mean.
var (
	badAddress    = documents.NewFaultKind("address_form", "adressen skal være på formen vært:port", "the address must have the form host:port")
	noHost        = documents.NewFaultKind("address_host", "værten findes ikke", "there is no such host")
	usedAddress   = documents.NewFaultKind("address_used", "adressen er optaget af et andet program; vælg en anden med --addr", "the address is in use by another program; choose another by --addr")
	otherAddress  = documents.NewFaultKind("address_other", "maskinen har ikke den adresse; vælg en anden med --addr", "the machine does not have that address; choose another by --addr")
	barredAddress = documents.NewFaultKind("address_barred", "adressen må ikke bruges; vælg en anden med --addr", "the address may not be used; choose another by --addr")
	refused       = documents.NewFaultKind("refused", "forbindelsen blev afvist", "the connection was refused")
	noReply       = documents.NewFaultKind("no_reply", "der kom intet svar i tide", "no reply came in time")
	lostText      = documents.NewFaultKind("lost_text", "en tekst i mellemlageret er beskadiget; den læses fra sin fil igen næste gang", "a text in the cache is damaged; it is read from its file again next time")
	missing       = documents.NewFaultKind("file_missing", "findes ikke%s", "does not exist%s")
	barred        = documents.NewFaultKind("file_barred", "må ikke læses eller skrives%s", "may not be read or written%s")
	noFolder      = documents.NewFaultKind("file_no_folder", "er ikke en mappe%s", "is no folder%s")
	readOnly      = documents.NewFaultKind("file_read_only", "kan kun læses%s", "can only be read%s")
	fullDisk      = documents.NewFaultKind("file_full_disk", "der er ikke plads på disken%s", "there is no room on the disk%s")
)

// What is wrong with JSON and with synonyms.
var (
	jsonSign     = documents.NewFaultKind("json_sign", "ikke gyldig JSON (uventet tegn: %s)", "not valid JSON (unexpected character: %s)")
	jsonEnd      = documents.NewFaultKind("json_end", "ikke gyldig JSON (slutter for tidligt)", "not valid JSON (it ends too early)")
	jsonValue    = documents.NewFaultKind("json_value", "forkert JSON: %s må ikke være %s", "wrong JSON: %s may not be %s")
	synonymGroup = documents.NewFaultKind("synonym_group", "linje %d: et sæt skal have mindst to ord, adskilt af komma", "line %d: a group needs two words or more, separated by commas")
	synonymWider = documents.NewFaultKind("synonym_wider", "linje %d: før > skal der stå ét ord", "line %d: before > stands one word")
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
