package arch

import (
	"slices"
	"strings"

	"oopscope/parse/ascii"
)

// trace is where the neutral trace reader is within a trace.
type trace struct {
	context string // of the frames to come, by the last marker; "" before any

	// over is set when a second trace begins: the panic that follows a WARN
	// prints its own. The chain is the first one's.
	over bool

	// cuts are the contexts of the frames up to an index of the chain, where an
	// interrupt's own number told it (powerpc: "--- interrupt: 900 at …").
	cuts map[int]string

	behind bool // see PCBehind

	room []Frame // the chain with a place before it, for the frame of the PC
}

// EndTrace tells that the trace is over, where no heading says so: what follows
// is another one.
func (d *Dump) EndTrace() { d.trace.over = true }

// PCBehind tells whether the PC points behind the instruction that trapped, so
// that source has to be looked up before it.
func (d *Dump) PCBehind(behind bool) { d.trace.behind = behind }

// Cut tells that the frames of the chain since the last entry to the kernel
// ran in the given context, "" for the context of what they interrupted.
func (d *Dump) Cut(context string) {
	if d.trace.cuts == nil {
		d.trace.cuts = make(map[int]string)
	}
	d.trace.cuts[len(d.Chain)] = context
}

// markers are the names that x86 prints between angle brackets where the trace
// walks from one stack to the next (arch/x86/kernel/dumpstack_{32,64}.c).
var markers = map[string]string{
	"IRQ": IRQ, "SOFTIRQ": SoftIRQ, "TASK": Task, "EOI": Task,
	"NMI": NMI, "#DB": NMI, "#MC": NMI, "#VC": NMI, "#VC2": NMI,
	"#DF": "", "DOUBLEFAULT": "", // a task's stack that is used up ends there as well as an interrupt's
	"DEBUG": NMI, "MCE": NMI, "STACKFAULT": NMI,
	"ENTRY_TRAMPOLINE": Task, "SYSENTER": Task,
}

// ReadFrame reads one line of a call trace in the forms that most
// architectures share and appends its frame to the dump's chain:
//
//	coordinator_callback+0x35/0x91 [shepherd]
//	? pru0_comm_receive_msg+0x30/0x30 [shepherd]
//	el0_svc+0x34/0xdc (P)
//	[<ffffffff810b3b6b>] ? warn_slowpath_common+0x6b/0x8c
//	<IRQ>  [<ffffffff81055bde>] dump_stack+0x12/0x20
//
// Lines with nothing but markers (" <TASK>") are taken too. It tells whether
// the line was one of these.
func ReadFrame(d *Dump, l Line) bool {
	s := strings.TrimRight(l.Text, " ")
	indent := len(s)
	s = ascii.Unindented(s) // slub's tracks stood behind a tab (4.x, 5.x)
	indent -= len(s)
	if s == "" {
		return false
	}
	s, marked := takeMarkers(d, s)
	if s == "" {
		return marked
	}
	f, ok := parseFrame(s, indent > 0 || marked)
	if !ok {
		return false
	}
	f.Line = l.N
	d.AddFrame(f)
	return true
}

// parseFrame reads what stands behind indent and markers.
func parseFrame(s string, indented bool) (Frame, bool) {
	f := Frame{Reliable: true}
	if _, frame, ok := CutStackUse(s); ok {
		s = frame
	}
	addr, s, bracketed := TakeBracketed(s)
	s, f.Reliable = takeGuess(s)
	if !bracketed && !f.Reliable {
		addr, s, bracketed = TakeBracketed(s) // "? [<addr>] name" of some 2.6 kernels
	}
	sym, rest, ok := ParseSymbol(s)
	if !ok {
		return f, false
	}
	if sym.Function == "" && !bracketed && !indented {
		return f, false
	}
	f.Symbol = sym
	if bracketed {
		f.Address, f.HasAddress = addr, true
	}
	return f, frameTail(&f, rest)
}

// CutStackUse cuts what a vendor's kernels for TV boxes print in front of a frame: where it
// lies on the stack, and how many bytes of it it takes.
//
//	[ffffffc020123740+  96][<ffffffc010090790>] show_stack+0x28/0x34
func CutStackUse(s string) (at uint64, frame string, ok bool) {
	use, frame, ok := strings.Cut(s, "][<")
	if !ok || use[0] != '[' {
		return 0, s, false
	}
	at, n := HexPrefix(use[1:])
	bytes, plus := strings.CutPrefix(use[1+n:], "+")
	if bytes = strings.TrimLeft(bytes, " "); n < 8 || !plus || bytes == "" || strings.Trim(bytes, "0123456789") != "" {
		return 0, s, false
	}
	return at, "[<" + frame, true
}

