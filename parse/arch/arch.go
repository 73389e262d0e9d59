// Package arch knows how each CPU architecture prints a crash: its register
// rows, status words, call-trace syntax, code words and address map.
//
// Every architecture is one value of type [Arch] in a folder of its own, with
// all names of registers and instructions; package all has the list, package
// flow reads code backwards. Nothing outside the folders switches on an
// architecture's name. What two of them share is here: it reads text that the caller already split into lines and freed from
// its printk prefix, and it writes what it understood into a [Dump].
package arch

import (
	"debug/elf"
	"encoding/binary"
)

// Lines are how lines of a report begin, by what they are.
type Lines struct {
	Registers []string // registers and status words
	Fault     []string // details of the fault, in front of the registers
	Code      []string // the words of the code
	Stack     []string // words of memory
	Headings  []string // what stands above a trace
	Status    []string // of the line on which the kernel itself reads the status word; anywhere in it
	Details   []string // anything else

	// Frame reports whether a line is a frame of a form that nobody else has, by its
	// shape.
	Frame func(text string) bool
	// Printed are beginnings of lines in the order in which the kernel prints
	// them, from the fault line on: it tells two reports apart whose lines are
	// mixed. Only what every version prints in that place of an oops and of a
	// WARN stands here; [PrintedFrames] is the trace.
	Printed []string
	// FromPC says that the trace begins with the function of the PC.
	FromPC bool
	// BareWarn says that a WARN shows neither registers nor code: it is no trap,
	// and ends in dump_stack(). NoWarnCode is the same of the code alone.
	BareWarn, NoWarnCode bool
	// DieCode says that every die() prints the code, behind the trace: where an end
	// marker stands there without it, a WARN ended.
	DieCode bool
	// FaultRow begins the row that has the address of the fault, where it is no
	// register that [Arch.FaultRegister] could name: x86's is stale in other traps.
	FaultRow string
	// Summary says that the registers are printed again behind the end mark.
	Summary bool
}

// PrintedFrames stands in [Lines.Printed] for the frames of the trace.
const PrintedFrames = "frames"

