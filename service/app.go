package service

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/digitaskforce/taskforce/answer"
)

// App is what every command runs with.
type App struct {
	Ctx    context.Context
	Stdin  io.Reader
	Stdout io.Writer // results
	Stderr io.Writer // everything else
	Env    func(string) (string, bool)
}

// Warn tells the operator something in one line.
func (a *App) Warn(format string, args ...any) {
	fmt.Fprintf(a.Stderr, "advarsel: "+format+"\n", args...)
}

// WrongUse is an error of the user's, told as it stands.
type WrongUse struct{ Text string }

func (w *WrongUse) Error() string { return w.Text }

func Usage(format string, args ...any) error { return &WrongUse{fmt.Sprintf(format, args...)} }

// CheckK bounds the number of passages that are asked for.
func CheckK(k int) error {
	if k < 1 || k > 1000 {
		return Usage("-k er %d; vælg et tal mellem 1 og 1000", k)
	}
	return nil
}

// AskError tells the asker's own errors apart.
func AskError(err error) error {
	switch err {
	case answer.ErrEmpty:
		return Usage("spørgsmålet er tomt")
	case answer.ErrTooLong:
		return Usage("spørgsmålet er for langt; det må højst fylde %d tegn", answer.MaxQuestion)
	}
	return err
}

// LogWriter writes warnings to the log.
type LogWriter struct{ log *slog.Logger }

func (w LogWriter) Write(p []byte) (int, error) {
	w.log.Warn(strings.TrimSpace(string(p)))
	return len(p), nil
}

// LogTo writes each line as a warning to a log.
func LogTo(log *slog.Logger) LogWriter { return LogWriter{log} }
