package service

import (
	"context"
	"fmt"
	"io"
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
