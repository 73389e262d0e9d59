package class

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

var update = flag.Bool("update", false, "write testdata/table.golden anew")

// TestTable holds all that the table says of every class to testdata/table.golden,
// so that an edit of any of it shows in a diff, where a person asks whether it
// was meant. -update writes it.
func TestTable(t *testing.T) {
	var b strings.Builder
	for _, c := range All() {
		b.WriteString(writtenDown(c))
	}
	fmt.Fprintf(&b, "\nechoes of what was said before\n")
	for _, e := range echoes {
		fmt.Fprintf(&b, "\t%q\n", e)
	}
	fmt.Fprintf(&b, "\nsplats that a test module provokes\n\t%q\n\ninstructions of WARN and BUG\n\t%q\n", expectedSplats, warnInstructions)
	const golden = "testdata/table.golden"
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
			t.Fatalf("%s:%d is not what the table says; `go test ./parse/class -update` writes it:\n%s", golden, i+1, strings.Join(got[i:min(i+3, len(got))], "\n"))
		}
	}
}

// writtenDown is everything that a class has, its traits in one line and its
// headers in one line each. What it lacks is left out.
func writtenDown(c *Class) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, of family %s\n\t%s: %s\n\t%s\n", c.Name, c.Severity, c.Family, c.Words, c.Meaning, c.Source)
	told := []string{"Name", "Severity", "Family", "Words", "Meaning", "Source", "Headers", "Samples", "Facts"}
	if traits := fields(*c, told); traits != "" {
		fmt.Fprintf(&b, "\t%s\n", traits)
	}
	for _, h := range c.Headers {
		fmt.Fprintf(&b, "\theader %s %q %s %s\n", roleNames[h.Role], h.Literal, h.Pattern, fields(h, []string{"Literal", "Pattern", "Role"}))
	}
	for _, f := range c.Facts {
		fmt.Fprintf(&b, "\tfact %s\n", fields(f, nil))
	}
	for _, s := range c.Samples {
		fmt.Fprintf(&b, "\tsample %s\n", s)
	}
	return b.String()
}

// fields are those fields of a struct that are set and not told elsewhere. Of a
// function only that it is there can be said.
func fields(s any, told []string) string {
	var list []string
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		if f.IsZero() || strings.Contains(" "+strings.Join(told, " ")+" ", " "+name+" ") {
			continue
		}
		switch value := f.Interface().(type) {
		case bool, func(*Evidence) string:
			list = append(list, name)
		case Title:
			list = append(list, "Title="+titleNames[value])
		case Blame:
			list = append(list, "Culprit="+blameNames[value])
		case string:
			list = append(list, fmt.Sprintf("%s=%q", name, value))
		default:
			list = append(list, fmt.Sprintf("%s=%+v", name, value))
		}
	}
	return strings.Join(list, " ")
}

// The names stand here once more, so that a new order of the constants is seen
// to change nothing.
var (
	roleNames = map[Role]string{
		Opens: "Opens", Fault: "Fault", Die: "Die", Names: "Names", Titles: "Titles", Panics: "Panics", Hints: "Hints",
		Trouble: "Trouble", Anything: "Anything", Inside: "Inside",
	}
	titleNames = map[Title]string{
		DetailTitle: "Detail", WordsTitle: "Words", WordsAndDetailTitle: "WordsAndDetail", CheckerTitle: "Checker",
		MessageTitle: "Message", TaskTitle: "Task", BareTitle: "Bare",
	}
	blameNames = map[Blame]string{
		ByChain: "ByChain", Nobody: "Nobody", Stalled: "Stalled", StalledHere: "StalledHere", StalledWork: "StalledWork",
		Blocked: "Blocked", Recursion: "Recursion", SmashedFrame: "SmashedFrame", Acquirer: "Acquirer", LeakedWork: "LeakedWork",
		StrayCaller: "StrayCaller", BufferUser: "BufferUser", Allocator: "Allocator", StillActive: "StillActive", Racer: "Racer", InterruptHandler: "InterruptHandler",
		NetDriver: "NetDriver", Leaker: "Leaker", ObjectUser: "ObjectUser", PageUser: "PageUser", Reader: "Reader",
	}
)

