package export

import (
	"encoding/json"
	"fmt"
	"hash/fnv"

	"oopscope/parse/crash"
	"oopscope/parse/letter"
)

// KCIDB writes the crash as a submission to the database of Linux kernel CI, of
// version 5.0 of its schema (kcidb-io, kcidb_io/schema/v05_00.py): the issue is the
// signature, the incident this crash. Origin is the name of the CI system, of small
// letters, digits and underscores; test is the id of the test run in which it
// happened, "" to leave it to who submits.
func KCIDB(c *crash.Crash, opt Options, origin, test string) ([]byte, error) {
	line := func(s string) string {
		if opt.Redact != nil {
			s = opt.Redact(s)
		}
		return s
	}
	r := Report(c, opt)
	r.Raw = nil
	id := origin + ":" + c.Signature.Exact
	if c.Signature.Exact == "" { // too poor for one: what is alike is as much as can be said
		id = origin + ":" + c.Class
	}
	happened := fnv.New64a()
	fmt.Fprintf(happened, "%s %d", opt.File, c.First)
	for i := range c.Body {
		fmt.Fprintln(happened, c.Body[i].Raw)
	}
	data := submission{
		Version: kcidbVersion{5, 0},
		Issues: []issue{{
			ID: id, Version: 1, Origin: origin, Subject: line(Headline(c)), Comment: line(Headline(c)), Culprit: map[string]bool{"code": true},
			Misc: map[string]any{"class": c.Class, "severity": c.Severity.String(), "signature": c.Signature.Exact, "bug": c.Signature.Bug, "owner": c.Owner().String()},
		}},
		Incidents: []incident{{
			ID: fmt.Sprintf("%s:%016x", origin, happened.Sum64()), Origin: origin, IssueID: id, IssueVersion: 1, Test: test, Present: true,
			Comment: line(Where(c)), Misc: map[string]any{"oopscope": r},
		}},
	}
	return encoded(data)
}

// encoded is indented JSON of which no letter is a command to a terminal.
func encoded(v any) ([]byte, error) {
	plain, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return nil, err
	}
	return append([]byte(escapeJSON(string(plain))), '\n'), nil
}

type submission struct {
	Version   kcidbVersion `json:"version"`
	Issues    []issue      `json:"issues"`
	Incidents []incident   `json:"incidents"`
}

type kcidbVersion struct {
	Major int `json:"major"`
	Minor int `json:"minor"`
}

type issue struct {
	ID      string          `json:"id"`
	Version int             `json:"version"`
	Origin  string          `json:"origin"`
	Subject string          `json:"report_subject"`
	Culprit map[string]bool `json:"culprit"`
	Comment string          `json:"comment"`
	Misc    map[string]any  `json:"misc"`
}

type incident struct {
	ID           string         `json:"id"`
	Origin       string         `json:"origin"`
	IssueID      string         `json:"issue_id"`
	IssueVersion int            `json:"issue_version"`
	Test         string         `json:"test_id,omitempty"`
	Present      bool           `json:"present"`
	Comment      string         `json:"comment"`
	Misc         map[string]any `json:"misc"`
}

// escapeJSON writes what a terminal could take for a command, or that hides, as JSON
// escapes; all of that stands in strings.
func escapeJSON(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		n, ok := letter.Next(s[i:])
		if ok || s[i] == '\n' {
			out = append(out, s[i:i+n]...)
		} else {
			for _, r := range s[i : i+n] {
				out = appendEscape(out, r)
			}
		}
		i += n
	}
	return string(out)
}
