package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer"
)

var (
	wordLists     = flag.String("word-lists", "", "measure what emptying each of these lists of danish/words changes: a pattern such as *.txt")
	moreQuestions = flag.String("word-lists-questions", "", "with -word-lists: further files of questions over the shipped materials, separated by commas")
	wordAnswers   = flag.Bool("word-lists-answers", false, "with -word-lists: compare extracts too, which takes long")
	signatures    = flag.String("signatures", "", "used by TestWordLists: where what became of each question is written")
)

// signature is what became of a question.
type signature struct {
	Set, Hits, Answer string
	Ranked            bool    // passages are named that answer it
	Rank              float64 // its reciprocal, 0 where no passage was right
}

// TestSignatures writes what becomes of each question, for [TestWordLists].
func TestSignatures(t *testing.T) {
	if *signatures == "" {
		t.Skip("-signatures is not set")
	}
	ix := shipped(t)
	files := []string{"testdata/questions-tune.jsonl", "testdata/questions-held.jsonl", "testdata/questions-other.jsonl"}
	if *moreQuestions != "" {
		files = append(files, strings.Split(*moreQuestions, ",")...)
	}
	out := map[string]signature{}
	for _, file := range files {
		questions := questionsOf(t, file)
		results, err := Run(context.Background(), questions, Config{Index: ix, Engine: answer.New(answer.Config{Index: ix}), RetrievalOnly: !*wordAnswers})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			s := signature{Set: filepath.Base(file), Answer: fmt.Sprint(r.Refused, r.Answer), Ranked: len(questions[i].Evidence)+len(questions[i].Relevant) > 0}
			for _, h := range r.Hits {
				s.Hits += h.ID + " "
			}
			if r.Rank > 0 {
				s.Rank = 1 / float64(r.Rank)
			}
			out[file+r.ID] = s
		}
	}
	text, err := json.Marshal(out)
	if err == nil {
		err = os.WriteFile(*signatures, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestWordLists prints the table of docs/retrieval.md: what emptying a list of
// words changes. Lists are part of the program, so each is built without.
func TestWordLists(t *testing.T) {
	if *wordLists == "" {
		t.Skip("-word-lists is not set")
	}
	lists, err := filepath.Glob(filepath.Join("..", "danish", "words", *wordLists))
	if err != nil || len(lists) == 0 {
		t.Fatalf("no lists: %v", err)
	}
	whole := signaturesWithout(t, "")
	fmt.Println("| without | other hits | other answers | MRR: " + strings.Join(sets(whole), " | ") + " |")
	fmt.Println(listRow("nothing", whole, whole))
	for _, list := range lists {
		if filepath.Base(list) == "months.txt" { // the calendar
			continue
		}
		fmt.Println(listRow(filepath.Base(list), whole, signaturesWithout(t, list)))
	}
}

var classLine = regexp.MustCompile(`(?m)^([a-z-]+:).*$`)

// signaturesWithout builds the program without the words of a list, and gives
// what becomes of each question; "" leaves all lists.
func signaturesWithout(t *testing.T, list string) map[string]signature {
	t.Helper()
	dir := t.TempDir()
	overlay := filepath.Join(dir, "overlay.json")
	replaced := map[string]string{}
	if list != "" {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		var head bytes.Buffer
		for line := range bytes.Lines(text) {
			if m := classLine.FindSubmatch(line); m != nil {
				line = append(m[1], '\n')
			} else if !bytes.HasPrefix(line, []byte("#")) {
				continue
			}
			head.Write(line)
		}
		empty := filepath.Join(dir, "empty.txt")
		if err := os.WriteFile(empty, head.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		whole, err := filepath.Abs(list)
		if err != nil {
			t.Fatal(err)
		}
		replaced[whole] = empty
	}
	text, err := json.Marshal(map[string]any{"Replace": replaced})
	if err == nil {
		err = os.WriteFile(overlay, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "signatures.json")
	args := []string{"test", "-overlay", overlay, "-run", "^TestSignatures$", ".", "-signatures", to, "-word-lists-questions", *moreQuestions, fmt.Sprintf("-word-lists-answers=%v", *wordAnswers)}
	if said, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", list, err, said)
	}
	var out map[string]signature
	if text, err = os.ReadFile(to); err == nil {
		err = json.Unmarshal(text, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sets are the names of the sets that questions are of.
func sets(all map[string]signature) []string {
	names := map[string]bool{}
	for _, s := range all {
		names[s.Set] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// listRow is a line of the table.
func listRow(name string, whole, without map[string]signature) string {
	hits, answers := 0, 0
	sum, n := map[string]float64{}, map[string]float64{}
	for id, s := range without {
		if s.Hits != whole[id].Hits {
			hits++
		}
		if s.Answer != whole[id].Answer {
			answers++
		}
		if s.Ranked {
			sum[s.Set] += s.Rank
			n[s.Set]++
		}
	}
	line := fmt.Sprintf("| %s | %d | %d |", name, hits, answers)
	for _, set := range sets(without) {
		line += fmt.Sprintf(" %.3f |", sum[set]/n[set])
	}
	return line
}
