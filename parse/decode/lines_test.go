package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// decoded is the one crash of these lines, which a kernel stamped.
func decoded(t *testing.T, lines ...string) *parse.Crash {
	t.Helper()
	var log strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&log, "[    1.%06d] %s\n", i, l)
	}
	return only(t, log.String())
}

// only is the one crash of a log.
func only(t *testing.T, log string) (found *parse.Crash) {
	t.Helper()
	for c, err := range parse.Crashes(strings.NewReader(log)) {
		if err != nil || found != nil {
			t.Fatalf("more than one crash, or %v, in\n%s", err, log)
		}
		found = c
	}
	if found == nil {
		t.Fatalf("no crash in\n%s", log)
	}
	return found
}

// kasan are the lines of a report with some of its own in the middle.
func kasan(middle ...string) []string {
	return append(append([]string{
		"==================================================================",
		"BUG: KASAN: slab-use-after-free in sensor_read+0x28/0x94 [sensor]",
		"CPU: 0 UID: 0 PID: 77 Comm: sh Not tainted 6.12.0 #1",
		"Call Trace:", " <TASK>", " dump_stack_lvl+0x10/0x20", " print_report+0x10/0x20", " sensor_read+0x28/0x94 [sensor]", " vfs_read+0x10/0x20", " </TASK>", "",
	}, middle...), "==================================================================")
}

// factsOf are lines that checkers print of their subject, by what they are called:
// mm/kasan/report*.c, mm/kfence/report.c, kernel/kcsan/report.c, lib/ubsan.c,
// kernel/sched/core.c, mm/debug.c, mm/slub.c.
var factsOf = map[string]string{
	"access": `Read of size 4 at addr ffff888100042a90 by task sh/77
Write of size 4 at addr ffff888100042a90 by task sh/77
Free of addr ffff888100042a90 by task sh/77
Use-after-free read at 0xffff888237c00010 (in kfence-#12):
Out-of-bounds write at 0xffff888237c00040 (1B right of kfence-#12):
Corrupted memory at 0xffff888237c00040 [ ! ! . ] (in kfence-#12):
Invalid free of 0xffff888237c00010 (in kfence-#12):
Invalid read at 0xffff888237c00010:
Invalid write at 0xffff888237c00010:`,
	"object": `The buggy address belongs to the object at ffff888100042a00
The buggy address belongs to the variable:
The buggy address belongs to stack of task sh/77
kfence-#12: 0xffff888237c00000-0xffff888237c0003f, size=64, cache=kmalloc-64`,
	"cache":         ` which belongs to the cache kmalloc-64 of size 64`,
	"offset":        `The buggy address is located 16 bytes inside of`,
	"hint":          `KASAN: maybe wild-memory-access in range [0xdead000000000100-0xdead000000000107]`,
	"value changed": `value changed: 0x0000000000000000 -> 0x0000000000000001`,
	"detail": `index 4 is out of range for type 'int [4]'
shift exponent 32 is too large for 32-bit type 'int'
signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'
left shift of 1 by 31 places cannot be represented in type 'int'
member access within null pointer of type 'struct sensor'
load of value 2 is not a valid value for type '_Bool'
division by zero in sensor_scale`,
	"context":       `in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 77, name: sh`,
	"preempt count": `preempt_count: 1, expected: 0`,
	"RCU nesting":   `RCU nest depth: 0, expected: 0`,
	"reason":        `page dumped because: VM_BUG_ON_PAGE(!PageLocked(page))`,
	"page flags":    `flags: 0x200(slab|node=0|zone=0)`,
	"overwritten": `First byte 0x6a instead of 0x6b
INFO: 0xffff888100042a00-0xffff888100042a3f. First byte 0x6a instead of 0x6b
0xffff888100042a00-0xffff888100042a3f @offset=2560. First byte 0x6a instead of 0x6b`,
}

// TestFacts: such a line is kept with its name, without the words that all have.
func TestFacts(t *testing.T) {
	for name, lines := range factsOf {
		for line := range strings.SplitSeq(lines, "\n") {
			c := decoded(t, kasan(line)...)
			want := parse.Fact{Name: name, Value: strings.TrimSpace(strings.TrimPrefix(line, "The buggy address ")), Line: 12}
			if len(c.Facts) != 1 || c.Facts[0] != want {
				t.Errorf("%q: %+v", line, c.Facts)
			}
		}
	}
	for _, line := range []string{"Register r1 information: NULL pointer", "0xffff888100042a00 is somewhere", "nothing of the kind"} {
		if c := decoded(t, kasan(line)...); len(c.Facts) != 0 {
			t.Errorf("%q: %+v", line, c.Facts)
		}
	}
	many := make([]string, 80)
	for i := range many {
		many[i] = fmt.Sprintf("index %d is out of range for type 'int [4]'", i)
	}
	if c := decoded(t, kasan(many...)...); len(c.Facts) != 64 {
		t.Errorf("%d facts are kept", len(c.Facts))
	}
}

