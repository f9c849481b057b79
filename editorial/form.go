package editorial

import (
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/digitaskforce/taskforce/danish"
)

// Form is what an editor writes of an answer; the rest of its file is the
// program's.
type Form struct {
	Question string
	Also     []string
	Owner    string
	Date     string // ISO 8601, as Review
	Review   string
	Body     string // sentences with the sections that they cite, as in a file
}

// Data is the file of an answer that was read.
func (a *Answer) Data() ([]byte, error) {
	if a.Disk != "" {
		return os.ReadFile(a.Disk)
	}
	return fs.ReadFile(a.source.fsys(), a.name)
}

// FormOf gives what an editor wrote in a file. The error is one Danish line.
func FormOf(data []byte) (Form, error) {
	a, err := Parse("", data)
	if err != nil {
		return Form{}, err
	}
	_, body, err := cutHead(string(data))
	return Form{a.Question, a.Also, a.Owner, a.Date, a.Review, strings.TrimSpace(body)}, err
}

// File writes an answer that nobody has approved yet. former is its file as it
// was, whose remarks stay; nil for a new one. The error is one Danish line that
// says what is wrong with what was written.
func (f Form) File(former []byte) ([]byte, error) {
	root, err := headOf(former)
	if err != nil {
		return nil, err
	}
	head := root.Content[0]
	for _, field := range []struct {
		key   string
		value any
		none  bool
	}{{"question", clean(f.Question), false}, {"also", cleanAll(f.Also), len(cleanAll(f.Also)) == 0}, {"owner", clean(f.Owner), false},
		{"date", clean(f.Date), false}, {"review", clean(f.Review), false}, {"approved", nil, true}} {
		if field.none {
			unset(head, field.key)
			continue
		}
		var value yaml.Node
		if err := value.Encode(field.value); err != nil {
			return nil, err
		}
		set(head, field.key, &value)
	}
	body := danish.Legible(strings.ReplaceAll(f.Body, "\r\n", "\n"))
	data, err := file(root, strings.TrimSpace(body)+"\n")
	if err != nil {
		return nil, err
	}
	_, err = Parse("", data)
	return data, err
}

// Withdrawn is the file of an answer without its approval.
func Withdrawn(data []byte) ([]byte, error) {
	f, err := FormOf(data)
	if err != nil {
		return nil, err
	}
	return f.File(data)
}

// headOf is the front matter of a file, an empty one for none.
func headOf(data []byte) (*yaml.Node, error) {
	root := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{{Kind: yaml.MappingNode}}}
	if data == nil {
		return root, nil
	}
	front, _, err := cutHead(string(data))
	if err != nil {
		return nil, err
	}
	read := &yaml.Node{}
	if err := yaml.Unmarshal([]byte(front), read); err != nil {
		return nil, badHead.Fault(err, yamlProblem(err))
	}
	if len(read.Content) == 0 || read.Content[0].Kind != yaml.MappingNode {
		return root, nil
	}
	return read, nil
}

// unset takes a key of a mapping away.
func unset(mapping *yaml.Node, key string) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content = append(mapping.Content[:i], mapping.Content[i+2:]...)
			return
		}
	}
}

// cleanAll are the texts of a list as readers see them, without empty ones.
func cleanAll(list []string) (out []string) {
	for _, text := range list {
		if text = clean(text); text != "" {
			out = append(out, text)
		}
	}
	return out
}
