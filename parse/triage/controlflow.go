package triage

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// flowRules are about where the CPU went: wild jumps, traps, the stack.
var flowRules = []rule{
	{
		id: "null-call", rank: rankCause - 10, confidence: Certain, classes: deaths,
		suppresses: []string{"null-member", "bad-function-pointer", "undefined-instruction"},
		fire:       nullCall,
	},
	{
		id: "bad-function-pointer", rank: rankCause - 12, confidence: Certain, classes: deaths,
		suppresses: []string{"undefined-instruction", "user-pointer", "wild-pointer", "stale-mapping"},
		fire:       badFunctionPointer,
	},
	{
		id: "stack-overflow", rank: rankCause, confidence: Certain, classes: []string{"stack-overflow"},
		suppresses: []string{"recursion", "null-member", "stale-mapping"},
		fire:       stackOverflow,
	},
	{
		id: "double-fault", rank: rankCause - 20, confidence: Possible, classes: []string{"double-fault"},
		fire: doubleFault,
	},
	{
		id: "stack-smash", rank: rankCause, confidence: Certain, classes: []string{"stack-corruption"},
		fire: stackSmash,
	},
	{
		id: "stack-end", rank: rankCause, confidence: Certain, classes: []string{"stack-corruption"},
		fire: stackEnd,
	},
	{
		id: "recursion", rank: rankState - 8, confidence: Possible, classes: append([]string{"soft-lockup", "double-fault"}, deaths...),
		fire: recursion,
	},
	{
		id: "wrong-function-type", rank: rankCause, confidence: Certain, classes: []string{"cfi"},
		fire: wrongType,
	},
	{
		id: "freed-init-code", rank: rankCause - 2, confidence: Likely, classes: []string{"undef-instruction", "trap"},
		suppresses: []string{"undefined-instruction", "bad-function-pointer"},
		fire:       freedInitCode,
	},
	{
		id: "undefined-instruction", rank: rankPlace, confidence: Possible, classes: []string{"undef-instruction"},
		fire: undefinedInstruction,
	},
	{
		id: "bug-assertion", rank: rankPlace, confidence: Certain, classes: []string{"kernel-bug"},
		fire: bugAssertion,
	},
	{
		id: "warn-condition", rank: rankPlace, confidence: Certain, classes: []string{"warning"},
		fire: warnCondition,
	},
	{
		id: "divide-by-zero", rank: rankState, confidence: Certain, classes: []string{"div-error"},
		fire: divideByZero,
	},
	{
		id: "requested-panic", rank: rankPlace, confidence: Certain, classes: []string{"panic"},
		fire: requestedPanic,
	},
}

// caller is who jumped to where the CPU died: what the chain says, the link
// register, or the last branch that s390 keeps.
func (x *exam) caller() (name string, line int) {
	for i := range x.c.Dump.Notes {
		if n := &x.c.Dump.Notes[i]; n.Name == "last branch from" && !strings.HasPrefix(n.Value, "0x") {
			if s, _, ok := arch.ParseSymbol(n.Value); ok {
				return place(s.Function, s.Module), n.Line
			}
		}
	}
	if lr := &x.c.Dump.LR; lr.Function != "" {
		return place(lr.Function, lr.Module), x.c.Dump.LRLine
	}
	for i := range x.chain {
		if f := &x.chain[i]; named(f) && f.Line != x.c.Dump.PCLine {
			return at(f), f.Line
		}
	}
	return "", 0
}

// nullCall: the PC is zero, or next to it.
func nullCall(x *exam, f *Finding) bool {
	d := &x.c.Dump
	pc, ok := d.PC.Address, d.PC.HasAddress
	if !ok && d.Fault.HasAddress && d.Fault.Access == "execute" {
		pc, ok = d.Fault.Address, true
	}
	if !ok || pc >= 16 || d.PC.Function != "" || d.UserMode {
		return false
	}
	who, line := x.caller()
	if who == "" {
		who = "Somebody"
	}
	f.Text = fmt.Sprintf("%s called a function pointer that is NULL: the CPU went to address %s.", who, hex(pc))
	f.Next = "Look at the indirect call there: an ops structure with a missing member, a callback that was never registered, or one that was cleared while still in use. Test the member before the call or fill it in."
	f.Evidence = []int{x.pcLine(), x.headLine(), line}
	return true
}

