package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/digitaskforce/taskforce/danish"
)

// Styles of a terminal's text, as SGR parameters.
const (
	bold  = "1"
	faint = "2"
)

// maxWidth is the longest line that reads well.
const maxWidth = 100

// screen writes text for people: wrapped and with styles on a terminal, as it
// is elsewhere.
type screen struct {
	w      io.Writer
	width  int  // of a line in characters; 0 is no terminal
	color  bool // whether styles are written
	column int
	indent string
	err    error // the first of writing
}

// screenOf is the screen of stdout. NO_COLOR with any value forbids styles.
func screenOf(a *app) *screen {
	s := &screen{w: a.stdout}
	f, ok := a.stdout.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	s.width = maxWidth
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
		s.width = min(w, maxWidth)
	}
	plain, _ := a.env("NO_COLOR")
	kind, _ := a.env("TERM")
	s.color = plain == "" && kind != "dumb"
	return s
}

func (s *screen) raw(text string) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, text)
	}
}

// words writes words one after another, after a space where the line has
// some, and begins a new line where the next word has no room. Signs that would
// control the terminal are left out.
func (s *screen) words(style, text string) {
	fields := strings.Fields(danish.Legible(text))
	for _, word := range fields {
		n := utf8.RuneCountInString(word)
		switch {
		case s.column == 0:
			s.raw(s.indent)
			s.column = utf8.RuneCountInString(s.indent)
		case s.width > 0 && s.column+1+n > s.width:
			s.raw("\n" + s.indent)
			s.column = utf8.RuneCountInString(s.indent)
		default:
			s.raw(" ")
			s.column++
		}
		s.raw(s.styled(style, word))
		s.column += n
	}
}

func (s *screen) styled(style, text string) string {
	if !s.color || style == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// line ends the line that is being written.
func (s *screen) line() {
	s.raw("\n")
	s.column = 0
}

// item writes a paragraph after a mark, its further lines set in below it.
func (s *screen) item(mark, style, text string) {
	s.raw(mark)
	s.column = utf8.RuneCountInString(mark)
	s.indent = strings.Repeat(" ", s.column)
	fields := strings.Fields(text)
	if len(fields) > 0 && s.column > 0 { // the mark brings its own space
		first := danish.Legible(fields[0])
		s.raw(s.styled(style, first))
		s.column += utf8.RuneCountInString(first)
		fields = fields[1:]
	}
	s.words(style, strings.Join(fields, " "))
	s.indent = ""
	s.line()
}

// say writes one paragraph.
func (s *screen) say(style, format string, args ...any) {
	s.words(style, fmt.Sprintf(format, args...))
	s.line()
}
