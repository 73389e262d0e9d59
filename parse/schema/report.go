// Package schema is the JSON that oopscope writes, as Go types: what a program
// that reads `oopscope scan --json` unmarshals into, and what the JSON Schema and
// docs/json.md are made from. It is a leaf and knows nothing of how crashes are
// decoded.
package schema

import (
	"fmt"
	"strconv"
)

// Version is that of the format: it rises when a key changes its meaning.
const Version = 2

// A Report is a crash as JSON: one line of `oopscope scan --json` and `watch
// --json`, and a saved crash's report.json. A key without a value is left out;
// where a zero is a value (CPU 0, address 0x0) the field is a pointer. The tag
// doc is what the schema and docs/json.md say of the key.
type Report struct {
	V        int    `json:"v" doc:"version of this format"`
	File     string `json:"file,omitempty" doc:"the input as given on the command line, \"-\" for standard input; archive!entry for what stands in an archive, the file for what lies in a folder"`
	Sender   string `json:"sender,omitempty" doc:"address of the board that sent it, on a line that has several senders: netconsole"`
	ID       int    `json:"id,omitempty" doc:"1, 2, 3 … within one input"`
	Parent   int    `json:"parent,omitempty" doc:"id of the crash inside which this one happened"`
	Class    string `json:"class,omitempty" doc:"what kind of crash; see classes.md"`
	Severity string `json:"severity,omitempty" doc:"what it means for the machine" enum:"panic,oops,bug,stall,warning,error"`
	Title    string `json:"title,omitempty" doc:"one line for a person"`
	Header   string `json:"header,omitempty" doc:"the line that gave the class"`
	Prefix   string `json:"prefix,omitempty" doc:"what stands in front of its lines, where that was learnt: # is a number, @ letters, ~ blanks that may be missing, * anything; others stand for themselves"`

	Lines *Span  `json:"lines,omitempty" doc:"lines of the input, from 1, both inclusive; of its text, where it is packed or wrapped in something"`
	Bytes *Bytes `json:"bytes,omitempty" doc:"bytes of the input; of its text, where it is packed or wrapped in something"`

	Boot  int      `json:"boot,omitempty" doc:"the machine's boot within the input, from 1"`
	Time  *float64 `json:"time,omitempty" doc:"the kernel's time stamp of the first line, seconds"`
	At    string   `json:"at,omitempty" doc:"host time of the first line, RFC 3339; on a live console"`
	Count int      `json:"count,omitempty" doc:"repeats folded into this report, when more than one"`

	Arch         string `json:"arch,omitempty" doc:"arm, arm64, x86_64, i386, riscv, mips, powerpc, s390, loongarch …"`
	Kernel       string `json:"kernel,omitempty" doc:"release of the kernel"`
	Build        string `json:"build,omitempty" doc:"its build, as uname -v begins"`
	Machine      string `json:"machine,omitempty" doc:"model of the board"`
	KernelOffset *Hex   `json:"kernel_offset,omitempty" doc:"how far KASLR moved the kernel, where it was printed"`

	CPU       *int   `json:"cpu,omitempty" doc:"the CPU it happened on"`
	Task      *Task  `json:"task,omitempty" doc:"the task that ran there"`
	Die       int    `json:"die,omitempty" doc:"the N of [#N]"`
	Context   string `json:"context,omitempty" doc:"where the kernel was" enum:"task,softirq,irq,nmi,user"`
	Workqueue string `json:"workqueue,omitempty" doc:"the work function on whose behalf a worker ran"`
	Source    string `json:"source,omitempty" doc:"file:line that the header itself names"`

	Taint        []Taint  `json:"taint,omitempty" doc:"taint flags, explained"`
	Modules      []Module `json:"modules,omitempty" doc:"modules linked in"`
	LastUnloaded []string `json:"last_unloaded,omitempty" doc:"modules that were unloaded last"`

	Fault     *Fault        `json:"fault,omitempty" doc:"the access that trapped"`
	Object    *Object       `json:"object,omitempty" doc:"with symbols: the object of the allocator that the report is about, by the type that its allocation's result has in the source; or what the entry of a corrupt list is a member of"`
	PC        *Symbol       `json:"pc,omitempty" doc:"the instruction that trapped"`
	LR        *Symbol       `json:"lr,omitempty" doc:"the link register"`
	SP        *Hex          `json:"sp,omitempty" doc:"the stack pointer"`
	Culprit   *Culprit      `json:"culprit,omitempty" doc:"the function to look at: plumbing frames skipped; its name as a person wrote it, where Rust or C++ made another of it"`
	Owner     *Owner        `json:"owner,omitempty" doc:"whose part of the kernel that function is"`
	Registers []Register    `json:"registers,omitempty" doc:"the registers as printed, explained"`
	Flags     []Flag        `json:"flags,omitempty" doc:"the status word, bit by bit"`
	Code      []Instruction `json:"code,omitempty" doc:"the machine code that was printed, disassembled"`
	Origin    []Step        `json:"origin,omitempty" doc:"where the values of the trapping instruction came from, latest first"`
	Notes     []Fact        `json:"notes,omitempty" doc:"what only this architecture prints"`

	Chain  []Frame `json:"chain,omitempty" doc:"the call chain, innermost first, beginning with the PC's own frame"`
	Stacks []Stack `json:"stacks,omitempty" doc:"further call chains of the report"`
	Facts  []Fact  `json:"facts,omitempty" doc:"the class's own fields"`

	Findings  []Finding  `json:"findings,omitempty" doc:"why, the most telling first"`
	Aftermath string     `json:"aftermath,omitempty" doc:"what became of the machine" enum:"halted,rebooting,continues-damaged,continues"`
	Panic     string     `json:"panic,omitempty" doc:"the panic's message, when the machine died"`
	RebootIn  int        `json:"reboot_in,omitempty" doc:"seconds, when the kernel announced a restart"`
	EchoOf    int        `json:"echo_of,omitempty" doc:"id of the crash that this one follows from"`
	EchoWhy   string     `json:"echo_why,omitempty" doc:"the reason"`
	Story     string     `json:"story,omitempty" doc:"of the boot: the cause, what followed from it and why, the end; on its first crash, and in what is still coming on every one, as far as it is known then"`
	Before    []Unusual  `json:"before,omitempty" doc:"what of the lines before it other boots do not say, or not so often; where other boots were looked at: oopscope report, and crashes saved on the screen"`
	Signature *Signature `json:"signature,omitempty" doc:"names the bug across boots, KASLR, CPUs and processes"`
	Symbols   *Symbols   `json:"symbols,omitempty" doc:"what the source locations are from, and by what that proved to be of this kernel"`
	Seen      *Seen      `json:"seen,omitempty" doc:"how often this signature was met, where the ledger was asked: on a live console, and in a saved crash"`
	Quality   Quality    `json:"quality" doc:"how far the report can be trusted"`

	Raw []string `json:"raw,omitempty" doc:"the crash's own lines; absent with --no-raw"`
}

