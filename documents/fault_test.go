package documents

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var verb = regexp.MustCompile(`%[a-z]`)

// TestFaultsHaveWords goes over all kinds of faults: each has a name of its own
// and words in both languages, which take the same values.
func TestFaultsHaveWords(t *testing.T) {
	all := FaultKinds()
	if len(all) < 60 {
		t.Errorf("found %d kinds only", len(all))
	}
	names := map[string]bool{}
	for _, k := range all {
		da, en := k.Words()
		if names[k.Name()] {
			t.Errorf("%s is two kinds", k.Name())
		}
		names[k.Name()] = true
		if da == "" || en == "" || da == en && strings.Trim(da, "%s: ") != "" {
			t.Errorf("%s: %q and %q", k.Name(), da, en)
		}
		if a, b := verb.FindAllString(da, -1), verb.FindAllString(en, -1); !slices.Equal(a, b) {
			t.Errorf("%s takes %v in Danish, %v in English", k.Name(), a, b)
		}
	}
}

func TestFault(t *testing.T) {
	cause := errors.New("x")
	err := fmt.Errorf("reading: %w", Sidecar.Fault(cause, "a.yaml", TooManyPages.Fault(nil, 6000, 5000)))
	f := NewFailure("a.pdf", err)
	if f.Reason != "a.yaml kan ikke læses: filen har 6000 sider, og der læses højst 5000; del den op i mindre filer; dokumentet er læst uden" ||
		f.English != "a.yaml cannot be read: the file has 6000 pages, and at most 5000 are read; split it into smaller files; the document was read without it" {
		t.Errorf("got %q and %q", f.Reason, f.English)
	}
	var fault *Fault
	if !errors.Is(err, cause) || !errors.As(err, &fault) || fault.Kind != Sidecar || !errors.Is(err, Sidecar.Fault(nil)) || errors.Is(err, ErrDamaged) {
		t.Errorf("got %+v", fault)
	}
	if !NewFailure("a", OtherType.Fault(ErrUnknownType, ".x")).Skipped || NewFailure("a", ErrEmpty).Skipped {
		t.Error("a type that is not read is skipped, and nothing else")
	}
	f.Keep()
	if !strings.HasSuffix(f.Reason, "; den tidligere udgave bruges stadig") || f.In("en").Reason != f.English || f.In("da").Reason != f.Reason || !f.Kept {
		t.Errorf("got %+v", f)
	}
	if old := (Failure{Reason: "filen er tom"}); old.In("en").Reason != old.Reason {
		t.Error("without English, the Danish is told")
	}
	for _, plain := range []error{context.DeadlineExceeded, context.Canceled, fs.ErrPermission, fs.ErrNotExist, &fs.PathError{Err: cause}} {
		if f := NewFailure("a", plain); f.English == "" || f.English == f.Reason {
			t.Errorf("%v: %+v", plain, f)
		}
	}
	if f := NewFailure("a", cause); f.Reason != "x" || f.English != "x" {
		t.Errorf("got %+v", f)
	}
}
