package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/regex"
)

// An entry is a report with what the reasons ask about it. Of a report that is
// only remembered the lines are gone.
type entry struct {
	c    *crash.Crash
	echo crash.Echo

	owners  []crash.Task // tasks that it names as those that others wait for
	ownedAt int          // and the line
	lock    string       // of them, by name, where the line has one
	circle  crash.Circle // that lockdep's table shows it in
	held    int          // line that says that the task exited with preemption off
	setBack int          // line of the scheduler's complaint, after which it sets the preempt count back
	below   bool         // the count in that line is below what the scheduler adds itself
	ended   bool         // its end mark came
	leak    int          // line that says that a timer's function came back with another count

	victimPID, victimAt int // whom the OOM killer chose, and the line that says so

	target int // the CPU whose answer is missing, or whose pool is stuck; -1

	chain []call           // what the report called, innermost first
	where string           // the function where it happened
	found map[*names]*call // what in found: every reason asks it beside every earlier report
}

// A call is a frame of a chain that is sure, without the line that showed it:
// remembered reports are many.
type call struct {
	Function, Module string
	Offset           uint64
	Line             int
}

// mostLines bounds how much of an endless report is read.
const mostLines = 600

// mostFrames bounds how much of a call chain is kept.
const mostFrames = 48

// ownerMarks are what stands before the name of a task that others wait for.
//
//	 lock: 0xffffffc07bed2e00, .magic: dead4ead, .owner: NetworkManager/2270, .owner_cpu: 0
//	INFO: task cat:4945 is blocked on a mutex likely owned by task cat:4944.
var ownerMarks = []struct {
	literal string
	form    *regex.Lazy
}{
	{".owner: ", regex.Of(`\.owner: (.+)/(\d+), \.owner_cpu`)},
	{" likely owned by task ", regex.Of(` likely owned by task (.+?):(\d+)`)},
	{" likely last held by task ", regex.Of(` likely last held by task (.+?):(\d+)`)},
}

// targets are headers that name the CPU that does not answer.
//
//	smp: csd: Detected non-responsive CSD lock (#1) on CPU#1, waiting 5000000000 ns for CPU#00 do_nothing+0x0/0x10(0x0).
//	BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 30s!
var targets = []struct {
	literal string
	form    *regex.Lazy
}{
	{"csd: Detected ", regex.Of(`csd: Detected non-responsive CSD lock .* for CPU#0*(\d+)`)},
	{"BUG: workqueue lockup ", regex.Of(`BUG: workqueue lockup - pool cpus=(\d+) `)},
}

// read takes out of a report what the reasons ask.
func read(c *crash.Crash) *entry {
	slim := *c
	slim.Chain = slim.Chain[:min(len(slim.Chain), mostFrames)]
	e := &entry{c: &slim, target: -1, where: strings.Clone(diesIn(&slim)), chain: callsOf(slim.Chain), found: map[*names]*call{}}
	slim.Body, slim.Facts, slim.Modules, slim.Chain = nil, nil, nil, nil
	slim.Dump = arch.Dump{}
	slim.Stacks = slices.DeleteFunc(slices.Clone(c.Stacks), func(s crash.Stack) bool { return s.Role != handlers })
	for _, t := range targets {
		if !strings.Contains(c.Header, t.literal) {
			continue
		}
		if m := t.form.Get().FindStringSubmatch(c.Header); m != nil {
			e.target, _ = strconv.Atoi(m[1])
		}
	}
	for i := range c.Body[:min(len(c.Body), mostLines)] {
		e.line(&c.Body[i])
	}
	if e.stuck() {
		e.circle, _ = c.Circle()
	}
	return e
}

// callsOf returns the frames that are sure, with names of their own: those of the
// report are parts of its lines.
func callsOf(chain []arch.Frame) (calls []call) {
	var text strings.Builder
	for i := range chain {
		if f := &chain[i]; f.Reliable && f.Function != "" {
			text.WriteString(f.Function)
			text.WriteString(f.Module)
			calls = append(calls, call{f.Function, f.Module, f.Offset, f.Line})
		}
	}
	rest := text.String()
	for i := range calls {
		c := &calls[i]
		c.Function, rest = rest[:len(c.Function)], rest[len(c.Function):]
		c.Module, rest = rest[:len(c.Module)], rest[len(c.Module):]
	}
	return slices.Clip(calls)
}