// An Unusual is a kind of line that stands before the crash, and not so in other boots of
// the input.
type Unusual struct {
	Line    int    `json:"line" doc:"the last such line before the crash"`
	Text    string `json:"text" doc:"what it says, behind its prefix"`
	Kind    string `json:"kind" doc:"new: no boot without this crash says it; rarer: few do; faster: it came more often in the minute before" enum:"new,rarer,faster"`
	Boots   int    `json:"boots" doc:"of the boots without this crash, how many have such a line"`
	Of      int    `json:"of" doc:"how many boots without this crash were looked at"`
	Alike   int    `json:"alike" doc:"of the other boots with this crash, how many have such a line"`
	OfAlike int    `json:"of_alike" doc:"how many other boots with this crash were looked at"`
	Here    int    `json:"here,omitempty" doc:"of a faster one: how many came in the minute before"`
	There   int    `json:"there,omitempty" doc:"and at most in a minute of the boots without this crash"`
}

// Hex is an address or a value: "0x…", unpadded, lower case.
type Hex uint64

// MarshalText writes the number as JSON has it.
func (h Hex) MarshalText() ([]byte, error) {
	return strconv.AppendUint(append(make([]byte, 0, len("0x")+16), "0x"...), uint64(h), 16), nil
}

// UnmarshalText reads what MarshalText wrote; anything else is an error.
func (h *Hex) UnmarshalText(b []byte) error {
	v, err := strconv.ParseUint(string(b), 0, 64)
	if err != nil {
		return fmt.Errorf("no address: %w", err)
	}
	*h = Hex(v)
	return nil
}

