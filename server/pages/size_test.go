package pages

import "testing"

// TestLoaderSize holds the script that other sites load to 5 kB.
func TestLoaderSize(t *testing.T) {
	l, err := LoadLoader(Site{})
	if err != nil || len(l.Body) == 0 || len(l.Body) >= 5000 {
		t.Errorf("%d bytes, %v", len(l.Body), err)
	}
	t.Log(len(l.Body))
}
