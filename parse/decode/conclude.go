package decode

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/letter"
)

// refine lets the class follow the facts where the header alone cannot tell.
func (x *decoding) refine() {
	x.chooseFault()
	x.class = class.Refine(x.class, x.evidence())
	x.c.Class, x.c.Severity = x.class.Name, x.class.Severity
	if x.c.Dump.Die == "" && slices.ContainsFunc(x.r.Hits, func(h class.Hit) bool { return h.Spares && h.Class == x.class }) {
		x.c.Severity = crash.Warning
	}
}

// warns tells by its lines a WARN() whose header is missing: its trace passes what prints
// one, or its end marker stands where each die() has the code.
func (x *decoding) warns() bool {
	if slices.ContainsFunc(x.c.Dump.Chain, func(f arch.Frame) bool {
		return f.Function == "__warn" || strings.HasPrefix(f.Function, "warn_slowpath_")
	}) {
		return true
	}
	code := slices.ContainsFunc(x.c.Body, func(l crash.BodyLine) bool { return grammar.KindOf(l.Text) == grammar.Code })
	ended := slices.ContainsFunc(x.c.Body, func(l crash.BodyLine) bool { return strings.HasPrefix(l.Text, "---[ end trace ") })
	return x.reads().Lines.DieCode && ended && !code && len(x.c.Chain) > 0
}

// evidence is what the report shows of the kind of thing it is.
func (x *decoding) evidence() *class.Evidence {
	c, f := x.c, &x.c.Dump.Fault
	e := &class.Evidence{
		Hits: x.r.Hits, Header: c.Header, What: x.what(), Die: c.Dump.Die, Panic: c.Panic,
		Address: f.Address, HasAddress: f.HasAddress, Access: f.Access,
		BusRefused: f.Refusal()&arch.External != 0, OfUser: f.HasAddress && x.isUser(f.Address),
		Nowhere:  c.Dump.PC.Function == "" && c.Dump.PC.HasAddress,
		Headless: x.r.Headless, Faults: x.r.Faults, Died: x.died() || x.r.Died,
	}
	if len(c.Chain) > 0 {
		e.Nearest = c.Chain[0].Function
	}
	e.Warned = e.Headless && x.warns() // nobody asks it of others
	for i := range c.Dump.Code {
		if in := &c.Dump.Code[i]; in.Trap {
			if words := strings.Fields(in.Text); len(words) > 0 {
				e.TrapsOn = words[0]
			}
			purpose := x.arch.PurposeOf(in.Text)
			e.Divides = purpose == arch.Division || purpose == arch.Overflow
		}
	}
	return e
}

// isSplat tells that WARN() wrote the report.
func (x *decoding) isSplat() bool {
	return slices.ContainsFunc(x.r.Hits, func(h class.Hit) bool { return h.Class.Splat && h.Role != class.Hints })
}

func (x *decoding) isUser(addr uint64) bool {
	return x.arch != nil && x.arch.Region != nil && x.arch.Region(&x.c.Dump, addr).Of(arch.UserMemory)
}

// conclude fills what follows from everything read: context, severity,
// aftermath, what happened, quality.
func (x *decoding) conclude() {
	c := x.c
	x.callerIsTask()
	x.context()
	x.aftermath()
	if c.Severity < crash.Panic && c.Panic != "" {
		c.Severity = crash.Panic
	}
	c.Title = x.title()
	x.quality()
}

// callerIsTask takes the task from the kernel's own mark of who printed the report, where
// nothing in it names one: what a watchdog says is of others.
//
//	[14214.659667][T26470] Kernel panic - not syncing: Oops: Fatal exception
func (x *decoding) callerIsTask() {
	c := x.c
	if c.Task.Some() || c.CPU >= 0 || len(c.Body) == 0 || x.class.Waits || x.class.Firmware {
		return
	}
	c.Task.PID = c.Body[0].CallerPID()
}

// context tells where the kernel was.
func (x *decoding) context() {
	c := x.c
	c.Context = c.Dump.Context
	if len(c.Chain) > 0 && c.Chain[0].Context != "" {
		c.Context = c.Chain[0].Context
	}
	// powerpc and old kernels say it only in the panic's words
	if (c.Context == "" || c.Context == arch.Task) && strings.Contains(c.Panic, "interrupt handler") && (c.Die > 0 || x.class.Generic) && c.LeftAtomic() == nil {
		c.Context = arch.IRQ
	}
	if c.Context == "" && (len(c.Chain) > 0 || x.class.InTask || c.Die > 0 && c.Task.Known && c.Panic == "") {
		c.Context = arch.Task // die() in an interrupt ends in a panic, in a task it need not
	}
}

