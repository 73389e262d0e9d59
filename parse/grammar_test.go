package parse

import "testing"

// TestKindOf: the most telling beginning of a line decides, in every process.
func TestKindOf(t *testing.T) {
	for text, want := range map[string]kind{
		"---[ end trace 0000000000000000 ]---":          lineEnding,
		"---[ end Kernel panic - not syncing: why ]---": lineEnding,
		"--- interrupt: 900 at _printk+0x2c/0x40":       lineFrame,
		"--":                                  lineOther,
		"task: ffff8880 task.stack: ffff8881": lineSystem,
		"task:stuckd          state:D stack:0     pid:85":      lineDetail,
		"Oops: 0038 ilc:3 [#1] SMP":                            lineDetail,
		" schedule_timeout+0x94/0x150":                         lineFrame,
		"[    1.000000][  T12]":                                lineOther,
		"Call Trace:":                                          lineHeading,
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1":         lineSystem,
		"([<000003ff7fd0301a>] sensor_parse_header+0x3a/0x50)": lineFrame,
	} {
		if got := kindOf(text); got != want {
			t.Errorf("%q is of kind %d, not %d", text, got, want)
		}
	}
}

// FuzzKindOf holds for any text: it is of some kind, and what a symbolizer adds
// can be taken off.
func FuzzKindOf(f *testing.F) {
	for _, s := range []string{"Call Trace:", "f+0x1/0x2 a.c:1", "f a.h:1 [inline]", "r3 : 00000000  r2 : 00000001", "(", "<", ">"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if k := kindOf(text); k < lineOther || k > lineFault {
			t.Fatalf("%q is of kind %d", text, k)
		}
		if rest, _ := unannotate(text); len(rest) > len(text) {
			t.Fatalf("%q became %q", text, rest)
		}
	})
}
