package recall

import (
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
)

var now = time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)

func TestFilter(t *testing.T) {
	groups := []link.Group{
		{Key: "aa11", Bug: "b0b0", Class: "gpf", Title: "general protection fault in usb_submit_urb", Kernels: []string{"5.10.1", "6.1"}, Boards: []string{"BeagleBone"}, Last: link.Sighting{At: now.Add(-time.Hour)},
			Verdict: link.Verdict{Status: link.Known, Tags: []string{"usb"}, Notes: []link.Note{{Text: "with the Camera"}}}},
		{Key: "bb22", Class: "kasan", Title: "use after free", Kernels: []string{"6.1"}, Last: link.Sighting{At: now.AddDate(0, 0, -9), Board: "ttyUSB0"}, Back: true, Verdict: link.Verdict{Status: link.Fixed}},
		{Key: "cc33", Class: "warning", Title: "WARNING at x.c:1", Verdict: link.Verdict{Status: link.New}},
		{Key: "dd44", Class: "oom", Verdict: link.Verdict{Status: link.Ignore}},
	}
	for words, want := range map[string]string{
		"": "abc", "usb": "a", "USB": "", "camera": "a", "Camera": "a", "gpf": "a", "aa": "a", "b0b": "a", "kernel:6.1": "ab", "kernel:6.1 board:beagle": "a",
		"board:ttyUSB0": "b", "status:known": "a", "status:back": "b", "status:new": "c", "!status:known": "bcd", "tag:usb": "a", "since:7d": "a", "since:2026-11-01": "ab",
		"since:2h": "a", "!kernel:6.1": "c", "class:kasan": "b", "x.c:1": "c", "nothing": "", "status:ignore": "d", "!kernel:6.1 !status:new": "d",
	} {
		f, err := ParseFilter(strings.Fields(words), now)
		if err != nil {
			t.Errorf("%s: %v", words, err)
		}
		got := ""
		shown, ignored := f.Of(groups)
		if ignored > 1 || ignored == 1 && strings.Contains(words, "status:") {
			t.Errorf("%q leaves %d out", words, ignored)
		}
		for _, g := range shown {
			got += g.Key[:1]
		}
		if got != want {
			t.Errorf("%q fits %q, want %q", words, got, want)
		}
	}
	for _, bad := range []string{"since:soon", "kernel:"} {
		if _, err := ParseFilter([]string{bad}, now); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestSpark(t *testing.T) {
	for want, counts := range map[string][]int{"": nil, "··": {0, 0}, "·█": {0, 1}, "▁█·▄": {1, 8, 0, 4}, "▁█": {1, 1000}} {
		if got := Spark(counts); got != want {
			t.Errorf("%v: %q, want %q", counts, got, want)
		}
	}
}

func life(boot int, deaths ...link.Death) link.Life {
	return link.Life{Source: "a", Boot: boot, At: now.Add(time.Duration(boot) * time.Minute), Kernel: "6.1", Crashes: deaths}
}

func death(key string, uptime float64) link.Death {
	return link.Death{Key: key, Uptime: uptime, Timed: true}
}

// TestTimeline: a strip a boot, a letter a signature, and what went alike is one row.
func TestTimeline(t *testing.T) {
	lives := []link.Life{
		life(1, death("k1", 942)), life(2), life(3), life(4, death("k2", 5), death("k1", 40)),
		life(5, death("k1", 30)), life(6, death("k1", 31)), life(7, death("k1", 29)),
	}
	tl := NewTimeline(lives, "", 80, now)
	rows := tl.Rows(lives)
	var text []string
	for _, r := range rows {
		text = append(text, r.Text)
	}
	got := strings.Join(append(text, tl.Axis()), "\n")
	want := strings.TrimSpace(`
2026-11-21 10:01  boot 1                 ──────────────────────────────────────A
2026-11-21 10:02  boots 2-3 ×2           no crash
2026-11-21 10:04  boot 4                 ──────────B──────────A
2026-11-21 10:05  boots 5-7 ×3           ───────────────────A
                                         0   1s       10s       1m           10m
`)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if rows[3].First != 4 || rows[3].Lives != 3 || rows[1].Good != true || tl.Letter("k1") != "A" || tl.Letter("k3") != "" {
		t.Errorf("%+v", rows)
	}
	if one := NewTimeline(lives, "k2", 80, now).Rows(lives); !strings.Contains(one[2].Text, "──A──") || !strings.HasSuffix(one[0].Text, "x") {
		t.Errorf("%+v", one)
	}
	if c := ByBoot(lives, 4); Boots(c, "k1") != "████" || Boots(c, "k2") != "█···" || Boots(c, "k3") != "" {
		t.Errorf("%v", c)
	}
	many := life(8)
	many.Count = 500
	if rows := tl.Rows([]link.Life{life(1), many}); !strings.Contains(rows[0].Text, "boots from 1 ×501 ") {
		t.Errorf("%+v", rows)
	}
	NewTimeline(nil, "", 0, now).Axis()
}
