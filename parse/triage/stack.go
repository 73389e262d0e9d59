package triage

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"oopscope/parse/arch"
)

// stackRules are about kernel stacks that are used up or overwritten.
var stackRules = []rule{
	{
		id: "stack-overflow", rank: rankCause, confidence: Certain, classes: []string{"stack-overflow"},
		says:       "a stack grew over its end",
		suppresses: []string{"recursion", "null-member", "stale-mapping"},
		fire:       stackOverflow,
	},
	{
		id: "double-fault", rank: rankCause - 20, confidence: Possible, classes: []string{"double-fault"},
		says: "a fault happened while one was being handled: a stack overflow, most often",
		fire: doubleFault,
	},
	{
		id: "stack-smash", rank: rankCause, confidence: Certain, classes: []string{"stack-corruption"},
		says: "a function wrote over its own stack frame",
		fire: stackSmash,
	},
	{
		id: "stack-end", rank: rankCause, confidence: Certain, classes: []string{"stack-corruption"},
		says: "the far end of a task's stack was written over",
		fire: stackEnd,
	},
	{
		id: "recursion", rank: rankState - 8, confidence: Possible, classes: append([]string{"soft-lockup", "double-fault"}, deaths...),
		says: "the same functions call each other over and over",
		fire: recursion,
	},
}

// often is how many times in a row the same calls are surely a recursion.
const often = 6

const leanStack = "Look for large arrays or structures on the stack along the chain (scripts/checkstack.pl, -Wframe-larger-than=), for recursion, and for deep call chains through stacked drivers or file systems."

// stackOverflow: the guard page was hit.
func stackOverflow(x *exam, f *draft) bool {
	cycle, n := x.cycle()
	f.Evidence = []int{x.headLine(), x.pcLine()}
	if x.besideStack(f) {
		return true
	}
	switch {
	case n >= 3:
		f.Text = fmt.Sprintf("The kernel stack is used up by recursion: %s repeats %d times in the part that was printed.", path(cycle), n)
		if n < often && len(cycle) < 4 { // so deep goes what is no bug, too: bridges behind bridges, folders in folders
			f.Text = fmt.Sprintf("The kernel stack is used up in %s. %s repeats %d times in the part that was printed: this suggests a recursion, or a large frame at the end of a short one.", x.where(), path(cycle), n)
			f.claim(x.whereRan())
		}
		f.Next = "Find what should end the recursion, or turn it into a loop. The depth is decided by the data it walks."
		f.Evidence = append(f.Evidence, lines(cycle)...)
		f.claim(ranFrame(&cycle[0]))
	default:
		f.Text = fmt.Sprintf("The kernel stack is used up in %s.", x.where())
		if x.where() == nobody {
			f.Text = "The kernel stack is used up."
		}
		f.claim(x.whereRan())
		if c := x.culprit(); c != "" && c != x.where() {
			f.Text = fmt.Sprintf("The kernel stack is used up in %s, below %s.", x.where(), c)
		}
		f.Next = leanStack
	}
	if big := x.biggest(); big != "" {
		f.Text += " Biggest frames: " + big + "."
	}
	f.claim(reported(x.headLine()))
	return true
}

