//go:build linux

package main

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// Only what a file brings and nobody can have written to is given back.
func TestWhatIsMapped(t *testing.T) {
	for line, want := range map[string]bool{
		"00400000-00cfa000 r-xp 00000000 fe:00 1234567                            /usr/bin/oopscope":           true,
		"00cfa000-0175d000 r--p 008fa000 fe:00 1234567                            /usr/bin/oopscope (deleted)": true,
		"0175d000-01915000 rw-p 0135c000 fe:00 1234567                            /usr/bin/oopscope":           false,
		"c000000000-c000400000 rw-p 00000000 00:00 0                              [anon: Go: heap]":            false,
		"7ffd0a1f2000-7ffd0a1f4000 r-xp 00000000 00:00 0                          [vdso]":                      false,
		"7f0ee1e02000-7f0ee1ee2000 r--p 00000000 00:00 0 ":                                                     false,
		"": false, "zz-1 r-xp 0 0 0 /bin/x": false,
	} {
		from, to, ok := mapped([]byte(line))
		if ok != want || ok && fmt.Sprintf("%08x-%08x", from, to) != line[:17] {
			t.Errorf("%q: %x-%x %v", line, from, to, ok)
		}
	}
}

// What starting has touched is no more in memory, and the program goes on.
func TestHandBack(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector's own pages are more")
	}
	before := ofFiles(t)
	handBack()
	if after := ofFiles(t); after > before/2 {
		t.Errorf("%d kB of files were in memory, and then %d", before, after)
	}
}

// ofFiles is how much of mapped files is in the memory of this process, in kB.
func ofFiles(t *testing.T) (kB int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := bytes.Cut(status, []byte("RssFile:"))
	if _, err := fmt.Sscan(string(rest), &kB); err != nil {
		t.Skip(err)
	}
	return kB
}
