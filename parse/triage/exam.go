package triage

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
)

// exam is one crash laid out for the rules: what several of them ask is
// answered once.
type exam struct {
	c     *crash.Crash
	arch  *arch.Arch   // nil when unknown
	chain []arch.Frame // the crash's chain, a caller that only the link register knows put in
	ops   operand      // the memory operand of the instruction that trapped

	mixed    bool // lines of another CPU's report may stand between its own
	misnamed bool // the culprit's name is that of the function behind it, see [nextsName]

	callbacks []answer // by module, as far as a rule has asked
}

func examine(c *crash.Crash) *exam {
	x := &exam{c: c, arch: all.ByName(c.Arch)}
	x.chain = withCaller(c)
	x.ops = x.operand()
	x.mixed = c.Quality.Has(crash.Interleaved)
	right, wrong := x.frameOf(bare(c.Culprit.Function), c.Culprit.Module)
	x.misnamed = right == nil && wrong != nil
	return x
}

// withCaller puts the caller of a leaf function into the chain where the
// registers are those of the chain's first frame.
func withCaller(c *crash.Crash) []arch.Frame {
	lr, ok := c.LostCaller()
	if !ok || len(c.Chain) == 0 || lr.Line == 0 || c.Chain[0].Line != c.Dump.PCLine {
		return c.Chain
	}
	top := c.Chain[0]
	if top.Function == "" && len(c.Chain) > 1 && c.Chain[1].Reliable && c.Chain[1].Module != "" {
		return c.Chain
	}
	return slices.Concat([]arch.Frame{top, lr}, c.Chain[1:])
}

// within drops line numbers that are neither the crash's own nor show what became
// of the machine later, and repetitions.
func (x *exam) within(lines []int) []int {
	var kept []int
	l := &x.c.Later
	for _, n := range lines {
		if n <= 0 || (n < x.c.First || n > x.c.Last) && n != l.Heard && n != l.Died && n != l.Again && n != l.Cut && n != l.Line {
			continue
		}
		fresh := true
		for _, k := range kept {
			fresh = fresh && k != n
		}
		if fresh {
			kept = append(kept, n)
		}
	}
	return kept
}

// headLine is the line that opened the report.
func (x *exam) headLine() int {
	switch {
	case x.c.Dump.Fault.Line > 0:
		return x.c.Dump.Fault.Line
	case x.c.Header != "":
		if n := x.find(x.c.Header); n > 0 {
			return n
		}
	}
	if x.c.Dump.DieLine > 0 {
		return x.c.Dump.DieLine
	}
	return x.c.First
}

// pcLine is the line that names the place of death.
func (x *exam) pcLine() int {
	if x.c.Dump.PCLine > 0 {
		return x.c.Dump.PCLine
	}
	if len(x.chain) > 0 {
		return x.chain[0].Line
	}
	return 0
}

// mostBody bounds how much of an endless report is searched for a text.
const mostBody = 3000

// find returns the number of the first line of the report that holds the text.
func (x *exam) find(text string) int {
	n, _ := x.line(text)
	return n
}

// line returns the first line of the report that holds the text.
func (x *exam) line(text string) (n int, line string) {
	for i := range x.c.Body {
		if i > mostBody {
			break
		}
		if b := &x.c.Body[i]; strings.Contains(b.Text, text) {
			return b.N, b.Text
		}
	}
	return 0, ""
}

// fact returns the first of the class's own fields of that name.
func (x *exam) fact(name string) (value string, line int) {
	for i := range x.c.Facts {
		if f := &x.c.Facts[i]; f.Name == name {
			return f.Value, f.Line
		}
	}
	return "", 0
}

// stack returns the first side stack of the role.
func (x *exam) stack(role string) *crash.Stack {
	for i := range x.c.Stacks {
		if s := &x.c.Stacks[i]; s.Role == role && len(s.Frames) > 0 {
			return s
		}
	}
	return nil
}

// tainted tells whether the report carries the taint flag.
func (x *exam) tainted(flag string) bool {
	for i := range x.c.Taint {
		if x.c.Taint[i].Flag == flag {
			return true
		}
	}
	return false
}

// taintLine is the line with the taint letters.
func (x *exam) taintLine() int { return x.find("Tainted: ") }

// means tells what a value looks like, as the registers pane does.
func (x *exam) means(v uint64) arch.Meaning {
	if x.arch == nil {
		return arch.Meaning{}
	}
	return arch.MeaningOf(&x.c.Dump, x.arch, v)
}

// marked tells memory that the kernel has filled, a pointer that it left, or a text: what
// no address is.
func marked(m arch.Meaning) bool {
	return m.Kind == arch.Fill || m.Kind == arch.Poison || m.Kind == arch.Letters
}

// placeOnly tells that nothing is known of a value but where it lies.
func (x *exam) placeOnly(v uint64) bool {
	kind := x.means(v).Kind
	return kind == arch.Nothing || kind == arch.Place
}

// region is the part of the address map.
func (x *exam) region(v uint64) arch.Region {
	if x.arch == nil || x.arch.Region == nil {
		return arch.Region{}
	}
	return x.arch.Region(&x.c.Dump, v)
}

// ofKernel tells a value that lies in a part of the address map that is the kernel's.
func (x *exam) ofKernel(v uint64) bool {
	r := x.region(v)
	return r.Name != "" && v>>63 == 1 && !r.Of(arch.UserMemory|arch.NoAddress)
}

// inModule tells whether an address lies where modules are loaded.
func (x *exam) inModule(v uint64) bool {
	if f := &x.c.Dump.Fault; f.HasAddress && v>>12 == f.Address>>12 && f.Area.Holds&arch.ModuleArea != 0 {
		return true
	}
	return x.region(v).Holds&arch.ModuleArea != 0
}

// factLine is the line of the first of the class's own fields of that name.
func (x *exam) factLine(name string) int {
	_, n := x.fact(name)
	return n
}

// nullPage bounds what counts as a member of a NULL structure.
const nullPage = 4096
