package parse_test

import (
	"testing"
	"time"

	"oopscope/parse"
)

// TestSilence types to a board that stopped: said once, and again only after
// the board was heard.
func TestSilence(t *testing.T) {
	at := time.Unix(0, 0)
	d := parse.New(parse.Options{Lines: true})
	d.Feed([]byte("[    1.000000] calling  pru_init+0x0/0x30 @ 1\n[    1.500000] pru: probing\n"), at)
	idle := func(after time.Duration) []*parse.Crash {
		at = at.Add(after)
		return d.Idle(at).Crashes
	}
	if c := idle(time.Minute); len(c) != 0 {
		t.Fatalf("a quiet board was called silent: %v", c[0].Title)
	}
	d.Typed([]byte("l"), at)
	if c := idle(time.Minute); len(c) != 0 {
		t.Fatal("no line was typed yet")
	}
	d.Typed([]byte("s\r"), at)
	c := idle(10 * time.Second)
	if len(c) != 1 || c[0].Class != "silence" || c[0].Severity != parse.Error {
		t.Fatalf("got %v, want one silence", c)
	}
	if f := c[0].Facts; len(f) != 3 || f[2].Value != "pru_init+0x0/0x30" || f[2].Line != 1 {
		t.Errorf("facts %v, want last line, pace and the last initcall", f)
	}
	d.Typed([]byte("\r"), at)
	if c := idle(time.Minute); len(c) != 0 {
		t.Error("said twice")
	}
	d.Feed([]byte("# "), at)
	d.Typed([]byte("\r"), at)
	if c := idle(time.Minute); len(c) != 1 {
		t.Error("not said again after the board was heard")
	}
}
