package markdown

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// frontMatter cuts YAML front matter off a Markdown file and returns what it
// says of the document. Where the YAML is broken, the lines that can be read
// one by one still count, and the error names the line that cannot.
func frontMatter(content string) (info documents.Info, body string, warning error) {
	head, body, ok := cutFrontMatter(content)
	if !ok {
		return documents.Info{}, content, nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(head), &root); err != nil {
		if !factLine.MatchString(head) {
			return documents.Info{}, content, nil // text between two rules
		}
		return infoOf(factLines(head)), body, yamlWarning(err)
	}
	if len(root.Content) == 0 {
		return documents.Info{}, body, nil // nothing between the lines
	}
	if root.Content[0].Kind != yaml.MappingNode {
		return documents.Info{}, content, nil
	}
	return infoOf(yamlFacts(root.Content[0])), body, nil
}

func cutFrontMatter(content string) (head, body string, ok bool) {
	content = strings.TrimPrefix(content, "\uFEFF")
	first, rest, found := strings.Cut(content, "\n")
	if !found || strings.TrimRight(first, " \t") != "---" {
		return "", content, false
	}
	at := 0
	for line := range strings.Lines(rest) {
		if at > documents.MaxFrontMatter {
			break
		}
		if end := strings.TrimRight(line, " \t\n"); end == "---" || end == "..." {
			return rest[:at], rest[at+len(line):], true
		}
		at += len(line)
	}
	return "", content, false
}

// yamlFacts takes the plain values of a mapping; a list's are joined.
func yamlFacts(mapping *yaml.Node) map[string]string {
	facts := map[string]string{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		var texts []string
		for _, v := range append([]*yaml.Node{value}, value.Content...) {
			if v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
				texts = append(texts, v.Value)
			}
		}
		if value.Kind != yaml.MappingNode {
			facts[strings.ToLower(key.Value)] = strings.Join(texts, ", ")
		}
	}
	return facts
}

var factLine = regexp.MustCompile(`(?m)^([A-Za-zÆØÅæøå]+):[ \t]*(.*)$`)

// factLines reads simple lines of broken YAML, such as a title with a colon.
func factLines(head string) map[string]string {
	facts := map[string]string{}
	for _, m := range factLine.FindAllStringSubmatch(head, -1) {
		facts[strings.ToLower(m[1])] = strings.Trim(strings.TrimSpace(m[2]), `"'`)
	}
	return facts
}

func infoOf(facts map[string]string) documents.Info {
	first := func(keys ...string) string {
		for _, key := range keys {
			if value := strings.TrimSpace(facts[key]); value != "" {
				return value
			}
		}
		return ""
	}
	return documents.Info{
		Title:       first("title", "titel"),
		Kind:        first("kind", "art"),
		Publisher:   first("publisher", "udgiver", "author", "forfatter"),
		Date:        danish.ISODate(first("date", "dato")),
		Checked:     danish.KnownDate(first("checked", "kontrolleret")),
		Issuer:      first("issuer", "udsteder"),
		Issued:      danish.KnownDate(first("issued", "udstedt")),
		Publication: first("publication", "publikation"),
		URL:         first("url", "link"),
		Language:    first("language", "lang", "sprog"),
	}
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlWarning says which line of the file is at fault, and what usually helps.
func yamlWarning(err error) error {
	line := 2 // the decoder is silent about its first
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.Atoi(m[1])
		line = n + 1
	}
	problem := documents.YAML
	for part, kind := range map[string]documents.FaultKind{
		"mapping values are not allowed": documents.YAMLColon,
		"did not find expected":          documents.YAMLSign,
		"found character that cannot":    documents.YAMLTab,
		"found unexpected end":           documents.YAMLEnd,
		"already defined":                documents.YAMLTwice,
	} {
		if strings.Contains(err.Error(), part) {
			problem = kind
		}
	}
	return documents.FrontMatter.Fault(errors.Join(errFrontMatter, err), line, problem)
}

var errFrontMatter = errors.New("front matter")
