package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// mailed breaks lines as a mailer does, at the last blank in front of the width.
func mailed(line string, width int) string {
	var out strings.Builder
	for len(line) > width {
		at := strings.LastIndexByte(line[:width+1], ' ')
		if at < 20 || strings.Trim(line[:at], " ") == "" {
			break
		}
		out.WriteString(line[:at] + "\n")
		line = line[at+1:]
	}
	return out.String() + line + "\n"
}

// TestBrokenLines: an oops whose lines a mailer or a terminal broke is the same
// oops, and says so.
func TestBrokenLines(t *testing.T) {
	ways := map[string]func(string) string{
		"mailed at 76": func(l string) string { return mailed(l, 76) },
		"a terminal": func(l string) (out string) {
			for len(l) > 80 {
				out, l = out+l[:80]+"\n", l[80:]
			}
			return out + l + "\n"
		},
	}
	for name, log := range wrapped(t) {
		var lines []string
		for n, l := range strings.Split(strings.TrimRight(string(log), "\n"), "\n") {
			lines = append(lines, fmt.Sprintf("[  942.%06d] %s", n, l))
		}
		want := bad(decode([]byte(strings.Join(lines, "\n") + "\n")))
		for way, broken := range ways {
			var input string
			for _, l := range lines {
				input += broken(l)
			}
			got := bad(decode([]byte(input)))
			if difference := unlikeWrapped(got, want); difference != "" {
				t.Errorf("%s: %s: %s", way, name, difference)
			} else if input != strings.Join(lines, "\n")+"\n" && strings.Count(input, "\n") > len(lines)+1 && !got[0].Quality.Has(crash.Wrapped) {
				t.Errorf("%s: %s: it is not said", way, name)
			}
		}
	}
}

// TestBrokenWithoutTime: where no time tells where lines begin, lists, the code and
// a place that a register's line lacks are put together again. A line of somebody
// else behind a long one is none of them.
func TestBrokenWithoutTime(t *testing.T) {
	lines := []string{
		"BUG: unable to handle kernel NULL pointer dereference at 0000000000000010",
		"Oops: 0000 [#1] SMP",
		"Modules linked in: a_long_module_one b_long_module_two c_long_module_three d_long_module_four e_long_module_five f_module",
		"CPU: 3 PID: 1714 Comm: rmmod Tainted: G           O    4.6.0-rc6-next-2016 #12",
		"Hardware name: A machine with a name that is as long (as names may be), BIOS A-1.8.2-1 04/01/2014",
		"RIP: 0010:[<ffffffffa0363294>]  [<ffffffffa0363294>] a_driver_disables_one_interface+0x29a/0x3a6 [a_driver]",
		"RSP: 0018:ffff88001da0bd28  EFLAGS: 00010202",
		"RAX: 0000000000000000 RBX: ffff88001e8e3800 RCX: 0000000000000000",
		"Call Trace:",
		" [<ffffffffa0373db4>] a_driver_destroys_it+0x4b/0xa4 [a_driver]",
		" [<ffffffff814d0000>] rtnl_dellink+0x3b/0xa4",
		"Code: 48 89 e5 41 54 53 48 8b 5f 10 48 85 db 74 1b 4c 8b 67 18 48 8b 03 48 8b 40 10 <48> 8b 00 48 85 c0 74 0a 48 89 df ff",
		"---[ end trace 0123456789abcdef ]---",
	}
	whole := bad(decode([]byte(strings.Join(lines, "\n") + "\n")))
	for _, width := range []int{72, 74, 76} {
		input := lines[0] + "\n"
		for _, l := range lines[1:] {
			input += mailed(l, width)
		}
		got := bad(decode([]byte(input)))
		if difference := unlikeWrapped(got, whole); difference != "" {
			t.Errorf("at %d: %s", width, difference)
		} else if !got[0].Quality.Has(crash.Wrapped) || got[0].Machine != whole[0].Machine || len(got[0].Modules) != 6 {
			t.Errorf("at %d: %+v", width, got[0].Quality)
		}
	}
	short := strings.Join(lines[:2], "\n") + "\nModules linked in: a_long_module_one b_long_module_two c_long_modules\n" + strings.Join(lines[3:5], "\nsomebody-else: says a word\n")
	if got := bad(decode([]byte(short))); len(got) != 1 || got[0].Quality.Has(crash.Wrapped) {
		t.Errorf("two words of others: %+v", got)
	}
}

// TestHeaderSaysMoreWhole: a header that is one as it stands waits for no rest. What
// it says is read once more when its lines are put together.
func TestHeaderSaysMoreWhole(t *testing.T) {
	log := `[  942.000001] WARNING: CPU: 1 PID: 345 at kernel/locking/mutex.c:1684
a_probe_that_waits_for_vblanks+0x2a4/0x2ac
[  942.000002] Modules linked in: a_long_module b_long_module c_long_module
d_long_module e_long_module
[  942.000003] CPU: 1 PID: 345 Comm: kworker/u8:3 Not tainted
5.4.0-rc6-next-20191105 #12
[  942.000004] Call Trace:
[  942.000005]  another_one+0x10/0x20
[  942.000006]  do_one_initcall+0x10/0x20
[  942.000007] ---[ end trace 0123456789abcdef ]---
`
	for _, chunk := range []int{len(log), 1} {
		d := parse.New(parse.Options{Lines: true})
		var all []*parse.Crash
		for at := 0; at < len(log); at += chunk {
			all = append(all, d.Feed([]byte(log[at:at+chunk]), time.Time{}).Crashes...)
		}
		all = append(all, d.Close().Crashes...)
		if len(all) == 0 {
			t.Fatal("no crash")
		}
		c := all[len(all)-1]
		if !strings.Contains(c.Title, "a_probe_that_waits_for_vblanks") || c.Kernel != "5.4.0-rc6-next-20191105" || !c.Quality.Has(crash.Wrapped) {
			t.Errorf("%q of kernel %q, broken: %v", c.Title, c.Kernel, c.Quality.Has(crash.Wrapped))
		}
	}
}
