//go:build linux

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// A mistake in the decoder costs the session, but neither the terminal nor a
// byte, and what there is to report is in a file.
func TestAFaultLeavesInOrder(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"", "watch", "--plain"} {
		board := newCable(t)
		args := strings.Fields(how + " " + board.link)
		s := take(t, []string{"BE_OOPSCOPE=stumbling"}, args...)
		glob := filepath.Join(s.home, "oopscope", "*.log")
		waitFor(t, "the record", func() bool { m, _ := filepath.Glob(glob); return len(m) == 1 })
		record := one(t, glob)
		board.prints("first words\r\n")
		s.shows(t, "first words")
		board.prints("and now " + stone + "\r\n")
		s.ends(t)
		if status := s.Cmd.ProcessState.ExitCode(); status != 1 {
			t.Errorf("%q: status %d", how, status)
		}
		if err := s.Restored(); err != nil {
			t.Errorf("%q: %v", how, err)
		}
		s.shows(t, "a fault of oopscope itself while reading the console: index out of range [5] with length 3",
			"recorded to "+record, "every byte that came before the fault is there")
		text := s.Text()
		if how == "" { // the last frame may have told it, too; the screen that is left is to keep it
			_, after, left := strings.Cut(text, "\x1b[?1049l")
			if text = after; !left {
				t.Errorf("the screen is not left: %q", s.End())
			}
		}
		if strings.Contains(text, "goroutine") || strings.Count(text, "a fault of") != 1 {
			t.Errorf("%q: the terminal shows %q", how, last(text, 1000))
		}
		board.recorded(record)
		if told := string(contents(t, one(t, filepath.Join(s.home, "oopscope", "fault-*.txt")))); !strings.Contains(told, "stumbling.Feed") {
			t.Errorf("what is to be reported: %s", told)
		}
	}
}
