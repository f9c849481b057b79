// Package browser holds the end-to-end tests of the pages and of the widget:
// the service as it runs, and Chromium in front of it. It has no code of its
// own beside the tests.
//
// A test opens a [tab] with newTab and a service with serve; both end with the
// test. A tab fails its test at an error on the console, and at a request to
// a host that the test does not serve.
//
// The variables of the tests:
//
//	TASKFORCE_TEST_CHROMIUM  the browser; else chromium is looked for on PATH
//	TASKFORCE_TEST_AXE       the file axe.min.js of the npm package axe-core
//	TASKFORCE_TEST_REQUIRE   what must not be missing, such as chromium,axe;
//	                         a test that lacks it fails instead of skipping
//	TASKFORCE_TEST_SHOTS     a folder for screenshots of every state
package browser
