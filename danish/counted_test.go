package danish

import "testing"

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0 sider", 1: "1 side", 2: "2 sider", 21: "21 sider"} {
		if got := Counted(n, "side", "sider"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
