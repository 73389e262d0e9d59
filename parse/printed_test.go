package parse_test

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// TestPrintedByReport: an excerpt that begins in the middle of a trace is a report where the
// trace passes what only prints reports; the outermost of those says which.
func TestPrintedByReport(t *testing.T) {
	for _, c := range []struct{ text, class string }{
		// made up in the form of lib/dump_stack.c and mm/kasan/report.c
		{" dump_stack+0x5c/0x78\n kasan_report+0xf9/0x130\n pump_read+0x7c/0x390 [pump]\n vfs_read+0x8a/0x250\nRIP: 0033:0x7f52e345dece\n", "kasan"},
		{"[   14.478678] [<80014428>] (unwind_backtrace+0x0/0xf8) from [<803643a8>] (panic+0x84/0x1dc)\n[   14.478795] [<803643a8>] (panic+0x84/0x1dc) from [<80025de8>] (do_exit+0x700/0x7cc)\n", "panic"},
		{" dump_stack+0x5c/0x78\n panic+0xf9/0x130\n arm64_serror_panic+0x7c/0x390\n do_serror+0x8a/0x250\n", "bus-error"},
		{" dump_stack+0x5c/0x78\n ? kasan_report+0xf9/0x130\n pump_read+0x7c/0x390 [pump]\n vfs_read+0x8a/0x250\n", ""},
		{" dump_stack+0x5c/0x78\n kasan_report+0xf9/0x130\n pump_read+0x7c/0x390\n kunit_try_run_case+0x8a/0x250\n", ""},
	} {
		got := bad(decode([]byte(c.text)))
		switch {
		case c.class == "" && len(got) > 0:
			t.Errorf("%q: %s", c.text, got[0].Class)
		case c.class != "" && (len(got) != 1 || got[0].Class != c.class || !got[0].Quality.Has(crash.Headless)):
			t.Errorf("%q: %d crashes, want one of class %s", c.text, len(got), c.class)
			for _, g := range got {
				t.Log(g.Class, g.Title)
			}
		}
	}
}

// TestPrintedWords: where several reports of a class have a printer each, that says which one.
func TestPrintedWords(t *testing.T) {
	const trace = " dump_stack+0x5c/0x78\n register_lock_class+0x51f/0x530\n __lock_acquire+0x82/0x18b0\n pump_read+0x7c/0x390 [pump]\n vfs_read+0x8a/0x250\nRIP: 0033:0x7f52e345dece\n"
	got := bad(decode([]byte(trace)))
	if len(got) != 1 || !strings.HasPrefix(got[0].Title, "trying to register non-static key") {
		t.Errorf("%d crashes: %+v", len(got), got)
	}
}

// TestUnreadDump: an excerpt of frames or registers, of which nobody can say what they were
// printed for, is not passed over in silence. A few words that look so are.
func TestUnreadDump(t *testing.T) {
	frames := " ip6_input+0x15f/0x170\n ? nf_hook_slow+0xb3/0xe0\n ipv6_rcv+0x236/0x250\n net_rx_action+0x287/0x6b0\n __do_softirq+0xfe/0x383\n"
	rows := "fe60: 806e1b4c 80294fa0 806e1afc 80d04d48 b9c37400 af2061c0 a16bfe9c a16bfe88\n"
	dump := "CPU: 0 PID: 31 Comm: pump Not tainted 6.6.30 #1\nCall Trace:\n" + frames // dump_stack() is whole
	for text, want := range map[string]int{frames: 1, strings.Repeat(rows, 4): 1, strings.Repeat(rows, 2): 0, dump: 0} {
		n := 0
		for _, c := range decode([]byte(text)) {
			if c.Severity != parse.Error {
				t.Errorf("%q: %s", text, c.Title)
			}
			if c.Quality.Has(crash.Unread) {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d dumps not understood, want %d", text, n, want)
		}
	}
}
