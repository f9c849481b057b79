package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/internal/need"
)

// pseudoTerminal is a program that runs on a terminal of its own, as wide as 60
// characters.
type pseudoTerminal struct {
	*lines
	keys io.Writer
	from int // how much of the output has been looked at
	wait func() error
}

// onTerminal starts a program with the variables env; the test waits for its end.
func onTerminal(t *testing.T, env []string, args ...string) *pseudoTerminal {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal can be made here: %v", err)
	}
	t.Cleanup(func() { _ = control.Close() })
	fd := int(control.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 60})
	}
	if err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	cmd := program(t, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	cmd.Env = append(append(os.Environ(), "TERM=xterm", "NO_COLOR="), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out := &pseudoTerminal{lines: &lines{}, keys: control}
	go func() { _, _ = io.Copy(out, control) }()
	out.wait = cmd.Wait
	return out
}

// end waits for the program's end, which must be a good one.
func (p *pseudoTerminal) end(t *testing.T) {
	t.Helper()
	if err := p.wait(); err != nil {
		t.Errorf("%v after %q", err, p)
	}
}

// see waits until the program has written a text after what was seen before,
// and gives what stood before the text.
func (p *pseudoTerminal) see(t *testing.T, want string) string {
	t.Helper()
	for end := time.Now().Add(need.Patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if before, _, ok := strings.Cut(p.String()[p.from:], want); ok {
			p.from += len(before) + len(want)
			return before
		}
	}
	t.Fatalf("no %q in %q", want, p.String()[p.from:])
	return ""
}

func (p *pseudoTerminal) press(t *testing.T, keys string) {
	t.Helper()
	if _, err := io.WriteString(p.keys, keys); err != nil {
		t.Fatal(err)
	}
}

const long = "# Cykler\n\n## Lån\n\nEn cykel lånes i receptionen hver dag mellem klokken otte og klokken seksten mod at vise sit adgangskort til vagten.\n"

// TestChatOnTerminal talks with the program as a person does: with keys.
func TestChatOnTerminal(t *testing.T) {
	t.Parallel()
	p := onTerminal(t, nil, "chat", "--no-materials", "--documents", folder(t, long))
	p.see(t, "/hjælp viser")
	p.see(t, terminal.Prompt)
	p.press(t, "Hvor lånes en cykkel?")
	p.see(t, "cykkel?")
	p.press(t, "\x1b[D\x1b[D\x1b[D\x1b[D\x7f\r") // back to the letter too many
	text := p.see(t, "\x1b[2m[1]\x1b[0m")
	if !strings.Contains(text, "receptionen") || !strings.Contains(text, "\r\n") {
		t.Errorf("the answer is %q", text)
	}
	for line := range strings.SplitSeq(text[strings.LastIndex(text, "En cykel"):], "\r\n") {
		if n := len([]rune(line)); n > 60 {
			t.Errorf("%d characters: %q", n, line)
		}
	}
	p.see(t, "Cykler")
	p.see(t, terminal.Prompt)
	p.press(t, "\x1b[A\r") // the key up asks again
	p.see(t, "Hvor lånes en cykel?")
	p.see(t, "receptionen")
	p.see(t, terminal.Prompt)
	p.press(t, "/kilde 1\r")
	p.see(t, "adgangskort")
	p.press(t, "/for\t\r") // completed
	p.see(t, "tæller fuldt")
	p.see(t, "kildernes egne sætninger")
	p.press(t, "/slut\r")
	p.end(t)
}

// TestChatWithoutColor writes no styles, and ends with Ctrl-D.
func TestChatWithoutColor(t *testing.T) {
	t.Parallel()
	p := onTerminal(t, []string{"NO_COLOR=1"}, "chat", "--no-materials", "--documents", folder(t, long))
	p.see(t, terminal.Prompt)
	p.press(t, "Hvor lånes en cykel?\r")
	if text := p.see(t, "[1]"); strings.Contains(text, "\x1b[2m") {
		t.Errorf("got %q", text)
	}
	p.see(t, terminal.Prompt)
	p.press(t, "\x04")
	p.end(t)
}
