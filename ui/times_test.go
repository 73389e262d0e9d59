package ui

import (
	"testing"
	"time"

	"oopscope/parse"
)

// Where nothing tells when the lines came, the steps that would show it are left out.
func TestNoHostTimesOfAnOldCapture(t *testing.T) {
	a, _, _ := clocked(t, 100, 24)
	d := parse.New(parse.Options{Lines: true})
	b := d.Feed([]byte("[    1.000000] one\n[    2.500000] two\n"), time.Time{})
	a.receive(&b)
	a.press("t")
	sees(t, a, "+1.500000 two")
	a.press("t")
	sees(t, a, "kernel times hidden", "nothing tells when these lines came")
	a.press("t")
	sees(t, a, "[    2.500000] two")
}
