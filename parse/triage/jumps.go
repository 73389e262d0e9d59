package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// jumpRules are about where the CPU went: wild calls and code that is none.
var jumpRules = []rule{
	{
		id: "null-call", rank: rankCause - 10, confidence: Certain, classes: deaths,
		says:       "a function pointer that is NULL was called",
		suppresses: []string{"null-member", "bad-function-pointer", "undefined-instruction"},
		fire:       nullCall,
	},
	{
		id: "bad-function-pointer", rank: rankCause - 12, confidence: Certain, classes: deaths,
		says:       "a function pointer led to data, the heap, user space or nowhere",
		suppresses: []string{"undefined-instruction", "user-pointer", "wild-pointer", "stale-mapping"},
		fire:       badFunctionPointer,
	},
	{
		id: "wrong-function-type", rank: rankCause, confidence: Certain, classes: []string{"cfi"},
		says: "control flow integrity stopped an indirect call to a function of another type",
		fire: wrongType,
	},
	{
		id: "freed-init-code", rank: rankCause - 2, confidence: Likely, classes: []string{"undef-instruction", "trap"},
		says:       "code marked __init was called after the kernel had freed it",
		suppresses: []string{"undefined-instruction", "bad-function-pointer"},
		fire:       freedInitCode,
	},
	{
		id: "compiler-trap", rank: rankState, confidence: Likely, classes: []string{"undef-instruction", "trap"},
		says:       "a trap that the compiler put where it held that code can not come",
		suppresses: []string{"undefined-instruction"},
		fire:       compilerTrap,
	},
	{
		id: "kernel-fp", rank: rankState + 1, confidence: Likely, classes: []string{"undef-instruction"},
		says:       "an instruction of the floating point unit ran where the kernel may use none",
		suppresses: []string{"undefined-instruction"},
		fire:       kernelFP,
	},
	{
		id: "withheld-register", rank: rankState + 1, confidence: Likely, classes: []string{"undef-instruction"},
		says:       "a system register was touched that this CPU, its firmware or hypervisor does not give",
		suppresses: []string{"undefined-instruction"},
		fire:       withheldRegister,
	},
	{
		id: "undefined-instruction", rank: rankPlace, confidence: Possible, classes: []string{"undef-instruction"},
		says: "the processor does not know the instruction",
		fire: undefinedInstruction,
	},
}

// nullCall: the PC is zero. That of s390 points behind the instruction; elsewhere a PC
// next to zero is what was read for a pointer, a small number.
func nullCall(x *exam, f *draft) bool {
	d := &x.c.Dump
	pc, ok := d.PC.Address, d.PC.HasAddress
	if !ok && d.Fault.HasAddress && d.Fault.Access == "execute" {
		pc, ok = d.Fault.Address, true
	}
	if !ok || pc >= 16 || pc != 0 && (x.arch == nil || !x.arch.PCBehind) || d.PC.Function != "" || d.UserMode || x.cameByReturn() {
		return false
	}
	who, calls, line := x.caller()
	f.claim(wentTo(pc))
	f.Text = fmt.Sprintf("The CPU went to address %s. This suggests a call of a function pointer that is NULL, or a return address on the stack that was overwritten with 0.", hex(pc))
	if who == "" {
		who, f.Confidence = "Somebody", Likely
	} else {
		f.claim(calls)
		f.Text = fmt.Sprintf("%s called a function pointer that is NULL, or a function that ended in the call of one: the CPU went to address %s.", who, hex(pc))
		if d.LRLine == 0 { // nothing but the stack tells where it came from
			f.Text = fmt.Sprintf("%s, or a function that it had called, sent the CPU to address %s. This suggests the call of a function pointer that is NULL.", who, hex(pc))
		}
	}
	if pc != 0 { // s390 points behind the instruction
		f.Text = fmt.Sprintf("%s called a function pointer that is NULL: the PC is %s.", who, hex(pc))
	}
	f.Next = "Look at the indirect call there: an ops structure with a missing member, a callback that was never registered, or one that was cleared while still in use. Test the member before the call or fill it in."
	f.Evidence = []int{x.pcLine(), x.headLine(), line}
	return true
}

