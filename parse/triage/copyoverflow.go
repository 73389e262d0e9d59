package triage

import (
	"fmt"
	"strconv"
	"strings"
)

// copyOverflow: copy_overflow(), include/linux/thread_info.h (ucopysize.h since 6.13), which
// check_copy_size() calls: nothing is copied then.
//
//	Buffer overflow detected (64 < 18446744073709551611)!
func copyOverflow(x *exam, f *draft) bool {
	const words = "Buffer overflow detected ("
	n, l := x.line(words)
	_, sizes, _ := strings.Cut(l, words)
	sizes, _, closed := strings.Cut(sizes, ")")
	holds, wanted, both := strings.Cut(sizes, " < ")
	has, err1 := strconv.ParseUint(holds, 10, 63)
	asked, err2 := strconv.ParseUint(wanted, 10, 64)
	if n == 0 || !closed || !both || err1 != nil || err2 != nil {
		return false
	}
	much := strconv.FormatUint(asked, 10)
	bits := uint(max(x.c.Dump.Bits, 32))
	if less := -asked << (64 - bits) >> (64 - bits); asked>>(bits-1) == 1 {
		much = fmt.Sprintf("%d (which is -%d: a negative length)", asked, less)
	}
	f.Text = fmt.Sprintf("%s asked to copy %s bytes to or from an object of %d. The kernel refused.", subject(x), much, has)
	f.claim(says(words, n), x.subjectRan())
	f.Next = "Check the length where it comes in, against the size of the buffer, before the copy; one that may be negative must not become unsigned before that."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}
