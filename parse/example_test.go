package parse_test

import (
	"fmt"
	"strings"
	"time"

	"oopscope/parse"
)

// example is what a board printed.
const example = `[    2.000000] usb 1-1: new high-speed USB device number 2
[    2.100000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.100001] #PF: supervisor read access in kernel mode
[    2.100002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    2.100003] CPU: 1 PID: 82 Comm: sh Not tainted 6.1.0 #1
[    2.100004] RIP: 0010:sensor_parse_header+0x5/0x20 [bench]
[    2.100005] Call Trace:
[    2.100006]  <TASK>
[    2.100007]  vfs_write+0xc7/0x3f0
[    2.100008]  </TASK>
[    2.100009] ---[ end trace 0000000000000000 ]---
[    2.200000] usb 1-1: USB disconnect, device number 2
`

// A capture is read to its end.
func ExampleCrashes() {
	for c, err := range parse.Crashes(strings.NewReader(example)) {
		if err != nil {
			fmt.Println("cannot read on:", err)
			break
		}
		fmt.Printf("lines %d-%d, %s: %s\n", c.First, c.Last, c.Severity, c.Title)
		for _, f := range c.Chain {
			fmt.Println("  ", f.Function)
		}
	}
	// Output:
	// lines 2-11, oops: NULL pointer dereference in sensor_parse_header [bench]
	//    sensor_parse_header
	//    vfs_write
}

// A program that has the bytes in hand feeds them as they come.
func ExampleDecoder() {
	d := parse.New(parse.Options{})
	var crashes []*parse.Crash
	for p := []byte(example); len(p) > 0; {
		n := min(len(p), 100) // cut anywhere
		crashes = append(crashes, d.Feed(p[:n], time.Time{}).Crashes...)
		p = p[n:]
	}
	crashes = append(crashes, d.Close().Crashes...)
	for _, c := range crashes {
		fmt.Println(c.Class, c.Culprit.Function, c.Culprit.Module)
	}
	// Output: null-deref sensor_parse_header bench
}

// On a live console lines come with the crashes, and a crash comes as soon as it
// begins; it comes again, newer, when more of it was printed and when it is over.
func ExampleDecoder_Idle() {
	d := parse.New(parse.Options{Lines: true})
	now := time.Date(2026, 11, 20, 4, 9, 41, 0, time.UTC)
	b := d.Feed([]byte(example), now)
	fmt.Println(len(b.Lines), "lines")
	for _, c := range b.Crashes {
		fmt.Println(c.ID, c.Title, "open:", c.Open)
	}
	for _, c := range d.Idle(now.Add(5 * time.Second)).Crashes { // nothing more came
		fmt.Println(c.ID, c.Aftermath)
	}
	// Output:
	// 12 lines
	// 1 NULL pointer dereference in sensor_parse_header [bench] open: true
	// 1 continues-damaged
}