// badFunctionPointer: the CPU went to data, the heap, user space or nowhere.
func badFunctionPointer(x *exam, f *Finding) bool {
	d := &x.c.Dump
	if d.UserMode || d.PCLine == 0 && !d.PC.HasAddress {
		return false
	}
	top := arch.Frame{Symbol: d.PC}
	lost := !named(&top) && (d.PC.HasAddress && d.PC.Address >= 16 || d.PC.Function != "") && x.anyNamed()
	if x.c.Class != "exec-fault" && !lost {
		return false
	}
	if x.c.Class != "exec-fault" {
		f.Confidence = Likely
	}
	to := "somewhere that is no function"
	if d.PC.HasAddress && x.means(d.PC.Address) != "" {
		to = hex(d.PC.Address) + " (" + x.means(d.PC.Address) + ")"
	} else if d.PC.HasAddress {
		to = hex(d.PC.Address)
	} else if d.PC.Function != "" {
		to = "data (" + place(d.PC.Function, d.PC.Module) + ")"
	}
	who, line := x.caller()
	if who == "" {
		who = "Somebody"
	}
	f.Text = fmt.Sprintf("%s jumped to %s, which is not code. This suggests a function pointer that is not set, overwritten, or read from a freed object; the caller is to look at, not the place of death.", who, to)
	if pattern(d.PC.Address, x.means(d.PC.Address)) {
		f.Text = fmt.Sprintf("%s went to %s, which is no address but data. This suggests that a return address on the stack, or a function pointer, was overwritten with it.", who, to)
	}
	f.Next = "Look at the indirect call in the caller: where the pointer comes from and who may free or overwrite the structure that holds it."
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	return true
}

// pattern tells that a value is a fill pattern or text, no address.
func pattern(v uint64, meaning string) bool {
	b := v & 0xff
	return v > 0xffff && (v == b*0x0101010101010101 || v == b*0x01010101 || strings.HasPrefix(meaning, "text"))
}

// anyNamed tells that this kernel prints names at all.
func (x *exam) anyNamed() bool {
	for i := range x.chain {
		if named(&x.chain[i]) {
			return true
		}
	}
	return false
}

// stackOverflow: the guard page was hit.
func stackOverflow(x *exam, f *Finding) bool {
	cycle, n := x.cycle()
	f.Evidence = []int{x.headLine(), x.pcLine()}
	switch {
	case n >= 3:
		f.Text = fmt.Sprintf("The kernel stack is used up by recursion: %s repeats %d times in the part that was printed.", path(cycle), n)
		f.Next = "Find what should end the recursion, or turn it into a loop. The depth is decided by the data it walks."
		f.Evidence = append(f.Evidence, lines(cycle)...)
	default:
		f.Text = fmt.Sprintf("The kernel stack is used up in %s.", x.where())
		if c := x.culprit(); c != "" && c != x.where() {
			f.Text = fmt.Sprintf("The kernel stack is used up in %s, below %s.", x.where(), c)
		}
		f.Next = "Look for large arrays or structures on the stack along the chain (scripts/checkstack.pl, -Wframe-larger-than=) and for deep call chains through stacked drivers or file systems."
	}
	if big := x.biggest(); big != "" {
		f.Text += " Biggest frames: " + big + "."
	}
	return true
}

// cycle finds the shortest repeating run of functions in the chain and how
// often it comes in a row.
func (x *exam) cycle() (frames []arch.Frame, times int) {
	const longest, most = 8, 400
	chain := sure(x.chain, most)
	for period := 1; period <= longest; period++ {
		for start := 0; start+period < len(chain) && start < 60; start++ {
			n := runs(chain[start:], period)
			if n >= 3 && n > times && named(&chain[start]) {
				times, frames = n, chain[start:start+period]
			}
		}
		if times >= 3 {
			return frames, times
		}
	}
	return nil, 0
}

// sure returns the first frames that the unwinder did not guess.
func sure(chain []arch.Frame, most int) []arch.Frame {
	var kept []arch.Frame
	for i := range chain {
		if len(kept) == most {
			break
		}
		if chain[i].Reliable {
			kept = append(kept, chain[i])
		}
	}
	return kept
}

// runs counts how often the first period frames come in a row.
func runs(chain []arch.Frame, period int) int {
	n := 1
	for i := period; i < len(chain); i++ {
		if chain[i].Function != chain[i-period].Function || chain[i].Function == "" {
			break
		}
		if (i+1)%period == 0 {
			n++
		}
	}
	return n
}

