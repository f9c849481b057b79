package service

import (
	"context"
	"errors"
	"net"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/digitaskforce/taskforce/documents"
)

// Danish says in Danish what an error of the operating system or of a file
// with lines means; other errors stand as they are.
func Danish(err error) string {
	var addr *net.AddrError
	var host *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &addr):
		return "adressen skal være på formen vært:port"
	case errors.As(err, &host):
		return "værten findes ikke"
	case errors.Is(err, syscall.EADDRINUSE):
		return "adressen er optaget af et andet program; vælg en anden med --addr"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return "maskinen har ikke den adresse; vælg en anden med --addr"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "forbindelsen blev afvist"
	case errors.Is(err, documents.ErrLost):
		return "en tekst i mellemlageret er beskadiget; den læses fra sin fil igen næste gang"
	case errors.Is(err, context.DeadlineExceeded):
		return "der kom intet svar i tide"
	case errors.Is(err, os.ErrPermission) && errors.As(err, &op):
		return "adressen må ikke bruges; vælg en anden med --addr"
	case errors.Is(err, os.ErrNotExist):
		return "findes ikke" + pathOf(err)
	case errors.Is(err, os.ErrPermission):
		return "må ikke læses eller skrives" + pathOf(err)
	case errors.Is(err, syscall.ENOTDIR):
		return "er ikke en mappe" + pathOf(err)
	case errors.Is(err, syscall.EROFS):
		return "kan kun læses" + pathOf(err)
	// The index engine passes this one on as text.
	case errors.Is(err, syscall.ENOSPC), strings.Contains(err.Error(), syscall.ENOSPC.Error()):
		return "der er ikke plads på disken" + pathOf(err)
	}
	return Translate(err.Error(), lineErrors)
}

func pathOf(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return " (" + p.Path + ")"
	}
	return ""
}

// translation is an English text as it may be said, and what it is in Danish.
type translation struct {
	said *regexp.Regexp
	here string
}

func Translate(text string, by []translation) string {
	for _, t := range by {
		text = t.said.ReplaceAllString(text, t.here)
	}
	return text
}

// lineErrors translates what index and eval say of a line of a file.
var lineErrors = []translation{
	{regexp.MustCompile(`\bline (\d+): `), `linje $1: `},
	{regexp.MustCompile(`a group needs two words or more, separated by commas$`), `et sæt skal have mindst to ord, adskilt af komma`},
	{regexp.MustCompile(`before > stands one word$`), `før > skal der stå ét ord`},
	{regexp.MustCompile(`refused is true, false or one of `), `refused skal være true, false eller en af `},
	{regexp.MustCompile(`id and question are needed$`), `id og question skal være udfyldt`},
	{regexp.MustCompile(`id and text are needed$`), `id og text skal være udfyldt`},
	{regexp.MustCompile(`stands in line (\d+) too$`), `står også i linje $1`},
	{regexp.MustCompile(`columns where query-id, corpus-id and score are needed$`), `kolonner; der skal være query-id, corpus-id og score`},
	{regexp.MustCompile(`the score is no number: `), `score er ikke et tal: `},
	{regexp.MustCompile(`invalid character (.*)$`), `ikke gyldig JSON (uventet tegn: $1)`},
	{regexp.MustCompile(`unexpected end of JSON input$`), `ikke gyldig JSON (slutter for tidligt)`},
	{regexp.MustCompile(`json: cannot unmarshal (\w+) into Go (?:struct field \w+\.(\w+)|value) of type .*$`), `forkert JSON: $2 må ikke være $1`},
}

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
