package editorial

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Approve gives the file of an answer with an approval by somebody on a day
// (ISO 8601) that keeps the evidence. data is the file as it is; nothing else
// in it is changed. Sentences without evidence are an error.
func Approve(a *Answer, data []byte, evidence []Evidence, by, day string) ([]byte, error) {
	for i := range a.Sentences {
		if !hasEvidence(evidence, i+1) {
			return nil, noFoundation.Fault(nil, i+1)
		}
	}
	front, body, err := cutHead(string(data))
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(front), &root); err != nil {
		return nil, badHead.Fault(err, yamlProblem(err))
	}
	var approval yaml.Node
	if err := approval.Encode(Approval{By: by, Date: day, Hash: a.hash(evidence), Evidence: evidence}); err != nil {
		return nil, fmt.Errorf("writing an approval: %w", err)
	}
	set(root.Content[0], "approved", &approval)
	return file(&root, body)
}

// Stands tells whether the answer is as it was approved.
func (a *Answer) Stands() bool {
	return a.Approved != nil && a.hash(a.Approved.Evidence) == a.Approved.Hash
}

func hasEvidence(evidence []Evidence, sentence int) bool {
	for _, e := range evidence {
		if e.Sentence == sentence {
			return true
		}
	}
	return false
}

// set gives a key of a mapping a value.
func set(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			mapping.Content[i+1] = value
			return
		}
	}
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

// file writes front matter and body.
func file(front any, body string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("---\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(front); err != nil {
		return nil, fmt.Errorf("writing an answer: %w", err)
	}
	b.WriteString("---\n\n" + strings.TrimLeft(body, "\n"))
	return b.Bytes(), nil
}
