package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oopscope/console/config"
	"oopscope/keymap"
)

var (
	codeSpan = regexp.MustCompile("`([^`]+)`")
	flagWord = regexp.MustCompile(`(?:^|[\s\[])(--?[a-z][-a-z0-9]*)`)
	callOf   = regexp.MustCompile(`\boopscope ([a-z]+)(?:\s|$)`)
	chordOf  = regexp.MustCompile(`\bctrl\+t (\S+)`)
	quoted   = regexp.MustCompile(`'[^']*'|"[^"]*"`)
	setting  = regexp.MustCompile(`^([a-z][-a-z0-9]*) = \S`)
)

// TestDocsNameWhatThereIs holds every page to the flags, commands, keys and settings that
// the program has.
func TestDocsNameWhatThereIs(t *testing.T) {
	pages, _ := filepath.Glob("docs/*.md")
	checked := 0
	for _, path := range append(pages, "README.md", "CONTRIBUTING.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range codeOf(string(text)) {
			for _, fault := range faults(code) {
				if path == "docs/scripts.md" && strings.Contains(fault, "no setting") {
					continue // its keys are a script's: console/repro holds it to them
				}
				t.Errorf("%s: %q: %s", path, code, fault)
			}
			checked++
		}
	}
	if checked < 300 {
		t.Errorf("only %d pieces of code were found", checked)
	}
}

// TestDocsFaults: the test above can fail.
func TestDocsFaults(t *testing.T) {
	for code, n := range map[string]int{
		"oopscope scan --jsn x": 1, "oopscope scann x": 1, "--nonsense": 1, "ctrl+t ö": 1, "nonsense = 3": 1, "oopscope scan -z": 1,
		"oopscope scan --json x": 0, "git log --oneline": 0, "ctrl+t C": 0, "baud = 9600": 0, "oopscope bbb": 0,
	} {
		if got := faults(code); len(got) != n {
			t.Errorf("%q: %q", code, got)
		}
	}
}

// codeOf are the lines and the spans of a page that are code.
func codeOf(page string) (code []string) {
	fenced, own := false, false // names of a person's own stand in tables
	for _, l := range strings.Split(page, "\n") {
		if head := strings.TrimSpace(l); strings.HasPrefix(head, "[") || head == "" {
			own = slices.ContainsFunc([]string{".pulse]", ".hook]", ".filter]", ".highlight]"}, func(table string) bool { return strings.HasSuffix(head, table) })
		}
		switch {
		case own:
		case strings.HasPrefix(l, "```"):
			fenced = !fenced
		case fenced || strings.HasPrefix(l, "    "):
			before, _, _ := strings.Cut(l, " # ")
			code = append(code, strings.TrimSpace(before))
		default:
			for _, m := range codeSpan.FindAllStringSubmatch(l, -1) {
				code = append(code, m[1])
			}
		}
	}
	return code
}

// boards are names of profiles, files and finds that the pages use.
var boards = []string{"bbb", "rpi", "lab", "new", "latest"}

func faults(code string) (list []string) {
	ours := strings.HasPrefix(code, "oopscope") || strings.HasPrefix(code, "go run . ") || strings.HasPrefix(code, "--") && !strings.Contains(code, "---")
	if ours {
		call := quoted.ReplaceAllString(code, "")
		for _, end := range []string{" | ", " -- ", "  "} { // another program, or a second column
			call, _, _ = strings.Cut(call, end)
		}
		for _, m := range flagWord.FindAllStringSubmatch(call, -1) {
			if !slices.ContainsFunc(config.Flags, func(f config.Flag) bool { return "--"+f.Name == m[1] || f.Letter != "" && "-"+f.Letter == m[1] }) {
				list = append(list, "no flag "+m[1])
			}
		}
	}
	if m := callOf.FindStringSubmatch(code); m != nil && strings.HasPrefix(code, "oopscope") && !slices.Contains(slices.Concat(config.Commands, boards), m[1]) {
		list = append(list, "no command "+m[1])
	}
	keys, _ := keymap.New("")
	for _, m := range chordOf.FindAllStringSubmatch(code, -1) {
		if _, ok := keys.Behind(m[1]); !ok {
			list = append(list, "no key "+m[1])
		}
	}
	if m := setting.FindStringSubmatch(code); m != nil && !slices.Contains(config.Keys(), m[1]) {
		list = append(list, "no setting "+m[1])
	}
	return list
}
