package meaning

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/digitaskforce/taskforce/internal/raced"
)

// TestNumbersAreThoseOfNotice compares the file with the sum that NOTICE and
// docs/meaning.md tell.
func TestNumbersAreThoseOfNotice(t *testing.T) {
	sum := sha256.Sum256(numbers)
	if got := hex.EncodeToString(sum[:]); got != "a36a28bdef74dddf02f6180a024174f580b59008ccd23408df6f2e6c7cf821e4" {
		t.Errorf("data/e5-small.bin has SHA-256 %s; NOTICE, docs/meaning.md and this test name another", got)
	}
	body := sha256.Sum256(numbers[align:])
	h, err := readHeader(numbers)
	if err != nil || h.sum != [8]byte(body[:8]) {
		t.Errorf("the head of the file tells another sum (%x) than its body has (%x): %v", h.sum, body[:8], err)
	}
}

// TestVectorsOfThisName fails where vectors change and their name does not:
// raise arithmetic then, and set both anew. It holds on every processor.
func TestVectorsOfThisName(t *testing.T) {
	e := open(t)
	sum := sha256.New()
	for i, r := range readRecorded(t) {
		if i%8 == 0 {
			_ = binary.Write(sum, binary.LittleEndian, r.encode(t, e))
		}
	}
	got := [2]string{e.Model(), hex.EncodeToString(sum.Sum(nil)[:8])}
	if want := [2]string{"multilingual-e5-small-816b9b9e-1", "7b85f5cddd9e6e72"}; got != want {
		t.Errorf("model and sum of its vectors: %v, expected %v", got, want)
	}
}

func TestPlainGivesTheSameVectors(t *testing.T) {
	needsFast(t)
	e, all := open(t), readRecorded(t)
	for k, i := range []int{0, 60, 110} {
		if !raced.Take(k) {
			continue
		}
		want := all[i].encode(t, e)
		fast = false
		got := all[i].encode(t, e)
		fast = true
		if !slices.Equal(want, got) {
			t.Errorf("%.60q: (-assembly +plain)\n%s", all[i].Text, cmp.Diff(want, got))
		}
	}
}