// TestTraits says of every trait which classes have it: what a kernel developer
// would expect, without looking at the table.
func TestTraits(t *testing.T) {
	for trait, want := range map[string]struct {
		has     func(*Class) bool
		classes string
	}{
		"memory is suspect afterwards": {func(c *Class) bool { return c.Damages },
			"kasan kfence slab list-corruption refcount debugobjects page-state"},
		"sets the taint flag B before it prints (add_taint(TAINT_BAD_PAGE))": {func(c *Class) bool { return c.Taints == "B" },
			"kasan slab page-state"},
		"noticed at a random place: the watchdogs": {func(c *Class) bool { return c.Waits },
			"soft-lockup hard-lockup rcu-stall hung-task workqueue-stall csd-stall"},
		"also notices frees of what is not allocated": {func(c *Class) bool { return c.Frees },
			"kasan kfence slab"},
		"ends with a rule of = signs": {func(c *Class) bool { return c.Ruled },
			"kasan kfence kmsan kcsan ubsan"},
		"has no trace of its own": {func(c *Class) bool { return c.Traceless },
			"kcsan page-state machine-check workqueue-stall refs-stuck no-rootfs firmware-panic"},
		"only a task can cause it": {func(c *Class) bool { return c.InTask },
			"hung-task init-killed no-init no-rootfs"},
		"its family is what a stray pointer shows as": {func(c *Class) bool { return c.Family == "bad-access" },
			"kasan kfence slab list-corruption exec-fault user-access null-deref alignment gpf bad-access"},
		"watches CPUs and workers that do not get on": {func(c *Class) bool { return c.Family == "stall" },
			"soft-lockup hard-lockup rcu-stall workqueue-stall csd-stall"},
		"is one of locks": {func(c *Class) bool { return c.Family == "lock" }, "lockdep spinlock"},
		"prints the stacks of the locks first": {func(c *Class) bool { return c.Stacks.LocksFirst },
			"rcu-usage lockdep"},
		"is WARN()": {func(c *Class) bool { return c.Splat }, "warning"},
		"is BUG(), which may come behind another fault line":  {func(c *Class) bool { return c.Alone }, "kernel-bug"},
		"is panic() without a cause":                          {func(c *Class) bool { return c.Generic }, "panic"},
		"can be asked for with SysRq-f":                       {func(c *Class) bool { return c.Manual }, "oom"},
		"is announced by a line before the report":            {func(c *Class) bool { return c.Announces }, "refs-stuck"},
		"dies in lib/string_helpers.c behind its own warning": {func(c *Class) bool { return c.DiesIn == "lib/string_helpers.c" }, "fortify"},
		"closes with a WARN of mm/slub.c or slab_common.c":    {func(c *Class) bool { return c.ClosingWarn == " mm/sl" }, "slab"},
		"comes with a WARN of kernel/watchdog.c":              {func(c *Class) bool { return c.ClosingWarn == "kernel/watchdog" }, "hard-lockup"},
		"comes again when its cache is destroyed":             {func(c *Class) bool { return c.Again.Text == "Slab cache still has objects" }, "slab"},
		"blames nobody": {func(c *Class) bool { return c.Culprit == Nobody },
			"oom init-killed no-init no-rootfs sysrq-crash firmware-panic driver-error reset silence"},
		"comes again at once (the next PTE, the next bank, the next inode)": {func(c *Class) bool { return c.Again == Again{Lines: 2} },
			"page-state machine-check refs-stuck"},
		"comes again for the next pool": {func(c *Class) bool { return c.Again == Again{Lines: 3, OfHeader: true} }, "workqueue-stall"},
		"comes again as its verdict":    {func(c *Class) bool { return c.Again.Text == "ut of memory" }, "oom"},
	} {
		var got []string
		for _, c := range All() {
			if want.has(c) {
				got = append(got, c.Name)
			}
		}
		if names := strings.Join(got, " "); !sameWords(names, want.classes) {
			t.Errorf("%s: %s, want %s", trait, names, want.classes)
		}
	}
}

func sameWords(a, b string) bool {
	count := map[string]int{}
	for _, w := range strings.Fields(a) {
		count[w]++
	}
	for _, w := range strings.Fields(b) {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestPatience: how many lines outside the grammar a report of the class has in
// a row, where that is more than others have. The lists of locks of lockdep, the
// task dump of the OOM killer, the stacks of a stall's CPUs.
func TestPatience(t *testing.T) {
	want := map[int]string{
		12: "soft-lockup hard-lockup",
		16: "rcu-usage hung-task workqueue-stall alloc-failure",
		24: "lockdep rcu-stall oom",
	}
	for _, c := range All() {
		if c.Patience > 0 && !strings.Contains(" "+want[c.Patience]+" ", " "+c.Name+" ") {
			t.Errorf("%s has a patience of %d lines", c.Name, c.Patience)
		}
		delete(want, 0)
		want[c.Patience] = strings.TrimSpace(strings.Replace(" "+want[c.Patience]+" ", " "+c.Name+" ", " ", 1))
	}
	for n, rest := range want {
		if rest != "" {
			t.Errorf("%s: no longer a patience of %d lines", rest, n)
		}
	}
}

// TestSeverities: the least that a report of a class is. What is called a panic
// halts the machine by itself; an oops kills a task.
func TestSeverities(t *testing.T) {
	want := map[crash.Severity]string{
		crash.Panic:   "double-fault init-killed no-init no-rootfs stack-corruption sysrq-crash firmware-panic panic",
		crash.Stall:   "soft-lockup hard-lockup rcu-stall hung-task workqueue-stall csd-stall refs-stuck",
		crash.Warning: "field-overflow alloc-failure oom irq-unhandled net-watchdog warning",
		crash.Error:   "driver-error reset silence",
		crash.Bug: "kasan kfence kmsan kcsan ubsan slab list-corruption refcount debugobjects page-state memory-leak " +
			"rcu-usage lockdep atomic-sleep preempt-use spinlock",
	}
	got := map[crash.Severity]string{}
	for _, c := range All() {
		got[c.Severity] += c.Name + " "
	}
	for s, names := range want {
		if !sameWords(got[s], names) {
			t.Errorf("%s: %s, want %s", s, got[s], names)
		}
	}
}
