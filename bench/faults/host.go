package main

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

// host stands for the test where programs of tests are started without one: what
// fails there panics with a failure, which run turns into its error.
type host struct {
	testing.TB // nil: what is not below is not called
	dir        string
	ends       []func()
}

type failure struct{ error }

func (h *host) Helper()                   {}
func (h *host) Name() string              { return "faults" }
func (h *host) Cleanup(f func())          { h.ends = append(h.ends, f) }
func (h *host) Fatal(v ...any)            { panic(failure{fmt.Errorf("%s", fmt.Sprint(v...))}) }
func (h *host) Fatalf(f string, v ...any) { panic(failure{fmt.Errorf(f, v...)}) }
func (h *host) Skipf(f string, v ...any)  { h.Fatalf(f, v...) }

func (h *host) TempDir() string {
	dir, err := os.MkdirTemp(h.dir, "")
	if err != nil {
		h.Fatal(err)
	}
	return dir
}

// end ends what was started, the last first.
func (h *host) end() {
	for _, f := range slices.Backward(h.ends) {
		f()
	}
}
