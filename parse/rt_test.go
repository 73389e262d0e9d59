package parse_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// TestNestedOopsKeepsItsLines: both oopses are of the same task on the same CPU; the
// second comes while the notifiers of the first one's death run. Its CPU line is no
// second one of the first.
func TestNestedOopsKeepsItsLines(t *testing.T) {
	crashes := bad(decode(captured(t, "kernels/amd64/nested_oops")))
	if len(crashes) != 2 {
		t.Fatalf("%d crashes", len(crashes))
	}
	a, b := crashes[0], crashes[1]
	if b.Parent != a.ID || b.Echo.Of != a.ID || b.Echo.Kind != crash.InReport {
		t.Errorf("the second happened inside the first: %d %+v", b.Parent, b.Echo)
	}
	if a.Last >= b.First || !b.Task.Known || b.CPU != 0 || !strings.HasPrefix(b.Dump.PC.Function, "die_hook_snapshot") || b.Culprit.Function != "die_hook_snapshot" {
		t.Errorf("lines %d to %d, then from %d: %v on CPU %d at %s, culprit %s", a.First, a.Last, b.First, b.Task, b.CPU, b.Dump.PC.Function, b.Culprit.Function)
	}
}

// TestWarningClosesSlabReport: since 6.10 the allocator's report ends in a WARN, whose
// header has another form since 7.0.
func TestWarningClosesSlabReport(t *testing.T) {
	for _, header := range []string{
		"WARNING: CPU: 0 PID: 95 at mm/slub.c:1099 object_err+0x4f/0x60",
		"WARNING: mm/slub.c:1257 at object_err+0x4f/0x60, CPU#0: sh/95",
	} {
		crashes := decode([]byte(`[    2.700000] =============================================================================
[    2.700100] BUG kmalloc-64 (Tainted: G           OE      ): Object already free
[    2.700200] -----------------------------------------------------------------------------
[    2.700300] Freed in session_release+0x12/0x30 [bench] age=0 cpu=0 pid=95
[    2.700400]  session_release+0x12/0x30 [bench]
[    2.700500] Slab 0xfffff2a0c0094b00 objects=32 used=1 fp=0xff1100000252c080 flags=0x80(workingset)
[    2.700600] Object 0xff1100000252c080 @offset=128 fp=0xff1100000252c100
` + strings.Repeat("[    2.700650] Object   ff1100000252c080: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk\n", 32) + `[    2.700700] ------------[ cut here ]------------
[    2.700800] ` + header + `
[    2.700900] CPU: 0 UID: 0 PID: 95 Comm: sh Tainted: G    B      OE       7.3.4 #1 PREEMPT(lazy)
[    2.701000] RIP: 0010:object_err+0x4f/0x60
[    2.701100] Call Trace:
[    2.701200]  <TASK>
[    2.701300]  free_to_partial_list+0x59d/0x640
[    2.701400]  session_release+0x12/0x30 [bench]
[    2.701500]  </TASK>
[    2.701600] ---[ end trace 0000000000000000 ]---
`))
		if len(crashes) != 1 || crashes[0].Class != "slab" || !crashes[0].Task.Known {
			t.Errorf("%s: %d crashes, the first a %s", header, len(crashes), crashes[0].Class)
		}
	}
}

// TestSoftirqThreads: PREEMPT_RT runs timers in a thread of its own, and GCC names the
// function that handles softirqs after its copy.
func TestSoftirqThreads(t *testing.T) {
	c := bad(decode(captured(t, "arm64/timer_softirq-rt")))[0]
	if c.Context != arch.SoftIRQ {
		t.Errorf("%v in %s", c.Task, c.Context)
	}
	for _, f := range triage.Triage(c) {
		if strings.Contains(f.Text, "only happened to be running") {
			t.Errorf("the thread is the softirq's own: %s", f.Text)
		}
	}
}

// TestSenderIsNamedAlike: the CPU was sent to no code; finding, culprit and title name
// who sent it, whatever the place is called.
func TestSenderIsNamedAlike(t *testing.T) {
	for _, name := range []string{"arm64/jump_null-rt", "kernels/i386/jump_data", "kernels/s390x/jump_data", "kernels/amd64/jump_null"} {
		c := bad(decode(captured(t, name)))[0]
		if c.Culprit.Function != "hook_invoke" || !strings.Contains(c.Title, " in hook_invoke ") || !strings.HasPrefix(triage.Triage(c)[0].Text, "hook_invoke ") {
			t.Errorf("%s: %s, %s: %s", name, c.Title, c.Culprit.Function, triage.Triage(c)[0].Text)
		}
	}
}

