package meaning

import (
	"context"
	"strings"
	"testing"
)

const question = "Hvordan kommer en kommune i gang med at bruge kunstig intelligens i sagsbehandlingen?"

// passage150 is a passage of 150 words.
var passage150 = strings.Join(strings.Fields(strings.Repeat("Taskforcen skal hjælpe kommuner, regioner og stat med "+
	"at komme fra forsøg til drift. Den samler erfaringer, fjerner forhindringer og peger på løsninger, som mange kan "+
	"bruge, og hver løsning skal have et mål for, hvor mange timer den sparer. ", 5))[:150], " ")

// slowly runs a benchmark with the kernels of the processor, without the
// fastest form of one, and with those in Go alone.
func slowly(b *testing.B, run func(b *testing.B)) {
	wasFast, wasVNNI := fast, vnni
	defer func() { fast, vnni = wasFast, wasVNNI }()
	b.Run("kernels=assembly", run)
	if vnni {
		vnni = false
		b.Run("kernels=without-vnni", run)
	}
	fast = false
	b.Run("kernels=plain", run)
}

func BenchmarkQuery(b *testing.B) {
	slowly(b, func(b *testing.B) {
		e := open(b)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Query(context.Background(), question); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPassage(b *testing.B) {
	slowly(b, func(b *testing.B) {
		e := open(b)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := e.Passages(context.Background(), []string{passage150}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkPieces(b *testing.B) {
	m, err := readModel(numbers)
	if err != nil {
		b.Fatal(err)
	}
	s := new(scratch)
	b.SetBytes(int64(len(passage150)))
	for b.Loop() {
		s.ids = m.cut(s, "passage: ", passage150)
	}
	b.ReportMetric(float64(len(s.ids)), "pieces")
}
