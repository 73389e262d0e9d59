package triage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

const corpus = "../../testdata/kernels/"

// A family is one way to crash a kernel and the rules that must recognise it.
type family struct {
	kinds string   // what was done, as the capture is named; a star is any rest
	rules []string // one of them must fire on the first report of every capture
	also  string   // kinds of other families on which the rules may fire too
	not   string   // architectures whose reports do not carry the proof
}

var families = []family{
	{kinds: "unload_race* truncated_unload", rules: []string{"module-unload-race"}},
	{kinds: "init_race", rules: []string{"module-init-race"}},
	{kinds: "xexit", rules: []string{"module-exit-path"}},
	{kinds: "xinit", rules: []string{"module-init-path"}},
	{kinds: "uaf", rules: []string{"freed-object"}},
	{kinds: "double_free*", rules: []string{"double-free"}},
	{kinds: "slab_overflow", rules: []string{"slab-overflow"}},
	{kinds: "list_corruption", rules: []string{"list-corrupt"}},
	{kinds: "list_del", rules: []string{"list-deleted-twice"}},
	{kinds: "stack_smash", rules: []string{"stack-smash"}, not: "s390x"},
	{kinds: "stack_overflow", rules: []string{"stack-overflow"}, not: "ppc64el mips64el mipsel"},
	{kinds: "atomic_sleep", rules: []string{"atomic-context"}},
	{kinds: "soft_lockup soft_panic rcu_stall xrcu*", rules: []string{"busy-cpu", "rcu-starved", "irqs-off-cpu"}, also: "spinlock_deadlock"},
	{kinds: "spinlock_deadlock", rules: []string{"spinlock-stuck"}},
	{kinds: "hung_task hung_panic", rules: []string{"hung-waiter"}},
	{kinds: "refcount", rules: []string{"refcount-misuse"}},
	{kinds: "oom oom_panic", rules: []string{"out-of-memory"}},
	{kinds: "alloc_fail", rules: []string{"memory-fragmented", "allocation-failed"}},
	{kinds: "alloc_warn", rules: []string{"allocation-too-big"}},
	{kinds: "jump_null", rules: []string{"null-call"}},
	{kinds: "jump_data exec_user", rules: []string{"bad-function-pointer"}},
	{kinds: "mmio_abort", rules: []string{"external-abort"}},
	{kinds: "user_access", rules: []string{"user-pointer"}},
	{kinds: "init_killed init_oops", rules: []string{"init-killed"}},
	{kinds: "norootfs", rules: []string{"no-rootfs"}},
	{kinds: "sysrq_c", rules: []string{"operator"}},
	{kinds: "xdiv", rules: []string{"divide-by-zero"}},
	{kinds: "bug xbug", rules: []string{"bug-assertion"}},
	{kinds: "warn warn_on warn_once warn_panic xirqwarn two_cpus_warn null_read_after_warn", rules: []string{"warn-condition"}},
	{kinds: "panic", rules: []string{"requested-panic"}, also: "nested_panic"},
	{kinds: "null_read null_read_slub null_read_quiet null_read_notime null_write irq_oops tasklet_oops timer_oops work_oops kthread_oops oops_irqs_off xinline xlong xbig xmutex truncated truncated_irq two_cpus nested_oops",
		rules: []string{"null-member", "first-oops-not-this-one"}, also: "init_oops xexit xinit xmemcpy"},
}

// capture is one log of the corpus with what was done to the kernel.
type capture struct {
	arch, kind string
	crashed    bool
	crashes    []*crash.Crash
}

func captures(t *testing.T) []capture {
	t.Helper()
	names, _ := filepath.Glob(corpus + "*/*.log")
	if len(names) == 0 {
		t.Fatal("no captures in " + corpus)
	}
	var all []capture
	for _, n := range names {
		kind := strings.TrimSuffix(filepath.Base(n), ".log")
		raw, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		truth, _ := os.ReadFile(strings.TrimSuffix(n, ".log") + ".json")
		var v struct{ Crashed *bool }
		if json.Unmarshal(truth, &v) != nil || v.Crashed == nil || strings.HasPrefix(kind, "full") {
			continue
		}
		c := capture{arch: filepath.Base(filepath.Dir(n)), kind: kind, crashed: *v.Crashed}
		for _, x := range decode(parse.New(parse.Options{}), bytes.TrimLeft(raw, "\x00")) {
			if x.Severity > crash.Error {
				c.crashes = append(c.crashes, x)
			}
		}
		all = append(all, c)
	}
	return all
}