// A Span is a range of lines.
type Span struct {
	First int `json:"first" doc:"first line"`
	Last  int `json:"last" doc:"last line, inclusive"`
}

// Bytes is a range of bytes.
type Bytes struct {
	First int64 `json:"first" doc:"first byte, from 0"`
	Last  int64 `json:"last" doc:"byte behind the last"`
}

// A Task is a process or a thread.
type Task struct {
	Comm string `json:"comm,omitempty" doc:"its name"`
	PID  *int   `json:"pid,omitempty" doc:"its pid"`
}

// Taint is a taint flag.
type Taint struct {
	Flag    string `json:"flag,omitempty" doc:"the letter"`
	Meaning string `json:"meaning,omitempty" doc:"what it means"`
}

// A Module is one that was linked in.
type Module struct {
	Name  string `json:"name,omitempty" doc:"its name"`
	Flags string `json:"flags,omitempty" doc:"what stands in brackets behind it"`
	State string `json:"state,omitempty" doc:"when it was coming or going" enum:"loading,unloading"`
}

// An Object is what the slab allocator's or a checker's report is about.
type Object struct {
	Struct     string `json:"struct,omitempty" doc:"its structure: the tag, or the typedef's name"`
	StructSize *Hex   `json:"struct_size,omitempty" doc:"the structure's size in bytes"`
	Variable   string `json:"variable,omitempty" doc:"what it was assigned to where it was allocated"`
	Byte       *int64 `json:"byte,omitempty" doc:"the byte in question, counted from the object's beginning; below zero in front of it"`
	Member     string `json:"member,omitempty" doc:"the member at that byte"`
	Allocated  string `json:"allocated,omitempty" doc:"the function that allocated it"`
}

// A Fault is an access that trapped.
type Fault struct {
	Address *Hex   `json:"address,omitempty" doc:"the address, where one was printed"`
	Access  string `json:"access,omitempty" doc:"what was tried" enum:"read,write,execute"`
	Detail  string `json:"detail,omitempty" doc:"what the architecture says of it"`

	Symbol string `json:"symbol,omitempty" doc:"the symbol that the address is in; with symbols, where they are proved to be the board's and where it was loaded"`
	Object string `json:"object,omitempty" doc:"the same as C says it: init_task.tasks; the text of a constant string stands in quotation marks"`

	Expression string   `json:"expression,omitempty" doc:"what the instruction worked on, as C; with symbols"`
	Mode       string   `json:"mode,omitempty" doc:"what went wrong with it: the memory it names was accessed, the value it holds was used as a pointer, or called, or a check found it wrong" enum:"memory,value,call,check"`
	Struct     string   `json:"struct,omitempty" doc:"the structure that the member is of: its tag, or the typedef's name"`
	StructSize *Hex     `json:"struct_size,omitempty" doc:"its size in bytes"`
	Member     string   `json:"member,omitempty" doc:"the member, nested ones with a dot; absent when several share the place"`
	Offset     *Hex     `json:"offset,omitempty" doc:"where the member lies in the structure, in bytes"`
	Variable   string   `json:"variable,omitempty" doc:"the variable that the expression begins with"`
	Type       string   `json:"type,omitempty" doc:"its type"`
	Candidates []string `json:"candidates,omitempty" doc:"the expressions, when it may be several"`
	Shared     int      `json:"shared,omitempty" doc:"how many members share the place, when the source line tells which is meant"`
	Through    bool     `json:"counted_through,omitempty" doc:"BTF is all that is known: it has an array of arrays as one, whose index may count through the elements of all rows"`
	Source     *Quote   `json:"source,omitempty" doc:"the line of the source tree that the expression stands in"`
	Assigned   []Quote  `json:"assigned,omitempty" doc:"lines of that tree which set what keeps the pointer that went wrong: what was found near by, at most 8; no cause"`
}