func TestOpenRefusesOtherNumbers(t *testing.T) {
	other := slices.Clone(numbers[:align])
	for name, data := range map[string][]byte{
		"empty": nil, "short": numbers[:40], "cut": numbers[:len(numbers)-1], "head only": other,
		"another form": append([]byte("TFE4"), other[4:]...),
	} {
		if _, err := readModel(data); err == nil || !strings.HasPrefix(err.Error(), "meaning: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNearInMeaning(t *testing.T) {
	e, ctx := open(t), context.Background()
	q, err := e.Query(ctx, "Hvem har ansvaret, hvis maskinen tager fejl?")
	if err != nil {
		t.Fatal(err)
	}
	p, err := e.Passages(ctx, []string{
		"Biblioteket låner robotter ud til børn mellem 8 og 12 år.",
		"Den, der træffer afgørelsen, hæfter for den, også når et program har skrevet den.",
		"The person who signs a decision is liable for it, whoever drafted it.",
		"Tickets cost 12 euros for adults and are free for anyone under eighteen.",
	})
	if err != nil {
		t.Fatal(err)
	}
	var c []float32
	for _, v := range p {
		c = append(c, Similarity(q, v))
	}
	if c[1] < c[0]+0.02 || c[2] < c[3]+0.02 {
		t.Errorf("similarities %v; the second and the third should stand out", c)
	}
	if len(q) != e.Dim() || math.Abs(float64(Similarity(q, q))-1) > 1e-5 {
		t.Errorf("a vector of %d numbers and length %v", len(q), Similarity(q, q))
	}
}

// TestSameText tells what makes no difference: how letters are composed and
// how words are spaced.
func TestSameText(t *testing.T) {
	m, err := readModel(numbers)
	if err != nil {
		t.Fatal(err)
	}
	s := new(scratch)
	const text = "Åbningstider på øen: kl. 9–15, café og »fælles« hus"
	want := slices.Clone(m.cut(s, "query: ", text))
	for name, other := range map[string]string{
		"decomposed": norm.NFD.String(text),
		"spaces":     "  " + strings.ReplaceAll(text, " ", " \u00a0\t\r\n ") + "\n\n",
		"controls":   strings.ReplaceAll(text, "e", "e\x01\x7f"),
	} {
		if d := cmp.Diff(want, slices.Clone(m.cut(s, "query: ", other))); d != "" {
			t.Errorf("%s: (-want +got)\n%s", name, d)
		}
	}
}

func TestOddTexts(t *testing.T) {
	e := open(t)
	for name, text := range map[string]string{
		"nothing": "", "spaces": " \n ", "no letters of ours": "機械学習 और กฎหมาย", "not UTF-8": "a\xff\xfe\x80b",
		"marker": "<s></s><unk>", "one word": strings.Repeat("a", 100000), "long": strings.Repeat("ord ", 100000),
		"marks": strings.Repeat("\u0301", 5000), "many spaces": strings.Repeat(" ", 1<<20) + "x", "zero": "a\x00b",
	} {
		v, err := e.Query(context.Background(), text)
		if err != nil || math.Abs(float64(Similarity(v, v))-1) > 1e-5 {
			t.Errorf("%s: length %v, %v", name, Similarity(v, v), err)
		}
	}
}

func TestLongTextsAreCut(t *testing.T) {
	m, err := readModel(numbers)
	if err != nil {
		t.Fatal(err)
	}
	s := new(scratch)
	ids := m.cut(s, "passage: ", strings.Repeat("kommune ", 600))
	if len(ids) != MaxTokens || ids[0] != m.beginID() || ids[len(ids)-1] != m.endID() {
		t.Errorf("%d pieces, from %d to %d", len(ids), ids[0], ids[len(ids)-1])
	}
	if ids[100] == m.unknownID() || string(m.text(int(ids[100]))) != space+"kommune" {
		t.Errorf("piece 100 is %d", ids[100])
	}
}

func TestContextEndsEncoding(t *testing.T) {
	e := open(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := e.Query(ctx, "Hvad koster det?"); !errors.Is(err, context.Canceled) {
		t.Errorf("a question: %v", err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	many := slices.Repeat([]string{passage150}, 2000)
	if _, err := e.Passages(ctx, many); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("passages: %v", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	e, all := open(t), readRecorded(t)[:24]
	want := make([][]float32, len(all))
	for i, r := range all {
		want[i] = r.encode(t, e)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i, r := range all {
				if got, err := e.encode(context.Background(), r.Kind+": ", r.Text, asText); err != nil || !slices.Equal(got, want[i]) {
					t.Errorf("another vector of %q: %v", r.Text, err)
				}
			}
		})
	}
	group.Wait()
}

func FuzzPieces(f *testing.F) {
	for _, r := range readRecorded(f)[:40] {
		f.Add(r.Text)
	}
	f.Add("a\xff\u0301\u2581\x00<s> \u3000ﬁ½")
	m, err := readModel(numbers)
	if err != nil {
		f.Fatal(err)
	}
	s := new(scratch)
	f.Fuzz(func(t *testing.T, text string) {
		ids := slices.Clone(m.cut(s, "query: ", text))
		if len(ids) < 4 || len(ids) > MaxTokens || ids[0] != m.beginID() || ids[len(ids)-1] != m.endID() {
			t.Fatalf("pieces %v", ids)
		}
		checkText(t, m, s, ids)
		if again := m.cut(s, "query: ", text); !slices.Equal(ids, again) {
			t.Errorf("other pieces the second time: %v, %v", ids, again)
		}
	})
}

// checkText compares a text with what its pieces make of it.
func checkText(t *testing.T, m *model, s *scratch, ids []int32) {
	rest := string(s.text)
	for _, id := range ids[1 : len(ids)-1] {
		var found bool
		if id == m.unknownID() {
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
			continue
		}
		if rest, found = strings.CutPrefix(rest, string(m.text(int(id)))); !found {
			t.Fatalf("piece %q does not begin %q", m.text(int(id)), rest)
		}
	}
	if rest != "" && len(ids) < MaxTokens {
		t.Errorf("%q is left of %q", rest, s.text)
	}
}