// TakeBracketed takes "[<c0101a0c>] " or "[<0>] " off the start of s. The old
// mips and sh kernels print "[<addr>]" without a blank before the name.
func TakeBracketed(s string) (uint64, string, bool) {
	if !strings.HasPrefix(s, "[<") {
		return 0, s, false
	}
	v, n := HexPrefix(s[2:])
	if n == 0 || !strings.HasPrefix(s[2+n:], ">]") {
		return 0, s, false
	}
	return v, strings.TrimLeft(s[4+n:], " "), true
}

// takeGuess takes the "? " off the start of a frame that was found on the
// stack but not by unwinding. It returns whether the frame is reliable.
func takeGuess(s string) (string, bool) {
	if strings.HasPrefix(s, "? ") {
		return strings.TrimLeft(s[2:], " "), false
	}
	return s, true
}

// frameTail checks what follows a frame's symbol: nothing, or "(P)" and its
// kind, which arm64 prints since 6.13, or "(unreliable)".
func frameTail(f *Frame, rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	switch {
	case rest == "":
		return true
	case rest == "(unreliable)":
		f.Reliable = false
		return true
	case rest[0] != '(' || rest[len(rest)-1] != ')' || len(rest) > 6:
		return false
	}
	for _, c := range rest[1 : len(rest)-1] {
		if c < 'A' || c > 'Z' {
			return false
		}
		f.Exact = f.Exact || c == 'P'
	}
	return true
}

// takeMarkers takes context markers off the start of s: " <IRQ>  [<…>] name"
// (up to 4.9) and lines of their own (" </IRQ>", since 4.10).
func takeMarkers(d *Dump, s string) (string, bool) {
	taken := false
	for strings.HasPrefix(s, "<") {
		end := strings.IndexByte(s, '>')
		if end < 0 {
			return s, taken
		}
		name := s[1:end]
		rest := strings.TrimLeft(s[end+1:], " >")
		rest = skipGluedTime(rest)
		if !d.mark(strings.TrimLeft(name, "<")) {
			return s, taken
		}
		s, taken = rest, true
	}
	return s, taken
}

// skipGluedTime drops the time stamp that stands within a line where the
// kernel's continuation of " <IRQ> " came too late: " <IRQ> [  420.408595]  [<…>] f".
func skipGluedTime(s string) string {
	if !strings.HasPrefix(s, "[ ") {
		return s
	}
	end := strings.IndexByte(s, ']')
	if end < 0 || end > 16 || strings.Trim(s[1:end], " .0123456789") != "" {
		return s
	}
	return strings.TrimLeft(s[end+1:], " ")
}

// mark moves the trace into or out of the context of a marker.
func (d *Dump) mark(name string) bool {
	closing := strings.HasPrefix(name, "/") || name == "EOE" // "<<EOE>>": up to 4.9
	context, ok := markers[strings.TrimPrefix(name, "/")]
	switch {
	case closing && (ok || name == "EOE"):
		d.trace.context = Task // or the next marker says otherwise
	case !ok:
		return false
	default:
		d.trace.context = context
		if d.Context == "" {
			d.Context = context
		}
	}
	return true
}

// AddFrame appends a frame to the chain, in the context the trace is in. It
// drops what comes after an absurd depth: a trace that runs in circles; and a
// second trace: those belong into a Dump of their own.
func (d *Dump) AddFrame(f Frame) {
	const deepest = 2048
	if d.trace.over || len(d.Chain) >= deepest {
		return
	}
	if f.Context == "" {
		f.Context = d.trace.context
	}
	if d.trace.room == nil {
		d.trace.room = make([]Frame, 1, 1+24) // frames are large to move
	}
	d.trace.room = append(d.trace.room, f)
	d.Chain = d.trace.room[1:]
}

// heading notices the line that begins another trace. The words differ:
// "Call trace:" on arm and arm64, "Call Trace:" on most, "Backtrace:" on old arm.
func (d *Dump) heading(text string) {
	if len(d.Chain) == 0 || text == "" || text[0] != 'C' && text[0] != 'B' {
		return
	}
	for _, h := range []string{"Call Trace:", "Call trace:", "Backtrace:"} {
		if strings.HasPrefix(text, h) {
			d.trace.over = true
		}
	}
}

