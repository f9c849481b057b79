package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/answer/guard"
)

// Private data reaches neither the model nor the answer object.
func TestPrivateDataIsMasked(t *testing.T) {
	eng, server := testEngine(t, script("Hegnet om haven skal være højst 2 meter højt [H]."))
	out, err := eng.Ask(context.Background(), Request{
		Question: "Jeg hedder 010190-1234 og a@b.dk, hvor højt må hegnet om haven være?",
		History:  []Turn{{Question: "Er 020290-1234 et CPR-nummer?", Answer: "Ring 21436587."}},
	}, Sink{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{guard.MaskCPR, guard.MaskEmail}; !slices.Equal(out.Masked, want) {
		t.Errorf("masked %v, want %v", out.Masked, want)
	}
	if !strings.Contains(out.Notice, "CPR-nummer og e-mailadresse") {
		t.Errorf("the reader is told %q", out.Notice)
	}
	sent := server.Requests()
	if len(sent) == 0 {
		t.Fatal("the model was not asked")
	}
	for _, secret := range []string{"010190", "a@b.dk", "020290", "21436587"} {
		for _, r := range sent {
			if strings.Contains(fmt.Sprint(r.Messages), secret) {
				t.Errorf("the model was told %s", secret)
			}
		}
		if strings.Contains(out.Question+out.Answer, secret) {
			t.Errorf("the answer holds %s", secret)
		}
	}
}