// TestIdleCPUStallsNobody: a reader slept; the CPU whose stack the stall shows is idle,
// and RCU's own thread waits for a timer.
func TestIdleCPUStallsNobody(t *testing.T) {
	crashes := bad(decode(captured(t, "x86_64/slept_in_bh-rt")))
	if len(crashes) != 3 {
		t.Fatalf("%d crashes", len(crashes))
	}
	if f := triage.Triage(crashes[0])[0]; f.Rule != "slept-in-rcu" || !strings.HasPrefix(f.Text, "flush_wait ") {
		t.Error(f.Text)
	}
	for _, c := range crashes[1:] {
		if c.Culprit.Function != "" || c.CPU != 0 || c.Echo.Of != crashes[0].ID || strings.Contains(triage.Triage(c)[0].Text, "got no CPU") {
			t.Errorf("%s: CPU %d, echo of %d: %s", c.Title, c.CPU, c.Echo.Of, triage.Triage(c)[0].Text)
		}
	}
}

// TestStackOfAnotherTask: what a worker on the CPU did is not the work of the task that
// stalled, and that was preempted: it kept nothing busy.
func TestStackOfAnotherTask(t *testing.T) {
	c := bad(decode(captured(t, "x86_64/preempted_reader-rt")))[0]
	for _, f := range triage.Triage(c) {
		if f.Rule == "busy-cpu" {
			t.Error(f.Text)
		}
	}
	if c.Workqueue != "" || c.Context != arch.Task || triage.Triage(c)[0].Rule != "rcu-reader" {
		t.Errorf("%v works on %q in %s: %s", c.Task, c.Workqueue, c.Context, triage.Triage(c)[0].Text)
	}
}

// TestOneStoryOfFiveReports: the warnings led to the BUG(), whose victim kept the lock
// that the next task waits for.
func TestOneStoryOfFiveReports(t *testing.T) {
	crashes := bad(decode(captured(t, "arm64/ftrace_bug-rt")))
	first := crashes[0]
	for _, c := range crashes[1:] {
		if c.Echo.Of == 0 || c.Echo.Of < first.ID {
			t.Errorf("%s stands alone", c.Title)
		}
	}
}

// TestGuessesOfTheDeathItself: some kernels walk the stack from where they print it, so
// that die() and the watchdog stand as guesses in front of the place.
func TestGuessesOfTheDeathItself(t *testing.T) {
	c := bad(decode(captured(t, "x86_64/jump_data-5.10")))[0]
	if f := triage.Triage(c)[0]; !strings.HasPrefix(f.Text, "hook_invoke ") || c.Culprit.Function != "hook_invoke" {
		t.Errorf("culprit %s: %s", c.Culprit.Function, f.Text)
	}
	c = bad(decode(captured(t, "x86_64/soft_lockup-5.10")))[0]
	if c.Context != arch.Task || c.Culprit.Function != "poll_fifo" {
		t.Errorf("%v in %s, culprit %s", c.Task, c.Context, c.Culprit.Function)
	}
}

// TestAPanicWhoseWordsAreOnTheNextLine: 5.10 with PREEMPT_RT prints the message of a panic
// as a record of its own when a dying kernel takes the console over.
func TestAPanicWhoseWordsAreOnTheNextLine(t *testing.T) {
	tried := 0
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		end := slices.IndexFunc(want.Body, func(l crash.BodyLine) bool { return strings.HasPrefix(l.Text, "---[ end trace") })
		if end < 0 || !want.HasTime {
			continue
		}
		tried++
		at := want.Body[end].N
		stamp, _, _ := strings.Cut(want.Body[end].Raw, "---[")
		log := slices.Concat(bytes.Join(ls[:at], nil), []byte(stamp+"Kernel panic - not syncing:\r\n"+stamp+"Fatal exception in interrupt\r\n"+stamp+"---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---\r\n"))
		got := bad(decode(log))
		if len(got) != 1 || got[0].Panic != "Fatal exception in interrupt" || got[0].Aftermath != crash.Halted {
			t.Errorf("%s: %d crashes, panic %q, %s", c.name, len(got), got[0].Panic, got[0].Aftermath)
		}
	}
	if tried < 5 {
		t.Fatalf("%d reports with an end", tried)
	}
}
