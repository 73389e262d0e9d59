package class

import (
	"strings"

	"oopscope/parse/ascii"
)

// PrintedBy returns the class of the reports in whose traces alone the function of a
// frame stands, because it prints them; nil when the frame may stand in any trace. What
// a "?" says may be left over from an earlier report.
//
//	[<ffffffff81244c3d>] warn_alloc+0x1ad/0x1f0
//	[<802d9974>] (panic+0x5c/0x18c) from [<80023970>] (do_exit+0x590/0x63c)
//	 kasan_report (mm/kasan/report.c:590)
//
// The words are what that report says, "" where nothing tells it from the others of its class.
func PrintedBy(frame string) (c *Class, words string) {
	fn := functionOf(frame)
	if c = table.printers[fn]; c != nil {
		words = c.Prints[fn]
	}
	return c, words
}

// functionOf cuts the name of the function out of a frame, "" when it has none that is sure.
func functionOf(t string) string {
	t = strings.TrimLeft(t, " \t")
	for strings.HasPrefix(t, "[") {
		_, rest, ok := strings.Cut(t, "]")
		if !ok {
			return ""
		}
		t = strings.TrimLeft(rest, " ")
	}
	t = strings.TrimPrefix(t, "(")
	n := 0
	for n < len(t) && (ascii.IsLetter(t[n]) || ascii.IsDigit(t[n]) || t[n] == '_') {
		n++
	}
	return t[:n] // a copy of it (".constprop.0") prints the same
}
