package parse

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// decoding is the work on one report: the crash it becomes and where in the
// report the reader is.
type decoding struct {
	c     *crash.Crash
	w     *window
	class *class.Class
	arch  *arch.Arch

	part     *part         // the stack section being read; nil in the report's main part
	parts    []*part       // all of them
	headings int           // trace headings seen in the main part
	inlined  []arch.Inline // inlined functions printed before the frame they belong to
	placed   bool          // the main part's CPU line was read
	problems []crash.Problem
	modules  int // number of the module list's last line, 0 outside of it
}

// part is a stack within the report that is not the main one.
type part struct {
	crash.Stack
	dump arch.Dump
	kept bool
}

// decode turns a report's lines into a crash.
func (d *Decoder) decode(w *window) *crash.Crash {
	c := &crash.Crash{
		ID: w.id, Boot: w.boot.N, Seen: w.seen, Open: w.stage == growing, CPU: -1, Parent: w.parent,
		Kernel: w.boot.Kernel, Machine: w.boot.Machine, Banner: w.boot.Banner,
	}
	x := &decoding{c: c, w: w, class: w.class()}
	if x.class == nil {
		x.class = class.Panicked
	}
	c.Class, c.Severity = x.class.Name, x.class.Severity
	x.copyBody()
	if w.trouble != nil || x.class.Severity == crash.Error {
		x.trouble()
		return c
	}
	x.detectArch(d)
	x.readLines()
	x.close()
	x.headers()
	x.refine()
	x.conclude()
	return c
}

// copyBody takes the lines over and the place they have in the input.
func (x *decoding) copyBody() {
	w, c := x.w, x.c
	c.Body = make([]crash.BodyLine, 0, len(w.body)+len(w.tail))
	for _, list := range [2][]entry{w.body, w.tail} {
		for i := range list {
			c.Body = append(c.Body, list[i].BodyLine)
		}
	}
	if len(c.Body) == 0 {
		return
	}
	first, last := &c.Body[0], &c.Body[len(c.Body)-1]
	c.First, c.Last, c.FirstByte, c.LastByte = first.N, last.N, first.First, last.Last
	for i := range c.Body {
		if m := c.Body[i].Micro; m >= 0 {
			c.Time, c.HasTime = float64(m)/1e6, true
			break
		}
	}
	if w.dropped > 0 {
		c.Quality.Problems = append(c.Quality.Problems,
			crash.Problem{Kind: crash.Abridged, Line: w.body[len(w.body)-1].N, Text: strconv.Itoa(w.dropped) + " lines in its middle are not shown"})
	}
}

// detectArch finds the architecture by the report's own lines, or takes the
// one that an earlier report of the input had.
func (x *decoding) detectArch(d *Decoder) {
	lines := make([]arch.Line, len(x.c.Body))
	for i, b := range x.c.Body {
		lines[i] = arch.Line{N: b.N, Text: b.Text}
	}
	x.arch = arch.Detect(lines)
	if claims := x.claims(lines); claims < sureClaims && (d.lastArch != nil || claims < 2) {
		x.arch = d.lastArch // a bare trace looks alike everywhere
	}
	if x.arch != nil {
		x.c.Arch, d.lastArch = x.arch.Name, x.arch
	}
}

// sureClaims is one line that only one architecture prints.
const sureClaims = 5

func (x *decoding) claims(lines []arch.Line) int {
	sum := 0
	for i := 0; x.arch != nil && i < len(lines) && sum < sureClaims; i++ {
		sum += x.arch.Claims(lines[i].Text)
	}
	return sum
}

// readLines walks the report once.
func (x *decoding) readLines() {
	if x.class.Stacks.LocksFirst {
		// the stacks of the dependencies come first; "stack backtrace:" is the main one
		x.enter("lock", crash.BodyLine{})
	}
	for i := range x.c.Body {
		x.line(&x.c.Body[i])
	}
}

func (x *decoding) line(b *crash.BodyLine) {
	l := arch.Line{N: b.N, Text: b.Text}
	if x.moduleList(l) {
		return
	}
	x.astray(b)
	x.section(b)
	dump := &x.c.Dump
	if x.part != nil {
		dump = &x.part.dump
		if cpu, task, ok := cpuLine(l.Text); ok {
			x.part.CPU, x.part.Task = cpu, task
		}
	}
	x.take(dump, l)
	x.system(l)
	x.fact(l)
}

// astray drops the frames that stand before the "CPU: " line of a WARN: every
// kernel prints that line first, so another CPU's trace was cut in two.
func (x *decoding) astray(b *crash.BodyLine) {
	if x.placed || len(x.c.Dump.Chain) == 0 || !x.isSplat() || x.part != nil && x.part.Role != "panic" {
		return
	}
	if cpu, _, ok := cpuLine(b.Text); ok && cpu >= 0 {
		x.part, x.c.Dump = nil, arch.Dump{}
		x.problems = append(x.problems, crash.Problem{Kind: crash.Interleaved, Line: b.N, Text: "frames of another CPU stand in front of its own"})
	}
}

