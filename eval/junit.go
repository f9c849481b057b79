package eval

import (
	"encoding/xml"
	"fmt"
	"io"
)

// What JUnit's consumers agree on; times are in seconds.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Time     string      `xml:"time,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure"`
		Skipped *junitSkipped `xml:"skipped"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
)

// JUnit writes the verdicts as JUnit XML: a suite for each series and
// repetition, a case for each question. A line that asserts nothing is skipped.
func JUnit(w io.Writer, all []Series) error {
	var out junitSuites
	for _, s := range all {
		for i, results := range s.Repetitions {
			name := s.Name
			if len(s.Repetitions) > 1 {
				name = fmt.Sprintf("%s (%d)", name, i+1)
			}
			suite := junitOf(name, results)
			out.Tests, out.Failures, out.Skipped = out.Tests+suite.Tests, out.Failures+suite.Failures, out.Skipped+suite.Skipped
			out.Suites = append(out.Suites, suite)
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	return nil
}

func junitOf(name string, results []Result) junitSuite {
	suite := junitSuite{Name: name, Tests: len(results)}
	total := 0.0
	for _, r := range results {
		total += r.Timings.Total
		c := junitCase{Name: r.ID + ": " + r.Question, Class: name, Time: seconds(r.Timings.Total)}
		if r.Kind != "" {
			c.Class += "." + r.Kind
		}
		switch r.Verdict {
		case Fail:
			suite.Failures++
			c.Failure = &junitFailure{Message: r.Reasons(), Type: "assertion", Text: r.Answer}
		case "":
			suite.Skipped++
			c.Skipped = &junitSkipped{Message: "linjen kræver intet af svaret"}
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Time = seconds(total)
	return suite
}

func seconds(ms float64) string { return fmt.Sprintf("%.3f", ms/1000) }
