package parse_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// TestHeadCut: an input that begins inside of a dump still gives the crash,
// with what is left of it, and says that the rest is missing.
func TestHeadCut(t *testing.T) {
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		first := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return l.N >= want.Chain[1].Line })
		from := want.Body[first].N - 1
		got := bad(decode(bytes.Join(ls[from:], nil)))
		switch {
		case len(got) != 1:
			t.Errorf("%s from line %d: %d crashes", c.name, from+1, len(got))
		case got[0].Quality.Complete || !got[0].Quality.Has(crash.Headless):
			t.Errorf("%s from line %d: %+v", c.name, from+1, got[0].Quality)
		case got[0].Culprit.Module != "benchcrash":
			t.Errorf("%s from line %d: blames %v", c.name, from+1, got[0].Culprit)
		}
	}
}

// TestHeadCutOfDumps: what the operator asked for is no crash wherever the
// input begins in it.
func TestHeadCutOfDumps(t *testing.T) {
	ls := lines(captured(t, "clean/sysrq"))
	for from := range ls {
		if got := bad(decode(bytes.Join(ls[from:], nil))); len(got) > 0 {
			t.Errorf("from line %d: %s in lines %d-%d", from+1, got[0].Title, got[0].First, got[0].Last)
		}
	}
}

// TestHeaderLost: a console that lost the lines by which a report is known, in the middle
// of an input, still gives the report, and says that they are missing. A trace without an
// end is none: anybody may ask for one.
func TestHeaderLost(t *testing.T) {
	tried := 0
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		cpu := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "CPU: ") })
		end := slices.IndexFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "---[ end trace") })
		if cpu < 0 || end < cpu {
			continue
		}
		tried++
		without := slices.Concat(ls[:want.Body[0].N-1], ls[want.Body[cpu].N-1:])
		got := bad(decode(bytes.Join(without, nil)))
		switch {
		case len(got) != 1:
			t.Errorf("%s: %d crashes", c.name, len(got))
		case got[0].Quality.Complete || !got[0].Quality.Has(crash.Headless):
			t.Errorf("%s: %+v", c.name, got[0].Quality)
		case got[0].Culprit.Module != want.Culprit.Module:
			t.Errorf("%s: blames %v", c.name, got[0].Culprit)
		}
		lost := want.Body[end].N - want.Body[cpu].N + want.Body[0].N - 1
		process := slices.ContainsFunc(want.Body, func(l parse.BodyLine) bool { return strings.HasPrefix(l.Text, "Process ") }) // which die() alone has printed
		if got := bad(decode(bytes.Join(without[:lost], nil))); len(got) > 0 && !process {
			t.Errorf("%s without its end: %s", c.name, got[0].Title)
		}
	}
	if tried < 6 {
		t.Fatalf("%d reports with a line of the CPU and an end", tried)
	}
}

// TestListOfModules: what prints the list of modules was not asked for, in the middle of a
// log as well; which report it was, the trace may say. Old x86 kernels print it with the
// registers that an operator asks for.
func TestListOfModules(t *testing.T) {
	// made up in the form of kernel/sched/core.c: __schedule_bug(), and of 2.6.27's show_regs()
	const list = "Modules linked in: pump fan\n"
	const frames = "Call Trace:\n [<c15ad4b9>] dump_stack+0x16/0x18\n [<c15a9d18>] __schedule_bug+0x4e/0x5c\n [<c15b2641>] __schedule+0x731/0x7c0\n"
	const now, old = "CPU: 0 PID: 7 Comm: pumpd Not tainted 3.10.0 #86\n", "Pid: 7, comm: pumpd Not tainted 2.6.38 #4\n"
	const registers = "EIP: 0060:[<c01234ab>] EFLAGS: 00000246 CPU: 0\nEAX: 00000000 EBX: 00000001 ECX: 00000002 EDX: 00000003\n"
	for text, class := range map[string]string{
		list + now + frames:             "atomic-sleep",
		list + old + frames:             "atomic-sleep",
		list + now:                      "trap",
		list + old + registers + frames: "",
		list + "pump: ready\n" + frames: "",
	} {
		for _, before := range []string{"", strings.Repeat("pump: ready\n", 9)} {
			got := bad(decode([]byte(stamped(before + text))))
			if class == "" && len(got) == 0 || before == "" && class == "" {
				continue // at the beginning the trace itself tells
			}
			if len(got) != 1 || got[0].Class != class || !got[0].Quality.Has(crash.Headless) {
				t.Errorf("%q: %d crashes, want one of class %q", before+text, len(got), class)
			}
		}
	}
}

// TestTellingLines: lines that only one kind of report prints say what it was when its
// first lines are missing.
func TestTellingLines(t *testing.T) {
	for text, class := range map[string]string{
		// made up in the form of kernel/rcu/tree_stall.h, arch/arm/kernel/smp.c and mm/oom_kill.c
		"Call Trace:\n[<90000000036c68d0>] __schedule+0xab0/0x1620\nrcu: Stack dump where RCU GP kthread last ran:\nNMI backtrace for cpu 0\n":                                                         "rcu-stall",
		"[   14.478678,3] [<80014428>] (pump_read+0x0/0xf8) from [<803643a8>] (vfs_read+0x84/0x1dc)\n[   14.478795,2] CPU2: stopping\n[   14.478795,2] CPU: 2 PID: 9 Comm: sh Not tainted 3.10.1 #1\n": "panic",
		"CPU: 0 PID: 9 Comm: sh Not tainted 6.6.1 #1\nCall Trace:\n dump_header+0x4a/0x201\n mem_cgroup_out_of_memory+0x13a/0x150\nRIP: 0033:0x402ae0\n":                                               "oom",
		"CPU: 0 PID: 9 Comm: sh Not tainted 6.6.1 #1\nCall Trace:\n dump_header+0x4a/0x201\n moom_callback+0x13a/0x150\nRIP: 0033:0x402ae0\n":                                                          "",
	} {
		got := bad(decode([]byte(text)))
		if class == "" && len(got) > 0 || class != "" && (len(got) != 1 || got[0].Class != class) {
			t.Errorf("%q: %v, want one of class %q", text, got, class)
		}
	}
}

// stamped puts the kernel's time in front of every line.
func stamped(text string) string {
	return "[    3.000000] " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n[    3.000000] ") + "\n"
}
