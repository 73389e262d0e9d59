package unwrap

import "testing"

// TestMarkdown: marks of a comment are taken off, and what an editor or a converter
// made of the kernel's own is undone.
func TestMarkdown(t *testing.T) {
	escaped := "\\[  200.677501\\] IP: \\[\\<c0132998\\>\\] \\_\\_ticket\\_spin\\_lock+0x8/0x20\n"
	code := "`[  200.677501] one: two`\n"
	stop := "[  200.677501] Call Trace:\\\n"
	for _, c := range []struct{ in, want string }{
		{escaped + escaped, "[  200.677501] IP: [<c0132998>] __ticket_spin_lock+0x8/0x20\n[  200.677501] IP: [<c0132998>] __ticket_spin_lock+0x8/0x20\n"},
		{code + code + code + code + code, "[  200.677501] one: two\n[  200.677501] one: two\n[  200.677501] one: two\n[  200.677501] one: two\n[  200.677501] one: two\n"},
		{stop + stop + stop + stop + stop, "[  200.677501] Call Trace:\n[  200.677501] Call Trace:\n[  200.677501] Call Trace:\n[  200.677501] Call Trace:\n[  200.677501] Call Trace:\n"},
		{ // of an issue of Qubes, which came from a tracker with links in brackets
			"[    0.012409] invalid opcode: 0000 [SMP \n[    0.012416](#1]) CPU 0\n[    0.012438] RIP: e030:[ [<ffffffff8143a229>](<ffffffff8143a229>]) cpu_initialize_context+0x263/0x280\n",
			"[    0.012409] invalid opcode: 0000 [#1] SMP \n[    0.012416] CPU 0\n[    0.012438] RIP: e030:[<ffffffff8143a229>]  [<ffffffff8143a229>] cpu_initialize_context+0x263/0x280\n",
		},
	} {
		if tellMarkdown([]byte(c.in), true) != yes {
			t.Errorf("not told: %s", c.in)
		}
		s := newMarkdown()
		if got := string(s.close(s.feed(nil, []byte(c.in)))); got != c.want {
			t.Errorf("got\n%swant\n%s", got, c.want)
		}
	}
	for _, plain := range []string{
		"make: a \\\nb \\\nc \\\nd \\\ne \\\nf\n", "C:\\_a\\[b]\\#c\n", "the `dmesg` says `[    1.000000] a` and `b`\n", "see [this](http://x) and [#1](http://y)\n",
		"              \\|/ ____ \\|/\n              /_| \\__/ |_\\\n                 \\__U_/\n",
	} {
		if tellMarkdown([]byte(plain), true) != no {
			t.Errorf("told: %s", plain)
		}
	}
}
