package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// Claims about where the kernel was.

var (
	functionRan   = &kind{name: "function-ran", says: "this function was running, or had called what was", check: checkRan}
	ranBelow      = &kind{name: "called-from", says: "the function ran on behalf of the other one", check: checkBelow}
	inInterrupt   = &kind{name: "in-interrupt", says: "it happened in an interrupt", check: checkInterrupt}
	namedInStack  = &kind{name: "side-stack", says: "a stack that the report carries besides names the function", check: checkSideStack}
	panicCaller   = &kind{name: "called-panic", says: "the function called panic() itself", check: checkCalledPanic}
	framesGuessed = &kind{name: "frames-guessed", says: "the unwinder was sure of no frame", check: checkGuessed}
)

// ran claims that the function was running or had called what was.
func ran(function, module string) Claim {
	return Claim{kind: functionRan, function: bare(function), module: module}
}

// ranFrame claims it of a frame of the chain.
func ranFrame(f *arch.Frame) Claim { return ran(f.Function, f.Module) }

// whereRan claims it of the function that [exam.where] names.
func (x *exam) whereRan() Claim {
	if who, calls, _ := x.caller(); who != "" && x.c.Astray() {
		return calls
	}
	if f := x.whereFrame(); f != nil {
		return ranFrame(f)
	}
	return x.culpritRan()
}

// caller is who jumped to where the CPU died, and the claim that it was there.
func (x *exam) caller() (name string, was Claim, line int) {
	f, ok := x.c.Jumper()
	if !ok {
		return "", Claim{}, 0
	}
	for i := range x.chain {
		if x.chain[i].Line == f.Line && x.chain[i].Function == f.Function {
			return at(&f), ranFrame(&x.chain[i]), f.Line
		}
	}
	return at(&f), reported(f.Line), f.Line
}

// subjectRan claims it of the function that [subject] names.
func (x *exam) subjectRan() Claim {
	if x.culprit() != "" {
		return x.culpritRan()
	}
	return x.whereRan()
}

// culpritRan claims it of the culprit; of nobody, it claims nothing more than
// that there was a report.
func (x *exam) culpritRan() Claim {
	if x.c.Culprit.Function == "" {
		return reported(x.headLine())
	}
	return ran(x.c.Culprit.Function, x.c.Culprit.Module)
}

func checkRan(x *exam, c *Claim) (verdict, []int) {
	right, wrong := x.frameOf(c.function, c.module)
	switch {
	case right != nil:
		return proved, []int{right.Line}
	case wrong != nil:
		return refuted, []int{wrong.Line}
	}
	head := x.headLine()
	if t, _ := x.textOf(head); strings.Contains(t, c.function+"+0x") || strings.Contains(t, " "+c.function+"()") {
		return proved, []int{head}
	}
	return open, nil
}

// below claims that the function ran on behalf of the frame, which stands further
// out in the chain.
func below(function, module string, root *arch.Frame) Claim {
	return Claim{kind: ranBelow, function: bare(function), module: module, text: root.Function, line: root.Line}
}

func checkBelow(x *exam, c *Claim) (verdict, []int) {
	inside := 0
	for i := range x.chain {
		f := &x.chain[i]
		if bare(f.Function) == c.function && f.Module == c.module && (f.Reliable || i == 0) && inside == 0 {
			inside = f.Line
		}
		if f.Line == c.line && f.Function == c.text {
			switch {
			case inside == 0, !f.Reliable:
				return open, nil
			case nextsName(f):
				return refuted, []int{f.Line}
			}
			return proved, []int{inside, f.Line}
		}
	}
	return open, nil
}

// interrupted claims that it happened in an interrupt.
func interrupted() Claim { return Claim{kind: inInterrupt} }

func checkInterrupt(x *exam, _ *Claim) (verdict, []int) {
	switch x.c.Context { // "in interrupt" is said of a task that has bottom halves off as well (in_interrupt())
	case arch.IRQ, arch.SoftIRQ, arch.NMI:
	case "":
		return open, nil
	default:
		return refuted, nil
	}
	for i := range x.chain { // where the interrupt came from
		if f := &x.chain[i]; f.Reliable && f.Context != x.c.Context && i > 0 {
			return proved, []int{x.chain[i-1].Line}
		}
	}
	if p := x.c.Panic; x.c.LeftAtomic() == nil && (strings.Contains(p, "in interrupt") || strings.Contains(p, "interrupt handler")) {
		return proved, []int{x.c.PanicLine}
	}
	return open, nil
}

// inStack claims that a side stack of the role names the function.
func inStack(role string, f *arch.Frame) Claim {
	return Claim{kind: namedInStack, text: role, function: f.Function, module: f.Module, line: f.Line}
}

func checkSideStack(x *exam, c *Claim) (verdict, []int) {
	for i := range x.c.Stacks {
		s := &x.c.Stacks[i]
		for j := range s.Frames {
			if f := &s.Frames[j]; s.Role == c.text && f.Line == c.line && f.Function == c.function {
				switch {
				case nextsName(f) && j > 0:
					return refuted, []int{f.Line}
				case !f.InFunction():
					return open, nil
				}
				return proved, []int{s.Line, f.Line}
			}
		}
	}
	return open, nil
}

// guessedOnly claims that no frame of the trace is sure.
func guessedOnly() Claim { return Claim{kind: framesGuessed} }

func checkGuessed(x *exam, _ *Claim) (verdict, []int) {
	var lines []int
	for i := range x.c.Chain {
		f := &x.c.Chain[i]
		switch {
		case f.Line == x.c.Dump.PCLine:
		case f.Reliable:
			return refuted, []int{f.Line}
		default:
			lines = append(lines, f.Line)
		}
	}
	if len(lines) == 0 {
		return open, nil
	}
	return proved, []int{lines[0], lines[len(lines)-1]}
}

// calledPanic claims that the function called panic() itself.
func calledPanic(function, module string) Claim {
	return Claim{kind: panicCaller, function: bare(function), module: module}
}

func checkCalledPanic(x *exam, c *Claim) (verdict, []int) {
	if c.function == "" {
		return open, nil
	}
	chain := x.c.Dump.Chain
	for i := range chain {
		if !rooted(chain[i].Function, []string{"panic", "vpanic", "nmi_panic"}) || nextsName(&chain[i]) {
			continue
		}
		for j := i + 1; j < len(chain); j++ {
			f := &chain[j]
			switch {
			case !f.Reliable:
				return open, nil // the unwinder lost its way behind panic()
			case rooted(f.Function, []string{"panic", "vpanic", "nmi_panic"}):
				continue
			case bare(f.Function) == c.function && f.Module == c.module && !nextsName(f):
				return proved, []int{f.Line, x.c.PanicLine}
			}
			return refuted, []int{f.Line}
		}
	}
	return open, nil
}

// tellCaller adds on whose behalf a helper fell (a copy, a lock, a walk of a list
// or tree): the one to look at.
func (x *exam) tellCaller(f *draft) {
	if c := x.culprit(); c != "" && c != x.where() && x.where() != nobody {
		f.also(fmt.Sprintf(" It worked for %s.", c), x.culpritRan())
	}
}
