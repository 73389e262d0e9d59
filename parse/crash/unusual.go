package crash

import (
	"cmp"
	"fmt"
	"strconv"
)

// What is unusual of a line before a crash.
const (
	LineNew    = "new"    // no other boot says it
	LineRarer  = "rarer"  // few do
	LineFaster = "faster" // it comes more often in a minute than ever elsewhere
)

// An Unusual is a kind of line that stands before a crash, and not so in other boots.
type Unusual struct {
	Line           int    // the last of its kind before the crash, in the input
	Text           string // what it says, behind its prefix
	Kind           string
	Boots, Of      int // of the boots that did not crash so, how many have such a line
	Alike, OfAlike int // and of the other boots that did
	Here, There    int // of a faster one: how many came in the minute before, and at most elsewhere
}

// IsAgain reports whether a crash that is complete is the same as another one: of one
// signature, or, where the reports are too poor for that, of one bug or one class.
func (c *Crash) IsAgain(of *Crash) bool {
	key := func(c *Crash) string { return cmp.Or(c.Signature.Exact, c.Signature.Bug, c.Class) }
	return c.Severity > Error && !c.Open && key(c) == key(of)
}

// Words say what is unusual, with the counts that show it.
func (u *Unusual) Words() string {
	words := fmt.Sprintf("in %s of %s without this crash", none(u.Boots), boots(u.Of))
	if u.Kind == LineFaster {
		words = fmt.Sprintf("%d in the minute before, at most %d in any of %s without this crash", u.Here, u.There, boots(u.Of))
	}
	if u.OfAlike > 0 {
		words += fmt.Sprintf(", in %s of %d more with it", none(u.Alike), u.OfAlike)
	}
	return u.Kind + ": " + words
}

func none(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

func boots(n int) string {
	if n == 1 {
		return "1 boot"
	}
	return strconv.Itoa(n) + " boots"
}
