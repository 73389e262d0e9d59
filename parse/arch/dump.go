package arch

// Line is one line of a report: its number in the input, 1-based, and its text
// without line end, control bytes and printk prefix.
type Line struct {
	N    int
	Text string
}

// Frame is one entry of a call chain.
type Frame struct {
	Symbol
	Context  string // Task, SoftIRQ, IRQ, NMI or User; "" when not known
	Reliable bool   // false for "?" frames and others the kernel guessed
	Exact    bool   // Address is a PC, not a return address: do not look up at -1
	Line     int    // the input line that printed it
	Stack    uint64 // stack pointer of the frame where the kernel prints it (powerpc)

	// Filled in from symbols, never by this package.
	File     string
	FileLine int
	Inlined  []Inline

	// Candidates are the places that it may be, where functions have one name and
	// size and nothing tells which of them it was; there is no File then.
	Candidates []Inline

	// Variables are those of the function and of what was inlined there, as far as
	// something is known of them.
	Variables []Variable
}

// Inline is a function inlined at a frame's address, innermost first.
type Inline struct {
	Function string
	File     string
	Line     int
}

// Register is one register with what its value looks like.
type Register struct {
	Name    string
	Value   uint64
	Meaning string // "NULL", "kernel text", "slab poison (freed)" ...
	Line    int

	Suspect   bool // its value is none that a pointer should have which is used
	Allocated bool // the kernel itself names the allocation that the value points into, or just beside

	// Filled in from symbols, never by this package.
	Variable string // the variable in it, "" when none is known
	Type     string // the variable's: "struct shared_mem *"
	Symbol   string // what the value points to: "init_net", "init_task+0x1c0"; "" when that is not proved
	Object   string // the same as C says it, "init_task.tasks", or the text of a constant string in quotation marks; "" when it says no more
}

// Points says what the value points to, in one word: "init_task+0x1c0 = init_task.tasks".
func (r *Register) Points() string { return points(r.Symbol, r.Object) }

// Lies says what the address is in, as Points does.
func (f *Fault) Lies() string { return points(f.Symbol, f.Object) }

func points(symbol, object string) string {
	if symbol == "" || object == "" {
		return symbol + object
	}
	return symbol + " = " + object
}

// Flag is one decoded bit or field of a status word.
type Flag struct {
	Name    string // "I", "WnR", "SPP" ...
	Meaning string // "IRQs off" ...
}

// Fault is the access that trapped.
type Fault struct {
	Address    uint64
	HasAddress bool
	Access     string // "read", "write", "execute" or ""
	Detail     string // "section translation fault" ...
	Area       Region // of the address map, where the architecture has one
	Line       int

	Symbol string // what the address is in, filled in from symbols: "init_task+0x1c0"
	Object string // the same as C says it: "init_task.tasks"
}

// Masking tells whether interrupts were masked at the place whose registers were
// printed. What the kernel prints later of the dying task ("exited with irqs
// disabled") says nothing about that place: every way to die masks them.
type Masking struct {
	Known bool
	Off   bool
	Line  int // of the register's row
}

// Insn is one instruction of the Code line.
type Insn struct {
	Address   uint64  // 0 when the PC is not known
	Bytes     string  // as printed, hex digits in the printed order
	Text      string  // disassembly, or "" when it could not be decoded
	Trap      bool    // the instruction that trapped
	Effective *uint64 // effective address of the trapping access, computed from the registers
}

// Word is one token of a Code line before disassembly.
type Word struct {
	Hex        string // digits as printed
	Trap       bool   // printed in (..) or <..>
	Unreadable bool   // printed as ???????? or XXXXXXXX
}

