package boots

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/console/link"
	"oopscope/parse"
)

// warned is a boot of a board that warns, perhaps, after some line.
func warned(n int, before, at string) string {
	text := fmt.Sprintf("[    0.000000] Linux version 6.1.%d (b@c) (gcc 12) #1 SMP today\n", n)
	for i := range 20 {
		text += fmt.Sprintf("[    %d.000000] driver %c is ready\n", i/10+1, 'a'+i)
	}
	text += before
	if at != "" {
		text += `[    4.000000] ------------[ cut here ]------------
[    4.000000] WARNING: CPU: 0 PID: 1 at drivers/x/` + at + `.c:12 ` + at + `+0x10/0x20
[    4.000000] CPU: 0 PID: 1 Comm: swapper Not tainted 6.1.0 #1
[    4.000000] Call Trace:
[    4.000000]  ` + at + `+0x10/0x20
[    4.000000]  do_one_initcall+0x40/0x200
[    4.000000] ---[ end trace 0000000000000000 ]---
`
	}
	return text + "[    5.000000] systemd[1]: Started it all.\n"
}

func capture(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestBoot: a boot that the ledger knows is read back from where its session began.
func TestBoot(t *testing.T) {
	before := "another session\n"
	path := capture(t, before+warned(1, "", "")+warned(2, "[    3.000000] late\n", "gadget_bind"))
	var r Reader
	of := link.Life{Source: path, Base: int64(len(before)), Boot: 2}
	percent := 0
	lines, cut, err := r.Boot(t.Context(), of, 1000, func(p int) { percent = p })
	if err != nil || cut || percent != 100 || lines[0].Text != "Linux version 6.1.2 (b@c) (gcc 12) #1 SMP today" || lines[0].N != 23 || lines[21].Text != "late" {
		t.Errorf("%+v, %v, %v, %d %%", lines, cut, err, percent)
	}
	heads := 0
	for _, l := range lines {
		if !l.OfReport && strings.Contains(l.Text, "gadget_bind") {
			heads++
		}
	}
	if heads > 1 || !lines[len(lines)-3].OfReport {
		t.Errorf("the report's lines are taken for others: %+v", lines)
	}
	if lines, cut, _ := r.Boot(t.Context(), of, 5, func(int) {}); len(lines) != 5 || !cut {
		t.Errorf("%d lines, %v", len(lines), cut)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	for want, ask := range map[string]link.Life{
		"is not there any more":         {Source: path + "x", Boot: 1},
		"is shorter than it was":        {Source: path, Base: 1 << 20, Boot: 1},
		"there is no boot 7 in " + path: {Source: path, Boot: 7},
	} {
		if _, _, err := r.Boot(t.Context(), ask, 10, func(int) {}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", ask, err, want)
		}
	}
	if _, _, err := r.Boot(ended, of, 10, func(int) {}); err != context.Canceled {
		t.Errorf("it goes on when nobody wants it: %v", err)
	}
}

// TestBefore: what stands before a crash and in no boot without it is told, with how many
// of those that died alike have it, too.
func TestBefore(t *testing.T) {
	hot := "[    3.000000] thermal zone0: 99 C\n"
	path := capture(t, warned(1, "", "")+warned(2, hot, "gadget_bind")+warned(3, "", "widget_suspend")+warned(4, hot, "gadget_bind")+warned(5, "", "")+strings.Repeat("noise\n", 3))
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r Reader
	var got []string
	for c := range parse.Crashes(f) {
		for _, u := range r.Before(path, c) {
			got = append(got, fmt.Sprintf("%d: line %d %s, %s", c.Boot, u.Line, u.Text, u.Words()))
		}
	}
	want := []string{
		"2: line 44 thermal zone0: 99 C, new: in none of 3 boots without this crash, in 1 of 1 more with it",
		"4: line 103 thermal zone0: 99 C, new: in none of 3 boots without this crash, in 1 of 1 more with it",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if r.Before(path+"x", &parse.Crash{}) != nil || r.Before(t.TempDir(), &parse.Crash{}) != nil {
		t.Error("of what is not there something is told")
	}
}