// take gives a line to the architecture, freed from the source location that a
// symbolizer may have added to it.
func (x *decoding) take(dump *arch.Dump, l arch.Line) {
	text, loc := unannotate(l.Text)
	if loc.File == "" {
		x.arch.Take(dump, l)
		return
	}
	if loc.Function != "" { // "f include/linux/page-flags.h:253 [inline]"
		if len(x.inlined) < 32 {
			x.inlined = append(x.inlined, loc)
		}
		return
	}
	before := len(dump.Chain)
	l.Text = text
	x.arch.Take(dump, l)
	if len(dump.Chain) == before+1 {
		f := &dump.Chain[before]
		f.File, f.FileLine, f.Inlined = loc.File, loc.Line, x.inlined
	}
	x.inlined = nil
}

// close finishes the dumps.
func (x *decoding) close() {
	c := x.c
	x.promote()
	x.arch.Close(&c.Dump)
	for _, p := range x.parts {
		x.arch.Close(&p.dump)
		p.Frames = arch.TrimPlumbing(p.dump.FullChain(), "")
		if len(p.Frames) > 0 {
			c.Stacks = append(c.Stacks, p.Stack)
		}
	}
}

// promote makes the first stalled CPU's stack the main one of a report that
// has none of its own: an RCU stall seen from another CPU, a hung task.
func (x *decoding) promote() {
	if len(x.c.Dump.Chain) > 0 || x.c.Dump.PC.Function != "" {
		return
	}
	for _, role := range [...]string{"stalled", "task", "panic", "lock"} {
		for _, p := range x.parts {
			if p.Role == role && !p.kept && (len(p.dump.Chain) > 0 || p.dump.PC.Function != "") {
				p.kept = true
				x.c.Dump = p.dump
				p.dump = arch.Dump{}
				if p.Task.Known {
					x.c.Task, x.c.CPU = p.Task, p.CPU
				}
				return
			}
		}
	}
}

// headers takes over what the header lines said.
func (x *decoding) headers() {
	c := x.c
	best := 1 << 30
	for _, h := range x.w.hits {
		if h.Role != class.Hints && h.Rank < best && (h.Role != class.Panics || c.Header == "") {
			best, c.Header = h.Rank, h.At.Text
		}
		x.header(h)
	}
	fn := x.headerSymbol()
	if c.Dump.PC.Function == "" && fn.HasOffset { // a WARN without a trap: arm, mips
		c.Dump.PC = fn
		c.Dump.Chain = arch.TrimPlumbing(c.Dump.Chain, fn.Function)
	}
	switch {
	case c.Dump.PC.Function != "" && !c.Dump.UserMode:
		c.Chain = c.Dump.FullChain()
	case fn.Function != "":
		c.Chain = arch.TrimPlumbing(c.Dump.Chain, fn.Function)
	default:
		c.Chain = arch.TrimPlumbing(c.Dump.Chain, "")
	}
}

// header reads the named groups of one header.
func (x *decoding) header(h class.Hit) {
	c, g := x.c, h.Groups
	if n, err := strconv.Atoi(g["n"]); err == nil && c.Die == 0 {
		c.Die = n
	}
	if cpu, err := strconv.Atoi(g["cpu"]); err == nil && c.CPU < 0 {
		c.CPU = cpu
	}
	if pid, err := strconv.Atoi(g["pid"]); err == nil && !c.Task.Known {
		c.Task = crash.Task{Comm: g["comm"], PID: pid, Known: true}
		if g["comm"] == "" {
			c.Task.Known = false
		}
	}
	if g["file"] != "" && c.Source == "" {
		c.Source = g["file"]
	}
	if msg := g["msg"]; msg != "" && c.Panic == "" {
		c.Panic, c.PanicLine = msg, h.At.N
	}
	if a := g["addr"]; a != "" && h.Role == class.Fault && !c.Dump.Fault.HasAddress {
		if v, err := strconv.ParseUint(a, 16, 64); err == nil {
			c.Dump.Fault.Address, c.Dump.Fault.HasAddress, c.Dump.Fault.Line = v, true, h.At.N
		}
	}
	if a := g["access"]; a != "" && c.Dump.Fault.Access == "" && h.Role == class.Fault {
		c.Dump.Fault.Access = a
	}
	if c.Die == 0 && c.Dump.DieNumber > 0 {
		c.Die = c.Dump.DieNumber
	}
}

// headerSymbol is the function the header names.
func (x *decoding) headerSymbol() arch.Symbol {
	for _, h := range x.w.hits {
		if fn := h.Groups["fn"]; fn != "" && h.Role != class.Hints {
			if s, _, ok := arch.ParseSymbol(fn); ok {
				return s
			}
			if s, _, ok := arch.ParseName(fn); ok {
				return s
			}
		}
	}
	return arch.Symbol{}
}

// what is the detail the header gives: "slab-use-after-free", "bad magic".
func (x *decoding) what() string {
	for _, h := range x.w.hits {
		if h.Class == x.class && h.Groups["what"] != "" {
			return strings.TrimSpace(h.Groups["what"])
		}
	}
	return ""
}
