package service

import (
	"fmt"
	"os"

	"golang.org/x/term"
)

// bar tells how far long work is, on a terminal only.
type bar struct {
	a    *App
	text string
	said bool
}

// barFrom is the number of steps from which work is worth a bar.
const barFrom = 300

func NewBar(a *App, text string) *bar { return &bar{a: a, text: text} }

// Set says that so many of all steps are done.
func (b *bar) Set(done, total int) {
	f, ok := b.a.Stderr.(*os.File)
	if !ok || total < barFrom || !term.IsTerminal(int(f.Fd())) {
		return
	}
	b.said = true
	fmt.Fprintf(f, "\r%s: %d af %d (%d %%)\x1b[K", b.text, done, total, 100*done/total)
}

// Done clears the line.
func (b *bar) Done() {
	if b.said {
		fmt.Fprint(b.a.Stderr, "\r\x1b[K")
		b.said = false
	}
}