// Arch is one CPU architecture. Its functions are pure; a nil function means
// that the architecture has nothing of that kind.
type Arch struct {
	Name  string // the contract's name: arm, arm64, x86_64, i386, riscv, mips, powerpc, s390, loongarch ...
	Bits  int    // word width where the dump itself does not tell
	Order binary.ByteOrder

	// Claims tells how strongly a line points to this architecture: 0 not at
	// all, 1 it fits several, 2 it fits few, 5 nobody else prints it.
	Claims func(text string) int

	// Evidence is what tells this architecture where no line of a report does by
	// itself.
	Evidence Evidence

	// Heads are the bytes, a bit each, with which a line it claims can begin
	// behind blanks, see [HeadsOf]; none set is any.
	Heads [4]uint64

	// Anywhere is what one of stands in each line that it claims and that begins with
	// something else. Nobody is asked about a line without head and without these.
	Anywhere []string

	// Lines are how further lines of a report begin: what they are is told from
	// the first characters, before anybody knows whose report it is.
	Lines Lines

	// Read takes one line of a report into the dump and tells whether it
	// understood it. Lines come in printed order; trace frames are offered to
	// Frames first.
	Read func(d *Dump, l Line) bool

	// Frames reads a call-trace line in a syntax of this architecture's own;
	// nil or false leaves it to the neutral readers.
	Frames func(d *Dump, l Line) bool

	// Disagree reports that two lines in front of the die line cannot be of the
	// same fault; nil: nothing in them can be compared.
	Disagree func(a, b string) bool

	// Finish runs after the last line: status words to flags, access kind and
	// fault detail, code words to instructions.
	Finish func(d *Dump)

	// Region names the part of the address map a value lies in ("kernel text",
	// "module", "vmalloc", "linear map", "user" ...), "" when it tells nothing.
	Region func(d *Dump, v uint64) Region

	// Apart says that the trace of a trap begins with who called the function that
	// trapped: that one stands in the line of the PC alone.
	Apart bool

	// FaultRegister holds the address of the access that trapped, "" where none
	// is printed among the registers.
	FaultRegister string

	// PastUnaligned says that the kernel goes behind a misaligned access that it does not
	// mend before it dies of it: not the instruction at the PC made it, but one before.
	PastUnaligned bool

	// StoreFaults says that the fault of a store does not tell whether no page was
	// there or one that may not be written.
	StoreFaults bool

	// Bitmap is the register with a bitmap's address in the functions for one bit, where
	// these check that it is aligned and fault on purpose ("" elsewhere).
	Bitmap string

	// BugCounts is what the die line says where the kernel takes BUG() as a debug
	// exception, which counts as preemption off ("exited with preempt_count 1"); "" elsewhere.
	BugCounts string

	// PCBehind says that the PC of what is no page fault points behind the instruction.
	PCBehind bool

	// Lowcore says that the kernel may read the first page of memory, so that a NULL pointer
	// gives a number and no fault.
	Lowcore bool

	// FaultPages says that the kernel prints the page of a fault's address only.
	FaultPages bool

	// StackSize is THREAD_SIZE, a power of two: values in the same block as the
	// stack pointer point to the stack in use. 0 when it varies too much.
	StackSize uint64

	// PoisonDelta is CONFIG_ILLEGAL_POINTER_VALUE of the 64-bit kernel: what the
	// list poisons and their like are counted from. 32-bit kernels have 0.
	PoisonDelta uint64
	PlainPoison bool // it came late: older kernels of the architecture add nothing to the poison

	// KASANShadow are the possible values of CONFIG_KASAN_SHADOW_OFFSET.
	KASANShadow []uint64

	// Flow tells what the trapping instruction worked on and, reading the code
	// backwards, where the values came from: a flow.Machine. nil: neither.
	Flow Explainer

	// Contexts are the functions of its entry code.
	Contexts Contexts

	// Errno are error numbers that are its own; from ErrnoOwn on, when that is
	// not 0, there are no others.
	Errno    map[int]string
	ErrnoOwn int

	// Machines are the ELF machines whose code it disassembles; Word is the
	// number of bytes of one word as its kernel prints them on a Code line.
	Machines []elf.Machine
	Word     int

	// Jumps are the jumps and calls, whose last operand is where they go.
	Jumps Prefixes

	// Calls are those of them that a function returns to.
	Calls Prefixes

	// Rewritten are those that, beside jumps, a running kernel most often writes over
	// or writes in the place of others: tracing, static keys, fixes of CPUs.
	Rewritten Prefixes

	// PerCPU is how an operand begins that names a per-CPU variable by its distance
	// from the instruction; "" where there are none.
	PerCPU string

	// PerCPUBase is the register, as printed, that tells where the CPU has its copy of
	// per-CPU variables, counted from where they were linked; "" when none does.
	PerCPUBase string

	// Moves says that its kernels may move themselves when they start (KASLR).
	Moves bool

	// DelaySlots says that the instruction behind a jump runs before it is taken.
	DelaySlots bool

	// Deliberate tells what an instruction that does nothing but trap was put there
	// for, by compiler or kernel; nil or "" is nothing of the kind.
	Deliberate func(insn string) Purpose

	// ClaimsFrames tells that Claims knows plain frames, by the names of the
	// entry code: "f+0x1/0x2" is offered to nobody else.
	ClaimsFrames bool

	// Samples are real lines, each claimed by this architecture more strongly
	// than by any other.
	Samples []string
}

// An Explainer explains the operands of the instruction that trapped.
type Explainer interface {
	Explain(a *Arch, d *Dump)
}

// Purpose is what an instruction that only ever traps is for.
type Purpose string

// The purposes.
const (
	Division    Purpose = "division"    // a divisor was zero
	Overflow    Purpose = "overflow"    // a result did not fit
	Unreachable Purpose = "unreachable" // the compiler holds that code can not come here
)

// PurposeOf tells what an instruction that only ever traps is for, "" of any other.
func (a *Arch) PurposeOf(insn string) Purpose {
	if a == nil || a.Deliberate == nil {
		return ""
	}
	return a.Deliberate(insn)
}

// Branches reports whether an instruction is a jump or a call.
func (a *Arch) Branches(text string) bool { return a != nil && a.Jumps.Has(text) }

// CallsOut reports whether an instruction is a call.
func (a *Arch) CallsOut(text string) bool { return a != nil && a.Calls.hasName(text) }

// MayBeRewritten reports whether an instruction is of a kind that a running kernel
// replaces, or replaces others by; so is one that nobody can read.
func (a *Arch) MayBeRewritten(text string) bool {
	return a == nil || text == "" || a.Branches(text) || a.Rewritten.hasName(text)
}
