package grammar

import "testing"

// TestKindOf: the most telling beginning of a line decides, in every process.
func TestKindOf(t *testing.T) {
	for text, want := range map[string]Kind{
		"---[ end trace 0000000000000000 ]---":          Ending,
		"---[ end Kernel panic - not syncing: why ]---": Ending,
		"--- interrupt: 900 at _printk+0x2c/0x40":       Frame,
		"--":                                  Other,
		"task: ffff8880 task.stack: ffff8881": System,
		"task:stuckd          state:D stack:0     pid:85":      Detail,
		"Oops: 0038 ilc:3 [#1] SMP":                            Detail,
		" schedule_timeout+0x94/0x150":                         Frame,
		"[    1.000000][  T12]":                                Other,
		"Call Trace:":                                          Heading,
		"CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1":         System,
		"([<000003ff7fd0301a>] sensor_parse_header+0x3a/0x50)": Frame,
	} {
		if got := KindOf(text); got != want {
			t.Errorf("%q is of kind %d, not %d", text, got, want)
		}
	}
}

// FuzzKindOf holds for any text: it is of some kind.
func FuzzKindOf(f *testing.F) {
	for _, s := range []string{"Call Trace:", "f+0x1/0x2 a.c:1", "r3 : 00000000  r2 : 00000001", "(", "<", ">", "CPU: 1 PID: 2 Comm: x", "task:x state:R pid:1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if k := KindOf(text); k < Other || k > Fault {
			t.Fatalf("%q is of kind %d", text, k)
		}
		CPU(text)
		Task(text)
	})
}
