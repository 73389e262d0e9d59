package cell

import (
	"strings"
	"testing"

	"oopscope/ui/uitest"
)

func TestPathsAreCutBetweenLetters(t *testing.T) {
	path := strings.Join(uitest.Scripts, "/")
	for w := 8; w < Width(path)+2; w++ {
		for _, cut := range []string{CutMiddle(path, w), CutEnd(path, w)} {
			if got := Width(cut); got > w || w < Width(path) && !strings.Contains(cut, "…") {
				t.Fatalf("%d cells of a path cut to %d: %q", got, w, cut)
			}
			uitest.Harmless(t, cut)
		}
	}
}
