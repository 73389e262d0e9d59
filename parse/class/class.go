// Package class is the table of crash classes: what kinds of reports there are,
// the lines by which each is known, and everything else that is known of it.
//
// A class is one literal in the file of its severity and nothing else: how it is
// titled, what it means, how the function to look at is found, what joins it,
// whether it damages the kernel. The other packages ask the literal; none of them
// names a class. A program that imports the parser may [Register] classes of its
// own.
package class

import "oopscope/parse/crash"

// A Class is one kind of report.
type Class struct {
	Name     string         // "null-deref"
	Severity crash.Severity // at least; a panic that follows raises it
	Words    string         // how the title begins: "NULL pointer dereference"
	Meaning  string         // what it means, for a person who does not read kernel headers every day
	Source   string         // the kernel's file that prints it, and the function where one does
	Family   string         // what one bug shows as, whoever notices it: the name of the class when it stands alone
	Headers  []Header       // lines that open or name such a report
	Samples  []string       // real lines, each claimed by this class and no other
	Printers string         // functions of the kernel that stand in a trace only because they print such a report

	Prints map[string]string // by such a function, what its report says where the words do not

	Title     Title      // what the title says besides the words
	Culprit   Blame      // how the function to look at is found
	Facts     []FactLine // lines that such a report prints about its own subject
	Stacks    Stacks     // how its further stacks are to be read
	Aftermath string     // what became of the machine, where the severity does not tell

	Patience    int    // lines outside the report grammar it may contain in a row; 0 is the default
	Again       Again  // when another header of the class goes on with the report
	Announces   bool   // its line comes before a report proper, which belongs to it
	DiesIn      string // a BUG() in this file of the kernel is the end of its own warning
	ClosingWarn string // a WARN with this in its header is the end of it
	Ruled       bool   // a rule of = signs closes it
	Splat       bool   // WARN() and its kin: what was said right before belongs to it, and its CPU line precedes its frames
	Alone       bool   // its fault line begins a report of its own even behind another fault
	Firmware    bool   // it is not the kernel that prints it: the lines have the forms of its loggers
	Generic     bool   // says nothing of the cause: panics of any kind
	Manual      bool   // the operator can ask for it; the group order then is -1 (SysRq-f)

	Damages   bool   // the kernel's memory is suspect afterwards although no task died
	Traceless bool   // needs no call trace
	InTask    bool   // only a task can cause it
	Misplaced bool   // it complains of where something was called, which may be wherever the kernel is entered
	Waits     bool   // noticed at a random place: what it was doing tells more than where it was found
	OwnCPU    bool   // the CPU that the header names prints the report itself
	Asserts   bool   // a check of the code itself: at the door of the core it is for whoever called
	Frees     bool   // notices frees of what is not allocated as well, which are a family of their own
	Checks    string // how the functions' names begin that the compiler has check an access: it is made behind them
	Taints    string // taint flags that the kernel sets before it has printed the report

	// Refine tells the class by the facts where the header alone cannot: the
	// name of another class, or "".
	Refine func(*Evidence) string
	// AfterAll is asked once all is refined: "" or what the report is after all.
	AfterAll func(*Evidence) string
}

// A Header is one form of a line that opens or names a report.
type Header struct {
	// Literal must stand in the line; it is what the scanner looks for.
	Literal string
	// Pattern matches the text behind the prefix. Named groups: fn (a symbol),
	// addr, access, cpu, comm, pid, file, what, msg, n, code, errno …
	// Empty: the literal must begin the text.
	Pattern string
	Role    Role
	// Follows says that it goes on with a report of the class that is open, as one with
	// the text of the class's Again does.
	Follows bool
	// Not suppresses the header when one of these stands in the text.
	Not []string
	// Repeats says that the kernel prints the line again as long as it waits for
	// what the group what names.
	Repeats bool
	// Spares says that nobody dies of it, unlike of the others of its class: the kernel
	// complains and goes on.
	Spares bool
	// Announces says that a fault line of the same report follows it.
	Announces bool
}