// thunk is the function through which a kernel with retpolines makes indirect calls,
// arch/x86/lib/retpoline.S; its name ends in the register with the target.
const thunk = "x86_indirect_thunk_"

// badThunk: the return that a retpoline makes its jump with was refused: the target
// is no address.
func badThunk(x *exam, f *draft) bool {
	if len(x.chain) == 0 || x.chain[0].Line != x.c.Dump.PCLine {
		return false
	}
	name, ok := strings.CutPrefix(word(x.chain[0].Function), thunk)
	r := register(&x.c.Dump, name)
	if !ok || r == nil {
		return false
	}
	who := "Somebody"
	if c := x.culprit(); c != "" {
		who = c
		f.claim(x.culpritRan())
	}
	f.Text = fmt.Sprintf("%s made an indirect call through %s, which is %s: no address of code. This suggests a function pointer that is not set, overwritten, or read from a freed object.", who, name, hex(r.Value))
	f.claim(x.whereRan())
	f.Next = "Look at the indirect call in the caller: where the pointer comes from and who may free or overwrite the structure that holds it."
	f.Evidence = []int{x.headLine(), x.pcLine(), r.Line}
	return true
}

// returnedAstray: a call leaves the address behind itself in the link register, so that the
// one who is where that points has come by a return, and what was saved of it was damaged.
func returnedAstray(x *exam, f *draft) bool {
	if pc := x.c.Dump.PC.Address; !x.c.Astray() || !x.cameByReturn() || pc < nullPage && pc != 0 {
		return false
	}
	f.Confidence = Likely
	f.Text = fmt.Sprintf("The CPU returned to %s, which is not code: the link register holds the same address, so that it came there by a return and by no call. This suggests a return address on the stack that was overwritten, or a stack that is in use for something else.", x.destination())
	f.Next = "Look at what wrote to the stack: an overrun of a local buffer (CONFIG_STACKPROTECTOR_STRONG, KASAN), a pointer to a variable of a function that had returned, or a task that slept on the stack of an interrupt."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.c.Dump.LRLine}
	f.claim(reported(x.pcLine()))
	return true
}

// oddJump: no instruction can begin where the CPU is, and what it is in has a name.
func oddJump(x *exam, f *draft) bool {
	d := &x.c.Dump
	who, calls, line := x.caller()
	if !d.OddPC || d.UserMode || !d.PC.InFunction() || who == "" {
		return false
	}
	f.Confidence = Likely
	f.Text = fmt.Sprintf("%s jumped into %s, to an odd address, where no instruction can begin. This suggests a function pointer that was overwritten, or computed, and is some bytes off.", who, arch.SymbolText(d.PC))
	f.Next = "Look at the indirect call in the caller: where the pointer comes from and who may overwrite the structure that holds it."
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	f.claim(calls, reported(x.pcLine()))
	return true
}

// otherISA: the lowest bit of an address of 32-bit ARM's says in which of its instruction
// sets the code there is, and the die line which one the kernel is built of
// (arch/arm/kernel/traps.c: S_ISA). A return goes back to the caller's own.
func otherISA(x *exam, f *draft) bool {
	d := &x.c.Dump
	who, calls, line := x.caller()
	if !d.OtherISA || who == "" {
		return false
	}
	f.Confidence = Likely
	f.Text = fmt.Sprintf("%s jumped into ARM code as if it were Thumb's; the CPU came as far as %s. This suggests a function pointer whose lowest bit is set: overwritten, or computed and some bytes off.", who, arch.SymbolText(d.PC))
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	f.claim(calls, reported(x.pcLine()))
	for i := range d.Registers {
		if r := &d.Registers[i]; r.Value&1 != 0 && r.Value <= d.PC.Address && d.PC.Address-r.Value < 256 {
			f.also(fmt.Sprintf(" %s holds 0x%x.", r.Name, r.Value), reported(r.Line))
			f.Evidence = append(f.Evidence, r.Line)
			break
		}
	}
	f.Next = "Look at the indirect call in the caller: where the pointer comes from and who may overwrite the structure that holds it."
	return true
}

