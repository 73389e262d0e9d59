//go:build linux

package thrift

import (
	"bytes"
	"os"
	"reflect"
	"strconv"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// HandBack gives back the pages of the program's own file that were touched so far:
// the kernel maps 64 KiB around each (mm/memory.c, do_fault_around), and what
// libraries set up at the start, or another part of the work has used, lies all over
// it. What is used again comes back from the page cache, in less than a millisecond for
// all of a scan. Only the code and the constants, which nobody writes to, are given
// back; a debugger does.
func HandBack() {
	if status, _ := os.ReadFile("/proc/self/status"); bytes.Contains(status, []byte("\nTracerPid:\t0\n")) {
		own().code.handBack()
		own().constants.handBack()
	}
}

// handBackConstants leaves out the code, and is for every now and then.
func handBackConstants() { own().constants.handBack() }

// own is where the program's file is mapped, without what is written to.
var own = sync.OnceValue(func() (at struct{ code, constants mapping }) {
	maps, _ := os.ReadFile("/proc/self/maps")
	code, constants := uint64(reflect.ValueOf(mapped).Pointer()), uint64(uintptr(unsafe.Pointer(unsafe.StringData("a constant"))))
	for line := range bytes.Lines(maps) {
		m, ok := mapped(line)
		switch {
		case !ok:
		case m.from <= code && code < m.to:
			at.code = m
		case m.from <= constants && constants < m.to:
			at.constants = m
		}
	}
	return at
})

// mapping is where something is mapped; the zero value is nowhere.
type mapping struct{ from, to uint64 }

func (m mapping) handBack() {
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, uintptr(m.from), uintptr(m.to-m.from), unix.MADV_DONTNEED)
}

// mapped reads where a file is mapped that cannot be written to there:
//
//	00400000-00cfa000 r-xp 00000000 fe:00 1234567 /usr/bin/oopscope
func mapped(line []byte) (m mapping, ok bool) {
	f := bytes.Fields(line)
	if len(f) < 6 || len(f[1]) != 4 || f[1][1] != '-' || f[5][0] != '/' {
		return m, false
	}
	from, to, _ := bytes.Cut(f[0], []byte("-"))
	var err, err2 error
	m.from, err = strconv.ParseUint(string(from), 16, 64)
	m.to, err2 = strconv.ParseUint(string(to), 16, 64)
	return m, err == nil && err2 == nil
}
