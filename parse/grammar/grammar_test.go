package grammar

import (
	"strings"
	"testing"
)

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

// TestShapes: rows and rules are told by their shape, at its limits.
func TestShapes(t *testing.T) {
	for text, want := range map[string]Kind{
		strings.Repeat("=", 20):                 Ruled,
		strings.Repeat("=", 19):                 Other,
		strings.Repeat("-", 20):                 Ruled,
		strings.Repeat("-", 19) + "=":           Other,
		"a0: 0123 a1: 4567":                     Registers,
		"a0: 01234567":                          Registers,
		"a0: 0123456789abcdef":                  Registers,
		"a0: 012345":                            Other, // no width that a register has
		"ninechars: 01234567":                   Registers,
		"tencharact: 01234567":                  Other,
		"a0=0x01234567 a1=0x89abcdef":           Registers,
		"00 11 22 33":                           Hex,
		"00 11 22":                              Other,
		"5b00: 00000006 d9535b58":               Hex,
		"ffff8801: fc fc fb fa":                 Hex,
		"0 1 2 3 4 5 6 7":                       Other, // digits, not words
		"  0:	d2 78 4e             	sarb   %cl": Detail,
		" 2a:*	0f 0b                	ud2":       Detail,
		"1234:	d2 78 4e             	sarb":      Other,
		"All code":                              Detail,
		"========":                              Detail,
		"=======":                               Other,
	} {
		if got := KindOf(text); got != want {
			t.Errorf("%q is %v, not %v", text, got, want)
		}
	}
}

// TestKindsHaveNames: `scan --trace` says what a line was taken for.
func TestKindsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for k := Other; k <= Fault; k++ {
		if name := k.String(); name == "" || seen[name] {
			t.Errorf("kind %d is called %q", k, name)
		} else {
			seen[name] = true
		}
	}
}
