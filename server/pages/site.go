package pages

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"strings"
)

// Site is how the authority that runs the service shows itself on the pages.
type Site struct {
	Name    string // of the authority; the Digital Taskforce by default
	Logo    []byte // a PNG or SVG file of at most MaxLogo bytes; none by default
	Color   string // "#rrggbb" of bars and buttons; text upon it is white or black, whichever reads better
	Contact string // an e-mail address or an http(s) address, linked at the foot; none by default
}

// MaxLogo is the largest logo in bytes: every first visit fetches it.
const MaxLogo = 64 << 10

// PolicyLogo keeps an SVG from doing anything, also where it is opened by itself.
const PolicyLogo = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

// Check tells what is wrong with a Site, in Danish; nil where nothing is.
func (s Site) Check() error {
	if s.Color != "" {
		if _, err := parseColor(s.Color); err != nil {
			return err
		}
	}
	if s.Contact != "" && contactURL(s.Contact) == "" {
		return errors.New("kontakten skal være en e-mailadresse eller en adresse, der begynder med https://")
	}
	_, err := s.logoName()
	return err
}

// contactURL is where the link to a contact leads; "" where there is none.
func contactURL(contact string) string {
	contact = strings.TrimSpace(contact)
	if name, host, ok := strings.Cut(contact, "@"); ok && name != "" && strings.Contains(host, ".") && !strings.ContainsAny(contact, " :/?#\"<>") {
		return "mailto:" + contact
	}
	return PublicURL(contact)
}

// logoName is the file name that the logo is served under, "" without a logo.
func (s Site) logoName() (string, error) {
	head := bytes.TrimSpace(s.Logo[:min(len(s.Logo), 1024)])
	switch {
	case len(s.Logo) == 0:
		return "", nil
	case len(s.Logo) > MaxLogo:
		return "", fmt.Errorf("logoet fylder %d kB; det må højst fylde %d kB", len(s.Logo)>>10, MaxLogo>>10)
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		if _, err := png.DecodeConfig(bytes.NewReader(s.Logo)); err != nil {
			return "", errors.New("logoet er ikke en hel PNG-fil")
		}
		return "logo.png", nil
	case bytes.HasPrefix(head, []byte("<")) && bytes.Contains(bytes.ToLower(head), []byte("<svg")):
		return "logo.svg", nil
	}
	return "", errors.New("logoet skal være en SVG- eller PNG-fil")
}

// style is the style sheet of the authority's colour, nil without one.
func (s Site) style() ([]byte, error) {
	if s.Color == "" {
		return nil, nil
	}
	c, err := parseColor(s.Color)
	if err != nil {
		return nil, err
	}
	light := fmt.Sprintf("--brand: %s; --on-brand: %s; --accent: %s;", c, c.text(), c.readableOn(lightGround))
	dark := fmt.Sprintf("--accent: %s;", c.readableOn(darkGround))
	return fmt.Appendf(nil, ":root { %s }\n@media (prefers-color-scheme: dark) { :root { %s } }\n", light, dark), nil
}
