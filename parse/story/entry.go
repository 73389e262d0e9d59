package story

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// An entry is a report with what the reasons ask about it. Of a report that is
// only remembered the lines are gone.
type entry struct {
	c    *crash.Crash
	echo crash.Echo

	owners  []crash.Task // tasks that it names as those that others wait for
	ownedAt int          // and the line
	held    int          // line that says that the task exited with preemption off
	target  int          // the CPU whose answer is missing, or whose pool is stuck; -1

	frames map[*names]*arch.Frame // what in found: every reason asks it beside every earlier report
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
	form    *regexp.Regexp
}{
	{".owner: ", regexp.MustCompile(`\.owner: (.+)/(\d+), \.owner_cpu`)},
	{" likely owned by task ", regexp.MustCompile(` likely owned by task (.+?):(\d+)`)},
	{" likely last held by task ", regexp.MustCompile(` likely last held by task (.+?):(\d+)`)},
}

// targets are headers that name the CPU that does not answer.
//
//	smp: csd: Detected non-responsive CSD lock (#1) on CPU#1, waiting 5000000000 ns for CPU#00 do_nothing+0x0/0x10(0x0).
//	BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 30s!
var targets = []*regexp.Regexp{
	regexp.MustCompile(`csd: Detected non-responsive CSD lock .* for CPU#0*(\d+)`),
	regexp.MustCompile(`BUG: workqueue lockup - pool cpus=(\d+) `),
}

// read takes out of a report what the reasons ask.
func read(c *crash.Crash) *entry {
	slim := *c
	slim.Body, slim.Facts, slim.Modules = nil, nil, nil
	slim.Dump = arch.Dump{PC: c.Dump.PC, UserMode: c.Dump.UserMode}
	if len(slim.Chain) > mostFrames {
		slim.Chain = append([]arch.Frame(nil), slim.Chain[:mostFrames]...)
	}
	e := &entry{c: &slim, target: -1, frames: map[*names]*arch.Frame{}}
	for _, re := range targets {
		if m := re.FindStringSubmatch(c.Header); m != nil {
			e.target, _ = strconv.Atoi(m[1])
		}
	}
	for i := range c.Body[:min(len(c.Body), mostLines)] {
		e.line(&c.Body[i])
	}
	return e
}

func (e *entry) line(l *crash.BodyLine) {
	if strings.Contains(l.Text, " exited with preempt_count ") {
		e.held = l.N
	}
	for _, m := range ownerMarks {
		if !strings.Contains(l.Text, m.literal) {
			continue
		}
		if g := m.form.FindStringSubmatch(l.Text); g != nil {
			if pid, err := strconv.Atoi(g[2]); err == nil {
				e.owners, e.ownedAt = append(e.owners, crash.Task{Comm: g[1], PID: pid, Known: true}), l.N
			}
		}
	}
}

// kills tells that the report is the death of whatever ran: die(), with its [#N].
func (e *entry) kills() bool { return e.c.Die > 0 && e.c.Severity >= crash.Oops }

// victim tells that the report killed its task: in an interrupt there is none to kill.
func (e *entry) victim() bool {
	return e.kills() && !e.down() && (e.c.Context == arch.Task || e.c.Context == "")
}

// down tells that the machine panicked of it.
func (e *entry) down() bool { return e.c.Panic != "" }

// stuck tells that the report is about something that does not get on.
func (e *entry) stuck() bool { return e.c.Severity == crash.Stall || e.spins() }

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

// in returns the first reliable frame of the chain whose function the set has.
func (e *entry) in(functions *names) *arch.Frame {
	f, asked := e.frames[functions]
	if !asked {
		if i := slices.IndexFunc(e.c.Chain, func(f arch.Frame) bool { return f.Reliable && functions.has(f.Function) }); i >= 0 {
			f = &e.c.Chain[i]
		}
		e.frames[functions] = f
	}
	return f
}

// behind returns the first reliable frame outside of the set, behind one in it:
// who called it.
func (e *entry) behind(functions *names) *arch.Frame {
	inside := false
	for i := range e.c.Chain {
		f := &e.c.Chain[i]
		switch {
		case !f.Reliable || f.Function == "":
		case functions.has(f.Function):
			inside = true
		case inside:
			return f
		}
	}
	return nil
}

// calls tells that the function is in the chain.
func (e *entry) calls(f *arch.Frame) bool {
	for i := range e.c.Chain {
		if g := &e.c.Chain[i]; g.Reliable && g.Function == f.Function && g.Module == f.Module {
			return true
		}
	}
	return false
}

// uses tells that code of the module is in the chain.
func (e *entry) uses(module string) bool {
	for i := range e.c.Chain {
		if g := &e.c.Chain[i]; g.Reliable && g.Module == module {
			return true
		}
	}
	return false
}

// diesIn is the function where the report happened.
func (e *entry) diesIn() string {
	if e.c.Dump.PC.Function != "" && !e.c.Dump.UserMode {
		return e.c.Dump.PC.Function
	}
	if i := e.c.DeathFrame(); i >= 0 {
		return e.c.Chain[i].Function
	}
	return ""
}

// near tells that e begins soon behind the end of a.
func near(a, e *entry, lines int) bool { return e.c.First-a.c.Last <= lines }
