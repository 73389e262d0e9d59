package parse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// unwrapped are the reports of a capture that may be wrapped.
func unwrapped(input string) []*parse.Crash {
	d := parse.New(parse.Options{Unwrap: true})
	crashes := slices.Clone(d.Feed([]byte(input), time.Time{}).Crashes)
	return bad(append(crashes, d.Close().Crashes...))
}

// TestJoinedLines: an oops of which a web page made one line is the same oops.
func TestJoinedLines(t *testing.T) {
	for name, log := range wrapped(t) {
		lines := strings.Split(strings.TrimRight(string(log), "\n"), "\n")
		want := unwrapped(string(log))
		for way, join := range map[string]func(n int, l string) string{
			"blanks gone": func(_ int, l string) string { return strings.TrimSpace(l) },
			"blanks kept": func(_ int, l string) string { return l },
			"stamped":     func(n int, l string) string { return fmt.Sprintf("[  942.%06d] %s", n, l) },
			"journal":     func(n int, l string) string { return fmt.Sprintf("Oct 03 11:02:%02d bench kernel: %s", n%60, l) },
		} {
			var all []string
			for n, l := range lines {
				all = append(all, join(n, l))
			}
			got := unwrapped("This is what I get: " + strings.Join(all, " ") + " What can I do?\n")
			if difference := unlikeWrapped(got, want); difference != "" {
				t.Errorf("%s, %s: %s", name, way, difference)
			}
		}
	}
}

// TestJoinedTalk: what people say of reports in a long paragraph is none.
func TestJoinedTalk(t *testing.T) {
	talk := "The kernel says BUG: or Oops: first, then Modules linked in: with all of them, CPU: and RIP: tell where, RAX: begins the registers, and behind Call Trace: come frames such as vfs_read+0x10/0x40. "
	for _, c := range unwrapped(strings.Repeat(talk, 3) + "\n") {
		if c.Severity > crash.Error {
			t.Errorf("a crash: %s", c.Title)
		}
	}
}
