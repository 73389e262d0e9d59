package typed

import (
	"math/bits"
	"slices"
	"strings"

	"oopscope/parse/arch/flow"
)

// unknown is something that a sum has as it is: what an instruction made, or what a register
// held when the function was entered.
type unknown struct {
	at  int // -1 at the entry
	reg string
}

// sum is a register's value as a sum of multiples.
type sum struct {
	of    map[unknown]int64
	sure  bool // each is a number of the source's, not a product of one
	fixed int64
}

// Bounds of one sum.
const (
	maxSumDepth  = 12
	largestShift = 20
)

// step is how an index in a register goes right before an instruction, shifted so far.
func (c *code) step(reg string, shift uint8, p int, effort *int) step {
	return adding{c, effort}.sum(reg, p, 0).step(shift)
}

// stepOf is how what an instruction adds to a register goes, a product.
func (c *code) stepOf(e *flow.Effect, p int, effort *int) step {
	x, ok := adding{c, effort}.product(e, p, 0)
	if !ok {
		return step{}
	}
	return x.step(0)
}

// step is how a sum goes, shifted so far.
func (x sum) step(shift uint8) step {
	out := step{sure: x.sure}
	for _, n := range x.of {
		out.bytes = gcd(out.bytes, n)
	}
	if out.bytes == 0 || shift > largestShift || out.bytes > 1<<largestShift {
		return step{}
	}
	out.bytes <<= shift
	if x.fixed > -1<<largestShift && x.fixed < 1<<largestShift {
		out.from = x.fixed << shift
	}
	return out
}

// adding is one look at what was added and shifted.
type adding struct {
	*code
	effort *int // instructions that may be looked at
}

// sum follows a register back through what was added and shifted.
func (c adding) sum(reg string, p, depth int) sum {
	d, one := c.maker(reg, p)
	itself := func(sure bool) sum { return sum{map[unknown]int64{{d, reg}: 1}, sure, 0} }
	switch {
	case !one || depth > maxSumDepth:
		return sum{map[unknown]int64{{p, reg}: 1}, false, 0}
	case d < 0:
		return itself(true)
	}
	e := &c.effects[d]
	switch {
	case e.Does == flow.Calls && reg == c.calls.Result || e.Does == flow.Loads && e.Dst == reg && !e.Maybe:
		return itself(true)
	case c.plainly(e, reg, d) && e.Does == flow.Sets:
		return c.added(e, d, depth)
	case c.plainly(e, reg, d) && e.Does == flow.Computes:
		return c.shifted(e, d, depth, itself(false))
	}
	return itself(false)
}

// plainly tells an instruction that makes a register of others and of nothing else.
func (c adding) plainly(e *flow.Effect, reg string, d int) bool {
	return e.Dst == reg && !e.Maybe && e.Back == 0 && !e.Touches && e.Plus == "" && !c.image[d]
}

// added is the sum that an instruction makes of two registers.
func (c adding) added(e *flow.Effect, d, depth int) sum {
	out := sum{map[unknown]int64{}, true, e.Mem.Offset}
	for _, part := range []struct {
		reg   string
		shift uint8
		minus bool
	}{{e.Mem.Base, 0, false}, {e.Mem.Index, uint8(e.Mem.Shift), e.Mem.Down}} {
		if part.reg == "" {
			continue
		}
		if slices.Contains(c.calls.Stack, part.reg) || part.shift > largestShift {
			return sum{out.of, false, 0}
		}
		x := c.sum(part.reg, d, depth+1)
		for u, n := range x.of {
			n <<= part.shift
			if part.minus {
				n = -n
			}
			out.of[u] += n
		}
		if x.fixed <<= part.shift; part.minus {
			x.fixed = -x.fixed
		}
		out.fixed += x.fixed
		out.sure = out.sure && x.sure
	}
	return out
}

// product is that of what an instruction multiplies, where one side is a constant.
func (c adding) product(e *flow.Effect, p, depth int) (x sum, ok bool) {
	times := e.Times
	if e.Product[0] == "" {
		return x, false
	}
	x = c.sum(e.Product[0], p, depth+1)
	if times == 0 {
		y := c.sum(e.Product[1], p, depth+1)
		if len(x.of) == 0 {
			x, y = y, x
		}
		if len(y.of) > 0 || !y.sure {
			return x, false
		}
		times = y.fixed
	}
	if times <= 0 || times > 1<<largestShift {
		return x, false
	}
	for u := range x.of {
		x.of[u] *= times
	}
	x.fixed *= times
	return x, true
}

// extensions are the mnemonics that make a number wider.
var extensions = []string{"movslq", "movsx", "movswl", "movsbl", "movswq", "movsbq", "cltq", "cdqe", "sxtw", "sxth", "sxtb", "sext.w", "extsw", "lgfr", "llgfr"}

// shifted is what an instruction makes of a register: a product, a multiple, or the same in more bits.
func (c adding) shifted(e *flow.Effect, d, depth int, otherwise sum) sum {
	if x, ok := c.product(e, d, depth+1); ok {
		return x
	}
	if e.From[0] == "" || e.From[1] != "" {
		return otherwise
	}
	mnemonic, _, _ := strings.Cut(c.insns[d].Text, " ")
	by := uint8(max(-e.Right, 0))
	switch {
	case e.Keeps != 0 && by <= largestShift && e.Right <= 0 && e.Keeps < flow.Low(32) && e.Keeps == flow.Low(bits.Len64(e.Keeps))&^flow.Low(int(by)):
		otherwise.of[unknown{d, e.Dst}], otherwise.sure = 1<<by, true // a number less than a power of two: i & 7
		return otherwise
	case e.Right < 0 && by <= largestShift && e.Keeps>>31&1 != 0, e.Right == 0 && e.Keeps >= flow.Low(32), slices.Contains(extensions, mnemonic):
		x := c.sum(e.From[0], d, depth+1)
		for u := range x.of {
			x.of[u] <<= by
		}
		x.fixed <<= by
		return x
	}
	return otherwise
}

// maker is the only instruction that may have made what a register holds right before another
// one, -1 where it holds what it did when the function was entered.
func (c adding) maker(reg string, p int) (d int, one bool) {
	makers := map[int]bool{}
	passed := map[int]bool{p: true}
	for todo := []int{p}; len(todo) > 0 && len(makers) < 2; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if *c.effort--; *c.effort < 0 || len(c.before[n]) == 0 && !c.enters(n) {
			return 0, false
		}
		if c.enters(n) {
			makers[-1], d = true, -1
		}
		for _, q := range c.before[n] {
			switch {
			case c.writes(q, reg):
				makers[q], d = true, q
			case !passed[q]:
				passed[q] = true
				todo = append(todo, q)
			}
		}
	}
	return d, len(makers) == 1
}

// enters tells the function's first instruction.
func (c adding) enters(n int) bool { return n == 0 && c.whole }
