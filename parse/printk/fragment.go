package printk

import (
	"bytes"
	"slices"

	"oopscope/parse/ascii"
)

// Extended netconsole cuts a record that does not fit one datagram. Each piece
// has the record's head again, with the place of its bytes in the record's body
// (drivers/net/netconsole.c, Documentation/networking/netconsole.rst):
//
//	6,416,1758426,-,ncfrag=0/33;the first chunk,6,416,1758426,-,ncfrag=16/33; the 2nd chunk.
//
// Only the last piece ends with a line feed, so all of them are one line.
var fragMark = []byte(",ncfrag=")

// maxFragments bounds the pieces of one line; records are 8 kB at most
// (PRINTKRB_RECORD_MAX), datagrams 1 kB.
const maxFragments = 256

// lostMark stands for bytes of a record that did not come.
const lostMark = "…"

// IsFragmented reports whether a line begins with a piece of a record.
func IsFragmented(s []byte) bool {
	if len(s) == 0 || !ascii.IsDigit(s[0]) {
		return false
	}
	_, _, ok := cutFragment(s)
	return ok
}

// Join appends the records of a fragmented line to dst, each with its head once
// and its pieces in their order; "…" stands where one is missing.
func Join(dst, s []byte) []byte {
	head, first, ok := cutFragment(s)
	if !ok {
		return append(dst, s...)
	}
	again := append(bytes.Clone(head), fragMark...)
	pieces := []fragment{first}
	var rest []byte // a further record, when the last piece of this one was lost
	for len(rest) == 0 && len(pieces) < maxFragments {
		last := &pieces[len(pieces)-1]
		at, other := bytes.Index(last.body, again), SecondRecord(last.body)
		if at < 0 || other >= 0 && other < at {
			at = other
		}
		if at < 0 {
			break
		}
		last.body, rest = last.body[:at], last.body[at:]
		if h, next, ok := cutFragment(rest); ok && bytes.Equal(h, head) {
			pieces, rest = append(pieces, next), nil
		}
	}
	dst = append(append(dst, head...), ';')
	slices.SortStableFunc(pieces, func(a, b fragment) int { return a.offset - b.offset })
	came := 0
	for _, f := range pieces {
		if f.offset > came {
			dst = append(dst, lostMark...)
		}
		dst = append(dst, f.body...)
		came = f.offset + len(f.body)
	}
	if len(rest) > 0 {
		dst = Join(append(dst, lostMark...), rest)
	}
	return dst
}

// fragment is a piece of a record's body.
type fragment struct {
	offset int
	body   []byte
}

// cutFragment reads the piece that s begins with: the record's head, as it is
// without the mark, and the body, which reaches to the end of s.
func cutFragment(s []byte) (head []byte, f fragment, ok bool) {
	mark := bytes.Index(s[:min(len(s), maxHead)], fragMark)
	if mark < 0 {
		return nil, f, false
	}
	i := mark + len(fragMark)
	for ; i < len(s) && ascii.IsDigit(s[i]) && f.offset < 1<<20; i++ {
		f.offset = f.offset*10 + int(s[i]-'0')
	}
	end := bytes.IndexByte(s[i:min(len(s), i+12)], ';')
	if end < 1 || s[i] != '/' || !ascii.AllDigits(s[i+1:i+end]) || kmsgRecord(s, &Prefix{}) == 0 {
		return nil, f, false
	}
	f.body = s[i+end+1:]
	return s[:mark], f, true
}

// maxHead is more than a record's head takes: a release (64, linux/utsname.h),
// four numbers, the caller and the mark.
const maxHead = 160

// SecondRecord returns where in a text the head of another record begins, -1
// when there is none. It begins as late as it may: the text may end in digits.
func SecondRecord(text []byte) int {
	for at := 0; at < len(text); {
		semi := bytes.IndexByte(text[at:], ';')
		if semi < 0 {
			return -1
		}
		end := at + semi + 1
		for i := end - 1; i >= max(at, end-maxHead); i-- {
			if ascii.IsDigit(text[i]) && kmsgRecord(text[i:end], &Prefix{}) == end-i {
				return i
			}
		}
		at = end
	}
	return -1
}
