package arch

import (
	"strconv"
	"strings"

	"oopscope/parse/ascii"
)

// ReadInternalError reads the die line of arm and arm64. The text may be empty
// (arm prints an unhandled abort so) and may hold colons of its own:
//
//	Internal error: Oops: 5 [#1] PREEMPT SMP ARM
//	Internal error: : 1b [#1] SMP ARM
//	Internal error: synchronous external abort: 0000000096000010 [#1] SMP
func ReadInternalError(d *Dump, l Line) {
	if d.DieLine != 0 {
		return
	}
	t := l.Text[len("Internal error: "):]
	d.DieLine = l.N
	head, tail, ok := strings.Cut(t, " [#")
	if !ok {
		d.Die = strings.TrimSpace(t)
		return
	}
	d.DieNumber = leadingInt(tail)
	colon := strings.LastIndex(head, ": ")
	if colon < 0 {
		d.Die = head
		return
	}
	d.Die = head[:colon]
	code := head[colon+2:]
	if ascii.AllHexDigits(code) {
		d.DieCode, _ = HexPrefix(code)
		d.HasCode = true
	}
}

// leadingInt reads the decimal number at the start of s, 0 if there is none or
// it is absurd.
func leadingInt(s string) int {
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(s[:n])
	if err != nil {
		return 0
	}
	return v
}
