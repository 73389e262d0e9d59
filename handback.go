//go:build linux

package main

import (
	"bytes"
	"os"
	"reflect"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// handBack gives back the pages of the program's own file that starting it has
// touched: the kernel maps 64 KiB around each (mm/memory.c, do_fault_around), and
// what libraries set up at the start lies all over it. What is used again comes
// back from the page cache, in less than a millisecond for all of a scan. Only the
// code and the constants, which nobody writes to, are given back; a debugger does.
func handBack() {
	if status, _ := os.ReadFile("/proc/self/status"); !bytes.Contains(status, []byte("\nTracerPid:\t0\n")) {
		return
	}
	maps, _ := os.ReadFile("/proc/self/maps")
	code, constants := uint64(reflect.ValueOf(handBack).Pointer()), uint64(uintptr(unsafe.Pointer(unsafe.StringData("a constant"))))
	for line := range bytes.Lines(maps) {
		if from, to, ok := mapped(line); ok && (from <= code && code < to || from <= constants && constants < to) {
			_, _, _ = unix.Syscall(unix.SYS_MADVISE, uintptr(from), uintptr(to-from), unix.MADV_DONTNEED)
		}
	}
}

// mapped reads where a file is mapped that cannot be written to there:
//
//	00400000-00cfa000 r-xp 00000000 fe:00 1234567 /usr/bin/oopscope
func mapped(line []byte) (from, to uint64, ok bool) {
	f := bytes.Fields(line)
	if len(f) < 6 || len(f[1]) != 4 || f[1][1] != '-' || f[5][0] != '/' {
		return 0, 0, false
	}
	a, b, _ := bytes.Cut(f[0], []byte("-"))
	from, err := strconv.ParseUint(string(a), 16, 64)
	to, err2 := strconv.ParseUint(string(b), 16, 64)
	return from, to, err == nil && err2 == nil
}
