package ledger

import (
	"cmp"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/parse/ascii"
)

// older reports whether a kernel's release is before a version, as far as both
// begin with a number: 5.10.9 is before 5.10.12, 6.1-rc3 before 6.1, and
// 4.19.94-ti-r73 before 4.19.94-ti-r75. Known tells whether they can be compared.
func older(release, version string) (before, known bool) {
	release, version = strings.TrimPrefix(release, "v"), strings.TrimPrefix(version, "v")
	if release == "" || version == "" || !ascii.IsDigit(release[0]) || !ascii.IsDigit(version[0]) {
		return false, false
	}
	for {
		var a, b string
		if a, release = part(release); a == "" {
			return version != "" && !candidate(version), true
		}
		if b, version = part(version); b == "" {
			return candidate(a), true
		}
		if order := compare(a, b); order != 0 {
			return order < 0, true
		}
	}
}

// part takes a run of digits, or of what is none, off a text.
func part(text string) (first, rest string) {
	n := 0
	for n < len(text) && ascii.IsDigit(text[n]) == ascii.IsDigit(text[0]) {
		n++
	}
	return text[:n], text[n:]
}

func compare(a, b string) int {
	if ascii.AllDigits(a) && ascii.AllDigits(b) {
		a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	}
	if ca, cb := candidate(a), candidate(b); ca != cb { // 6.1-rc3 is before 6.1-arch1
		if ca {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// candidate tells what comes before the release that it is named after.
func candidate(text string) bool { return strings.HasPrefix(text, "-rc") }

// isBack tells whether what was called fixed was met since by a kernel that should
// have the fix: one that is not before the version, or, where that cannot be told,
// any.
func isBack(v *link.Verdict, kernel string, at time.Time) bool {
	if v.Status != link.Fixed || at.Before(v.Since) {
		return false
	}
	before, known := older(kernel, v.Fixed)
	return !known || !before
}