// besideStack: the page below the stack was touched far from where the stack pointer is, or
// that points to nothing of the task's stack. Neither has used it up.
func (x *exam) besideStack(f *draft) bool {
	const push, most = 256, 64 << 10 // what a call or an entry takes; no stack is larger
	d := &x.c.Dump
	sp := d.SP
	if from, to, line := x.stackBounds(); line > 0 && sp != 0 && (sp > to || sp < from && from-sp > most) && !x.nearStack(sp) {
		f.Text = fmt.Sprintf("The stack pointer %s is none of the task's stack (%s to %s). This suggests that it was overwritten or restored from memory that was.", hex(sp), hex(from), hex(to))
		f.claim(reported(line))
		f.Next = "Look at what switches stacks or restores registers there, and for an overrun of a buffer on a stack that holds a saved stack pointer."
		x.tellUnset(f, sp)
		return true
	}
	if !x.ops.computed || !x.ops.known || sp == 0 || x.ops.effective+push >= sp || sp-x.ops.effective > most {
		return false
	}
	f.Text = fmt.Sprintf("%s touched the page below the kernel stack, at %s (%s): the stack pointer is %d bytes above, so that the stack itself is not used up. This suggests a negative index or a write that ran downwards, of a buffer on the stack.", x.where(), hex(x.ops.effective), x.ops.insn, sp-x.ops.effective)
	f.claim(x.whereRan(), reported(x.ops.line))
	f.Next = "Look at how the address is computed there, and check the index or length against the buffer."
	f.Evidence = append(f.Evidence, x.ops.line, x.ops.baseLine)
	return true
}

// stackBounds are those of the task's stack where they are printed:
//
//	Task stack:     [0xd08f8000..0xd08fa000]
func (x *exam) stackBounds() (from, to uint64, line int) {
	for i := range x.c.Dump.Notes {
		n := &x.c.Dump.Notes[i]
		if n.Name != "task stack" {
			continue
		}
		low, begins := arch.HexAfter(n.Value, "[0x")
		high, ends := arch.HexAfter(n.Value, "..0x")
		if begins && ends && low < high {
			return low, high, n.Line
		}
	}
	return 0, 0, 0
}

// nearStack tells a stack pointer that calls could have brought to the end of one of the
// stacks that are printed: of the task, of interrupts.
func (x *exam) nearStack(sp uint64) bool {
	const far = 1 << 20
	for i := range x.c.Dump.Notes {
		n := &x.c.Dump.Notes[i]
		from, ok := arch.HexAfter(n.Value, "[0x")
		if ok && from != 0 && strings.HasSuffix(n.Name, " stack") && sp-from+far < 2*far {
			return true
		}
	}
	return false
}

// tellUnset says that a stack begins at 0: its pointer of this CPU was never set.
func (x *exam) tellUnset(f *draft, sp uint64) {
	for i := range x.c.Dump.Notes {
		n := &x.c.Dump.Notes[i]
		if from, ok := arch.HexAfter(n.Value, "[0x"); ok && from == 0 && sp < nullPage*16 && strings.HasSuffix(n.Name, " stack") {
			f.Text = fmt.Sprintf("The stack pointer is %s: the %s of this CPU begins at 0, so that its pointer was never set. This suggests an interrupt or exception that came before the stacks were set up.", hex(sp), n.Name)
			f.Next = "Find what lets interrupts or exceptions come that early (an NMI, a masked priority, interrupts on before init_IRQ())."
			f.Evidence = append(f.Evidence, n.Line)
			return
		}
	}
}

// cycle finds the shortest repeating run of functions in the chain and how
// often it comes in a row.
func (x *exam) cycle() (frames []arch.Frame, times int) {
	const longest, most = 8, 400
	chain := sure(x.chain, most)
	var found []*arch.Frame
	for period := 1; period <= longest; period++ {
		for start := 0; start+period < len(chain) && start < 60; start++ {
			n := runs(chain[start:], period)
			if n >= 3 && n > times && chain[start].InFunction() {
				times, found = n, chain[start:start+period]
			}
		}
		if times >= 3 {
			for _, f := range found {
				frames = append(frames, *f)
			}
			return frames, times
		}
	}
	return nil, 0
}

// sure returns the first frames that the unwinder did not guess.
func sure(chain []arch.Frame, most int) []*arch.Frame {
	kept := make([]*arch.Frame, 0, min(most, len(chain)))
	for i := range chain {
		if len(kept) == most {
			break
		}
		if chain[i].Reliable {
			kept = append(kept, &chain[i])
		}
	}
	return kept
}

