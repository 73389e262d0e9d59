// Package kgdb knows what a kernel's debugger says on a console: the prompts of kdb, and
// the packets of the remote protocol that gdb and kgdb speak over the same line.
package kgdb

import (
	"bytes"

	"oopscope/parse/ascii"
)

// A Debugger is what waits at the other end of a line.
type Debugger int

// What may wait there.
const (
	None Debugger = iota
	KDB           // the kernel's own shell
	KGDB          // a stub that speaks gdb's remote protocol
)

// Spot tells what waits when a line of the console, or the beginning of one, is the last
// thing that came.
func Spot(line []byte) Debugger {
	line = bytes.TrimRight(line, " \r\n")
	switch {
	case isPrompt(line), bytes.HasPrefix(line, []byte("Entering kdb (current=")): // kernel/debug/kdb/kdb_main.c
		return KDB
	case bytes.Contains(line, []byte("KGDB: Waiting for connection from remote gdb")), // kernel/debug/debug_core.c
		bytes.Contains(line, []byte("KGDB: Waiting for remote debugger")),
		bytes.HasSuffix(line, []byte("attach debugger or use $D#44+ or $3#33")), // kernel/debug/kdb/kdb_main.c
		isStop(line):
		return KGDB
	}
	return None
}

// isPrompt tells the prompts of kdb: "[1]kdb>", "kdb>" of a kernel for one CPU, and "more>"
// in the middle of what is long (kernel/debug/kdb/kdb_io.c).
func isPrompt(line []byte) bool {
	if string(line) == "more>" {
		return true
	}
	rest, ok := bytes.CutSuffix(line, []byte("kdb>"))
	if !ok {
		return false
	}
	if len(rest) == 0 {
		return true
	}
	return len(rest) > 2 && rest[0] == '[' && rest[len(rest)-1] == ']' && ascii.AllDigits(rest[1:len(rest)-1])
}

// isStop tells a packet that says why the kernel stopped, its checksum included:
// "$S05#b8", "$T05thread:01;#07" (kernel/debug/gdbstub.c).
func isStop(line []byte) bool {
	at := bytes.LastIndexByte(line, '$')
	if at < 0 || len(line) < at+6 || line[at+1] != 'S' && line[at+1] != 'T' {
		return false
	}
	return isPacket(line[at:])
}

// isPacket tells whether bytes are one packet: $, what it says, #, and the sum of that in
// two hexadecimal digits.
func isPacket(p []byte) bool {
	n := len(p)
	if n < 4 || p[0] != '$' || p[n-3] != '#' {
		return false
	}
	sum := byte(0)
	for _, c := range p[1 : n-3] {
		sum += c
	}
	high, ok := digit(p[n-2])
	low, ok2 := digit(p[n-1])
	return ok && ok2 && high<<4|low == sum
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
