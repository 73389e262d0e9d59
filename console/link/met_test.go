package link

import (
	"testing"
	"time"
)

// TestWords: how a crash that was met before is told of.
func TestWords(t *testing.T) {
	now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		h    History
		want string
	}{
		{History{}, ""},
		{History{Session: 1}, ""},
		{History{Session: 3, Times: 12, Since: "4.19.94-ti-r73", Last: now.Add(-20 * time.Hour)}, "3rd this session, 12 times before since 4.19.94-ti-r73, last yesterday"},
		{History{Session: 1, Times: 1, Last: now.Add(-time.Hour)}, "once before, last today at 09:00"},
		{History{Session: 11, Times: 2, Last: now.AddDate(0, 0, -6)}, "11th this session, 2 times before, last 6 days ago"},
		{History{Session: 22, Times: 2, Last: now.AddDate(0, 0, -7)}, "22nd this session, 2 times before, last 14 Nov 2026"},
		{History{Session: 1, Times: 2, Last: now.AddDate(0, 0, 3)}, "2 times before, last 24 Nov 2026"}, // a clock that went back
		{History{Session: 1, Times: 2, Back: true, Verdict: Verdict{Fixed: "5.10.3"}}, "called fixed in 5.10.3 and HERE AGAIN, 2 times before"},
		{History{Session: 2, Back: true}, "called fixed and HERE AGAIN, 2nd this session"},
	} {
		if got := c.h.Words(now); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
