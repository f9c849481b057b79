package access

import (
	"strings"
	"testing"
	"time"
)

func TestPass(t *testing.T) {
	now := time.Now()
	p, err := NewPass("en lang administratornøgle")
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.Give("hemmelig", now.Add(time.Hour))
	if err != nil || strings.Contains(text, "hemmelig") {
		t.Fatal(text, err)
	}
	again, _ := NewPass("en lang administratornøgle")
	other, _ := NewPass("en anden administratornøgle")
	alone, _ := NewPass("")
	for name, c := range map[string]struct {
		pass *Pass
		text string
		at   time.Time
		want string
	}{
		"the same":       {p, text, now, "hemmelig"},
		"after a start":  {again, text, now, "hemmelig"},
		"another secret": {other, text, now, ""},
		"a random one":   {alone, text, now, ""},
		"too late":       {p, text, now.Add(time.Hour), ""},
		"changed":        {p, text[:len(text)-2] + "xx", now, ""},
		"none":           {p, "", now, ""},
	} {
		if got := c.pass.Key(c.text, c.at); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
