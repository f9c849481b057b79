package people

import (
	"testing"

	"github.com/digitaskforce/taskforce/server/pages"
)

func TestExcerpt(t *testing.T) {
	long := ""
	for range 60 {
		long += "ordene løber videre "
	}
	text := "først " + long + "partshøring gælder " + long
	at := len("først " + long)
	got, marked := excerpt(text, []pages.Reach{{From: 0, To: 6}, {From: at, To: at + len("partshøring")}})
	if len(marked) != 1 && len(marked) != 2 || len(got) > 2*excerptSize {
		t.Fatalf("got %q %v", got, marked)
	}
	got, marked = excerpt(text[6:], []pages.Reach{{From: at - 6, To: at - 6 + len("partshøring")}})
	if len(marked) != 1 || got[marked[0].From:marked[0].To] != "partshøring" {
		t.Errorf("got %q %v", got, marked)
	}
	if got, _ := excerpt("kort\ntekst", nil); got != "kort\ntekst" {
		t.Errorf("got %q", got)
	}
}