// A Quote is a line of the source tree.
type Quote struct {
	File  string `json:"file,omitempty" doc:"the file, as the symbols name it"`
	Line  int    `json:"line,omitempty" doc:"the line's number"`
	Text  string `json:"text,omitempty" doc:"the line; absent when the tree is not the one that the kernel was built from"`
	Doubt string `json:"doubt,omitempty" doc:"what speaks against the tree or the line"`
}

// A Symbol is a place in the kernel, function+offset/size [module].
type Symbol struct {
	Function string `json:"function,omitempty" doc:"name of the function"`
	Offset   *Hex   `json:"offset,omitempty" doc:"bytes into it"`
	Size     *Hex   `json:"size,omitempty" doc:"bytes to the next symbol"`
	Module   string `json:"module,omitempty" doc:"its module; absent for the kernel itself"`
	Address  *Hex   `json:"address,omitempty" doc:"the address, where one was printed"`
	BuildID  string `json:"build_id,omitempty" doc:"build id of the module, where one was printed"`
}

// A Culprit is a function to look at.
type Culprit struct {
	Function string `json:"function,omitempty" doc:"name of the function"`
	Module   string `json:"module,omitempty" doc:"its module; absent for the kernel itself"`
}

// An Owner says whom a report concerns. It names lists, and no people.
type Owner struct {
	Subsystem string `json:"subsystem,omitempty" doc:"directory of the kernel's sources"`
	Section   string `json:"section,omitempty" doc:"title of the section of MAINTAINERS"`
	List      string `json:"list,omitempty" doc:"address of the mailing list"`
}

// A Register is one register.
type Register struct {
	Name    string `json:"name,omitempty" doc:"its name"`
	Value   Hex    `json:"value" doc:"what it held"`
	Meaning string `json:"meaning,omitempty" doc:"what the value looks like"`

	Symbol string `json:"symbol,omitempty" doc:"the symbol that the value points to, as in init_task+0x1c0; with symbols, where that is proved"`
	Object string `json:"object,omitempty" doc:"the same as C says it: init_task.tasks; the text of a constant string stands in quotation marks"`

	Variable *Variable `json:"variable,omitempty" doc:"the variable in it at the place of death; with symbols"`
}

// A Variable is a variable of the source.
type Variable struct {
	Name      string `json:"name" doc:"its name"`
	Type      string `json:"type,omitempty" doc:"its type, as C writes it"`
	Value     *Hex   `json:"value,omitempty" doc:"what it held, in as many bytes as its type has; absent where that is not known"`
	Meaning   string `json:"meaning,omitempty" doc:"what the value is to its type: an enum's name, a symbol, a text, a negative number"`
	From      string `json:"from,omitempty" doc:"where it was found: a register's name, an address of the printed stack as in [0xd9535b58], caller where the call says what it passed, constant, computed from those"`
	Address   *Hex   `json:"address,omitempty" doc:"where it lies in memory, where that is known"`
	Function  string `json:"function,omitempty" doc:"the inlined function that it is of; absent for the frame's own"`
	Parameter bool   `json:"parameter,omitempty" doc:"it is a parameter of its function"`
}

