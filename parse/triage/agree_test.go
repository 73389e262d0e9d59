package triage_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// agreeing are the captures: whole boots, labelled reports, and every other log.
var agreeing = []string{"../../testdata/kernels/*/*.log", "../../testdata/labelled/*.txt", "../../testdata/*/*.log"}

// TestTitleCulpritAndFindingAgree: what the title says, whom the report blames and of
// whom its first finding speaks are one statement. The title names the one to blame
// wherever it names a function, and the finding begins with a function of the title,
// or says in the same sentence whose work that was.
func TestTitleCulpritAndFindingAgree(t *testing.T) {
	checked := 0
	for _, pattern := range agreeing {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			log, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for c, err := range parse.Crashes(strings.NewReader(string(log))) {
				if err != nil {
					t.Fatal(err)
				}
				if c.Severity > crash.Error {
					checked++
					agree(t, name, c)
				}
			}
		}
	}
	if checked < 700 {
		t.Errorf("only %d reports were looked at", checked)
	}
}

var (
	placeIn = regexp.MustCompile(` in ([^ ]+)(?: \[\w+\])?(?: for ([^ ]+)(?: \[\w+\])?)?$`)
	doer    = regexp.MustCompile(`^([A-Za-z_]\w*)(?: \[\w+\])? `)
)

func agree(t *testing.T, name string, c *crash.Crash) {
	t.Helper()
	blamed := c.Culprit.Function
	title := placeIn.FindStringSubmatch(c.Title)
	if title != nil && blamed != "" && plainName(title[1]) != blamed && title[2] != blamed {
		t.Errorf("%s:%d: %q, and blamed is %s", name, c.First, c.Title, blamed)
	}
	findings := triage.Triage(c)
	if len(findings) == 0 || len(findings[0].Text) == 0 {
		return
	}
	text := findings[0].Text
	m := doer.FindStringSubmatch(text)
	if m == nil || !called(c, m[1]) {
		return
	}
	sentence, _, _ := strings.Cut(text, ". ")
	if m[1] != blamed && (title == nil || plainName(title[1]) != m[1]) && (blamed == "" || !strings.Contains(sentence, blamed)) {
		t.Errorf("%s:%d: %q blames %s and begins %q", name, c.First, c.Title, blamed, sentence)
	}
}

// called tells that a function of that name is in a trace of the report.
func called(c *crash.Crash, function string) bool {
	for i := range c.Chain {
		if plainName(c.Chain[i].Function) == function {
			return true
		}
	}
	for _, s := range c.Stacks {
		for i := range s.Frames {
			if plainName(s.Frames[i].Function) == function {
				return true
			}
		}
	}
	return false
}

// plainName is a function's name without what the compiler adds.
func plainName(name string) string {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "."), ".")
	return name
}
