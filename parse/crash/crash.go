// Package crash is the model: what a report of the kernel says, decoded. It is a
// leaf that everybody else speaks of: the decoder fills a [Crash], triage explains
// it, export writes it down, the screen draws it. Registers, code and frames in it
// are what package arch read.
package crash

import (
	"strings"
	"time"

	"oopscope/parse/arch"
)

// What the machine did after the report.
const (
	Halted           = "halted"            // panicked and stays there
	Rebooting        = "rebooting"         // panicked and restarts by itself, or was seen restarting
	ContinuesDamaged = "continues-damaged" // goes on, with a task killed or its state suspect
	Continues        = "continues"         // goes on unharmed
)

// A Crash is one report of the kernel about itself: an oops with everything
// that belongs to it, a panic, a warning, a stall, a checker's finding, or a
// burst of driver trouble. Values handed out by a [Decoder] are never changed
// afterwards; an open crash is handed out again, newer, when more of it came.
type Crash struct {
	ID       int    // 1, 2, 3 … within one input
	Sender   string // who sent it, where one line has several senders (netconsole); else ""
	Class    string // "null-deref", "kasan" …: the Name of a row of the class table
	Severity Severity
	Title    string // "NULL pointer dereference in pru0_comm_receive_msg [shepherd]"

	First, Last         int   // lines of the input, 1-based, inclusive
	FirstByte, LastByte int64 // bytes of the input, LastByte exclusive
	Boot                int   // 1-based boot within the input
	Time                float64
	HasTime             bool      // whether Time, seconds since boot, was printed
	Seen                time.Time // host time of the first line; zero when not known
	Captured            time.Time // of a capture: when its file was last written to; zero for a live console
	Open                bool      // more of it may follow
	Header              string    // the line that gave the class
	Arch                string    // "" when nothing showed it
	Kernel, Build       string    // "4.19.94-ti-r73", "#1focal"
	Machine             string    // "Generic AM33XX (Flattened Device Tree)"
	Prefix              string    // how its lines begin where that was learnt, as printk.Shape writes it; "" none
	Banner              string    // the boot's "Linux version …" line, when it was seen
	KernelOffset        uint64    // KASLR, when printed
	HasKernelOffset     bool
	CPU                 int // -1 when unknown
	Task                Task
	Die                 int    // the N of [#N]; 0 when none
	Parent              int    // ID of the crash this one happened inside or because of (nested oops); 0 when none
	ParentLine          int    // and its first line
	Context             string // arch.Task, SoftIRQ, IRQ, NMI
	Taint               []Taint
	Modules             []Module
	LastUnloaded        []string
	Workqueue           string // the work function on whose behalf it ran, "" when not a worker
	Source              string // file:line when the header gives it: "drivers/misc/x.c:215"
	Culprit             Culprit
	Dump                arch.Dump    // registers, code, fault as the architecture read them
	Operand             *Operand     // what the instruction that trapped worked on, as C; from symbols, nil when not known
	Object              *Object      // the object of the allocator that it is about; from symbols, nil when not known
	Chain               []arch.Frame // innermost first; the PC's own frame is Chain[0]
	Stacks              []Stack      // further stacks of the report: alloc, free, blocker, other CPUs
	Facts               []Fact       // the class's own fields, in the order they matter
	Panic               string       // the panic's message when the machine died of it
	PanicLine           int
	RebootIn            int // seconds, from "Rebooting in N seconds..", when > 0
	Count               int // folded repeats (driver trouble); 0 or 1 is once
	Aftermath           string
	Later               Later     // what was seen of the machine since; the decoder, who comes before, leaves it empty
	Echo                Echo      // what it follows from
	Story               *Story    // the account of its boot; whoever holds all of the boot fills it in
	Before              []Unusual // what is unusual of the lines before it; whoever holds other boots fills it in
	Signature           Signature
	Quality             Quality
	Symbols             Symbols    // what its source locations are from; whoever looks them up fills it in
	Body                []BodyLine // the report's own lines, in input order
	Brief               bool       // only what a list of crashes shows of it is here: see InBrief
}

// Task is the process or thread a CPU was running. Some lines name its comm or
// its PID alone: it is not Known then.
type Task struct {
	Comm  string
	PID   int
	Known bool // both
}

// Some reports whether anything is known of it.
func (t Task) Some() bool { return t.Known || t.Comm != "" || t.PID > 0 }

// Taint is one taint flag, explained.
type Taint struct{ Flag, Meaning string }

// Module is one entry of "Modules linked in:".
type Module struct {
	Name  string
	Flags string // as printed between the brackets, "O-"
	State string // "unloading", "loading" or ""
	Line  int
}

// Culprit is the function to look at: plumbing skipped.
type Culprit struct{ Function, Module string }

// Stack is a second call chain that a report carries: who allocated, who
// freed, who holds the lock, what another CPU was doing.
type Stack struct {
	Role   string // "allocated", "freed", "blocker", "stalled", "other-cpu", "work" …
	Title  string // the line that heads it, as printed
	Line   int
	Task   Task
	CPU    int // -1 when not told
	Frames []arch.Frame
}

// Fact is one decoded field of a report with the line that proves it.
type Fact struct {
	Name  string // "access", "object", "freed by", "lock", "errno" …
	Value string
	Line  int
}

// Signature identifies a bug across boots, builds of the same source, CPUs and
// processes. Both are hex strings, empty when the report is too poor.
type Signature struct {
	Exact string // the same crash again
	Bug   string // perhaps another symptom of the same bug
}

// BodyLine is a line of the report itself.
type BodyLine struct {
	N     int    // in the input
	Raw   string // scrubbed of control bytes, prefix kept
	Text  string // the part after the printk prefix
	Micro int64  // printk time in microseconds; -1 when none was printed

	// Caller tells which task or CPU printed it, where the kernel says so
	// (CONFIG_PRINTK_CALLER): lines of one have the same number; 0 when it does not.
	// That of a task is its PID and one, that of a CPU is negative.
	Caller int32

	First int64 // byte offsets in the input; Last exclusive
	Last  int64

	// Contested says that the line could as well be of the report that another
	// CPU printed at the same time.
	Contested bool
}

// CallerPID is the PID of the task that printed the line, 0 when the kernel does not say
// so, a CPU without a task did, or the idle task.
func (l *BodyLine) CallerPID() int { return max(0, int(l.Caller)-1) }

// NamesProcess tells the line that show_registers() has for the task, with its stack:
//
//	Process insmod (pid: 260, stack limit = 0xc21be198)
func (l *BodyLine) NamesProcess() bool {
	return strings.HasPrefix(l.Text, "Process ") && strings.Contains(l.Text, " (pid: ")
}
