package pages

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
)

// color is an sRGB colour, each part from 0 to 255.
type color [3]float64

// Grounds of the pages, as style.css has them: the soft grounds, which differ
// less from a text than the others do.
var (
	white       = color{255, 255, 255}
	black       = color{0, 0, 0}
	lightGround = color{245, 245, 245}
	darkGround  = color{40, 46, 51}
)

// minContrast is what WCAG 2.2 asks for between text and ground at level AA.
const minContrast = 4.5

// parseColor reads "#rrggbb".
func parseColor(text string) (color, error) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(text), "#")
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != 3 {
		return color{}, errors.New("farven skal skrives som # og seks hextal, f.eks. #0b4f6c")
	}
	return color{float64(b[0]), float64(b[1]), float64(b[2])}, nil
}

func (c color) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c[0])), int(math.Round(c[1])), int(math.Round(c[2])))
}

// luminance is the relative luminance of WCAG, from 0 to 1.
func (c color) luminance() float64 {
	part := func(v float64) float64 {
		if v /= 255; v > 0.04045 {
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		return v / 12.92
	}
	return 0.2126*part(c[0]) + 0.7152*part(c[1]) + 0.0722*part(c[2])
}

// contrast is the contrast of WCAG between two colours, from 1 to 21.
func contrast(a, b color) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// text is white or black, whichever reads better upon c.
func (c color) text() color {
	if contrast(c, white) >= contrast(c, black) {
		return white
	}
	return black
}

// readableOn is c, made darker or lighter until it can be read upon a ground.
func (c color) readableOn(ground color) color {
	toward := ground.text()
	for step := range 100 {
		share := float64(step) / 100
		var mixed color
		for i := range mixed {
			mixed[i] = math.Round(c[i] + (toward[i]-c[i])*share)
		}
		if contrast(mixed, ground) >= minContrast {
			return mixed
		}
	}
	return toward
}
