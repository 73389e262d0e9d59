package boot

import (
	"bytes"
	"slices"
	"strings"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
)

// RecentLines is how many of the latest lines are kept.
const RecentLines = 8

// Recent keeps copies of the latest lines without allocating: what a report
// needs that looks back. The zero value is ready.
type Recent struct {
	ring [RecentLines]keptLine
	next int // lines ever kept; the next goes to the slot next modulo 8

	// a stretch that was passed over and whose last lines are copied only when
	// something asks for them
	quiet    []byte
	n        int   // number of its last line
	end      int64 // where it ends in the input
	from, to int   // which of the lines ever kept wait for it
	scratch  []byte
}

type keptLine struct {
	n           int
	first, last int64
	micro       int64
	text        int
	raw         []byte
}

const keptBytes = 512

// Keep takes line n, which stands at these bytes of the input.
func (r *Recent) Keep(n int, first, last int64, clean []byte, p printk.Prefix) {
	k := &r.ring[r.next%len(r.ring)]
	r.next++
	if len(clean) > keptBytes {
		clean = clean[:keptBytes]
	}
	k.n, k.first, k.last, k.micro = n, first, last, p.Micro
	k.text = min(p.Text, len(clean))
	k.raw = append(k.raw[:0], clean...)
}

// Skip notes a stretch of so many lines that was passed over; n is the number
// of the last one and end where it ends. The bytes must hold until Settle.
func (r *Recent) Skip(quiet []byte, lines, n int, end int64) {
	lines = min(lines, len(r.ring))
	if lines < len(r.ring) {
		r.Settle()
	}
	r.quiet, r.n, r.end = quiet, n, end
	r.from, r.to = r.next, r.next+lines
	r.next += lines
}

// Settle copies what a stretch that was passed over has to keep.
func (r *Recent) Settle() {
	if r.quiet == nil {
		return
	}
	p, n, end, next := r.quiet, r.n, r.end, r.next
	r.quiet = nil
	for i := r.to - 1; i >= r.from && i >= next-len(r.ring); i-- {
		at := bytes.LastIndexByte(p[:len(p)-1], '\n') + 1
		raw := printk.Trim(p[at:])
		if !ascii.IsPlain(raw) {
			r.scratch = printk.Clean(r.scratch[:0], raw)
			raw = r.scratch
		}
		first := end - int64(len(p)-at)
		r.next = i
		r.Keep(n, first, end, raw, printk.Read(raw))
		p, n, end = p[:at], n-1, first
	}
	r.next = next
}

// latest is the greatest printk time among the kept lines, -1 without any.
func (r *Recent) latest() int64 {
	r.Settle()
	latest := int64(-1)
	for i := range r.ring {
		if r.ring[i].n > 0 {
			latest = max(latest, r.ring[i].micro)
		}
	}
	return latest
}

// OfKernel reports whether most of the kept lines carry a printk time: one that
// does not is then another's.
func (r *Recent) OfKernel() bool {
	r.Settle()
	stamped := 0
	for i := range r.ring {
		if r.ring[i].n > 0 && r.ring[i].micro >= 0 {
			stamped++
		}
	}
	return stamped > RecentLines/2
}

// Before returns the kept lines in front of line n, oldest first.
func (r *Recent) Before(n int) []crash.BodyLine {
	r.Settle()
	lines := make([]crash.BodyLine, 0, RecentLines)
	for i := range r.ring {
		k := &r.ring[(r.next+i)%len(r.ring)]
		if k.n > 0 && k.n < n && len(k.raw) > k.text {
			raw := string(k.raw)
			lines = append(lines, crash.BodyLine{N: k.n, Raw: raw, Text: raw[k.text:], Micro: k.micro, First: k.first, Last: k.last})
		}
	}
	return lines
}

// LastStamped returns the number of the last of these lines that a kernel stamped,
// 0 when none is.
func LastStamped(lines []crash.BodyLine) int {
	for _, l := range slices.Backward(lines) {
		if l.Micro >= 0 {
			return l.N
		}
	}
	return 0
}

// programs stand in lines of the kernel that speak of programs: init runs.
var programs = []string{` exe="`, ` comm="`, "systemd", "udevd"}

// OnlyKernel reports whether a kernel stamped all of these lines and none shows that
// programs run.
func OnlyKernel(lines []crash.BodyLine) bool {
	return len(lines) > 0 && !slices.ContainsFunc(lines, func(l crash.BodyLine) bool {
		return l.Micro < 0 || slices.ContainsFunc(programs, func(p string) bool { return strings.Contains(l.Text, p) })
	})
}
