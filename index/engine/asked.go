package engine

import (
	"context"
	"fmt"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// asks begins a text that is embedded as what is asked, not as what a passage
// says. No text of a document holds it.
const asks = "\x00"

// Asked are the texts of the questions that a passage is known to answer, in the
// order of [documents.Passage.Asked]. They are embedded by [Embed].
func Asked(p documents.Passage) []string {
	out := make([]string, len(p.Asked))
	for i, a := range p.Asked {
		out[i] = asks + a.Question
	}
	return out
}

// Vain are the texts of the questions that come near to a passage and that its
// document does not answer, in the order of [documents.Passage.Vain], embedded as
// those of [Asked].
func Vain(p documents.Passage) []string {
	out := make([]string, len(p.Vain))
	for i, q := range p.Vain {
		out[i] = asks + q
	}
	return out
}

// Embedder gives one vector for each text that may answer a question, all of one length.
type Embedder interface {
	Passages(ctx context.Context, texts []string) ([][]float32, error)
}

// Asker is an [Embedder] that knows questions from passages: a question's vector
// comes as near to those of Asked as to a passage that answers it.
type Asker interface {
	Asked(ctx context.Context, questions []string) ([][]float32, error)
}

// Embed gives the vectors of texts, of passages and of what is asked, with so many
// numbers each; with 0, as many as the first. Those of passages have length 1.
func Embed(ctx context.Context, e Embedder, texts []string, dims int) ([][]float32, error) {
	var passages, questions []string
	for _, t := range texts {
		if question, ok := strings.CutPrefix(t, asks); ok {
			questions = append(questions, question)
		} else {
			passages = append(passages, t)
		}
	}
	ask, scale := e.Passages, true
	if a, ok := e.(Asker); ok {
		ask, scale = a.Asked, false
	}
	said, err := embed(ctx, e.Passages, passages, &dims, true)
	if err != nil {
		return nil, err
	}
	asked, err := embed(ctx, ask, questions, &dims, scale)
	if err != nil {
		return nil, err
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		from := &said
		if strings.HasPrefix(t, asks) {
			from = &asked
		}
		out[i], *from = (*from)[0], (*from)[1:]
	}
	return out, nil
}

// embed asks for the vectors of texts and looks at their size.
func embed(ctx context.Context, by func(context.Context, []string) ([][]float32, error), texts []string, dims *int, scale bool) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	vecs, err := by(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("embedding passages: %w", err)
	}
	if len(vecs) != len(texts) {
		return nil, fmt.Errorf("embedding passages: %d vectors for %d texts", len(vecs), len(texts))
	}
	for _, v := range vecs {
		if *dims == 0 {
			*dims = len(v)
		}
		if len(v) != *dims {
			return nil, fmt.Errorf("embedding passages: vectors of %d and of %d numbers", *dims, len(v))
		}
		if scale {
			Normalize(v)
		}
	}
	return vecs, nil
}