// cameByReturn tells that the link register holds where the CPU is.
func (x *exam) cameByReturn() bool {
	d := &x.c.Dump
	return d.LRLine > 0 && d.PC.HasAddress && d.LR.HasAddress && d.PC.Address == d.LR.Address
}

// badFunctionPointer: the CPU went to data, the heap, user space or nowhere.
func badFunctionPointer(x *exam, f *draft) bool {
	d := &x.c.Dump
	if badThunk(x, f) || returnedAstray(x, f) || oddJump(x, f) || otherISA(x, f) {
		return true
	}
	if !x.wentNowhere() {
		return false
	}
	if x.c.Class != "exec-fault" {
		f.Confidence = Likely
	}
	if x.accessedElsewhere() {
		f.Confidence = Possible // an instruction ran there: it may be code that has no name
	}
	who, calls, line := x.caller()
	if who == "" {
		who = "Somebody"
	} else {
		f.claim(calls)
	}
	f.claim(reported(x.pcLine()))
	f.Text = x.wentWords(who)
	if d.PC.InFunction() && d.PC.Size > 0 && d.PC.Offset == 0 { // a name of its own: code, or data of its own name
		f.Confidence = Likely
		if !ofSlab(x.means(d.PC.Address)) {
			f.Text = x.startOf(who)
		}
	}
	f.Next = "Look at the indirect call in the caller: where the pointer comes from and who may free or overwrite the structure that holds it."
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	return true
}

// wrongType: control flow integrity stopped an indirect call.
func wrongType(x *exam, f *draft) bool {
	target, who := "", subject(x)
	if n, l := x.line("CFI failure"); n > 0 {
		if _, at, ok := strings.Cut(l, "CFI failure at "); ok {
			if s, _, named := arch.ParseSymbol(at); named {
				who = place(s.Function, s.Module)
			}
		}
		if _, rest, ok := strings.Cut(l, "target: "); ok {
			target, _, _ = strings.Cut(rest, ";")
			target = strings.TrimRight(target, ")")
		}
		f.Evidence = append(f.Evidence, n)
	}
	f.Text = fmt.Sprintf("%s made an indirect call that control flow integrity does not allow.", who)
	if target != "" {
		f.Text = fmt.Sprintf("%s was about to call %s through a pointer, and that is no function of the type which the call expects.", who, target)
	}
	f.Next = "Compare the prototype of the target with that of the pointer, to the last const: a cast of the function when it was registered hides the difference. If the target is no function at all, the pointer was overwritten."
	f.Evidence = append(f.Evidence, x.headLine(), x.pcLine())
	f.claim(says("CFI failure", 0))
	return true
}

// freedInitCode: the code at the PC is what the kernel fills freed init memory
// with (arm: e7fddef0, x86: cc).
func freedInitCode(x *exam, f *draft) bool {
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
	who, _, line := x.caller()
	if x.c.Gone() {
		return false // that was a module's, which is no more
	}
	if pc := &x.c.Dump.PC; pc.HasAddress && x.inModule(pc.Address) {
		f.Text = fmt.Sprintf("The CPU ran into memory of modules that the kernel took back: the code around the PC is its fill pattern. This suggests that %s called an __init function of a module after its init, or code of a module that was unloaded.", who)
		f.Next = "Find the function pointer through which it was called and what it was set to: drop the __init of that function, or clear the pointer when the module goes."
		f.Evidence = []int{x.c.Dump.CodeLine, x.pcLine(), line}
		return true
	}
	f.Text = fmt.Sprintf("The CPU ran into memory that the kernel gave back after boot: the code around the PC is its fill pattern. This suggests a call of an __init function after init, from %s.", who)
	f.Next = "Find the __init function that is still reachable (modpost's section mismatch warnings name it; build with CONFIG_DEBUG_SECTION_MISMATCH) and drop the __init, or the late call."
	f.Evidence = []int{x.c.Dump.CodeLine, x.pcLine(), line}
	return true
}