// A Flag is a bit or a field of a status word.
type Flag struct {
	Name    string `json:"name,omitempty" doc:"its name"`
	Meaning string `json:"meaning,omitempty" doc:"what it means"`
}

// An Instruction is one of the machine code.
type Instruction struct {
	Address   *Hex      `json:"address,omitempty" doc:"where it stands"`
	Bytes     string    `json:"bytes,omitempty" doc:"its bytes, as printed"`
	Text      string    `json:"text,omitempty" doc:"what it is"`
	Trap      bool      `json:"trap,omitempty" doc:"it is the one that trapped"`
	Effective *Hex      `json:"effective_address,omitempty" doc:"the address it accessed, computed from the registers"`
	Agrees    *bool     `json:"agrees,omitempty" doc:"whether that address and the fault's can be the same"`
	Why       string    `json:"why,omitempty" doc:"in which way they differ"`
	Operands  []Operand `json:"operands,omitempty" doc:"what it worked on"`
}

// An Operand is a register or a constant of the trapping instruction.
type Operand struct {
	Name  string `json:"name,omitempty" doc:"the register; absent for a constant"`
	Value Hex    `json:"value" doc:"what it was"`
	Role  string `json:"role,omitempty" doc:"what it was for" enum:"base,index,offset,data,target"`
	Shift int    `json:"shift,omitempty" doc:"by how many bits it was shifted left"`
	Minus bool   `json:"minus,omitempty" doc:"it was subtracted"`
}

// A Step tells where a value came from.
type Step struct {
	Register string `json:"register,omitempty" doc:"the register that got its value here"`
	Kind     string `json:"kind,omitempty" doc:"out of what" enum:"memory,stack,register,constant,call,argument,computed"`
	Text     string `json:"text,omitempty" doc:"the step in words"`
	Code     *int   `json:"code,omitempty" doc:"index into code; absent for an argument"`
	Value    *Hex   `json:"value,omitempty" doc:"the register's value behind this step"`
	Address  *Hex   `json:"address,omitempty" doc:"memory that it was loaded from"`
}

// A Fact is a field with the line that proves it.
type Fact struct {
	Name  string `json:"name,omitempty" doc:"what it is"`
	Value string `json:"value,omitempty" doc:"its value"`
	Line  int    `json:"line,omitempty" doc:"line of the input"`
}

// A Frame is an entry of a call chain.
type Frame struct {
	Symbol
	Context   string   `json:"context,omitempty" doc:"where the kernel was" enum:"task,softirq,irq,nmi,user"`
	Reliable  bool     `json:"reliable" doc:"false for what the kernel guessed (\"?\")"`
	Subsystem string   `json:"subsystem,omitempty" doc:"directory of the kernel's sources that the function lies in; arch for what every architecture has"`
	File      string   `json:"file,omitempty" doc:"source file, out of the symbols"`
	Line      int      `json:"line,omitempty" doc:"line of that file"`
	Inlined   []Inline `json:"inlined,omitempty" doc:"functions inlined there, innermost first"`

	Variables []Variable `json:"variables,omitempty" doc:"variables of the function and of what was inlined there, the innermost first; with symbols, where something is known of one"`

	Candidates []Inline `json:"candidates,omitempty" doc:"places that it may be, where functions of one name and size are several and nothing tells which it was; file and line are absent then"`
}

// An Inline is an inlined function.
type Inline struct {
	Function string `json:"function,omitempty" doc:"name of the function"`
	File     string `json:"file,omitempty" doc:"source file"`
	Line     int    `json:"line,omitempty" doc:"line of that file"`
}

