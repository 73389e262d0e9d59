package compare

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// bootOf makes a boot of lines "seconds text".
func bootOf(text string) (lines []Line) {
	for i, l := range strings.Split(strings.TrimSpace(text), "\n") {
		var at float64
		stamp, rest, _ := strings.Cut(strings.TrimSpace(l), " ")
		fmt.Sscan(stamp, &at)
		lines = append(lines, Line{N: 100 + i, Micro: int64(at * 1e6), Text: rest})
	}
	return lines
}

// drawn is an alignment as one reads a diff.
func drawn(x *Alignment) string {
	var b strings.Builder
	for i, r := range x.Rows {
		mark := map[Relation]string{Same: " ", Otherwise: "~", Elsewhere: ".", Vanished: "-", Appeared: "+"}[r.Relation]
		if i == x.First {
			mark = "!" + mark
		}
		side := func(lines []Line, i int) string {
			if i < 0 {
				return ""
			}
			return lines[i].Text
		}
		fmt.Fprintf(&b, "%s %s | %s", mark, side(x.A, r.A), side(x.B, r.B))
		if r.Moved != 0 {
			fmt.Fprintf(&b, " %+.1f", r.Moved)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAlign(t *testing.T) {
	a := bootOf(`
0 Linux version 6.1.0 (b@c) (gcc 12) #1 SMP today
0 Kernel command line: console=ttyS0 quiet
0.1 Memory: 1024K/2048K available
0.2 mmc0: new high speed card at address 0001
0.3 usb 1-1: new device number 2
0.4 cpsw 4a100000.ethernet: initialized
0.5 pru: firmware loaded in 12 ms
0.6 systemd[1]: Started one.
0.7 systemd[1]: Started one.`)
	b := bootOf(`
0 Linux version 6.2.0 (b@c) (gcc 12) #1 SMP today
0 Kernel command line: console=ttyS0 quiet
0.1 Memory: 1000K/2048K available
0.25 usb 1-2: new device number 3
0.26 mmc1: new high speed card at address b368
0.3 pru: firmware is missing
1.4 cpsw 4a101000.ethernet: initialized
1.6 systemd[1]: Started one.`)
	want := `~ Linux version 6.1.0 (b@c) (gcc 12) #1 SMP today | Linux version 6.2.0 (b@c) (gcc 12) #1 SMP today
  Kernel command line: console=ttyS0 quiet | Kernel command line: console=ttyS0 quiet
  Memory: 1024K/2048K available | Memory: 1000K/2048K available
. mmc0: new high speed card at address 0001 | 
  usb 1-1: new device number 2 | usb 1-2: new device number 3 -0.1
.  | mmc1: new high speed card at address b368
!+  | pru: firmware is missing
  cpsw 4a100000.ethernet: initialized | cpsw 4a101000.ethernet: initialized +1.0
- pru: firmware loaded in 12 ms | 
  systemd[1]: Started one. | systemd[1]: Started one.
. systemd[1]: Started one. | 
`
	x := Align(a, b, false)
	if got := drawn(x); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if x.Vanished != 1 || x.Appeared != 1 || x.Otherwise != 1 || x.Moved != 2 {
		t.Errorf("%d gone, %d new, %d otherwise, %d moved", x.Vanished, x.Appeared, x.Otherwise, x.Moved)
	}
	if x := Align(a, b[:5], true); x.Vanished != 0 {
		t.Errorf("what is still to come is called gone:\n%s", drawn(x))
	}
	if x := Align(a, b[:5], false); x.Vanished != 4 || x.First != 5 {
		t.Errorf("what did not come is not called gone:\n%s", drawn(x))
	}
	if x := Align(a, a, false); x.First != -1 || len(x.Rows) != len(a) {
		t.Errorf("a boot differs from itself:\n%s", drawn(x))
	}
	for _, x := range []*Alignment{Align(nil, nil, false), Align(a, nil, false), Align(nil, b, true)} {
		if len(x.Rows) != len(x.A)+len(x.B) {
			t.Errorf("%d rows of %d and %d lines", len(x.Rows), len(x.A), len(x.B))
		}
	}
}

// TestAlignHoldsEveryLineOnce: whatever the boots, each of their lines is in one row, in
// its order, and lines in one row have one shape.
func TestAlignHoldsEveryLineOnce(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	boot := func() (lines []Line) {
		for i := range rnd.Intn(40) {
			lines = append(lines, Line{N: i + 1, Micro: int64(rnd.Intn(3e6)) - 1, Text: strings.Repeat("x", rnd.Intn(8)), OfReport: rnd.Intn(9) == 0})
		}
		return lines
	}
	for range 500 {
		x := Align(boot(), boot(), false)
		var as, bs []int
		for _, r := range x.Rows {
			if r.A >= 0 {
				as = append(as, r.A)
			}
			if r.B >= 0 {
				bs = append(bs, r.B)
			}
			if r.A >= 0 && r.B >= 0 && x.A[r.A].Text != x.B[r.B].Text {
				t.Fatalf("%q beside %q", x.A[r.A].Text, x.B[r.B].Text)
			}
		}
		if len(as) != len(x.A) || len(bs) != len(x.B) || !slices.IsSorted(as) || !slices.IsSorted(bs) {
			t.Fatalf("lines are not all there once, in order: %v of %d, %v of %d", as, len(x.A), bs, len(x.B))
		}
	}
}
