package editorial_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/materials"
	"github.com/digitaskforce/taskforce/meaning"
)

var update = flag.Bool("update", false, "write the vectors of the shipped answers anew")

// TestVectors finds vectors that are not those of the shipped answers any more.
func TestVectors(t *testing.T) {
	e, err := meaning.Open()
	if err != nil {
		t.Fatal(err)
	}
	answers, _ := editorial.Read([]editorial.Source{{FS: materials.Answers}})
	got, err := editorial.Vectors(t.Context(), e, answers)
	if err != nil {
		t.Fatal(err)
	}
	const path = "../materials/svar/vectors.bin"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, materials.AnswerVectors) {
		t.Errorf("%s is not that of the answers; go test ./editorial -run Vectors -update", path)
	}
}
