// Package letter holds what may be shown of words that came from somewhere else:
// a board, a file name, an argument, an environment variable. It decides which
// letters are harmless, spells the others out, and cuts without tearing a
// letter. It knows no terminal: widths and colours are its callers' business.
package letter

import (
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// The most that one letter is made of. Writing systems stay far below: Hebrew
// with points and accents stacks four marks, a family of four joined emoji is
// seven runes. What piles up more hides or smears its neighbours.
const (
	maxMarks = 8
	maxBases = 6
	longest  = maxBases * (maxMarks + 1) * utf8.UTFMax // bytes
)

const (
	zeroWidthNonJoiner = '\u200c'
	zeroWidthJoiner    = '\u200d'
)

// Next cuts the first letter off s, which is not empty: what a person sees as
// one, a grapheme cluster of Unicode (UAX 29) such as "e" with an accent, a
// syllable of Hindi or an emoji of several parts. It returns the letter's length in bytes, and
// whether the letter may be shown as it is. Not to be shown are control
// characters, bytes that are not UTF-8, what hides or reorders text (see
// Hidden), marks that have no letter to stand on, and all marks of a letter
// behind the eighth; a run of such marks is returned at once.
func Next(s string) (n int, ok bool) {
	if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) {
		return 1, s[0] >= ' ' && s[0] < 0x7f
	}
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case isMark(r):
		return len(Mark(s)), false
	case r == utf8.RuneError && n == 1, Hidden(r):
		return n, false
	}
	whole := graphemes.FromString(s[:min(len(s), longest)]).First()
	return n + extent(r, whole[n:]), true
}

// extent returns how much of the rest of a cluster belongs to its letter. One
// that goes on for too long does not end in a joiner: the joiner is the flood's.
func extent(base rune, rest string) (n int) {
	marks, bases, solid := 0, 1, 0
	for i, r := range rest {
		switch {
		case Joins(r) && joinable(base), isMark(r) && !Joins(r):
			marks++
		case Hidden(r), r == utf8.RuneError: // also a joiner between ASCII letters: it hides in a name
			return n
		default:
			marks, bases = 0, bases+1
		}
		if marks > maxMarks || bases > maxBases {
			return solid
		}
		n = i + utf8.RuneLen(r)
		if !Joins(r) {
			solid = n
		}
	}
	return n
}

// joinable tells letters and signs that a joiner means something between.
func joinable(r rune) bool {
	return r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsSymbol(r))
}

// Mark returns the marks s begins with, "" when it begins with a letter.
func Mark(s string) string {
	for i, r := range s {
		if !isMark(r) {
			return s[:i]
		}
	}
	return s
}

// isMark tells what has no place of its own and stands on the letter before.
func isMark(r rune) bool { return r >= 0x300 && (Joins(r) || unicode.Is(unicode.M, r) && !Hidden(r)) }

// Joins tells the two characters that join letters, or keep them apart, and are
// hidden (see Hidden) everywhere else.
func Joins(r rune) bool { return r == zeroWidthJoiner || r == zeroWidthNonJoiner }

// Hidden tells whether a rune must not be shown as it is, wherever it stands:
// controls (of which terminals obey C0 and C1), characters that reorder or
// hide text (bidirectional controls, zero width, fillers, tags, byte order
// marks), private and unassigned ones, which no two fonts agree about. The
// joiners of Hindi, Persian and emoji are not hidden between such letters:
// that is for Next to see.
func Hidden(r rune) bool {
	switch {
	case r < 0x7f:
		return r < ' '
	case r < 0xa0 || r == 0xad:
		return true
	case r <= unicode.MaxLatin1:
		return false
	case r >= 0xe0100 && r <= 0xe01ef: // variation selectors 17 to 256 carry bytes unseen
		return true
	}
	return !unicode.IsGraphic(r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}
