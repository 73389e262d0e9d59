//go:build linux && !race

package thrift

import (
	"bytes"
	"fmt"
	"os"
	"testing"
	"unsafe"
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
		m, ok := mapped([]byte(line))
		if ok != want || ok && fmt.Sprintf("%08x-%08x", m.from, m.to) != line[:17] {
			t.Errorf("%q: %x-%x %v", line, m.from, m.to, ok)
		}
	}
}

// What starting has touched is no more in memory, and the program goes on. The race
// detector has more pages of its own.
func TestHandBack(t *testing.T) {
	before := ofFiles(t)
	HandBack()
	if after := ofFiles(t); after > before-256 {
		t.Errorf("%d kB of files were in memory, and then %d", before, after)
	}
}

// What was looked at of the constants is no more in memory.
func TestHandBackConstants(t *testing.T) {
	m := own().constants
	if m.to == 0 {
		t.Fatal("the constants were not found")
	}
	one, sum := unsafe.Pointer(unsafe.StringData("a constant")), byte(0)
	for at := m.from; at < m.to; at += 4096 {
		sum += *(*byte)(unsafe.Add(one, int(at)-int(uintptr(one))))
	}
	before := ofFiles(t)
	handBackConstants()
	if after, all := ofFiles(t), int(m.to-m.from)>>10; after > before-all/2 {
		t.Errorf("%d kB of files were in memory, and then %d; the constants have %d (%d)", before, after, all, sum)
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