// FullChain returns the chain with the frame of the PC in front, once: some
// architectures begin their trace with it (arm64, riscv, s390), others do not
// (x86, arm). Without a PC, or with one that lies in no function (a jump to
// NULL or to user memory), it is the trace as it was printed.
func (d *Dump) FullChain() []Frame {
	pc := d.PC
	if pc.Function == "" {
		return belowDeath(d.Chain)
	}
	if d.PCLine == 0 && len(d.Chain) > 0 && SamePlace(d.Chain[0].Symbol, pc) {
		return d.Chain // a WARN without a trap: what its header names is a return address
	}
	chain := belowGuess(belowDeath(d.Chain), pc)
	for len(chain) > 0 && !chain[0].Reliable && SamePlace(chain[0].Symbol, pc) {
		chain = chain[1:]
	}
	chain = chain[interruptedAt(chain, pc):]
	head := Frame{Symbol: pc, Reliable: true, Exact: !d.trace.behind, Line: d.PCLine, Context: d.Context}
	if len(chain) > 0 && chain[0].Reliable && SamePlace(chain[0].Symbol, pc) {
		if head.Context = chain[0].Context; head.Context == "" {
			head.Context = d.Context
		}
		head.Stack = chain[0].Stack
		chain = chain[1:]
	}
	return d.trace.under(head, chain)
}

// under puts a frame in front of a chain: into the place before it, where it is all
// that was read of a trace.
func (t *trace) under(head Frame, chain []Frame) []Frame {
	if len(chain) > 0 && len(chain) < cap(t.room) && &chain[0] == &t.room[:2][1] {
		t.room[0] = head
		return t.room[: 1+len(chain) : 1+len(chain)]
	}
	return slices.Concat([]Frame{head}, chain)
}

// dies are functions of x86 on the way from a trap to its report.
var dies = map[string]bool{"__die_body": true, "__die": true, "die": true, "die_addr": true, "show_regs": true, "no_context": true, "page_fault_oops": true}

// belowDeath drops what was guessed of the death itself. Some kernels of x86 (5.10)
// walk the stack from where they print it:
//
//	? __die_body.cold+0x1a/0x1f
//	? die+0x2b/0x50
//	? asm_exc_invalid_op+0x12/0x20
func belowDeath(chain []Frame) []Frame {
	dying := false
	for i := range chain {
		name := uncloned(chain[i].Function)
		switch {
		case chain[i].Reliable:
			return chain
		case dies[name]:
			dying = true
		case dying && (strings.HasPrefix(name, "asm_exc_") || trapEntries[name]):
			return chain[i+1:]
		}
	}
	return chain
}

// trapEntries are where x86 enters the kernel for a trap: of 64 bits before 5.8, and of
// 32, arch/x86/entry/entry_{64,32}.S.
var trapEntries = map[string]bool{
	"page_fault": true, "invalid_op": true, "general_protection": true,
	"handle_exception": true, "common_exception": true, "error_code": true,
}

// belowGuess drops the guesses in front of the PC's own place, where that was
// guessed as well and what called it is sure: they are of the handler that printed.
func belowGuess(chain []Frame, pc Symbol) []Frame {
	own := -1
	for i := range chain {
		if chain[i].Reliable {
			return chain[own+1:]
		}
		if SamePlace(chain[i].Symbol, pc) {
			own = i
		}
	}
	return chain
}

// interruptedAt is where the PC's own frame stands in a trace that was taken by
// an interrupt's handler: mips prints the registers of the code that a lockup
// detector interrupted, but the trace of the detector, from its own
// dump_stack() on; arm64 prints the registers of a stack overflow, but the trace
// of the panic that follows; x86 prints the registers of what was interrupted in
// the middle of the trace. 0 when the trace is that of the registers.
func interruptedAt(chain []Frame, pc Symbol) int {
	dumped := len(chain) > 0 && (chain[0].Function == "dump_backtrace" || chain[0].Function == "dump_stack_lvl" || chain[0].Function == "show_stack")
	for i := range chain {
		f := &chain[i]
		if !f.Reliable || !SamePlace(f.Symbol, pc) {
			continue
		}
		if f.Exact && (f.HasAddress && f.Address == pc.Address || f.HasOffset && pc.HasOffset) || dumped && f.HasOffset && pc.HasOffset {
			return i
		}
	}
	return 0
}

// SamePlace tells whether two symbols name the same instruction; a name
// without an offset matches any place in the function.
func SamePlace(a, b Symbol) bool {
	if a.Function == "" || b.Function == "" {
		return a.HasAddress && b.HasAddress && a.Address == b.Address && a.Function == b.Function
	}
	if a.Function != b.Function || a.Module != b.Module {
		return false
	}
	return !a.HasOffset || !b.HasOffset || a.Offset == b.Offset
}
