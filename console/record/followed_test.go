package record

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// What another process says of its record is looked at before it is believed: whatever it
// says, no page of it costs more memory than a page has, and nothing panics.
func TestWhatAnotherSaysOfItsRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	write(t, path, strings.Repeat("a line of the board\n", 20_000))
	const size, lines = 400_000, 20_000
	numbers := []int64{0, 1, -1, 2, 3277, 65540, 65537, size, lines, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 40, math.MaxInt32}
	some := func() int64 { return numbers[rand.IntN(len(numbers))] }
	made := 0
	for range 1500 {
		h := Held{Path: path, End: size, Lines: lines, Pages: []int64{3277, 65540, 3277, 65540}}
		for range 1 + rand.IntN(3) {
			switch rand.IntN(6) {
			case 0:
				h.End = some()
			case 1:
				h.Lines = int(some())
			case 2:
				h.Pages[rand.IntN(4)] = some()
			case 3:
				h.Breaks = append(h.Breaks, some())
			case 4:
				h.Base = some()
			case 5:
				h.Skips = append(h.Skips, some(), some())
			}
		}
		f, err := Follow(&h)
		if err != nil {
			continue
		}
		s, err := ScrollOf(f, &h)
		if err == nil {
			made++
			s.Tail()
			for page := range len(s.pages) {
				if x, _ := s.sheet(page); x.lines < 0 || x.lines > pageBytes+1 {
					t.Fatalf("%+v: page %d has %d lines", h, page, x.lines)
				}
			}
			s.Read(rand.IntN(len(s.pages) * 20)) // mostly one that is not there
		}
		f.Close()
	}
	if made == 0 {
		t.Error("none was believed")
	}
	whole := Held{Path: path, End: size, Lines: lines, Pages: slices.Repeat([]int64{3277, 65540}, 6)}
	if _, err := ScrollOf(nil, &whole); err != nil {
		t.Errorf("what is true: %v", err)
	}
	own := NewScroll(nil)
	own.Skip(5, 0)
	for range 3 {
		own.Grow([]byte(strings.Repeat("a line of the board\n", 4000)))
		own.Skip(100_000, 0)
		own.Grow([]byte("and a line\n"))
	}
	own.Grow([]byte("no end"))
	held := own.held()
	theirs, err := ScrollOf(nil, &held)
	if err != nil || !reflect.DeepEqual(own.pages, theirs.pages) || own.end != theirs.end {
		t.Errorf("of %+v became %+v, %v", own.pages, theirs, err)
	}
}
