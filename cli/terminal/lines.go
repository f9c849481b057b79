package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/peterh/liner"
	"golang.org/x/term"
)

// asker reads what a person writes, one line at a time.
type asker interface {
	// line gives the next line; io.EOF where there is none.
	Line(ctx context.Context) (string, error)
	Close()
}

const Prompt = "> "

// NewAsker reads with editing and history where stdin and stdout are a
// terminal; completions are what the tabulator key offers there.
func NewAsker(stdin io.Reader, stdout, stderr io.Writer, completions []string) asker {
	out, isFile := stdout.(*os.File)
	if isFile && stdin == os.Stdin && term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(out.Fd())) {
		l := liner.NewLiner()
		l.SetCtrlCAborts(true)
		l.SetMultiLineMode(true)
		l.SetCompleter(func(begun string) []string {
			var fit []string
			for _, c := range completions {
				if begun != "" && strings.HasPrefix(c, begun) {
					fit = append(fit, c)
				}
			}
			return fit
		})
		return &edited{l}
	}
	in := bufio.NewScanner(stdin)
	in.Buffer(nil, 1<<20)
	return &piped{in, stderr}
}

// edited is a terminal's line, with its keys. What was written is remembered
// for as long as the conversation only: questions are not kept on the disk.
type edited struct{ state *liner.State }

func (e *edited) Line(ctx context.Context) (string, error) {
	type read struct {
		text string
		err  error
	}
	done := make(chan read, 1)
	go func() {
		text, err := e.state.Prompt(Prompt)
		done <- read{text, err}
	}()
	select {
	case <-ctx.Done(): // the key that is waited for cannot be called off
		return "", ctx.Err()
	case r := <-done:
		if errors.Is(r.err, liner.ErrPromptAborted) {
			return "", io.EOF
		}
		if r.err == nil && strings.TrimSpace(r.text) != "" {
			e.state.AppendHistory(r.text)
		}
		return r.text, r.err
	}
}

func (e *edited) Close() { _ = e.state.Close() }

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
