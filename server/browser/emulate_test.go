package browser

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// viewport sets the size of the window in CSS pixels.
func (b *tab) viewport(width, height int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height,
		DeviceScaleFactor: 1})
}

// phone makes the tab a small phone.
func (b *tab) phone() {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 640,
		DeviceScaleFactor: 2, Mobile: true})
}

// media sets the kind of medium ("print", "" for the screen) and then features
// in pairs of name and value, such as "prefers-color-scheme", "dark".
func (b *tab) media(kind string, features ...string) {
	b.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: kind}
	for i := 0; i+1 < len(features); i += 2 {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	call(b, emulation.SetEmulatedMedia, params)
}

// slow makes the processor appear so many times slower.
func (b *tab) slow(times float64) {
	b.t.Helper()
	call(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: times})
}

// noScript turns JavaScript off for pages that are opened from now on; what
// the test evaluates still runs.
func (b *tab) noScript() {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// shot saves a picture of what the window shows, where the run wants pictures.
func (b *tab) shot(name string) { b.capture(name, false) }

// wholeShot saves a picture of the whole page.
func (b *tab) wholeShot(name string) { b.capture(name, true) }

func (b *tab) capture(name string, whole bool) {
	b.t.Helper()
	dir := os.Getenv("TASKFORCE_TEST_SHOTS")
	if dir == "" {
		return
	}
	picture := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &whole})
	file := filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png")
	if err := os.WriteFile(file, picture.Data, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