// A Stack is a further call chain.
type Stack struct {
	Role   string  `json:"role,omitempty" doc:"whose it is: allocated, freed, blocker, stalled, other-cpu, work …"`
	Title  string  `json:"title,omitempty" doc:"the line that heads it"`
	Line   int     `json:"line,omitempty" doc:"line of the input"`
	CPU    *int    `json:"cpu,omitempty" doc:"its CPU, where it was told"`
	Task   *Task   `json:"task,omitempty" doc:"its task, where it was told"`
	Frames []Frame `json:"frames,omitempty" doc:"innermost first"`
}

// A Finding is an answer to why.
type Finding struct {
	Rule       string   `json:"rule,omitempty" doc:"the rule that found it; see rules.md"`
	Confidence string   `json:"confidence,omitempty" doc:"how sure it is" enum:"certain,likely,possible"`
	Text       string   `json:"text,omitempty" doc:"what was found"`
	Evidence   []int    `json:"evidence,omitempty" doc:"lines of the input that prove it"`
	Next       string   `json:"next,omitempty" doc:"what to do or look at next"`
	Claims     []string `json:"claims,omitempty" doc:"what was checked before it was said: names of claims, see rules.md"`
}

// A Signature names a bug, in hex digits.
type Signature struct {
	Exact string `json:"exact,omitempty" doc:"the same crash again"`
	Bug   string `json:"bug,omitempty" doc:"perhaps another symptom of the same bug"`
}

// Symbols are the files that source locations are from.
type Symbols struct {
	File  string       `json:"file,omitempty" doc:"name of the file that the place of death is from"`
	Proof []string     `json:"proof,omitempty" doc:"by what the file proved to be of the kernel that crashed: code (the bytes printed around the PC are the file's), calls (before the return addresses stand calls, some of them of the very functions above), sizes (functions of the trace are as long), build-id, banner (the Linux version line)"`
	Doubt string       `json:"doubt,omitempty" doc:"why locations are doubtful, of this file or of another in use; absent when nothing speaks against them"`
	Other []SymbolFile `json:"other,omitempty" doc:"further files in use, for frames elsewhere"`
}

// A SymbolFile is a file in use.
type SymbolFile struct {
	File  string   `json:"file,omitempty" doc:"its name"`
	Proof []string `json:"proof,omitempty" doc:"by what it proved to be of the kernel that crashed"`
}

// Seen tells how often a signature was met.
type Seen struct {
	Session int    `json:"session,omitempty" doc:"which of this session it is, from 1"`
	Before  int    `json:"before,omitempty" doc:"how often other sessions met it"`
	First   string `json:"first,omitempty" doc:"when they met it first, RFC 3339"`
	Last    string `json:"last,omitempty" doc:"when last"`
	Since   string `json:"since,omitempty" doc:"the kernel's release then first"`
	Status  string `json:"status,omitempty" doc:"what a person said of it" enum:"new,known,fixed,ignore"`
	Fixed   string `json:"fixed,omitempty" doc:"the version in which it was to be fixed"`
	Back    bool   `json:"back,omitempty" doc:"it was called fixed, and is here again"`
}

// Quality tells how far a report can be trusted.
type Quality struct {
	Complete bool      `json:"complete" doc:"nothing of it is missing"`
	Problems []Problem `json:"problems,omitempty" doc:"what is wrong with it"`
	Arch     string    `json:"arch,omitempty" doc:"what the architecture was told by, with commas: registers, error line, entry code, addresses, code, an earlier report"`
}

// A Problem is something that is wrong with a report.
type Problem struct {
	Kind string `json:"kind" doc:"what is wrong" enum:"interleaved,contested,interrupted,dropped,lost,headless,truncated,abridged,wrapped,no-trace,unreliable,no-cause,doubtful,unread"`
	Line int    `json:"line,omitempty" doc:"line of the input where it shows"`
	Text string `json:"text" doc:"the same for a person"`
}

// Sig is the exact signature, "" without one.
func (r *Report) Sig() string {
	if r.Signature == nil {
		return ""
	}
	return r.Signature.Exact
}
