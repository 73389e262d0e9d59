package parse_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/class"
)

var update = flag.Bool("update", false, "write testdata/samples.golden anew")

// TestSamplesOfClasses holds what is made of every sample of every class, with a
// trace behind it and without, to testdata/samples.golden: the class, the title,
// who is blamed, what becomes of the machine, where it was. -update writes it.
func TestSamplesOfClasses(t *testing.T) {
	const (
		line  = "CPU: 1 PID: 231 Comm: worker Not tainted 6.6.30 #1\n"
		trace = "Call Trace:\n <TASK>\n dump_stack_lvl+0x10/0x20\n sensor_read+0x10/0x20 [sensor]\n vfs_read+0x10/0x20\n ksys_read+0x10/0x20\n"
	)
	var b strings.Builder
	for _, c := range class.All() {
		for _, s := range c.Samples {
			fmt.Fprintf(&b, "%s\n", s)
			cpu := line
			if named := regexp.MustCompile(`CPU(?:: |#)(\d+)`).FindStringSubmatch(s); named != nil { // a trace of another CPU is no part of it
				cpu = strings.Replace(line, "CPU: 1", "CPU: "+named[1], 1)
			}
			toldOf(&b, "traced", newConsole().say(s+"\n", cpu, trace).chatter(80).crashes())
			toldOf(&b, "alone", newConsole().say(s+"\n").chatter(80).crashes())
			toldOf(&b, "panic", newConsole().say(s+"\n", cpu, trace, "Kernel panic - not syncing: Fatal exception\n").crashes())
		}
	}
	const golden = "testdata/samples.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, wants := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(wants)) {
		if i >= len(got) || i >= len(wants) || got[i] != wants[i] {
			t.Fatalf("%s:%d reads differently now; `go test ./parse -run Samples -update` writes it:\n%s", golden, i+1, got[min(i, len(got)-1)])
		}
	}
}

// toldOf writes down what was made of a log.
func toldOf(b *strings.Builder, what string, all []*parse.Crash) {
	for _, k := range all {
		fmt.Fprintf(b, "\t%s: %s %s %q", what, k.Class, k.Severity, k.Title)
		if k.Culprit.Function != "" {
			fmt.Fprintf(b, " blames %s", k.Culprit.Function)
		}
		fmt.Fprintf(b, ", %s", k.Aftermath)
		if k.Context != "" {
			fmt.Fprintf(b, ", %s context", k.Context)
		}
		for _, p := range k.Quality.Problems {
			fmt.Fprintf(b, ", %s", p.Kind)
		}
		b.WriteString("\n")
	}
	if len(all) == 0 {
		fmt.Fprintf(b, "\t%s: nothing\n", what)
	}
}

// TestSectionsOfReports: what stands above a further stack of a report, and whose
// stack that is then (mm/kasan/report.c, mm/slub.c, kernel/rcu/tree_stall.h …).
func TestSectionsOfReports(t *testing.T) {
	for line, role := range map[string]string{
		"Allocated by task 82:": "allocated", "allocated by task 82 on cpu 0 at 1.0s:": "allocated", "Allocated in f+0x10/0x20 age=1 cpu=0 pid=82": "allocated",
		"INFO: Allocated in f+0x10/0x20 age=1 cpu=0 pid=82": "allocated", "Allocated:": "allocated",
		"Freed by task 82:": "freed", "freed by task 82 on cpu 0 at 1.0s:": "freed", "Freed in f+0x10/0x20 age=1 cpu=0 pid=82": "freed",
		"INFO: Freed in f+0x10/0x20 age=1 cpu=0 pid=82": "freed", "Freed:": "freed",
		"Last potentially related work creation:": "work", "Second to last potentially related work creation:": "work",
		"Last call_rcu():": "work", "Second to last call_rcu():": "work", "Last call_rcu() call stack:": "work",
		"Uninit was created at:": "created", "Uninit was stored to memory at:": "stored",
		"page last allocated via order 0, migratetype Unmovable": "page-allocated", "page last free stack trace:": "page-freed",
		"page_owner tracks the page as allocated": "page-allocated", "Mapped at:": "mapped", "Preemption disabled at:": "preempt-off",
	} {
		all := newConsole().say("BUG: KASAN: slab-use-after-free in f+0x10/0x20\n", traceLine, line+"\n", " third+0x10/0x20\n fourth+0x10/0x20\n",
			"The buggy address belongs to the object at ffff888003b8a000\n").crashes()
		if len(all) != 1 || len(all[0].Stacks) == 0 || all[0].Stacks[len(all[0].Stacks)-1].Role != role {
			t.Errorf("%q: %+v, want the stack %q", line, all[0].Stacks, role)
			continue
		}
		for _, f := range all[0].Chain {
			if f.Function == "third" || f.Function == "fourth" {
				t.Errorf("%q: %s is of the main stack", line, f.Function)
			}
		}
	}
}
