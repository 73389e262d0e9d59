//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A record that is rotated is one record for whoever verifies, scans, takes up or searches it.
func TestARotatedRecord(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	d.runs("--rotate 1MB " + board.link)
	d.sees("nothing received yet")
	var text strings.Builder
	text.WriteString("the first line of all\r\n" + strings.ReplaceAll(oops, "\n", "\r\n"))
	for n := range 36_000 {
		fmt.Fprintf(&text, "[%5d.%06d] usb 1-1: line %d, which tells of nothing in particular\r\n", 100+n/10, n, n)
		if n == 20_000 {
			text.WriteString("the needle in the middle\r\n")
		}
	}
	board.prints(text.String() + "the last line of all\r\n")
	d.sees("the last line of all", "crash 1/1")
	d.ends()
	first := one(t, d.home+"/state/oopscope/*.log")
	parts, _ := filepath.Glob(first + ".[0-9]*")
	if len(parts) != 2 || int64(len(contents(t, first))) >= int64(text.Len()) {
		t.Fatalf("the parts are %v", parts)
	}
	whole := string(contents(t, first))
	for _, p := range parts {
		if want := fmt.Sprint(first, ".", len(whole)); p != want {
			t.Errorf("the part is %s, want %s", p, want)
		}
		whole += string(contents(t, p))
	}
	if whole != string(board.sent) {
		t.Fatalf("the parts hold %d bytes, want %d", len(whole), len(board.sent))
	}
	if status, out, errs := d.headless("verify", first); status != 0 || !strings.Contains(errs, fmt.Sprint(len(whole), " bytes")) {
		t.Errorf("verify: %d, %s%s", status, out, errs)
	}
	if status, out, _ := d.headless("scan", "--json", filepath.Dir(first)); status != 0 || strings.Count(out, `"null-deref"`) != 1 {
		t.Errorf("scan: %d, %.300s", status, out)
	}
	d.runs("--resume")
	d.sees("crash 1/1", "the last line of all")
	d.keys("C-t", "Escape", "g")
	d.sees("the first line of all")
	d.keys("/")
	d.must("send-keys", "-l", "the needle")
	d.keys("Enter")
	d.sees("the needle in the middle", "line 20000,")
	board.prints("and on\r\n")
	waitLong(t, "the new end", patience, func() bool { // a search that is under way still goes to its hit
		d.keys("G")
		return strings.Contains(d.screen(), "and on")
	})
	d.ends()
	if last := contents(t, parts[1]); !strings.HasSuffix(string(last), "and on\r\n") {
		t.Errorf("what came then is not in the last part, which ends with %q", last[max(0, len(last)-50):])
	}
	if err := os.Remove(parts[0]); err != nil {
		t.Fatal(err)
	}
	if status, out, _ := d.headless("verify", first); status != 1 || !strings.Contains(out, "MISSING") {
		t.Errorf("without a part: %d, %s", status, out)
	}
}
