//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bigCapture is a capture of so many lines with a crash near its end.
func bigCapture(t *testing.T, lines int) (path string) {
	t.Helper()
	var b strings.Builder
	for n := 1; n <= lines; n++ {
		fmt.Fprintf(&b, "[%5d.%06d] usb 1-1: new high-speed USB device number %d using xhci_hcd\n", n/1000, n%1000, n)
		if n == lines-1000 {
			for _, l := range strings.Split(strings.TrimSpace(oops), "\n") {
				_, text, _ := strings.Cut(l, "] ")
				fmt.Fprintf(&b, "[%5d.%06d] %s\n", n/1000, n%1000, text)
			}
		}
	}
	path = filepath.Join(t.TempDir(), "big.log")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pid is the program's on a desk.
func (d *desk) pid() (pid int) {
	d.t.Helper()
	shell := strings.TrimSpace(d.must("display-message", "-p", "#{pane_pid}"))
	children, _ := os.ReadFile("/proc/" + shell + "/task/" + shell + "/children")
	for _, child := range strings.Fields(string(children)) {
		if name, _ := os.Readlink("/proc/" + child + "/exe"); filepath.Base(name) == filepath.Base(os.Args[0]) {
			fmt.Sscan(child, &pid)
			return pid
		}
	}
	d.t.Fatal("the program does not run")
	return 0
}

// Any line of a capture of any size is there, in little memory: by its number, by a
// search that goes around, through a filter; of a file, and of what came by a pipe.
func TestAnyLineAtAnyTime(t *testing.T) {
	t.Parallel()
	lines, scaled := 900_000, strings.NewReplacer().Replace
	if raceDetector { // the same in a tenth of it: what is new in the rest is its length
		lines, scaled = lines/10, strings.NewReplacer("900,010", "90,010", "450,000", "45,000", "450000", "45000", "450003", "45003",
			"123456", "12345", "123,456", "12,345", "77777", "7777").Replace
	}
	path := bigCapture(t, lines)
	for _, command := range []string{`"$OOPSCOPE" ` + path, `cat ` + path + ` | "$OOPSCOPE" -`} {
		d := sit(t, 120, 40, command)
		d.sees("crash 1/1", scaled("900,010 lines"))
		d.keys("x")
		d.text(scaled("450000G"))
		d.sees(scaled("line 450,000 of 900,010"), scaled("device number 450003 "))
		d.keys("/")
		d.text(scaled("number 123456 "))
		d.keys("Enter")
		d.sees(scaled("line 123,456 of 900,010"), "▸", scaled("number 123456 "))
		d.keys("f")
		d.text(scaled("77777 "))
		d.keys("Enter")
		d.sees(scaled("number 77777 "), scaled("number 177777 "), scaled("number 877777 "))
		d.keys("Escape") // drops the search, and then the filter
		d.until("no search", func(s string) bool { return !strings.Contains(s, "next hit") })
		d.keys("Escape")
		d.until("no filter", func(s string) bool { return !strings.Contains(s, scaled("only 77777")) })
		d.keys("g")
		d.sees(scaled("line 1 of 900,010"), "number 30 ")
		d.keys("PageDown")
		d.sees("number 60 ")
		if most, _ := peak(t, d.pid()); !raceDetector && most >= 64<<10 {
			t.Errorf("%s: %d kB", command, most)
		}
		d.keys("q")
		d.sees("status 0")
	}
}