// stacksOf are the lines above the further stacks of a report, by whose stack it is.
var stacksOf = map[string]string{
	"allocated": `Allocated by task 77:
allocated by task 77 on cpu 0 at 10.000000s:
Allocated in sensor_open+0x10/0x20 age=12 cpu=0 pid=77
INFO: Allocated in sensor_open+0x10/0x20 age=12 cpu=0 pid=77
Allocated:`,
	"freed": `Freed by task 77:
freed by task 77 on cpu 0 at 10.000000s:
Freed in sensor_close+0x10/0x20 age=12 cpu=0 pid=77
INFO: Freed in sensor_close+0x10/0x20 age=12 cpu=0 pid=77
Freed:
Freed by link #0:`,
	"work": `Last potentially related work creation:
Second to last potentially related work creation:
Last call_rcu():
Second to last call_rcu():
Last call_rcu() call stack:`,
	"created": `Uninit was created at:
Local variable buf created at:`,
	"stored": `Uninit was stored to memory at:`,
	"page-allocated": `page last allocated via order 0, migratetype Unmovable, gfp_mask 0xcc0(GFP_KERNEL), pid 77, ts 1
page_owner tracks the page as allocated`,
	"page-freed":  `page last free pid 77 tgid 77 stack trace:`,
	"other-cpu":   "NMI backtrace for cpu 1\nrcu: Stack dump where RCU GP kthread last ran:\nCPU1: stopping",
	"stalled":     `Task dump for CPU 1:`,
	"rcu-kthread": `rcu: RCU grace-period kthread stack dump:`,
	"task":        `task:worker          state:D stack:0     pid:85    ppid:2      flags:0x00004000`,
	"mapped":      `Mapped at:`,
	"preempt-off": `Preemption disabled at:`,
	"lock":        "-> #1 (&s->lock){+.+.}-{2:2}:\n{HARDIRQ-ON-W} state was registered at:",
	"handlers":    `handlers:`,
}

// TestStacks: below such a line is a stack of its own, and not the report's.
func TestStacks(t *testing.T) {
	for role, lines := range stacksOf {
		for line := range strings.SplitSeq(lines, "\n") {
			c := decoded(t, kasan(line, " aside+0x10/0x20", " elsewhere+0x10/0x20", "")...)
			if len(c.Stacks) != 1 || c.Stacks[0].Role != role || c.Stacks[0].Title != line || c.Stacks[0].Line != 12 {
				t.Errorf("%q: stacks %+v", line, c.Stacks)
				continue
			}
			if chain := c.Stacks[0].Frames; len(chain) != 2 || chain[0].Function != "aside" {
				t.Errorf("%q: %+v", line, chain)
			}
			if hasFrame(c.Chain, "aside") {
				t.Errorf("%q: its stack is taken for the report's", line)
			}
		}
	}
	if c := decoded(t, kasan("task: ffff8880 task.stack: ffff8881", " late+0x10/0x20")...); len(c.Stacks) != 0 {
		t.Errorf("x86's task line of 4.12 heads a stack: %+v", c.Stacks)
	}
}

func hasFrame(chain []arch.Frame, name string) bool {
	for _, f := range chain {
		if f.Function == name {
			return true
		}
	}
	return false
}

// TestStacksEnd: what the report goes on with is no frame of the stack before.
func TestStacksEnd(t *testing.T) {
	for _, line := range []string{
		"The buggy address belongs to the object at ffff888100042a00", "Memory state around the buggy address:", "stack backtrace:",
		"CPU: 0 PID: 77 Comm: sh Tainted: G    B", "page: refcount:1 mapcount:0", "Object 0xffff888100042a00 @offset=2560", "Slab 0xffffea0004001080 objects=21",
		"INFO: Slab 0xffffea0004001080 objects=21", "INFO: Object 0xffff888100042a00 @offset=2560", "Redzone ffff888100042a40: bb bb bb bb", "Bytes b4 ffff888100042a00: 5a 5a",
		"other info that might help us debug this:", "Disabling IRQ #27",
	} {
		c := decoded(t, kasan("Allocated by task 77:", " aside+0x10/0x20", line, " late+0x10/0x20")...)
		if len(c.Stacks) == 0 || hasFrame(c.Stacks[0].Frames, "late") {
			t.Errorf("%q does not end the stack: %+v", line, c.Stacks)
		}
	}
	c := decoded(t, kasan("Allocated by task 77:", " aside+0x10/0x20", "and words", " late+0x10/0x20")...)
	if len(c.Stacks) != 1 || !hasFrame(c.Stacks[0].Frames, "late") {
		t.Errorf("words end a stack: %+v", c.Stacks)
	}
}

// TestTroubleFacts: numbers in a driver's words are explained.
func TestTroubleFacts(t *testing.T) {
	for line, want := range map[string][]string{
		"cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16":                              {"errno=-16 EBUSY", "size=3811 pages = 14.9 MiB (4 KiB pages)"},
		"pru-rproc 4a334000.pru: failed to allocate dma memory: len 0xee2800":                       {"length=0xee2800 = 14.9 MiB"},
		"pru-rproc 4a334000.pru: probe with driver pru-rproc failed with error -12":                 {"errno=-12 ENOMEM"},
		"pru-rproc 4a334000.pru: probe with driver pru-rproc failed with error -132":                {"errno=-132 ERFKILL"},
		"pru-rproc 4a334000.pru: failed to allocate dma memory: len 0x100000 failed with error -12": {"errno=-12 ENOMEM", "length=0x100000 = 1.0 MiB"},
	} {
		c := decoded(t, line)
		var got []string
		for _, f := range c.Facts {
			got = append(got, f.Name+"="+f.Value)
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
