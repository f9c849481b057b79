package service

import (
	"log/slog"
	"strings"
)

// LogWriter writes warnings to the log.
type LogWriter struct{ log *slog.Logger }

func (w LogWriter) Write(p []byte) (int, error) {
	w.log.Warn(strings.TrimSpace(string(p)))
	return len(p), nil
}

// LogTo writes each line as a warning to a log.
func LogTo(log *slog.Logger) LogWriter { return LogWriter{log} }
