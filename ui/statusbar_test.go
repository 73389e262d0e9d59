package ui

import (
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/theme"
)

// TestTheStatusLineIsNoRiddle looks for "c0", "t1" and "b3" at every width.
func TestTheStatusLineIsNoRiddle(t *testing.T) {
	riddle := regexp.MustCompile(`\b[a-z][0-9]`)
	for _, s := range []status{
		{trouble: 1, boot: 3}, {crashes: 12, at: 3, trouble: 7, boot: 3, filter: "串口 👨‍👩‍👧 text"}, {crashes: 1},
	} {
		s.link = Link{Name: "/dev/serial/by-id/usb-串口-if", Settings: "115200 8N1", Record: "x", Recorded: 12345, Lost: 3, Writable: true}
		s.mode, s.lines = "NORMAL", 123456
		for w := theme.MinWidth; w < 160; w++ {
			row := ansi.Strip(statusLine(theme.New(), s, w))
			if ansi.StringWidthWc(row) != w || riddle.MatchString(strings.ReplaceAll(row, "8N1", "")) {
				t.Errorf("%d columns: %q", w, row)
			}
			if w < 120 { // facts are left out
				continue
			}
			for words, want := range map[string]bool{"no crash": s.crashes == 0, "1 trouble": s.trouble == 1, "boot 3": s.boot == 3, "crash 3/12": s.at == 3} {
				if strings.Contains(row, words) != want {
					t.Errorf("%d columns: %q says %q: %v", w, row, words, !want)
				}
			}
		}
	}
}

// What ails the record is said in words as long as it lasts, not only in a notice
// that the next one takes away; its reason was in the notice.
func TestTheStatusLineSaysWhatAilsTheRecord(t *testing.T) {
	s := status{crashes: 1, at: 1, mode: "CONSOLE"}
	s.link = Link{Name: "board", Record: "x", Trouble: "the record goes on without a line index; mkdir /a/long/way/down/to/the/record.lines: is a directory", Ailment: "unlined"}
	if row := ansi.Strip(statusLine(theme.New(), s, 120)); !strings.Contains(row, "without a line index") || strings.Contains(row, "directory") {
		t.Errorf("%q", row)
	}
	if row := ansi.Strip(statusLine(theme.New(), s, 60)); !strings.Contains(row, "REC?") {
		t.Errorf("%q", row)
	}
}
