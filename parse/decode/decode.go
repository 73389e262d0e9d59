// Package decode turns the lines of one report into a [crash.Crash]: what its
// headers say, what the architecture reads out of registers, code and traces, the
// stacks that it carries besides, and what follows from all that.
package decode

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// A Reader decodes the reports of one input.
type Reader struct {
	arch *arch.Arch // of the latest report, for reports that do not show theirs
}

// Decode turns a report into a crash. The lines of the report become the crash's
// own.
func (d *Reader) Decode(r *Report) *crash.Crash {
	c := &crash.Crash{
		ID: r.ID, Sender: r.Boot.Sender, Boot: r.Boot.N, Seen: r.Seen, Open: r.Open, CPU: -1, Parent: r.Parent, ParentLine: r.ParentLine,
		Kernel: r.Boot.Kernel, Machine: r.Boot.Machine, Banner: r.Boot.Banner, Body: r.Lines, Prefix: r.Prefix,
	}
	x := &decoding{c: c, r: r, class: r.Class, stalledCPU: -1}
	if x.class == nil {
		x.class = class.Panicked
	}
	c.Class, c.Severity = x.class.Name, x.class.Severity
	x.place()
	if x.class.Severity == crash.Error {
		x.trouble()
		return c
	}
	x.unwrap()
	x.dealOut()
	d.arch = x.detectArch(d.arch)
	x.readLines()
	x.close()
	x.headers()
	x.refine()
	x.conclude()
	return c
}

// place takes over where in the input the lines stand.
func (x *decoding) place() {
	r, c := x.r, x.c
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
	if r.Dropped > 0 {
		c.Quality.Problems = append(c.Quality.Problems,
			crash.Problem{Kind: crash.Abridged, Line: r.DroppedAfter, Text: strconv.Itoa(r.Dropped) + " lines in its middle are not shown"})
	}
}

// detectArch finds the architecture by the report's own lines, or takes that of
// an earlier report, which may be nil. It returns the one to remember.
func (x *decoding) detectArch(earlier *arch.Arch) *arch.Arch {
	lines := make([]arch.Line, len(x.lines))
	for i := range x.lines {
		lines[i] = x.textOf(&x.lines[i])
	}
	j := all.Judge(lines)
	if j.Score < all.Sure && earlier != nil && earlier != j.Arch {
		j = all.Judgement{Arch: earlier, Reasons: []string{arch.ByEarlier}} // a bare trace looks alike everywhere
	}
	if x.arch = j.Arch; x.arch == nil {
		return earlier
	}
	x.c.Arch, x.c.Quality.Arch = x.arch.Name, strings.Join(j.Reasons, ", ")
	x.c.Quality.Guessed = !slices.ContainsFunc(j.Reasons, arch.Shown)
	return x.arch
}

// readLines walks the report once.
func (x *decoding) readLines() {
	if x.class.Stacks.LocksFirst {
		// the stacks of the dependencies come first; "stack backtrace:" is the main one
		x.enter("lock", crash.BodyLine{})
	}
	for i := range x.lines {
		x.line(&x.lines[i])
	}
}

func (x *decoding) line(b *crash.BodyLine) {
	l := x.textOf(b)
	if x.moduleList(l) {
		return
	}
	x.astray(b)
	x.crossing(b)
	x.section(b)
	dump := &x.c.Dump
	if x.part != nil {
		dump = &x.part.dump
		if cpu, task, ok := grammar.CPU(l.Text); ok {
			x.part.CPU, x.part.Task = cpu, task
		}
	}
	if x.named(dump, l) {
		return
	}
	x.take(dump, l)
	x.system(l)
	x.fact(l)
}

// textOf is a line as the architecture reads it.
func (x *decoding) textOf(b *crash.BodyLine) arch.Line {
	if x.class.Firmware {
		return arch.Line{N: b.N, Text: grammar.CutLogger(b.Text)}
	}
	return arch.Line{N: b.N, Text: b.Text}
}