// Dump collects what an architecture reads out of one report.
type Dump struct {
	Bits int // 32 or 64 once known from the width of a register

	Die       string // what the die line says: "Oops", "Oops - BUG", "general protection fault, ..."
	DieCode   uint64 // the error code on the die line
	HasCode   bool
	DieNumber int // the N of [#N], 0 when none
	DieLine   int

	Debugger int // the line by which a debugger in the kernel took over from the oops, 0 when none

	Fault  Fault
	PC     Symbol
	PCLine int
	PCArea Region // where that lies when no function is there
	PCLost bool   // that line is missing, and the chain begins with the caller, see [Arch.Apart]
	LR     Symbol
	LRLine int
	SP     uint64

	Registers []Register
	Status    []Flag  // psr, PSTATE, EFLAGS, MSR ... bit by bit
	IRQs      Masking // whether interrupts could come at the place of death, as the saved status word says
	Words     []Word  // the Code line
	CodeLine  int
	Code      []Insn // Words decoded; s390 fills it directly
	FrameSize uint64 // bytes of the stack that the code takes before the trap, where that tells something; else 0

	Chain    []Frame // as printed, innermost first; the caller puts the PC's own frame in front
	Context  string  // what the trace's markers say of the place of death
	UserMode bool    // the registers are those of user space
	Withheld string  // the system register that the instruction was not allowed to touch: "icc_ctlr_el1"
	OddPC    bool    // no instruction can begin where the PC is: only a jump gets there
	OtherISA bool    // the CPU was in the state for instructions of another set than the kernel is built of: only a jump does that

	Stack []StackWord // words of the Stack: block, lowest address first

	Exceptions []Exception // registers that exceptions saved on their stacks, as they were printed in the trace

	Operands []Operand // what the trapping instruction worked on
	Origin   []Step    // where the values of its operands came from, latest first

	Distance []int // of each instruction of Code from the one that trapped, in bytes
	Reach    Reach

	Notes []Note // facts only this architecture prints (ESR fields, page table walk, control register)

	// Repeat is set once the first register block is complete and another one
	// begins (x86 prints it again after the end trace): later rows are not read.
	Repeat bool

	Scratch any   // an architecture's own state between lines
	trace   trace // where the trace reader is between the stacks it walks

	told told // see ToldCode

	linked     uint64 // see LinkedAt
	linkedLine int

	places  []place        // functions whose addresses the report tells, in order
	areas   []place        // areas of memory that it names
	returns map[uint64]int // return addresses: index into Chain
}

// Reach is how far the access of the instruction that trapped goes.
type Reach struct {
	Size    int  // bytes, 0 when not known
	Repeats bool // it works on many places: the string instructions of x86 and s390, whose registers move along
	Does    Doing
}

// Doing is what an instruction does to memory.
type Doing uint8

// The doings.
const (
	DoingUnknown Doing = iota // also where it does both
	NoAccess
	Reads
	Writes
)

// Operand is a register or a constant of the trapping instruction.
type Operand struct {
	Name  string // "r3", "" for a constant
	Value uint64
	Role  string // Base, Index, Offset, Data or Target
	Shift uint   // the value is shifted left before it is added
	Minus bool   // it is subtracted
	Line  int    // of the register's row
}

// Roles of an operand.
const (
	Base   = "base"   // of an address
	Index  = "index"  // added to the base
	Offset = "offset" // a constant added to the base
	Data   = "data"   // what is stored, compared or divided by
	Target = "target" // where a call or a jump goes
)

// Step is one answer to "where did this value come from?", read backwards from
// the instruction that trapped.
type Step struct {
	Register string // the register that got its value here
	Kind     string // FromMemory, FromStack ...
	Text     string // "r3 was loaded from [r4] = 0xbf1a0610, data of module shepherd"
	Insn     int    // index into Code; -1 for what the function was given
	Value    uint64 // the register's value behind this step, when HasValue
	HasValue bool
	Address  *uint64 // memory that it was loaded from, when known
}

// Kinds of a step.
const (
	FromMemory   = "memory"
	FromStack    = "stack"
	FromRegister = "register" // copied, or a sum
	FromConstant = "constant"
	FromCall     = "call"     // the result of a function
	FromArgument = "argument" // what the caller passed
	Computed     = "computed" // otherwise
)

// StackWord is one word of a stack dump.
type StackWord struct {
	Address uint64
	Value   uint64
	Line    int

	Symbol string // what the value points to, filled in from symbols; "" when that is not proved
}

// Exception is what an exception saved of the code that it interrupted (struct pt_regs).
type Exception struct {
	Base  uint64
	Words []StackWord
}

// told is an error code that stands in a line of its own.
type told struct {
	code uint64
	line int
}

// Note is one decoded fact with the line that proves it.
type Note struct {
	Name  string
	Value string
	Line  int
}

// ScratchOf returns what an architecture keeps between the lines of a dump, which
// is begin at first.
func ScratchOf[T any](d *Dump, begin T) *T {
	s, ok := d.Scratch.(*T)
	if !ok {
		s = new(T)
		*s = begin
		d.Scratch = s
	}
	return s
}