func (e *entry) line(l *crash.BodyLine) {
	switch {
	case strings.Contains(l.Text, " exited with preempt_count "):
		e.held = l.N
	case strings.Contains(l.Text, "---[ end "):
		e.ended = true
	case strings.Contains(l.Text, killed):
		_, rest, _ := strings.Cut(l.Text, killed)
		pid, _, _ := strings.Cut(rest, " ")
		e.victimPID, _ = strconv.Atoi(strings.TrimSuffix(pid, ","))
		e.victimAt = l.N
	case strings.Contains(l.Text, complaint):
		e.setBack, e.below = l.N, belowZero(l.Text)
	case strings.Contains(l.Text, " preempt leak: "):
		e.leak = l.N
	}
	for _, m := range ownerMarks {
		if !strings.Contains(l.Text, m.literal) {
			continue
		}
		if g := m.form.Get().FindStringSubmatch(l.Text); g != nil {
			if pid, err := strconv.Atoi(g[2]); err == nil {
				e.owners, e.ownedAt = append(e.owners, crash.Task{Comm: g[1], PID: pid, Known: true}), l.N
				e.lock = lockName(l.Text)
			}
		}
	}
}

// killed stands before the PID of the OOM killer's victim (mm/oom_kill.c), complaint
// begins __schedule_bug() (kernel/sched/core.c).
const killed, complaint = "Killed process ", "BUG: scheduling while atomic: "

// belowZero tells that the preempt count at the end of the scheduler's complaint is less
// than the one that it adds itself: 0, or negative but for the bit for rescheduling.
func belowZero(text string) bool {
	at := strings.LastIndex(text, "/0x")
	if at < 0 {
		return false
	}
	count, err := strconv.ParseUint(text[at+3:], 16, 32)
	return err == nil && (count == 0 || count>>24&0x7f == 0x7f)
}

// belowZero tells that the scheduler complained of a count that is below zero.
func (e *entry) belowZero() bool { return e.below }

// onlyHead tells the first lines of a fault, with what the page tables hold, that nothing
// follows: die() never began.
func (e *entry) onlyHead() bool {
	const tables = 16 // lines that say how the fault came about, on arm64
	d := &e.c.Dump
	return e.c.Severity >= crash.Oops && e.c.Die == 0 && !e.down() && len(e.chain) == 0 && !e.c.Task.Known && e.c.Last-e.c.First <= tables && len(d.Registers) == 0 && d.PCLine == 0
}

// kills tells that the report is the death of whatever ran: die(), with its [#N].
func (e *entry) kills() bool { return e.c.Die > 0 }

// victim tells that the report killed its task: in an interrupt there is none to kill.
func (e *entry) victim() bool {
	return e.kills() && !e.down() && (e.c.Context == arch.Task || e.c.Context == "")
}

// down tells that the machine panicked of it.
func (e *entry) down() bool { return e.c.Panic != "" }

// stuck tells that the report is about something that does not get on.
func (e *entry) stuck() bool { return e.c.Severity == crash.Stall || e.spins() || e.inCircle() }

// inCircle tells rt_mutex_handle_deadlock()'s word that a lock is never given.
func (e *entry) inCircle() bool {
	return strings.HasPrefix(e.c.Source, "kernel/locking/rtmutex.c") && e.c.Class == "lockdep"
}

// spins tells the lock debugging's own word that a spinlock is not given.
func (e *entry) spins() bool { return strings.Contains(e.c.Header, "BUG: spinlock lockup") }

// sameTask tells that both are of one task, which is not a CPU's idle one.
func sameTask(a, b *entry) bool {
	x, y := a.c.Task, b.c.Task
	return x.Known && y.Known && x.PID > 0 && x == y
}

// task names the report's task.
func (e *entry) task() string {
	t := e.c.Task
	if t.Comm == "" {
		t.Comm = "?"
	}
	return fmt.Sprintf("%s[%d]", t.Comm, t.PID)
}

// in returns the first call of the chain whose function the set has.
func (e *entry) in(functions *names) *call {
	c, asked := e.found[functions]
	if !asked {
		if i := slices.IndexFunc(e.chain, func(c call) bool { return functions.has(c.Function) }); i >= 0 {
			c = &e.chain[i]
		}
		e.found[functions] = c
	}
	return c
}

// behind returns the first call outside of the set, behind one in it: who called it.
func (e *entry) behind(functions *names) *call {
	inside := false
	for i := range e.chain {
		if functions.has(e.chain[i].Function) {
			inside = true
		} else if inside {
			return &e.chain[i]
		}
	}
	return nil
}

// calls tells that the function is in the chain.
func (e *entry) calls(c *call) bool {
	return slices.ContainsFunc(e.chain, func(o call) bool { return o.Function == c.Function && o.Module == c.Module })
}

// uses tells that code of the module is in the chain.
func (e *entry) uses(module string) bool {
	return slices.ContainsFunc(e.chain, func(o call) bool { return o.Module == module })
}

// diesIn is the function where a report happened.
func diesIn(c *crash.Crash) string {
	if c.Dump.PC.Function != "" && !c.Dump.UserMode {
		return c.Dump.PC.Function
	}
	if i := c.DeathFrame(); i >= 0 {
		return c.Chain[i].Function
	}
	return ""
}

// near tells that e begins soon behind the end of a.
func near(a, e *entry, lines int) bool { return e.c.First-a.c.Last <= lines }
