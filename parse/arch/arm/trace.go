package arm

import (
	"strings"

	"oopscope/parse/arch"
)

// frames reads arm's trace lines, which name the callee and its caller.
// Each caller is the callee of the next line, so one line is one frame; only
// where a run begins the callee is a frame of its own. All forms:
//
//	 pru0_comm_receive_msg [shepherd] from coordinator_callback+0x40/0xc8 [shepherd]     since 5.17
//	[<bf19b018>] (pru0_comm_receive_msg [shepherd]) from [<bf19ca58>] (coordinator_callback+0x9c/0x374 [shepherd])
//	[<c0014a20>] (unwind_backtrace+0x0/0xf8) from [<c0011a98>] (show_stack+0x10/0x14)   up to 3.13
//	Function entered at [<c0101a0c>] from [<c01ad388>]                                  no kallsyms
//	[<c0011a98>] (show_stack+0x10/0x14)                                                 its second half went to a line of its own
//	(free_irq) from [<801c4a50>] (release_nodes+0x178/0x284)                            as messages of commits leave it
//	[] (get_pages) from [] (msm_gem_get_and_pin_iova+0xb4/0x13c)
//
// It also takes the allocation traces that slub_debug adds to "Register rN
// information", indented by four: no frames of the call chain.
func frames(d *arch.Dump, l arch.Line) bool {
	t := l.Text
	if u := strings.TrimLeft(t, " "); strings.HasPrefix(u, "(") && strings.Contains(u, ") from [<") {
		t = " " + u
	}
	switch {
	case strings.HasPrefix(t, "Function entered at [<"):
		return rawFrame(d, l)
	case strings.HasPrefix(t, "    "):
		return sideTrace(t)
	}
	if t == "" || t[0] != ' ' && t[0] != '[' {
		return false
	}
	left, right, ok := strings.Cut(t, " from ")
	if !ok {
		return alone(d, t, l.N)
	}
	callee, ok := place(left)
	if !ok {
		return false
	}
	caller, ok := place(right)
	if !ok || !caller.HasOffset && !caller.HasAddress {
		return false
	}
	addFrame(d, callee, caller, l.N)
	return true
}

// alone takes half a line of the forms up to 5.16: one place, with its address.
func alone(d *arch.Dump, t string, line int) bool {
	sym, ok := place(strings.TrimPrefix(strings.TrimLeft(t, " "), "from "))
	if !ok || !sym.HasAddress || !sym.HasOffset {
		return false
	}
	if n := len(d.Chain); n == 0 || d.Chain[n-1].Symbol != sym {
		d.AddFrame(arch.Frame{Symbol: sym, Reliable: true, Line: line})
	}
	return true
}

// isFrame tells "foo [mod] from bar+0x10/0x20" by its shape.
func isFrame(t string) bool {
	i := strings.Index(t, " from ")
	return i > 0 && (strings.Index(t, "+0x") > i || strings.HasPrefix(t[i+len(" from "):], "0x"))
}

// sideTrace tells whether a deeply indented line is one entry of a slab
// object's allocation or free path.
func sideTrace(t string) bool {
	_, rest, ok := arch.ParseSymbol(strings.TrimLeft(t, " "))
	return ok && rest == ""
}

// place reads one side of " from ".
func place(s string) (arch.Symbol, bool) {
	addr, s, bracketed := arch.TakeBracketed(strings.TrimPrefix(strings.TrimSpace(s), "[] "))
	enclosed := len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')'
	switch {
	case enclosed:
		s = s[1 : len(s)-1]
	case bracketed:
		return arch.Symbol{}, false
	}
	sym, rest, ok := arch.ParseName(s)
	if !ok || rest != "" {
		return arch.Symbol{}, false
	}
	if bracketed {
		sym.Address, sym.HasAddress = addr, true
	}
	return sym, true
}

// addFrame appends what a line adds to the chain.
func addFrame(d *arch.Dump, callee, caller arch.Symbol, line int) {
	s := scratch(d)
	if begins(d, s, callee) {
		if len(d.Chain) > 0 && arch.Prints(callee.Function) {
			d.EndTrace() // no heading up to 6.8
		}
		complete(d, &callee)
		d.AddFrame(arch.Frame{Symbol: callee, Reliable: true, Line: line})
	}
	// What an exception interrupted is a PC; all others are return addresses.
	d.AddFrame(arch.Frame{Symbol: caller, Reliable: true, Line: line, Exact: entry(callee.Function)})
	s.caller = caller.Function
}

// begins tells whether the callee is not yet in the chain: neither as the
// caller of the line before nor as the PC's own frame.
func begins(d *arch.Dump, s *state, callee arch.Symbol) bool {
	if len(d.Chain) > 0 {
		return s.caller != callee.Function
	}
	pc := d.PC
	return pc.Function != callee.Function || pc.Module != callee.Module
}

// complete gives a callee, which comes without an offset, the one of LR
// where that is the same function: what a call through a bad pointer left.
func complete(d *arch.Dump, callee *arch.Symbol) {
	lr := d.LR
	if !callee.HasOffset && lr.HasOffset && lr.Function == callee.Function && lr.Module == callee.Module {
		*callee = lr
	}
}

// entry tells whether a function is the entry code of an exception taken in
// the kernel: the frame below it is what was interrupted.
func entry(name string) bool {
	switch name {
	case "__irq_svc", "__dabt_svc", "__pabt_svc", "__und_svc", "__fiq_svc", "__irq_invalid":
		return true
	}
	return false
}

// rawFrame reads "Function entered at [<c0101a0c>] from [<c01ad388>]".
func rawFrame(d *arch.Dump, l arch.Line) bool {
	left, right, ok := strings.Cut(l.Text[len("Function entered at "):], " from ")
	if !ok {
		return false
	}
	callee, _, ok1 := arch.TakeBracketed(left)
	caller, _, ok2 := arch.TakeBracketed(strings.TrimSpace(right))
	if !ok1 || !ok2 {
		return false
	}
	if len(d.Chain) == 0 && !d.PC.HasAddress {
		d.AddFrame(arch.Frame{Symbol: arch.Symbol{Address: callee, HasAddress: true}, Reliable: true, Line: l.N})
	}
	d.AddFrame(arch.Frame{Symbol: arch.Symbol{Address: caller, HasAddress: true}, Reliable: true, Line: l.N})
	return true
}
