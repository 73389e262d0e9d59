package headless

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/letter"
	"oopscope/parse/trouble"
)

// skeletons are all that went wrong in a scan and is no crash, by the shape of the
// message: what every boot says drowns what only the last one did.
type skeletons struct {
	list   []*skeleton
	of     map[string]*skeleton
	boots  int          // of all inputs, so far
	within int          // the boot of the present input that is read
	bad    map[int]bool // boots with a crash
}

// A skeleton is one shape.
type skeleton struct {
	text  string // as it was printed first
	errno string
	times int
	first int // boot
}

// input begins another input, whose boots are others.
func (s *skeletons) input() { s.boots, s.within = s.boots+s.within, 1 }

// boot is the number of a crash's boot among those of all inputs.
func (s *skeletons) boot(c *parse.Crash) int {
	s.within = max(s.within, c.Boot)
	return s.boots + c.Boot
}

// began takes boots in.
func (s *skeletons) began(boots []parse.Boot) {
	for i := range boots {
		s.within = max(s.within, boots[i].N)
	}
}

// add takes a report in.
func (s *skeletons) add(c *parse.Crash) {
	if s.of == nil {
		s.of, s.bad = map[string]*skeleton{}, map[int]bool{}
	}
	boot := s.boot(c)
	if isCrash(c) {
		s.bad[boot] = true
		return
	}
	text := cmp.Or(c.Header, c.Title)
	shape := trouble.Shape(text)
	k := s.of[shape]
	if k == nil {
		k = &skeleton{text: text, first: boot}
		if n := trouble.Errno(text); n > 0 {
			k.errno = (*arch.Arch)(nil).ErrnoName(n)
		}
		s.of[shape] = k
		s.list = append(s.list, k)
	}
	k.times += max(c.Count, 1)
}

// lastGood is the last boot without a crash, 0 when there is none or no other.
func (s *skeletons) lastGood() int {
	for n := s.boots + s.within; n > 0; n-- {
		if !s.bad[n] {
			return n
		}
	}
	return 0
}

// tell returns the table, "" when there is nothing to compare: what is new since
// the last boot without a crash first, then what came most often.
func (s *skeletons) tell() string {
	if len(s.list) < 2 {
		return ""
	}
	good := s.lastGood()
	fresh := func(k *skeleton) bool { return good > 0 && k.first > good }
	slices.SortStableFunc(s.list, func(a, b *skeleton) int {
		if fresh(a) != fresh(b) {
			return map[bool]int{true: -1, false: 1}[fresh(a)]
		}
		return cmp.Compare(b.times, a.times)
	})
	var b strings.Builder
	b.WriteString("Trouble that is no crash, by the shape of the message\n")
	for _, k := range s.list {
		word := ""
		if fresh(k) {
			word = "new"
		}
		fmt.Fprintf(&b, "%7d  %-3s  %-9s  %s\n", k.times, word, k.errno, letter.Clean(k.text))
	}
	return b.String()
}
