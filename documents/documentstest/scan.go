package documentstest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// PDF writes a PDF of pages, each a line of text in ASCII, or a grey picture
// where it is "". Note tells files of the same pages apart.
func PDF(note string, pages ...string) []byte {
	const picture = 4
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n\x80\nendstream"}
	var kids strings.Builder
	for _, text := range pages {
		n := len(objects) + 1
		fmt.Fprintf(&kids, "%d 0 R ", n)
		draw := fmt.Sprintf("BT /F1 12 Tf 60 700 Td (%s) Tj ET", text)
		if text == "" {
			draw = "q 595 0 0 842 0 0 cm /Im Do Q"
		}
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</Im %d 0 R>>>>/Contents %d 0 R>>", picture, n+1),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(draw), draw))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(pages))
	return JoinPDF(objects, fmt.Sprintf("/Root 1 0 R/Note(%s)", note))
}

// JoinPDF adds header, cross-reference table and trailer to the objects of a
// PDF, which are numbered from 1. trailer are further keys of its dictionary.
func JoinPDF(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

// Tesseract puts a program of that name first on PATH, in place of the real one:
// it writes a line to the file asked for each page, and reads what the shell
// command read writes on each, in a line a word.
func Tesseract(t *testing.T, read string) (program, asked string) {
	t.Helper()
	dir := t.TempDir()
	program, asked = filepath.Join(dir, "tesseract"), filepath.Join(dir, "asked")
	script := `#!/bin/sh
for a in "$@"; do if [ "$a" = --list-langs ]; then echo dan; exit; fi; done
cat > /dev/null
echo page >> '` + asked + `'
n=$(wc -l < '` + asked + `')
at=0
(` + read + `) | while read -r word; do
at=$((at + 100))
printf '5\t1\t1\t1\t1\t1\t%d\t100\t60\t30\t95\t%s\n' $at "$word"
done
`
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/usr/local/bin:/usr/bin:/bin")
	return program, asked
}
