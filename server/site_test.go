package server_test

import (
	"bytes"
	"image"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/server"
	"github.com/digitaskforce/taskforce/server/pages"
)

func TestSite(t *testing.T) {
	logo := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	s := start(t, server.Config{Site: pages.Site{Name: "Aarhus & omegn", Logo: logo, Color: "#FFD500", Contact: "ai@kommune.example"}})
	body := s.page(t, "GET", "/", "", 200)
	contains(t, body, "Aarhus &amp; omegn</span>", "– Aarhus &amp; omegn</title>", `href="mailto:ai@kommune.example"`)
	address := func(name string) string {
		return regexp.MustCompile(`/static/[0-9a-f]+/` + name).FindString(body)
	}
	style := s.get(t, address("site.css"))
	contains(t, style.body, "--brand: #ffd500; --on-brand: #000000;")
	image := s.get(t, address(`logo\.svg`))
	if image.body != string(logo) || image.header.Get("Content-Type") != "image/svg+xml" ||
		!strings.Contains(image.header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("got %v", image.header)
	}
	if body := s.page(t, "GET", "/documents", "", 200); strings.Contains(body, "Digital Taskforce for kunstig intelligens</") {
		t.Error("the default name stands beside the authority's")
	}
}

func TestSiteCheck(t *testing.T) {
	var small bytes.Buffer
	if err := png.Encode(&small, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		site pages.Site
		want string // part of the error
	}{
		"empty":     {pages.Site{}, ""},
		"png":       {pages.Site{Logo: small.Bytes()}, ""},
		"cut png":   {pages.Site{Logo: small.Bytes()[:12]}, "hel PNG-fil"},
		"html":      {pages.Site{Logo: []byte("<html>")}, "SVG- eller PNG-fil"},
		"large":     {pages.Site{Logo: append([]byte("<svg>"), make([]byte, pages.MaxLogo)...)}, "højst fylde 64 kB"},
		"color":     {pages.Site{Color: "red"}, "#0b4f6c"},
		"css":       {pages.Site{Color: "#fff}*{a"}, "#0b4f6c"},
		"web":       {pages.Site{Contact: "https://kommune.example/kontakt"}, ""},
		"script":    {pages.Site{Contact: "javascript:alert(1)"}, "kontakten"},
		"bad email": {pages.Site{Contact: "a b@c.dk?x"}, "kontakten"},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.site.Check()
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