func undefinedInstruction(x *exam, f *draft) bool {
	insn := ""
	if x.ops.insn != "" {
		insn = " (" + x.ops.insn + ")"
	}
	f.Text = fmt.Sprintf("%s ran an instruction that this CPU does not know%s. It may be a trap that the compiler put where code must not come (undefined behaviour, such as a constant division by zero), an instruction set the CPU lacks, or code that was overwritten.", x.where(), insn)
	f.Next = "Compare the code bytes with the disassembly of the same function in vmlinux or the module. The same: look at the source for undefined behaviour or wrong compiler flags. Different: memory was overwritten, or the hardware is bad."
	f.Evidence = []int{x.headLine(), x.c.Dump.CodeLine, x.pcLine()}
	return true
}

// kernelFP: vfp_kmode_exception() of arm says so before it dies.
func kernelFP(x *exam, f *draft) bool {
	n, l := x.line("FP instruction in kernel mode")
	if n == 0 {
		n, l = x.line("FP instruction issued in kernel mode")
	}
	if n == 0 || !strings.HasPrefix(l, "BUG: ") {
		return false
	}
	f.Text = fmt.Sprintf("%s ran an instruction of the floating point unit where the kernel may use none. This suggests a compiler that used one (for a move, a copy, a constant), or code that lacks kernel_neon_begin().", x.where())
	f.Next = "Disassemble that place: code of the kernel is built with -mfloat-abi=soft or -mgeneral-regs-only, an object with its own flags or inline assembly with .fpu may not be. Code that is meant to use the unit belongs between kernel_neon_begin() and kernel_neon_end()."
	f.Evidence = []int{n, x.headLine(), x.pcLine()}
	f.claim(says("FP instruction", n))
	return true
}

// withheldRegister: the CPU knows the register, as it tells which one it was.
func withheldRegister(x *exam, f *draft) bool {
	register := x.c.Dump.Withheld
	if register == "" {
		return false
	}
	f.Text = fmt.Sprintf("%s touched the system register %s, and the CPU trapped that. This suggests firmware or a hypervisor that did not hand the register over before it started the kernel, or a CPU without it.", x.where(), register)
	f.Next = "Look at how the kernel is entered (Documentation/arch/arm64/booting.rst lists what firmware has to set up for each feature, such as ICC_SRE_EL2 and ICC_SRE_EL3 for GICv3), and at lines before this one in which a driver says what it could not switch on."
	f.Evidence = []int{x.headLine(), x.c.Dump.DieLine, x.pcLine()}
	return true
}

// compilerTrap: the instruction does nothing but trap. BUG() would have said so.
func compilerTrap(x *exam, f *draft) bool {
	if x.arch.PurposeOf(x.ops.insn) != arch.Unreachable || !x.inNamed() {
		return false
	}
	f.Text = fmt.Sprintf("%s ran into an instruction that does nothing but trap (%s). Compilers put it where they hold that code can not come, for undefined behaviour that they saw: a division by a zero they knew, a NULL pointer, an index out of range, a function without its return.", x.where(), x.ops.insn)
	f.claim(x.whereRan())
	f.Next = "Look at the source of this place (-Wdiv-by-zero, -Wnull-dereference, -Wreturn-type, CONFIG_UBSAN): what the compiler could work out stands there. It may also be a BUG() of a kernel without CONFIG_DEBUG_BUGVERBOSE."
	f.Evidence = []int{x.headLine(), x.ops.line, x.pcLine()}
	return true
}