// A Role says what a header line does to the report that is open.
type Role int

// The roles of header lines.
const (
	Opens    Role = iota // begins a report of its own
	Fault                // begins a report whose die line follows ("Unable to handle …")
	Die                  // the line with [#N]: joins the fault before it or begins a report
	Names                // tells what a WARNING or BUG around it is about ("refcount_t: …"); alone it is nothing
	Titles               // is like Names, but strong enough to be a report without a carrier
	Panics               // joins the report that led to it, or begins one
	Hints                // adds to an open report only ("KASAN: null-ptr-deref in range …")
	Trouble              // is not a crash: a driver or resource failure
	Anything             // begins a report when a trace follows at once and no other header tells more: what a driver calls a bug
	Inside               // stands in a report that has begun; where none is open its first lines were lost, and an end marker must show that it was one
)

// A Title is what a title says besides the words of the class.
type Title int

// The forms of titles.
const (
	DetailTitle         Title = iota // the header's detail in place of the words
	WordsTitle                       // the words alone
	WordsAndDetailTitle              // the words and the detail: a name alone says nothing
	CheckerTitle                     // the checker's name and the detail: "KASAN: slab-use-after-free"
	MessageTitle                     // the panic's message
	TaskTitle                        // the words and the task
	BareTitle                        // the words, without a place
)

// A Blame is the way to the function to look at.
type Blame int

// The ways to a culprit; package blame goes them.
const (
	ByChain          Blame = iota // the call chain without its plumbing
	Nobody                        // the chain says only how the kernel noticed
	Stalled                       // what a CPU without progress was working on
	StalledHere                   // the same, and it did not move: interrupts are off
	StalledWork                   // the work function that holds a pool up
	Blocked                       // what a task waits in, or who it waits for
	Recursion                     // the function that is there again and again
	SmashedFrame                  // the function whose frame was overwritten
	Acquirer                      // who took the lock, or lacked it
	LeakedWork                    // the work function that came back with a lock
	StrayCaller                   // who called what must not be called
	BufferUser                    // who told a packet buffer what it refused
	Allocator                     // who asked for memory
	InterruptHandler              // the handler that did not care
	NetDriver                     // the driver whose queue stands still
	Leaker                        // who allocated what leaked
	ObjectUser                    // who hit upon a damaged object, or owned it
	PageUser                      // who gave a damaged page back, or owned it; nobody, where it was found when it was taken
	Reader                        // who had data used that nobody wrote
	StillActive                   // who freed a running timer, or the one that it calls
	Racer                         // one of the two whose accesses met
)

// Again says when a further header of the same class goes on with the report
// instead of beginning another.
type Again struct {
	Text     string // when this stands in it
	Lines    int    // within so many lines of the report's last line, before any trace
	OfHeader bool   // counted from the last header instead, trace or not
}

// Stacks says how the further stacks of a report are to be read.
type Stacks struct {
	LocksFirst bool   // the stacks of the locks come first; "stack backtrace:" heads the main one
	Races      bool   // two accesses have a stack each: the second is the other side
	Victim     bool   // the first task's stack is the main one
	CPUs       string // role of a CPU's backtrace, "" for "other-cpu"
	Tasks      string // role of a task's stack, "" for "task"
	Facts      bool   // what is said in them is about the report's subject as well
}

// A FactLine is a line that a report prints about its own subject.
type FactLine struct {
	Name                   string // of the fact
	Prefix, Within, Suffix string // what must be in the line; "" is anything
	Trim                   string // taken off the front of the value
	Anywhere               bool   // in the report's further stacks as well
}

// FamilyOf is the family of a report of the class with this header. A free of
// what is not allocated is one bug whoever notices.
func (c *Class) FamilyOf(header string) string {
	if c.Frees && freesWrongly(header) {
		return "invalid-free"
	}
	return c.Family
}
