package unwrap

import (
	"fmt"
	"strings"
	"testing"
)

// TestSides: what stands on the right of a page goes on behind what stands on the left.
func TestSides(t *testing.T) {
	var all, page []string
	for n := range 24 {
		all = append(all, fmt.Sprintf("[    1.%06d] f%d+0x1/0x2 and more", n, n))
	}
	for n, l := range all[:12] {
		page = append(page, fmt.Sprintf("%-90s%s", l, all[12+n]))
	}
	if got, names := unwrapped(strings.Join(page, "\n") + "\n"); got != strings.Join(all, "\n")+"\n" {
		t.Errorf("%q in %q", got, names)
	}
}
