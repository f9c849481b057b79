package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/digitaskforce/taskforce/index/cluster/opensearch/opensearchtest"
)

// answered is what an answer of eval says, and whose words it is.
type answered struct {
	Question, Answer, Certainty string
	Refused                     bool
	Sources                     []struct{ ID string }
}

// TestClusterAnswers asks the same questions over the same documents of an index
// in the process and of one in OpenSearch: the same sentences are chosen.
func TestClusterAnswers(t *testing.T) {
	t.Parallel()
	node := opensearchtest.StartWith(t, opensearchtest.Config{Nodes: 1}).Nodes[0]
	own, there := evaluated(t), evaluated(t, "--index", node.Address("svar"))
	if len(own) < 30 || len(own) != len(there) {
		t.Fatalf("%d answers here, %d there", len(own), len(there))
	}
	for i, a := range own {
		if !reflect.DeepEqual(a, there[i]) {
			t.Errorf("%q:\nhere  %+v\nthere %+v", a.Question, a, there[i])
		}
	}
}

// evaluated are the answers to every other of the everyday questions over the shipped
// materials.
func evaluated(t *testing.T, args ...string) (out []answered) {
	t.Helper()
	file, asked := filepath.Join(t.TempDir(), "answers.jsonl"), filepath.Join(t.TempDir(), "asked.jsonl")
	text, err := os.ReadFile("../eval/testdata/questions-everyday.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var half []byte
	n := 0
	for line := range bytes.Lines(text) {
		if n++; n%2 == 1 {
			half = append(half, line...)
		}
	}
	if err := os.WriteFile(asked, half, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := run(nil, append([]string{"eval", "--questions", asked, "--results", file}, args...)...)
	text, err = os.ReadFile(file)
	if err != nil {
		t.Fatalf("exit code %d, %s, %v", code, errs, err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		var a answered
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}
