package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrTold ends a command that has said on stderr what went wrong.
var ErrTold = errors.New("told already")

// JSON writes the result of a command as JSON, which people may read too.
func JSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}