// biggest names the biggest stack frames where the kernel prints the stack
// pointer of each (powerpc, s390).
func (x *exam) biggest() string {
	type sized struct {
		name string
		size uint64
	}
	var all []sized
	for i := 0; i+1 < len(x.chain) && i < 400; i++ {
		if a, b := x.chain[i].Stack, x.chain[i+1].Stack; a != 0 && b > a && b-a < 1<<16 {
			all = append(all, sized{bare(x.chain[i].Function), b - a})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].size > all[j].size })
	var names []string
	for _, s := range all {
		if len(names) < 3 && s.name != "" && !has(names, fmt.Sprintf("%s %d bytes", s.name, s.size)) {
			names = append(names, fmt.Sprintf("%s %d bytes", s.name, s.size))
		}
	}
	return strings.Join(names, ", ")
}

func doubleFault(x *exam, f *Finding) bool {
	f.Text = "The CPU faulted while it handled a fault. Most often the kernel stack was used up, or its pointer was destroyed."
	f.Next = "Compare the stack pointer with the bounds of the task's stack in the report; look for recursion and large frames in the chain below."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

// stackSmash: the canary of a frame was overwritten.
func stackSmash(x *exam, f *Finding) bool {
	text := x.c.Panic
	if text == "" {
		text = x.c.Header
	}
	_, in, ok := strings.Cut(text, "Kernel stack is corrupted in: ")
	if !ok {
		return false
	}
	who := in
	if s, _, ok := arch.ParseSymbol(in); ok {
		who = place(s.Function, s.Module)
	}
	f.Text = fmt.Sprintf("A local buffer of %s was overrun: the canary between its variables and its return address was overwritten, found when the function returned.", who)
	f.Next = "Look at the arrays and structures on the stack of that function, and at who it hands them to: memcpy, copy_from_user, sprintf, a DMA target, or an index from outside. Frames of the chain beyond it may be false."
	f.Evidence = []int{x.c.PanicLine, x.headLine(), x.pcLine()}
	return true
}

// stackEnd: the magic word at the far end of a task's stack is gone.
func stackEnd(x *exam, f *Finding) bool {
	if !strings.Contains(x.c.Panic+x.c.Header, "corrupted stack end") {
		return false
	}
	f.Text = fmt.Sprintf("%s had used up its kernel stack at some time before: the word at the end of the stack is overwritten, noticed only at the next switch.", x.task())
	f.Next = "The chain shows where it was noticed, often near the deep call. Boot with CONFIG_VMAP_STACK (a guard page catches it in the act) or stack_tracer=1."
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	return true
}

// recursion: the same functions over and over, without a stack overflow.
func recursion(x *exam, f *Finding) bool {
	const often = 6
	cycle, n := x.cycle()
	if n < often {
		return false
	}
	f.Text = fmt.Sprintf("%s repeats %d times in the chain: it may be a recursion that does not end.", path(cycle), n)
	f.Next = "Check what ends the recursion, and whether the data it walks can form a loop."
	f.Evidence = lines(cycle)
	return true
}

// wrongType: control flow integrity stopped an indirect call.
func wrongType(x *exam, f *Finding) bool {
	target := ""
	if n, l := x.line("CFI failure"); n > 0 {
		if _, rest, ok := strings.Cut(l, "target: "); ok {
			target, _, _ = strings.Cut(rest, ";")
			target = strings.TrimRight(target, ")")
		}
		f.Evidence = append(f.Evidence, n)
	}
	f.Text = fmt.Sprintf("%s made an indirect call that control flow integrity does not allow.", x.where())
	if target != "" {
		f.Text = fmt.Sprintf("%s called %s through a pointer of another type.", x.where(), target)
	}
	f.Next = "Compare the prototype of the target with that of the pointer, to the last const: a cast of the function when it was registered hides the difference. If the target is no function at all, the pointer was overwritten."
	f.Evidence = append(f.Evidence, x.headLine(), x.pcLine())
	return true
}

// freedInitCode: the code at the PC is what the kernel fills freed init memory
// with (arm: e7fddef0, x86: cc).
func freedInitCode(x *exam, f *Finding) bool {
	same := 0
	for _, w := range x.c.Dump.Words {
		switch {
		case w.Hex == "e7fddef0":
			same += 4
		case w.Hex == "cc":
			same++
		default:
			if same >= 12 {
				break
			}
			same = 0
		}
	}
	if same < 12 {
		return false
	}
	who, line := x.caller()
	f.Text = fmt.Sprintf("The CPU ran into memory that the kernel gave back after boot: the code around the PC is its fill pattern. This suggests a call of an __init function after init, from %s.", who)
	f.Next = "Find the __init function that is still reachable (modpost's section mismatch warnings name it; build with CONFIG_DEBUG_SECTION_MISMATCH) and drop the __init, or the late call."
	f.Evidence = []int{x.c.Dump.CodeLine, x.pcLine(), line}
	return true
}

func undefinedInstruction(x *exam, f *Finding) bool {
	insn := ""
	if x.ops.insn != "" {
		insn = " (" + x.ops.insn + ")"
	}
	f.Text = fmt.Sprintf("%s ran an instruction that this CPU does not know%s. It may be a trap that the compiler put where code must not come (undefined behaviour, such as a constant division by zero), an instruction set the CPU lacks, or code that was overwritten.", x.where(), insn)
	f.Next = "Compare the code bytes with the disassembly of the same function in vmlinux or the module. The same: look at the source for undefined behaviour or wrong compiler flags. Different: memory was overwritten, or the hardware is bad."
	f.Evidence = []int{x.headLine(), x.c.Dump.CodeLine, x.pcLine()}
	return true
}

func bugAssertion(x *exam, f *Finding) bool {
	who := "Code that the report does not name"
	if c := subject(x); c != nobody {
		who = c
	}
	f.Text = fmt.Sprintf("%s stopped the kernel on purpose: a BUG_ON() there found a state that must never be, or it ran into the compiler's own trap.", who)
	if x.c.Source == "" {
		f.Confidence = Likely
	} else {
		f.Text = fmt.Sprintf("%s stopped the kernel on purpose: the BUG() or BUG_ON() at %s found a state that must never be.", who, x.c.Source)
	}
	f.Next = "Read the condition at that line and find which of the callers broke it."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func warnCondition(x *exam, f *Finding) bool {
	where := x.where()
	if c := x.culprit(); c != "" {
		where = c
	}
	f.Text = fmt.Sprintf("A WARN() in %s found a state that should not be.", where)
	if x.c.Source != "" {
		f.Text = fmt.Sprintf("The WARN() at %s, in %s, found a state that should not be.", x.c.Source, where)
	}
	if m, n := x.warnMessage(); m != "" {
		f.Text += " It says: " + m
		f.Evidence = append(f.Evidence, n)
	}
	f.Next = "Read the condition at that line. Nothing was killed, but what it protects may be wrong from now on."
	f.Evidence = append([]int{x.headLine()}, append(f.Evidence, x.pcLine())...)
	return true
}

// warnMessage is the text of a WARN(): on the line before the header where
// WARN() is a trap, on the line behind it elsewhere.
func (x *exam) warnMessage() (string, int) {
	for i := range x.c.Body {
		if x.c.Body[i].Text != x.c.Header {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(x.c.Body) {
				continue
			}
			t := strings.TrimSpace(x.c.Body[j].Text)
			if t != "" && !strings.Contains(t, "cut here") && !strings.HasPrefix(t, "Modules linked") && !strings.HasPrefix(t, "CPU: ") && !strings.HasPrefix(t, "WARNING: ") && !strings.HasPrefix(t, "###") && !strings.HasPrefix(t, "Hardware name") {
				return clip(t, 160), x.c.Body[j].N
			}
		}
		break
	}
	return "", 0
}

func divideByZero(x *exam, f *Finding) bool {
	f.Text = fmt.Sprintf("%s divided by zero, or the quotient did not fit.", x.where())
	if i := strings.LastIndexAny(x.ops.insn, " %"); i > 0 {
		name := strings.Trim(x.ops.insn[i:], " %")
		if r := register(&x.c.Dump, "r"+strings.TrimLeft(name, "re")); r != nil {
			f.Text = fmt.Sprintf("%s divided by zero, or the quotient did not fit: %s, divisor %s.", x.where(), x.ops.insn, hex(r.Value))
			f.Evidence = append(f.Evidence, r.Line)
		}
	}
	f.Next = "Find where the divisor comes from: a rate, a size or a count that the hardware or user space gave as 0. Check it before the division."
	f.Evidence = append([]int{x.headLine(), x.pcLine(), x.ops.line}, f.Evidence...)
	return true
}

// requestedPanic: code called panic() itself.
func requestedPanic(x *exam, f *Finding) bool {
	for _, echo := range []string{"Fatal exception", "Aiee", "Oops", "hung_task", "softlockup", "RCU Stall", "panic_on_warn"} {
		if strings.Contains(x.c.Panic, echo) {
			return false
		}
	}
	if x.c.Panic == "" || x.culprit() == "" {
		return false
	}
	f.Text = fmt.Sprintf("%s called panic() itself: %s.", x.culprit(), strconv.Quote(clip(x.c.Panic, 160)))
	f.Next = "Search the source for this message: the condition before it is what failed."
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	return true
}
