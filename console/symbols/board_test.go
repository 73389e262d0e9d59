package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

func TestBuildIDsAreToldByTheirDigits(t *testing.T) {
	digits := func(n int) string { return strings.Repeat("d2e1a4f0c5b69788", 5)[:n] }
	for text, want := range map[string]string{
		"CPU: 3 PID: 1 Comm: sh Not tainted 5.14.0 #1 " + digits(40): digits(40),
		"CPU: 3 PID: 1 Comm: sh Not tainted 5.14.0 #1 " + digits(39): "",
		"CPU: 3 PID: 1 Comm: sh Not tainted 5.14.0 #1 " + digits(41): "",
		"CPU: 3 " + digits(40):                    "",
		"CPU: x  " + digits(40):                   "",
		"CPU: 3  " + digits(40):                   digits(40),
		" CPU: 3  " + digits(40):                  "",
		"CPU: 3  " + digits(40) + " ":             "",
		"BUILD-ID=" + digits(15):                  "",
		"BUILD-ID=" + digits(16):                  digits(16),
		"BUILD-ID=" + digits(64):                  digits(64),
		"BUILD-ID=" + digits(65):                  "",
		"BUILD-ID=" + strings.ToUpper(digits(40)): "",
	} {
		if got := buildIDIn(&parse.Crash{Body: []crash.BodyLine{{Text: "Modules linked in:"}, {Text: text}}}); got != want {
			t.Errorf("%q has the build ID %q, want %q", text, got, want)
		}
	}
}

// A scan asks it of each crash, and mostly there are no symbols.
func TestAskingForWhatACrashIsSearchedByCostsLittle(t *testing.T) {
	frame := func(function, module string) arch.Frame {
		return arch.Frame{Symbol: arch.Symbol{Function: function, Module: module}}
	}
	c := &parse.Crash{Kernel: "6.1.0", Chain: []arch.Frame{frame("a", ""), frame("b", "shepherd")}}
	for range 40 {
		c.Chain = append(c.Chain, frame("c", "shepherd"))
	}
	c.Stacks = []parse.Stack{{Frames: []arch.Frame{frame("d", "dog")}}}
	c.Dump.LR.Module = "last"
	if got, want := SearchedBy(c), "6.1.0\x00\x00shepherd\x00\x00dog\x00\x00last\x00"; got != want {
		t.Fatalf("%q, want %q", got, want)
	}
	if n := testing.AllocsPerRun(50, func() { SearchedBy(c) }); n > 9 {
		t.Errorf("%.0f allocations", n)
	}
}
