package answer

import (
	"strings"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// cutter cuts a model's text into sentences while it arrives. A citation that
// follows a full stop belongs to the sentence before it.
type cutter struct {
	rest string
	line bool // something of the current line was given already
}

// piece is one finished sentence.
type piece struct {
	text string
	brk  string // see Sentence.Break
}

// marked is the sentence as it is checked: an item of a list with its sign.
func (p piece) marked() string {
	if p.brk == BreakItem {
		return "- " + p.text
	}
	return p.text
}

// add takes more text and gives the sentences that are complete by it.
func (c *cutter) add(text string) []piece {
	c.rest += text
	var out []piece
	for {
		end := c.end()
		if end < 0 {
			return out
		}
		if p, ok := c.take(end); ok {
			out = append(out, p)
		}
	}
}

// flush gives what is left as a last sentence.
func (c *cutter) flush() []piece {
	p, ok := c.take(len(c.rest))
	if !ok {
		return nil
	}
	return []piece{p}
}

// longestMark is how far from its bracket a citation may close, in bytes.
const longestMark = 12

// end is the offset after the first complete sentence with the citations that
// follow it, or -1.
func (c *cutter) end() int {
	end := danish.SentenceEnd(c.rest)
	if end < 0 {
		return -1
	}
	if strings.HasSuffix(c.rest[:end], "\n") {
		return end
	}
	for {
		after := strings.TrimLeft(c.rest[end:], " ")
		if after == "" {
			return -1 // a citation may still follow
		}
		if after[0] != '[' {
			return end
		}
		stop := strings.IndexByte(after, ']')
		if stop > longestMark || stop < 0 && len(after) > longestMark {
			return end
		}
		if stop < 0 {
			return -1
		}
		end = len(c.rest) - len(after) + stop + 1
	}
}

// take cuts off the first n bytes as a sentence; false where they say nothing.
func (c *cutter) take(n int) (piece, bool) {
	raw := c.rest[:n]
	c.rest = c.rest[n:]
	text := danish.Clean(raw)
	p := piece{text: text}
	if !c.line {
		p.brk = BreakParagraph
		if marked, rest := bullet(text); marked {
			p.text, p.brk = rest, BreakItem
		}
	}
	c.line = !strings.HasSuffix(raw, "\n") && (c.line || text != "")
	p.text = strings.TrimSpace(strings.NewReplacer("**", "", "__", "", "`", "").Replace(strings.TrimLeft(p.text, "# ")))
	return p, strings.Trim(p.text, "-*•. ") != ""
}

// bullet takes off a list mark: "-", "*", "•", "1." or "1)".
func bullet(text string) (bool, string) {
	for _, m := range []string{"- ", "* ", "• ", "– "} {
		if rest, ok := strings.CutPrefix(text, m); ok {
			return true, rest
		}
	}
	rest, item := documents.CutNumber(text)
	return item, rest
}