// astray drops the frames that stand before the "CPU: " line of a WARN: every
// kernel prints that line first, so another CPU's trace was cut in two.
func (x *decoding) astray(b *crash.BodyLine) {
	if x.placed || len(x.c.Dump.Chain) == 0 || !x.isSplat() || x.part != nil && x.part.Role != "panic" {
		return
	}
	if cpu, _, ok := grammar.CPU(b.Text); ok && cpu >= 0 {
		x.part, x.c.Dump = nil, arch.Dump{}
		x.problems = append(x.problems, crash.Problem{Kind: crash.Interleaved, Line: b.N, Text: "frames of another CPU stand in front of its own"})
	}
}

// take gives a line to the architecture, freed from the source location that a
// symbolizer may have added to it.
func (x *decoding) take(dump *arch.Dump, l arch.Line) {
	text, loc := unannotate(l.Text)
	if head, at, module, ok := arch.CutLocation(l.Text); ok && loc.File == "" {
		x.takeLocated(dump, l, head, at, module)
		return
	}
	if loc.File == "" {
		x.reads().Take(dump, l)
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
	x.reads().Take(dump, l)
	if len(dump.Chain) == before+1 {
		f := &dump.Chain[before]
		f.File, f.FileLine, f.Inlined = loc.File, loc.Line, x.inlined
	}
	x.inlined = nil
}

// reads is the architecture that reads the lines, or what all have in common.
func (x *decoding) reads() *arch.Arch { return cmp.Or(x.arch, all.Unknown) }

// close finishes the dumps.
func (x *decoding) close() {
	c := x.c
	x.sortBacktraces()
	x.promote()
	x.reads().Close(&c.Dump)
	for _, p := range x.parts {
		x.reads().Close(&p.dump)
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
				if x.c.Workqueue == "" {
					x.c.Workqueue = p.workqueue
				}
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
	for _, h := range x.r.Hits {
		if h.Role != class.Hints && h.Rank < best && (h.Role != class.Panics || c.Header == "") {
			best, c.Header = h.Rank, h.At.Text
		}
		x.header(h)
	}
	if c.CPU < 0 {
		c.CPU = x.stalledCPU
	}
	x.interrupted()
	fn := x.headerSymbol()
	if fn.Function == "" {
		fn = x.checked()
	}
	if c.Dump.PC.Function == "" && (fn.HasOffset || x.sourced(fn)) { // a WARN without a trap: arm, mips
		c.Dump.PC = fn
		c.Dump.Chain = arch.TrimPlumbing(c.Dump.Chain, fn.Function)
	}
	switch {
	case c.Dump.PC.Function != "" && !c.Dump.UserMode:
		c.Chain = c.Dump.FullChain()
	case fn.Function != "":
		c.Chain = arch.TrimPlumbing(c.Dump.Chain, fn.Function)
	default:
		c.Chain = c.Dump.LostChain()
	}
	x.locate()
	x.lostPC(fn)
}

// lostPC notes that nothing names the function that trapped: the header does not either.
func (x *decoding) lostPC(header arch.Symbol) {
	c, d := x.c, &x.c.Dump
	if x.arch == nil || !x.arch.Apart || !x.died() || len(d.Registers) <= perhapsPart && !x.names || len(c.Chain) == 0 {
		return
	}
	if d.PCLine == 0 && d.PC.Function == "" && header.Function == "" {
		d.PCLost = true
		x.problems = append(x.problems, crash.Problem{Kind: crash.Lost, Line: c.Chain[0].Line, Text: "the line of the PC is missing, which alone names the function that trapped"})
	}
}

// perhapsPart is how many registers a line or two have that are not those of a trap.
const perhapsPart = 6

// message is what a panic's line says, or the one behind it where that is empty.
func (x *decoding) message(h class.Hit) string {
	msg := h.Groups["msg"]
	if msg != "" || h.Role != class.Panics {
		return msg
	}
	i := slices.IndexFunc(x.c.Body, func(l crash.BodyLine) bool { return l.N == h.At.N })
	if i < 0 || i+1 >= len(x.c.Body) || x.c.Body[i+1].N != h.At.N+1 {
		return ""
	}
	behind := strings.TrimSpace(x.c.Body[i+1].Text)
	if k := grammar.KindOf(behind); k != grammar.Other {
		return ""
	}
	return behind
}

// header reads the named groups of one header.
func (x *decoding) header(h class.Hit) {
	c, g := x.c, h.Groups
	if n, err := strconv.Atoi(g["n"]); err == nil && c.Die == 0 {
		c.Die = n
	}
	x.headerWho(h)
	if g["file"] != "" && c.Source == "" {
		c.Source = g["file"]
	}
	if msg := x.message(h); msg != "" && c.Panic == "" {
		c.Panic, c.PanicLine = msg, h.At.N
	}
	if h.Role == class.Fault || h.Class.Firmware || h.Role == class.Opens && h.Class.Title == class.CheckerTitle {
		readFault(&c.Dump.Fault, h)
	}
	if c.Die == 0 && c.Dump.DieNumber > 0 {
		c.Die = c.Dump.DieNumber
	}
}

// readFault takes address and access from a fault's header, where the dump has
// none.
func readFault(f *arch.Fault, h class.Hit) {
	if v, err := strconv.ParseUint(strings.TrimPrefix(h.Groups["addr"], "0x"), 16, 64); err == nil && !f.HasAddress {
		f.Address, f.HasAddress, f.Line = v, true, h.At.N
	}
	f.Access = cmp.Or(f.Access, h.Groups["access"])
}

// headerSymbol is the function the header names.
func (x *decoding) headerSymbol() arch.Symbol {
	for _, h := range x.r.Hits {
		if fn := h.Groups["fn"]; fn != "" && h.Role != class.Hints && !(x.warned && h.Class.Splat) {
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

// sourced tells a function whose offset in the header became a place in the source
// (scripts/decode_stacktrace.sh):
//
//	BUG: KASAN: slab-out-of-bounds in pump_fill (drivers/misc/pump.c:438)
func (x *decoding) sourced(fn arch.Symbol) bool {
	return fn.Function != "" && x.class.Title == class.CheckerTitle && strings.Contains(x.c.Header, " "+fn.Function+" (")
}

// interrupted takes the place where a CPU stood still from the middle of the trace
// of the interrupt that found it there, where no registers stand above it:
//
//	<IRQ>
//	dump_stack+0x6b/0x83
//	nmi_cpu_backtrace.cold+0x4b/0x8c
//	</IRQ>
//	asm_sysvec_apic_timer_interrupt+0x12/0x20
//	RIP: 0010:chip_spin+0x17/0x20 [chip]
func (x *decoding) interrupted() {
	d := &x.c.Dump
	if d.PC.Function != "" || d.PC.HasAddress || !x.class.Waits {
		return
	}
	for i := range d.Chain {
		if f := &d.Chain[i]; f.Exact && f.Function != "" {
			d.PC, d.PCLine = f.Symbol, f.Line
			return
		}
	}
}

// checked is the place of an access that the compiler had checked, where no header
// names it: the frame behind the check.
func (x *decoding) checked() (place arch.Symbol) {
	if x.class.Checks == "" {
		return place
	}
	const near = 16
	behind := false
	for i := range x.c.Dump.Chain[:min(near, len(x.c.Dump.Chain))] {
		f := &x.c.Dump.Chain[i]
		switch check := strings.HasPrefix(f.Function, x.class.Checks); {
		case !f.Reliable:
		case behind && !check:
			return f.Symbol
		default:
			behind = check
		}
	}
	return place
}

// what is the detail the header gives: "slab-use-after-free", "bad magic".
func (x *decoding) what() string {
	for _, h := range x.r.Hits {
		if h.Class == x.class && h.Groups["what"] != "" {
			return strings.TrimSpace(h.Groups["what"])
		}
	}
	return ""
}
