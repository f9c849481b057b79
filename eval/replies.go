package eval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/digitaskforce/taskforce/llm"
)

// Replies is a model whose whole replies are kept in a folder by what was
// asked, so that asking the same again costs nothing. It is safe for use by
// several goroutines.
type Replies struct {
	chat       llm.Chat
	dir        string
	parameters string
	mu         sync.Mutex
	repetition int
	calls      int
	cached     int
	err        error // why the last reply that could not be kept was not
}

// NewReplies keeps the replies of chat in dir, which is made when it is needed;
// "" keeps none and only counts. parameters says all else that a reply depends
// on, such as the model's address.
func NewReplies(chat llm.Chat, dir, parameters string) *Replies {
	return &Replies{chat: chat, dir: dir, parameters: parameters}
}

// Repeat says which repetition the next questions belong to: each has replies
// of its own, else repeating would show no spread.
func (r *Replies) Repeat(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.repetition = n
}

// Counts tells how often the model was asked and how often the cache knew the
// reply; 0 for nil.
func (r *Replies) Counts() (calls, cached int) {
	if r == nil {
		return 0, 0
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.calls, r.cached
}

// Model implements llm.Chat.
func (r *Replies) Model() string { return r.chat.Model() }

// kept is a reply in its file.
type kept struct {
	Text      string    `json:"text"`
	Usage     llm.Usage `json:"usage"`
	Model     string    `json:"model"`
	Truncated bool      `json:"truncated"`
}

// Stream implements llm.Chat. A reply that failed, or that onText ended, is not
// kept.
func (r *Replies) Stream(ctx context.Context, messages []llm.Message, onText func(string) error) (llm.Usage, error) {
	path := r.path(messages)
	if k, ok := read(path); ok {
		r.count(&r.cached)
		k.Usage.Model, k.Usage.Truncated = k.Model, k.Truncated
		return k.Usage, onText(k.Text)
	}
	r.count(&r.calls)
	var text []byte
	usage, err := r.chat.Stream(ctx, messages, func(piece string) error {
		text = append(text, piece...)
		return onText(piece)
	})
	if err != nil || path == "" {
		return usage, err
	}
	if err := write(path, kept{string(text), usage, usage.Model, usage.Truncated}); err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.err = err
	}
	return usage, nil
}

// Err is why a reply could not be kept, nil where all were.
func (r *Replies) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *Replies) count(n *int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*n++
}

// path is the file of a reply, "" where none are kept.
func (r *Replies) path(messages []llm.Message) string {
	if r.dir == "" {
		return ""
	}
	r.mu.Lock()
	repetition := r.repetition
	r.mu.Unlock()
	key, err := json.Marshal([]any{r.chat.Model(), r.parameters, repetition, messages})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(key)
	return filepath.Join(r.dir, hex.EncodeToString(sum[:])+".json")
}

// read gives a reply that is kept; one that is damaged is asked for again.
func read(path string) (k kept, ok bool) {
	data, err := os.ReadFile(path)
	if err != nil {
		return k, false
	}
	return k, json.Unmarshal(data, &k) == nil
}

func write(path string, k kept) error {
	data, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("keeping a reply: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keeping a reply: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "*.tmp")
	if err != nil {
		return fmt.Errorf("keeping a reply: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("keeping a reply: %w", err)
	}
	return nil
}
