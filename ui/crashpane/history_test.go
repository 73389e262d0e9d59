package crashpane

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"oopscope/console/link"

	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// TestHistoryIsShown: how often the crash was met, and what was written then.
func TestHistoryIsShown(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	p := New(theme.New(), unnamed)
	p.SetSize(80, 200)
	shown := func(h link.History) string {
		p.SetHistory(h, now)
		p.SetCrash(uitest.SeedCrash(t), nil, "", true, "")
		return ansi.Strip(p.View())
	}
	if s := shown(link.History{Session: 1}); strings.Contains(s, "seen ") || strings.Contains(s, "Said of it") {
		t.Errorf("a crash that nobody met has a history:\n%s", s)
	}
	s := shown(link.History{Session: 3, Times: 12, Since: "4.19.94-ti-r73", Last: now.Add(-24 * time.Hour), Back: true, Verdict: link.Verdict{
		Status: link.Fixed, Fixed: "4.19.95", Since: now.Add(-48 * time.Hour), Tags: []string{"pru", "prio1"},
		Notes: []link.Note{{At: now.AddDate(0, 0, -9), Text: "first"}, {At: now.Add(-24 * time.Hour), Text: "unload it first\nthen reload"}},
	}})
	for _, want := range []string{"3rd this session", "12 times before", "HERE AGAIN", "noted   yesterday: unload it first …", "fixed in 4.19.95, said 2 days ago", "pru prio1", "12 Nov 2026", "then reload"} {
		if !strings.Contains(strings.Join(strings.Fields(s), " "), strings.Join(strings.Fields(want), " ")) {
			t.Errorf("no %q in\n%s", want, s)
		}
	}
}
