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