func among(kinds, kind string) bool {
	for _, k := range strings.Fields(kinds) {
		if stem, ok := strings.CutSuffix(k, "*"); ok && strings.HasPrefix(kind, stem) || k == kind {
			return true
		}
	}
	return false
}

// TestFamilies: each family's rule fires on its kind on every architecture, and
// none of them fires, surer than possible, on the first report of another kind.
func TestFamilies(t *testing.T) {
	confusion := map[string]map[string]int{}
	for _, c := range captures(t) {
		if !c.crashed || among("sysrq_t sysrq_l sysrq_w sysrq_m dump_stack", c.kind) { // no crashes: somebody asked
			continue
		}
		if len(c.crashes) == 0 {
			t.Errorf("%s/%s: no crash decoded", c.arch, c.kind)
			continue
		}
		fired := map[string]string{}
		for _, f := range Triage(c.crashes[0]) {
			fired[f.Rule] = f.Confidence
			if confusion[c.kind] == nil {
				confusion[c.kind] = map[string]int{}
			}
			confusion[c.kind][f.Rule]++
		}
		for _, fam := range families {
			familyHolds(t, fam, c, fired)
		}
	}
	if testing.Verbose() {
		t.Log("\n" + confusionTable(confusion))
	}
}

func familyHolds(t *testing.T, fam family, c capture, fired map[string]string) {
	hit, sure := false, ""
	for _, r := range fam.rules {
		if conf, ok := fired[r]; ok {
			hit = true
			if conf != Possible && r != "first-oops-not-this-one" {
				sure = r
			}
		}
	}
	mine := among(fam.kinds, c.kind)
	switch {
	case mine && !hit && !among(fam.not, c.arch):
		t.Errorf("%s/%s: none of %v fires, only %v", c.arch, c.kind, fam.rules, keys(fired))
	case !mine && sure != "" && !among(fam.also, c.kind):
		t.Errorf("%s/%s: %s fires (%s)", c.arch, c.kind, sure, fired[sure])
	}
}

func keys(m map[string]string) []string {
	var k []string
	for s := range m {
		k = append(k, s)
	}
	sort.Strings(k)
	return k
}

// confusionTable writes which rules fired on which kind of crash.
func confusionTable(confusion map[string]map[string]int) string {
	var kinds []string
	for k := range confusion {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	var b strings.Builder
	for _, k := range kinds {
		fmt.Fprintf(&b, "%-24s", k)
		var rules []string
		for r, n := range confusion[k] {
			if r != "continue" && r != "out-of-tree" {
				rules = append(rules, fmt.Sprintf("%s %d", r, n))
			}
		}
		slices.Sort(rules)
		b.WriteString(strings.Join(rules, ", ") + "\n")
	}
	return b.String()
}

// TestUnloadRaceIsSureWhereProven: where the report shows the exit path below
// the callback the finding is certain; where it does not, it is not.
func TestUnloadRaceIsSureWhereProven(t *testing.T) {
	for _, c := range captures(t) {
		if !strings.HasPrefix(c.kind, "unload_race") || len(c.crashes) == 0 {
			continue
		}
		f := found(c.crashes[0], "module-unload-race")
		if f == nil {
			continue // TestFamilies says so
		}
		shown := slices.ContainsFunc(c.crashes[0].Body, func(b crash.BodyLine) bool { return strings.Contains(b.Text, "delete_module") })
		if c.arch == "i386" {
			shown = false // its unwinder only guesses the callback's frame
		}
		if want := map[bool]string{true: Certain, false: Likely}[shown]; f.Confidence != want {
			t.Errorf("%s/%s: %s, want %s", c.arch, c.kind, f.Confidence, want)
		}
		wants(t, f.Text, "shepherd", "0x1c1")
	}
}
