package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// siteFacts are lines before a page, for the program that builds a site of it.
var siteFacts = regexp.MustCompile(`^\x{feff}?---[ \t]*\r?\n(?:[^<\n]*\n){0,60}?---[ \t]*\r?\n`)

// dropTemplates takes the markup of templates out of a page's texts, but for
// those of code.
func dropTemplates(root *html.Node) {
	for n := range root.Descendants() {
		if n.Type == html.TextNode && strings.Contains(n.Data, "{") && !within(n, atom.Code, atom.Pre, atom.Kbd, atom.Samp) {
			n.Data = WithoutTemplates(n.Data)
		}
	}
}

// What programs that build sites (Jekyll, Hugo) replace in a page is no text of
// it: {% … %} and {{ … }}, comments of theirs, and the looks that kramdown gives
// a block, {:.class}.
var (
	templateComment = regexp.MustCompile(`(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}`)
	templateRaw     = regexp.MustCompile(`\{%-?\s*(?:end)?(?:raw|highlight)[^%]*%\}`)
	templateTag     = regexp.MustCompile(`\{%[^\n]*?%\}|\{\{[^\n]*?\}\}`)
	blockLooks      = regexp.MustCompile(`\{:\s*[^}\n]*\}|\{#[\w-]+\}`)
	tagText         = regexp.MustCompile(`\b(?:text|title|label|caption|content|heading|name|alt|tekst|titel)\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	codeFence       = regexp.MustCompile("^ {0,3}(```+|~~~+)")
)

// WithoutTemplates takes the markup of templates out of a page. What a tag says
// in words (include link.html text="Ansøg her") stays; code does too, for there
// the markup is what is told of.
func WithoutTemplates(s string) string {
	if !strings.Contains(s, "{%") && !strings.Contains(s, "{{") && !strings.Contains(s, "{:") && !strings.Contains(s, "{#") {
		return s
	}
	s = templateComment.ReplaceAllString(s, "")
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(s) {
		if m := codeFence.FindStringSubmatch(line); m != nil {
			switch {
			case fence == "":
				fence = m[1]
			case strings.HasPrefix(m[1], fence):
				fence = ""
			}
			b.WriteString(line)
			continue
		}
		if fence == "" {
			line = templateLine(line)
		}
		b.WriteString(line)
	}
	return b.String()
}

// templateLine takes the markup out of one line; code within it stays.
func templateLine(line string) string {
	parts := strings.Split(line, "`")
	for i := range parts {
		if i%2 == 1 && i+1 < len(parts) {
			continue // between two backticks
		}
		part := templateRaw.ReplaceAllString(parts[i], "")
		part = templateTag.ReplaceAllStringFunc(part, saidByTag)
		parts[i] = blockLooks.ReplaceAllString(part, "")
	}
	return strings.Join(parts, "`")
}

// saidByTag is what a tag shows in words.
func saidByTag(tag string) string {
	var said []string
	for _, m := range tagText.FindAllStringSubmatch(tag, -1) {
		if text := strings.TrimSpace(m[1] + m[2]); strings.Contains(text, " ") || text != "" && !strings.ContainsAny(text, "./_") {
			said = append(said, text)
		}
	}
	return strings.Join(said, " ")
}
