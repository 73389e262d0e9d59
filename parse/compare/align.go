package compare

import (
	"slices"
	"strings"

	"oopscope/parse/letter"
	"oopscope/parse/trouble"
)

// A Line is one of a boot that is held against another.
type Line struct {
	N        int    // its number in its input
	Micro    int64  // stamp in microseconds since boot, -1 when none was printed
	Text     string // behind the stamp
	OfReport bool   // of a crash's report, whose lines are compared by its signature
}

// A Relation is what a row of an alignment says of its lines.
type Relation uint8

// The relations of two boots' lines.
const (
	Same      Relation = iota // both boots print it here
	Otherwise                 // both say it here, in other words: the banner, the command line
	Elsewhere                 // the other boot has such lines too, at another place or less often
	Vanished                  // of A only: B never prints a line of this shape
	Appeared                  // of B only
)

// A Row is a line of boot A, of boot B, or one of each that belong together: -1 stands
// for none.
type Row struct {
	A, B     int
	Relation Relation
	Moved    float64 // by how many seconds later B has it, beyond what the lines before it are late; 0 for nothing to tell of
}

// An Alignment is two boots side by side.
type Alignment struct {
	A, B  []Line
	Rows  []Row
	First int // the first row in which the boots say something else; -1 when they never do

	Vanished, Appeared, Otherwise, Moved int // rows
}

// Align puts two boots side by side: lines belong together when their shapes are the
// same, addresses and numbers masked. CPUs and probes race in every boot, so a line
// that comes at another place is none that is missing. Nor is, where B is still running,
// what A said later than B got.
func Align(a, b []Line, running bool) *Alignment {
	x := &Alignment{A: a, B: b, First: -1}
	before, since := sideOf("A", a), sideOf("B", b)
	ka, kb := keysOf(a), keysOf(b)
	last := 0
	for i, j := range pairs(ka, kb) {
		if j < 0 {
			continue
		}
		last = x.until(i, j, last)
		x.add(Row{A: i, B: j, Relation: pairing(&a[i], &b[j])})
	}
	x.until(len(a), len(b), last)
	x.relate(before, since)
	if running {
		x.notYet()
	}
	x.tellMoved(before, since)
	x.count()
	return x
}

// sideOf reads a boot as a side of its own.
func sideOf(name string, lines []Line) *Side {
	s := &Side{Name: name}
	r := s.Read(name)
	for i := range lines {
		r.Line(lines[i].N, 1, lines[i].Micro, lines[i].Text, lines[i].OfReport)
	}
	r.Close()
	return s
}

// A key is what a line is found by in the other boot: its shape, and which of that shape
// it is.
type key struct {
	shape string
	nth   int
}

func keysOf(lines []Line) []key {
	keys, met := make([]key, len(lines)), map[string]int{}
	for i := range lines {
		s := shapeOf(lines[i].Text)
		keys[i] = key{s, met[s]}
		met[s]++
	}
	return keys
}

// shapeOf is what a line has in common with those of other boots. Of what is compared
// word by word it is the beginning.
func shapeOf(text string) string {
	for _, begin := range stated {
		if strings.HasPrefix(text, begin) {
			return begin
		}
	}
	return trouble.Shape(letter.Cut(text, longest))
}

func pairing(a, b *Line) Relation {
	if a.Text != b.Text && slices.ContainsFunc(stated, func(begin string) bool { return strings.HasPrefix(a.Text, begin) }) {
		return Otherwise
	}
	return Same
}

// pairs tells of each line of A which of B it stands beside, -1 for none: the most lines
// that stand in the same order in both.
func pairs(a, b []key) []int {
	at := make(map[key]int, len(b))
	for j, k := range b {
		at[k] = j
	}
	with, before := make([]int, len(a)), make([]int, len(a))
	var ends []int // the line of A that ends the best row of each length
	for i, k := range a {
		j, both := at[k]
		if with[i] = -1; !both {
			continue
		}
		with[i] = j
		n, _ := slices.BinarySearchFunc(ends, j, func(e, j int) int { return with[e] - j })
		if before[i] = -1; n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	chosen := make([]int, len(a))
	for i := range chosen {
		chosen[i] = -1
	}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			chosen[i] = with[i]
		}
	}
	return chosen
}

// add appends a row.
func (x *Alignment) add(r Row) { x.Rows = append(x.Rows, r) }

// until adds the lines that stand alone before a pair, those of A first, and returns
// where B goes on behind it. They are counted from the pair before.
func (x *Alignment) until(i, j, fromB int) int {
	fromA := 0
	if n := len(x.Rows); n > 0 {
		fromA = x.Rows[n-1].A + 1
	}
	for ; fromA < i; fromA++ {
		x.add(Row{A: fromA, B: -1, Relation: Elsewhere})
	}
	for ; fromB < j; fromB++ {
		x.add(Row{A: -1, B: fromB, Relation: Elsewhere})
	}
	return j + 1
}

// relate tells lines that the other boot never prints from those that it has elsewhere.
func (x *Alignment) relate(a, b *Side) {
	for i := range x.Rows {
		switch r := &x.Rows[i]; {
		case r.Relation != Elsewhere:
		case r.A >= 0 && unknown(&x.A[r.A], b):
			r.Relation = Vanished
		case r.A < 0 && unknown(&x.B[r.B], a):
			r.Relation = Appeared
		}
	}
}

// notYet takes back that A's last lines are missing, which B may still say.
func (x *Alignment) notYet() {
	for i := len(x.Rows) - 1; i >= 0 && (x.Rows[i].A < 0 || x.Rows[i].B < 0); i-- {
		if x.Rows[i].Relation == Vanished {
			x.Rows[i].Relation = Elsewhere
		}
	}
}

// unknown tells that a side has no line like this.
func unknown(l *Line, side *Side) bool {
	s := shapeOf(l.Text)
	if l.Text == "" || l.OfReport || slices.Contains(stated, s) {
		return false
	}
	return side.shapes[s] == nil
}

// tellMoved notes on the rows of which lines the times moved.
func (x *Alignment) tellMoved(a, b *Side) {
	steps := map[[2]int]float64{}
	for _, m := range moved(a, b) {
		steps[[2]int{m.AtA.Line, m.AtB.Line}] = m.Step
	}
	for i := range x.Rows {
		if r := &x.Rows[i]; r.A >= 0 && r.B >= 0 {
			r.Moved = steps[[2]int{x.A[r.A].N, x.B[r.B].N}]
		}
	}
}

func (x *Alignment) count() {
	for i, r := range x.Rows {
		switch r.Relation {
		case Vanished:
			x.Vanished++
		case Appeared:
			x.Appeared++
		case Otherwise:
			x.Otherwise++
		}
		if r.Moved != 0 {
			x.Moved++
		}
		if x.First < 0 && (r.Relation == Vanished || r.Relation == Appeared) {
			x.First = i
		}
	}
}

// Differs tells whether a row is news.
func (r *Row) Differs() bool {
	return r.Relation >= Vanished || r.Relation == Otherwise || r.Moved != 0
}
