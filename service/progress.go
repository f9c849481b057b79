package service

import (
	"fmt"
	"os"
	"sync"

	"golang.org/x/term"

	"github.com/digitaskforce/taskforce/danish"
)

// bar tells how far long work is, on a terminal only.
type bar struct {
	a    *App
	text string

	mu    sync.Mutex // guards what follows
	said  bool
	pages int
}

// barFrom is the number of steps from which work is worth a bar.
const barFrom = 300

func NewBar(a *App, text string) *bar { return &bar{a: a, text: text} }

// Set says that so many of all steps are done.
func (b *bar) Set(done, total int) {
	if total >= barFrom {
		b.say(fmt.Sprintf("%s: %d af %d (%d %%)", b.text, done, total, 100*done/total))
	}
}

// Page says that one more page was read by character recognition, which takes
// seconds.
func (b *bar) Page() {
	b.mu.Lock()
	b.pages++
	text := "tekstgenkendelse: " + danish.Counted(b.pages, "side", "sider") + " læst"
	b.mu.Unlock()
	b.say(text)
}

func (b *bar) say(text string) {
	f, ok := b.a.Stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.said = true
	fmt.Fprintf(f, "\r%s\x1b[K", text)
}

// Done clears the line.
func (b *bar) Done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.said {
		fmt.Fprint(b.a.Stderr, "\r\x1b[K")
		b.said = false
	}
}
