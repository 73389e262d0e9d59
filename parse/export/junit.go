package export

import (
	"encoding/xml"
	"fmt"

	"oopscope/parse/crash"
)

// JUnit collects the crashes of inputs as JUnit XML, which CI services show as
// tests: a suite is an input, a crash is a test that failed, an input without one
// is a test that passed, and one that could not be read is an error. Trouble that
// is no crash stands in the suite's output. The zero value is ready.
type JUnit struct{ suites []junitSuite }

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
	Output   string      `xml:"system-out,omitempty"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Line    int           `xml:"line,attr,omitempty"`
	Failure *junitOutcome `xml:"failure"`
	Error   *junitOutcome `xml:"error"`
}

type junitOutcome struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// suite returns that of an input.
func (j *JUnit) suite(file string) *junitSuite {
	name := Clean(file)
	for i := len(j.suites) - 1; i >= 0; i-- { // several may be read at a time
		if j.suites[i].Name == name {
			return &j.suites[i]
		}
	}
	j.suites = append(j.suites, junitSuite{Name: name})
	return &j.suites[len(j.suites)-1]
}

// Add adds a crash of an input.
func (j *JUnit) Add(c *crash.Crash, opt Options) {
	s := j.suite(opt.File)
	if c.Severity <= crash.Error {
		s.Output += fmt.Sprintf("line %d: %s\n", c.First, Headline(c))
		return
	}
	s.Failures++
	s.Cases = append(s.Cases, junitCase{
		Class: "oopscope." + Clean(c.Class), Name: fmt.Sprintf("line %d: %s", c.First, Clean(c.Title)), File: s.Name, Line: c.First,
		Failure: &junitOutcome{Type: Clean(c.Class), Message: Headline(c), Text: Text(c, opt)},
	})
}

// Read tells that an input was read, which has so many lines.
func (j *JUnit) Read(file string, lines int) {
	if s := j.suite(file); len(s.Cases) == 0 {
		s.Cases = append(s.Cases, junitCase{Class: "oopscope", Name: fmt.Sprintf("no crash in %d lines", lines), File: s.Name})
	}
}

// Lost tells that an input could not be read, or not to its end.
func (j *JUnit) Lost(file, why string) {
	s := j.suite(file)
	s.Errors++
	s.Cases = append(s.Cases, junitCase{
		Class: "oopscope", Name: "the input is read to its end", File: s.Name,
		Error: &junitOutcome{Type: "unread", Message: Clean(why)},
	})
}

// Check tells how something came out that was asked of an input; why is "" when it passed.
func (j *JUnit) Check(file, name, why string) {
	s := j.suite(file)
	c := junitCase{Class: "oopscope.watch", Name: Clean(name), File: s.Name}
	if why != "" {
		s.Failures++
		c.Failure = &junitOutcome{Type: "watch", Message: Clean(why)}
	}
	s.Cases = append(s.Cases, c)
}

// End returns the document.
func (j *JUnit) End() []byte {
	all := junitSuites{Name: "oopscope", Suites: j.suites}
	for i := range all.Suites {
		s := &all.Suites[i]
		s.Tests = len(s.Cases)
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	text, err := xml.MarshalIndent(all, "", " ")
	if err != nil { // of a type that no XML is made of: there is none
		panic(err)
	}
	return append([]byte(xml.Header), append(text, '\n')...)
}
