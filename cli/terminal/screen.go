// Package terminal writes for people at a terminal and reads what they write.
// Start with [ScreenOf] and [NewAsker].
package terminal

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
	Bold  = "1"
	Faint = "2"
)

// maxWidth is the longest line that reads well.
const maxWidth = 100

// Screen writes text for people: wrapped and with styles on a terminal, as it
// is elsewhere.
type Screen struct {
	w      io.Writer
	Width  int  // of a line in characters; 0 is no terminal
	color  bool // whether styles are written
	column int
	indent string
	Err    error // the first of writing
}

// ScreenOf is the screen of stdout. NO_COLOR with any value forbids styles.
func ScreenOf(stdout io.Writer, env func(string) (string, bool)) *Screen {
	s := &Screen{w: stdout}
	f, ok := stdout.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return s
	}
	s.Width = maxWidth
	if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
		s.Width = min(w, maxWidth)
	}
	plain, _ := env("NO_COLOR")
	kind, _ := env("TERM")
	s.color = plain == "" && kind != "dumb"
	return s
}

func (s *Screen) raw(text string) {
	if s.Err == nil {
		_, s.Err = io.WriteString(s.w, text)
	}
}

// Words writes words one after another, after a space where the line has
// some, and begins a new line where the next word has no room. Signs that would
// control the terminal are left out.
func (s *Screen) Words(style, text string) {
	fields := strings.Fields(danish.Legible(text))
	for _, word := range fields {
		n := utf8.RuneCountInString(word)
		switch {
		case s.column == 0:
			s.raw(s.indent)
			s.column = utf8.RuneCountInString(s.indent)
		case s.Width > 0 && s.column+1+n > s.Width:
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

func (s *Screen) styled(style, text string) string {
	if !s.color || style == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

// Line ends the line that is being written.
func (s *Screen) Line() {
	s.raw("\n")
	s.column = 0
}

// Item writes a paragraph after a mark, its further lines set in below it.
func (s *Screen) Item(mark, style, text string) {
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
	s.Words(style, strings.Join(fields, " "))
	s.indent = ""
	s.Line()
}

// Say writes one paragraph.
func (s *Screen) Say(style, format string, args ...any) {
	s.Words(style, fmt.Sprintf(format, args...))
	s.Line()
}