// aftermath tells what became of the machine.
func (x *decoding) aftermath() {
	c, r := x.c, x.r
	if c.Open && c.Panic == "" {
		return // its last lines will tell
	}
	switch {
	case c.RebootIn > 0 || r.Restarted:
		c.Aftermath = crash.Rebooting
	case c.Panic != "" || c.Severity == crash.Panic || x.panicked():
		c.Aftermath = crash.Halted
	case c.Severity == crash.Oops, c.Severity == crash.Bug && x.class.Damages, c.Severity == crash.Stall:
		c.Aftermath = crash.ContinuesDamaged
	default:
		c.Aftermath = crash.Continues
	}
}

// panicked tells a panic whose own line was lost: where KASLR put the kernel is printed by
// nobody else (arch/*/kernel/setup.c, a panic notifier).
//
//	Kernel Offset: 0x3500dcc00000 from 0xffff800008000000
func (x *decoding) panicked() bool {
	return slices.ContainsFunc(x.c.Body, func(l crash.BodyLine) bool { return strings.HasPrefix(l.Text, "Kernel Offset: ") })
}

// maxTitle is the most, in bytes, that a title has of the kernel's own words.
const maxTitle = 120

// title says in one line what happened; who adds where is package blame.
func (x *decoding) title() string {
	words := x.titleWords()
	if x.class.Title == class.BareTitle {
		return words
	}
	return letter.Cut(words, maxTitle)
}

// titleWords says what happened.
func (x *decoding) titleWords() string {
	c, k, what := x.c, x.class, x.what()
	switch k.Title {
	case class.MessageTitle:
		if c.Panic != "" {
			return "panic: " + c.Panic
		}
	case class.TaskTitle:
		if c.Task.Known {
			return fmt.Sprintf("%s %s[%d]", k.Words, c.Task.Comm, c.Task.PID)
		}
	}
	if what == "" {
		return k.Words
	}
	switch k.Title {
	case class.CheckerTitle:
		return strings.ToUpper(k.Name) + ": " + what
	case class.WordsAndDetailTitle:
		return k.Words + ": " + what
	case class.WordsTitle, class.BareTitle:
		return k.Words
	}
	return what
}

// quality says what is missing.
func (x *decoding) quality() {
	c, r := x.c, x.r
	q := &c.Quality
	q.Problems = slices.Concat(q.Problems, r.Problems, x.problems)
	cut := crash.Problem{Kind: crash.Truncated, Line: c.Last}
	switch {
	case r.Restarted && c.Panic == "":
		cut.Text = "cut off by a restart of the machine"
		q.Problems = append(q.Problems, cut)
	case r.Unfinished && !r.Ended && c.Severity >= crash.Oops && c.Panic == "":
		cut.Text = "the input ended inside it"
		q.Problems = append(q.Problems, cut)
	}
	if len(c.Chain) == 0 && c.Severity > crash.Error && !x.class.Traceless {
		q.Problems = append(q.Problems, crash.Problem{Kind: crash.NoTrace, Text: "no call trace"})
	} else if len(c.Chain) > 0 && !anyReliable(c.Chain) {
		q.Problems = append(q.Problems, crash.Problem{Kind: crash.Unreliable, Line: c.Chain[0].Line, Text: "every frame of the call trace is a guess"})
	}
	if x.class.Generic && x.echoOnly() {
		q.Problems = append(q.Problems, crash.Problem{Kind: crash.NoCause, Line: c.PanicLine, Text: "the report that led to this panic is missing"})
	}
	q.Complete = len(q.Problems) == 0 && !c.Open
}

func anyReliable(chain []arch.Frame) bool {
	return slices.ContainsFunc(chain, func(f arch.Frame) bool { return f.Reliable })
}

// echoOnly tells that the panic's message repeats a report that is not there.
func (x *decoding) echoOnly() bool {
	return slices.ContainsFunc(x.r.Hits, func(h class.Hit) bool {
		return h.Role == class.Panics && class.BeginsAsEcho(h.Groups["msg"])
	})
}
