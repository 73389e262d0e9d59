package arch

import (
	"slices"
	"strings"
)

// When is the weight if a condition holds, else nothing.
func When(holds bool, weight int) int {
	if holds {
		return weight
	}
	return 0
}

// Row reports whether a line begins as a row of registers does and holds another
// of the row's names.
func Row(t, begin, inside string) bool {
	return strings.HasPrefix(t, begin) && strings.Contains(t, inside)
}

// HeadsOf collects the first bytes of the beginnings.
func HeadsOf(lists ...[]string) (set [4]uint64) {
	for _, list := range lists {
		for _, s := range list {
			set[s[0]>>6] |= 1 << (s[0] & 63)
		}
	}
	return set
}

// MayClaim reports whether the architecture can claim a line whose first byte
// that is no blank is head, 0 for none.
func (a *Arch) MayClaim(head byte) bool {
	return a.Heads == [4]uint64{} || a.Heads[head>>6]>>(head&63)&1 != 0
}

// MayHold reports whether the architecture can claim a line however it begins.
func (a *Arch) MayHold(text string) bool {
	return slices.ContainsFunc(a.Anywhere, func(s string) bool { return strings.Contains(text, s) })
}

// FaultDigits returns how many digits the address has in the line that opens the
// report of a page fault, 0 in other lines:
//
//	Unable to handle kernel paging request at virtual address feadbeec when read
func FaultDigits(t string) int {
	if !strings.HasPrefix(t, "Unable to handle kernel ") {
		return 0
	}
	_, addr, _ := strings.Cut(t, " at virtual address ")
	_, n := HexPrefix(addr)
	return n
}
