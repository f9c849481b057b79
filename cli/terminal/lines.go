package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Asker reads what a person writes, one line at a time.
type Asker interface {
	// Line gives the next line; io.EOF where there is none.
	Line(ctx context.Context) (string, error)
	Close()
}

// Prompt stands before what is written.
const Prompt = "> "

// NewAsker reads with editing and history where stdin and stdout are a
// terminal; completions are what the tabulator key offers there.
func NewAsker(stdin io.Reader, stdout, stderr io.Writer, completions []string) Asker {
	out, isFile := stdout.(*os.File)
	if isFile && stdin == os.Stdin && term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(out.Fd())) {
		return newEdited(os.Stdin, out, completions)
	}
	in := bufio.NewScanner(stdin)
	in.Buffer(nil, 1<<20)
	return &piped{in, stderr}
}

// edited is a terminal's line, with its keys. What was written is remembered
// for as long as the conversation only: questions are not kept on the disk.
type edited struct {
	in, out *os.File
	screen  *term.Terminal
}

func newEdited(in, out *os.File, completions []string) *edited {
	e := &edited{in: in, out: out}
	e.screen = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, out}, Prompt)
	e.screen.AutoCompleteCallback = func(line string, pos int, key rune) (string, int, bool) {
		if key != '\t' || line == "" || pos != len(line) {
			return "", 0, false
		}
		for _, c := range completions {
			if strings.HasPrefix(c, line) {
				return c, len(c), true
			}
		}
		return "", 0, false
	}
	return e
}

// Line reads one line while the terminal gives each key as it is pressed.
func (e *edited) Line(ctx context.Context) (string, error) {
	before, err := term.MakeRaw(int(e.in.Fd()))
	if err != nil {
		return "", fmt.Errorf("reading the terminal: %w", err)
	}
	defer func() { _ = term.Restore(int(e.in.Fd()), before) }()
	if width, height, err := term.GetSize(int(e.out.Fd())); err == nil {
		_ = e.screen.SetSize(width, height)
	}
	type read struct {
		text string
		err  error
	}
	done := make(chan read, 1)
	go func() {
		text, err := e.screen.ReadLine()
		done <- read{text, err}
	}()
	select {
	case <-ctx.Done(): // the key that is waited for cannot be called off
		return "", ctx.Err()
	case r := <-done:
		if errors.Is(r.err, term.ErrPasteIndicator) {
			r.err = nil // pasted text is a question like any other
		}
		return r.text, r.err
	}
}

func (e *edited) Close() {}

// piped reads lines of a file or a program, or of a terminal whose answers go
// elsewhere.
type piped struct {
	in  *bufio.Scanner
	err io.Writer
}

func (p *piped) Line(context.Context) (string, error) {
	fmt.Fprint(p.err, "\n"+Prompt)
	if p.in.Scan() {
		return p.in.Text(), nil
	}
	if err := p.in.Err(); err != nil {
		return "", fmt.Errorf("reading the question: %w", err)
	}
	return "", io.EOF
}

func (*piped) Close() {}