// runs counts how often the first period frames come in a row.
func runs(chain []*arch.Frame, period int) int {
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
		if len(names) < 3 && s.name != "" && !slices.Contains(names, fmt.Sprintf("%s %d bytes", s.name, s.size)) {
			names = append(names, fmt.Sprintf("%s %d bytes", s.name, s.size))
		}
	}
	return strings.Join(names, ", ")
}

// doubleFault: the CPU could not even enter the handler of a fault.
func doubleFault(x *exam, f *draft) bool {
	if at := x.c.Dump.Fault; at.HasAddress && at.Access == "write" { // as the architecture found beside the stack pointer
		f.Confidence = Likely
		f.Text = fmt.Sprintf("The kernel stack is used up in %s: the CPU could not write to %s, just below the stack pointer.", x.where(), hex(at.Address))
		if size, line := x.ownFrame(); size >= hugeFrame {
			f.also(fmt.Sprintf(" The function takes %d bytes of it at once.", size), reported(line))
		}
		f.Next = leanStack
		f.Evidence = []int{x.headLine(), x.pcLine(), at.Line}
		f.claim(x.whereRan())
		return true
	}
	f.Text = "The CPU faulted while it handled a fault. Most often the kernel stack was used up, or its pointer was destroyed."
	f.Next = "Compare the stack pointer with the bounds of the task's stack in the report; look for recursion and large frames in the chain below."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

// hugeFrame is what no frame of the kernel should have, in bytes: its stacks have 8 or 16 kB.
const hugeFrame = 2048

// ownFrame is how much of the stack the function takes that trapped, in bytes, where the
// code that was dumped shows it.
func (x *exam) ownFrame() (size uint64, line int) {
	if size := x.c.Dump.FrameSize; size > 0 {
		return size, x.c.Dump.CodeLine
	}
	return 0, 0
}

// stackSmash: the canary of a frame was overwritten.
func stackSmash(x *exam, f *draft) bool {
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
	f.Text = fmt.Sprintf("The stack frame of %s was overwritten, most often by an overrun of one of its local buffers: the canary in front of its return address was gone when it returned.", who)
	if slices.Contains(boots, word(who)) { // there the canary itself is set up
		f.Confidence = Likely
		f.Text = fmt.Sprintf("%s found another canary in front of its return address than it had put there. A CPU gets its canary in there: this suggests a compiler that checks it in this function all the same, or code in assembly that loses it; or an overrun of a local buffer.", who)
	}
	f.Next = "Look at the arrays and structures on the stack of that function, and at who it hands them to: memcpy, copy_from_user, sprintf, a DMA target, or an index from outside. Frames of the chain beyond it may be false."
	f.Evidence = []int{x.c.PanicLine, x.headLine(), x.pcLine()}
	f.claim(says("Kernel stack is corrupted in: ", 0))
	return true
}

// stackEnd: the magic word at the far end of a task's stack is gone.
func stackEnd(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Panic+x.c.Header, "corrupted stack end") {
		return false
	}
	f.Text = fmt.Sprintf("The word at the far end of the kernel stack of %s is overwritten, which was noticed only at the next switch. This suggests that the stack was used up at some time before; where it has no guard page, a write over the end of the memory below does the same.", x.task())
	f.Next = "The chain shows where it was noticed, often near the deep call. Boot with CONFIG_VMAP_STACK (a guard page catches it in the act) or stack_tracer=1."
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	f.claim(says("corrupted stack end", 0))
	return true
}

// recursion: the same functions over and over, without a stack overflow.
func recursion(x *exam, f *draft) bool {
	cycle, n := x.cycle()
	if n < often {
		return false
	}
	f.Text = fmt.Sprintf("%s repeats %d times in the chain: it may be a recursion that does not end.", path(cycle), n)
	f.Next = "Check what ends the recursion, and whether the data it walks can form a loop."
	f.Evidence = lines(cycle)
	return true
}
