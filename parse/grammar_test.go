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
