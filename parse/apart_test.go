package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// What stands between the lines of a report and is of no report does not put them
// apart: rows of a record's dictionary, lines of other boards on the same port.

// deadly is a warning, and a page fault with a message in front of its header.
const deadly = `------------[ cut here ]------------
refcount_t: underflow; use-after-free.
WARNING: CPU: 0 PID: 7 at lib/refcount.c:28 refcount_warn_saturate+0xba/0x110
Modules linked in: bench(O)
CPU: 0 PID: 7 Comm: sh Not tainted 6.1.0 #1
RIP: 0010:refcount_warn_saturate+0xba/0x110
Call Trace:
 bench_put+0x1c/0x40 [bench]
---[ end trace 0000000000000000 ]---
BUG: unable to handle page fault for address: ffffc90000000010
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
PGD 100000067 P4D 100000067 PUD 0
Oops: 0000 [#1] PREEMPT SMP NOPTI
CPU: 0 PID: 7 Comm: sh Tainted: G        W  O      6.1.0 #1
RIP: 0010:bench_get+0x1c/0x40 [bench]
Call Trace:
 vfs_write+0x10/0x20
---[ end trace 0000000000000000 ]---`

// told is what matters of the crashes in a log.
func told(crashes []*parse.Crash) (list []string) {
	for _, c := range crashes {
		list = append(list, fmt.Sprintf("%s: %s, %d lines", c.Class, c.Title, len(c.Body)))
	}
	return list
}

func TestADictionaryPutsNoLinesApart(t *testing.T) {
	log := func(rows int) []byte {
		var b strings.Builder
		for i, l := range strings.Split("up\nup and running\nlink is up\n"+deadly, "\n") {
			fmt.Fprintf(&b, "4,%d,%d,-;%s\n", 100+i, 5000000+1000*i, l)
			for r := range rows {
				fmt.Fprintf(&b, " KEY%d=value\n", r)
			}
		}
		return []byte(b.String())
	}
	want := fmt.Sprint(told(bad(decode(log(0)))))
	if !strings.Contains(want, "refcount") || !strings.Contains(want, "bench_get") {
		t.Fatal(want)
	}
	for _, rows := range []int{1, 2, 8, 40} {
		if got := fmt.Sprint(told(bad(decode(log(rows))))); got != want {
			t.Errorf("%d rows to a record:\n%s, not\n%s", rows, got, want)
		}
	}
}

func TestAnotherInputPutsNoLinesApart(t *testing.T) {
	for _, between := range []int{1, 4, 40, 700} {
		var all parse.Numbers
		boards := [2]*parse.Decoder{}
		for i := range boards {
			boards[i] = parse.New(parse.Options{Lines: true, Numbers: &all})
		}
		latest := map[int]*parse.Crash{}
		keep := func(b parse.Batch) {
			for _, c := range b.Crashes {
				latest[c.ID] = c
			}
		}
		now := time.Unix(1e9, 0)
		for i, l := range strings.Split(deadly, "\n") {
			keep(boards[0].Feed(fmt.Appendf(nil, "[    5.%06d] %s\n", i, l), now))
			keep(boards[1].Feed([]byte(strings.Repeat("[    7.000000] eth0: link becomes ready\n", between)), now))
		}
		keep(boards[0].Close())
		keep(boards[1].Close())
		var got []*parse.Crash
		for id := range len(latest) {
			got = append(got, latest[id+1])
		}
		if len(got) != 2 || len(got[0].Body) != 9 || len(got[1].Body) != 10 {
			t.Errorf("%d lines of another board between: %s", between, told(got))
		}
	}
}
