package parse_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// The captures of real kernels that the decoder is scored against, with the
// truth beside each. The folder stands beside a checkout of the whole bench;
// without it the tests skip.
const kernelCaptures = "../../shared/corpus/kernels"

// Least shares of right answers, in per cent. They only ever rise.
const (
	leastFound   = 100
	leastFields  = 98.5
	leastChains  = 97
	leastClasses = 99
	leastBlamed  = 99
	leastHeaders = 100
	mostExtra    = 0 // reports where there is nothing, in all captures together
)

// A capture is one log with its truth.
type capture struct {
	name     string
	log      []byte
	Kind     string
	Crashed  *bool
	Log      struct{ Case_line int }
	Headers  []mark
	Pc_lines []mark
	Expect   struct {
		Crash_function, Module, Offset, Size, Fault_address, Comm *string
		Pid, Cpu                                                  *int
		Process_context                                           *bool
		Chain                                                     []string
		Chain_modules                                             []*string
	}
}

// A mark is a line of the log: [152, "Unable to handle …"].
type mark struct {
	line int
	text string
}

func (m *mark) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&m.line, &m.text})
}

func kernelCorpus(t testing.TB) []capture {
	t.Helper()
	names, _ := filepath.Glob(kernelCaptures + "/*/*.json")
	if len(names) == 0 {
		t.Skip("no captures beside this checkout")
	}
	sort.Strings(names)
	var all []capture
	for _, name := range names {
		var c capture
		truth, err := os.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(truth, &c)
		}
		if err == nil {
			c.log, err = os.ReadFile(strings.TrimSuffix(name, ".json") + ".log")
		}
		if err != nil {
			t.Fatal(err)
		}
		c.name = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(name), kernelCaptures+"/"), ".json")
		all = append(all, c)
	}
	return all
}

// decode reads a whole input and returns the last state of every crash.
func decode(input []byte) []*parse.Crash {
	return decodeCut(input, nil, len(input)+1)
}

// decodeCut feeds the input in pieces: next says how long each is, or size when
// it is nil.
func decodeCut(input []byte, next func() int, size int) []*parse.Crash {
	d := parse.New(parse.Options{})
	last := map[int]*parse.Crash{}
	take := func(b parse.Batch) {
		for _, c := range b.Crashes {
			last[c.ID] = c
		}
	}
	for len(input) > 0 {
		n := size
		if next != nil {
			n = next()
		}
		n = min(n, len(input))
		take(d.Feed(input[:n], time.Time{}))
		input = input[n:]
	}
	take(d.Close())
	var all []*parse.Crash
	for _, c := range last {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// score counts right answers of one flavour of kernel.
type score struct {
	found, fields, chain, class, blamed, headers tally
	extra                                        int
}

type tally struct{ right, of int }

func (t *tally) add(right bool) {
	t.of++
	if right {
		t.right++
	}
}

func (t tally) percent() float64 {
	if t.of == 0 {
		return 100
	}
	return 100 * float64(t.right) / float64(t.of)
}

func (t tally) String() string { return fmt.Sprintf("%5.1f (%d/%d)", t.percent(), t.right, t.of) }

func (s *score) plus(o score) {
	for _, p := range [][2]*tally{{&s.found, &o.found}, {&s.fields, &o.fields}, {&s.chain, &o.chain},
		{&s.class, &o.class}, {&s.blamed, &o.blamed}, {&s.headers, &o.headers}} {
		p[0].right += p[1].right
		p[0].of += p[1].of
	}
	s.extra += o.extra
}

// TestKernelCaptures scores the decoder on crashes of unmodified kernels of
// eleven flavours: what it finds, and what it reads of it.
func TestKernelCaptures(t *testing.T) {
	flavours := map[string]*score{}
	var total score
	for _, c := range kernelCorpus(t) {
		s := c.score(t, decode(c.log))
		flavour, _, _ := strings.Cut(c.name, "/")
		if flavours[flavour] == nil {
			flavours[flavour] = &score{}
		}
		flavours[flavour].plus(s)
		total.plus(s)
	}
	t.Logf("%-12s %-18s %-20s %-18s %-18s %-18s %-18s extra", "flavour", "found", "fields", "chain", "class", "culprit", "headers")
	names := []string{}
	for name := range flavours {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range append(names, "all") {
		s := flavours[name]
		if name == "all" {
			s = &total
		}
		t.Logf("%-12s %-18s %-20s %-18s %-18s %-18s %-18s %d", name, s.found, s.fields, s.chain, s.class, s.blamed, s.headers, s.extra)
	}
	least(t, "found", total.found, leastFound)
	least(t, "fields", total.fields, leastFields)
	least(t, "chains", total.chain, leastChains)
	least(t, "classes", total.class, leastClasses)
	least(t, "culprits", total.blamed, leastBlamed)
	least(t, "headers", total.headers, leastHeaders)
	if total.extra > mostExtra {
		t.Errorf("%d reports where there is nothing, at most %d were allowed", total.extra, mostExtra)
	}
}

func least(t *testing.T, what string, got tally, bound float64) {
	t.Helper()
	if got.percent() < bound {
		t.Errorf("%s: %v, was at least %v", what, got, bound)
	}
}

// quiet are operator and debugging output: no crashes.
func (c *capture) quiet() bool {
	if strings.HasPrefix(c.Kind, "sysrq_") && c.Kind != "sysrq_c" {
		return true
	}
	return c.Kind == "dump_stack" || c.Crashed != nil && !*c.Crashed
}

func (c *capture) score(t *testing.T, crashes []*parse.Crash) (s score) {
	miss := func(field string, got, want any) {
		t.Logf("%s: %s: got %v, want %v", c.name, field, got, want)
	}
	full := strings.HasPrefix(c.Kind, "full")
	var first *parse.Crash
	for _, k := range crashes {
		if k.Class == "reset" { // every reboot of these captures was announced
			s.extra++
			miss("extra", fmt.Sprintf("%s %q line %d", k.Class, k.Header, k.First), "nothing")
		}
		if k.Severity <= parse.Error {
			continue
		}
		if k.Last <= c.Log.Case_line && !full {
			continue // an earlier case of the same session
		}
		if c.quiet() || !c.headed(k) {
			s.extra++
			miss("extra", fmt.Sprintf("%s %q line %d", k.Class, k.Title, k.First), "nothing")
		} else if first == nil || strings.HasPrefix(c.Kind, "nested") && c.traps(k) && !c.traps(first) {
			first = k
		}
	}
	if c.quiet() {
		return s
	}
	c.scoreHeaders(&s, crashes, miss)
	if full || strings.HasPrefix(c.Kind, "two_cpus") {
		if got, want := len(bad(crashes)), c.reports(); got != want {
			s.fields.add(false)
			miss("count", got, want)
		} else {
			s.fields.add(true)
		}
	}
	s.found.add(first != nil)
	if first == nil {
		miss("found", "nothing", fmt.Sprint(c.Headers))
		return s
	}
	if !full {
		c.scoreFields(&s, first, miss)
		c.scoreChain(&s, first, miss)
		c.scoreClass(&s, first, miss)
	}
	return s
}

// scoreHeaders checks that every titling line lies in a crash, that no two die
// lines share one, and that a panic made its crash one.
func (c *capture) scoreHeaders(s *score, crashes []*parse.Crash, miss missed) {
	died := map[*parse.Crash]bool{}
	for _, h := range c.Headers {
		i := slices.IndexFunc(crashes, func(k *parse.Crash) bool {
			return slices.ContainsFunc(k.Body, func(l parse.BodyLine) bool { return l.N == h.line })
		})
		wrong := ""
		switch dies := strings.Contains(h.text, "[#"); {
		case i < 0:
			wrong = "in no crash"
		case dies && died[crashes[i]]:
			wrong = "the second die line of its crash"
		case strings.HasPrefix(h.text, "Kernel panic") && crashes[i].Severity != parse.Panic:
			wrong = "in a crash of severity " + crashes[i].Severity.String()
		case dies:
			died[crashes[i]] = true
		}
		s.headers.add(wrong == "")
		if wrong != "" {
			miss("header", wrong, fmt.Sprintf("%d %q", h.line, h.text))
		}
	}
}

// headed tells whether the crash holds one of the lines that title a report.
func (c *capture) headed(k *parse.Crash) bool {
	return slices.ContainsFunc(c.Headers, func(h mark) bool { return k.First <= h.line && h.line <= k.Last })
}

// reports counts the reports by their headers: a WARNING or a die line each.
func (c *capture) reports() (n int) {
	for _, h := range c.Headers {
		if strings.HasPrefix(h.text, "WARNING: ") || strings.Contains(h.text, "[#") {
			n++
		}
	}
	return n
}

// bad are the crashes proper: driver trouble and resets do not count.
func bad(crashes []*parse.Crash) (out []*parse.Crash) {
	for _, k := range crashes {
		if k.Severity > parse.Error {
			out = append(out, k)
		}
	}
	return out
}

// traps tells whether the crash's chain holds the first function of the truth:
// of a nested report that is the one whose trace was printed.
func (c *capture) traps(k *parse.Crash) bool {
	return len(c.Expect.Chain) > 0 && slices.Contains(chainNames(k), c.Expect.Chain[0])
}

type missed func(field string, got, want any)

func (c *capture) scoreFields(s *score, k *parse.Crash, miss missed) {
	e := &c.Expect
	check := func(field string, got, want any) {
		right := fmt.Sprint(got) == fmt.Sprint(want)
		s.fields.add(right)
		if !right {
			miss(field, got, want)
		}
	}
	if e.Crash_function != nil {
		check("function", c.functionOf(k), *e.Crash_function)
	}
	if e.Offset != nil {
		check("offset", hex(k.Dump.PC.Offset), *e.Offset)
		check("size", hex(k.Dump.PC.Size), *e.Size)
		if e.Module != nil {
			check("module", k.Dump.PC.Module, *e.Module)
		}
	}
	if e.Fault_address != nil {
		got := "none"
		if k.Dump.Fault.HasAddress {
			got = hex(k.Dump.Fault.Address)
		}
		check("fault", got, *e.Fault_address)
	}
	if e.Comm != nil {
		check("comm", k.Task.Comm, *e.Comm)
	}
	if e.Pid != nil {
		check("pid", k.Task.PID, *e.Pid)
	}
	if e.Cpu != nil {
		check("cpu", k.CPU, *e.Cpu)
	}
	if e.Process_context != nil {
		got := k.Context
		if got == arch.SoftIRQ || got == arch.IRQ || got == arch.NMI {
			got = "interrupt"
		}
		want := "interrupt"
		if *e.Process_context {
			want = arch.Task
		}
		check("context", got, want)
	}
}

// functionOf is the crash function as decoded: that of the PC; where no PC is
// printed, the wanted one if the chain has it.
func (c *capture) functionOf(k *parse.Crash) string {
	want := *c.Expect.Crash_function
	pc := k.Dump.PC
	if address, err := strconv.ParseUint(want, 0, 64); err == nil {
		if pc.HasAddress && pc.Address == address {
			return want
		}
		return fmt.Sprintf("%s %#x", pc.Function, pc.Address)
	}
	if c.Expect.Offset == nil {
		for _, f := range k.Chain {
			if f.Function == want || k.Culprit.Function != "" && strings.HasPrefix(want, k.Culprit.Function) {
				return want
			}
		}
	}
	return pc.Function
}

func (c *capture) scoreChain(s *score, k *parse.Crash, miss missed) {
	want := c.Expect.Chain
	if len(want) == 0 {
		return
	}
	var names, modules, wantModules []string
	for _, f := range k.Chain {
		name := f.Function
		if name == "" {
			name = hex(f.Address)
		}
		if f.Reliable && (len(names) > 0 || name == want[0]) {
			names = append(names, name)
			modules = append(modules, f.Module)
		}
	}
	for _, m := range c.Expect.Chain_modules {
		if m == nil {
			m = new(string)
		}
		wantModules = append(wantModules, *m)
	}
	right := slices.Equal(names, want)
	s.chain.add(right)
	if !right {
		if len(names) == 0 {
			for _, f := range k.Chain {
				names = append(names, f.Function)
			}
		}
		miss("chain", difference(names, want), "")
	} else if !slices.Equal(modules, wantModules) {
		s.fields.add(false)
		miss("chain modules", modules, wantModules)
	}
}

// difference shows where two chains part.
func difference(got, want []string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	return fmt.Sprintf("%d frames alike, then %v where %v is wanted", i, clip(got[i:]), clip(want[i:]))
}

func clip(s []string) []string {
	if len(s) > 6 {
		return append(slices.Clone(s[:6]), "…")
	}
	return s
}

func (c *capture) scoreClass(s *score, k *parse.Crash, miss missed) {
	for _, row := range kindClasses {
		if ok, _ := filepath.Match(row.kinds, c.Kind); ok {
			right := slices.Contains(strings.Fields(row.classes), k.Class)
			s.class.add(right)
			if !right {
				miss("class", k.Class+" "+strconv.Quote(k.Header), row.classes)
			}
			break
		}
	}
	if want := c.toBlame(); want != "" {
		right := bare(k.Culprit.Function) == bare(want)
		s.blamed.add(right)
		if !right {
			miss("culprit", k.Culprit, want)
		}
	}
}

// toBlame is the innermost function of the modules that were made to crash.
func (c *capture) toBlame() string {
	switch {
	case strings.HasPrefix(c.Kind, "nested"), strings.HasPrefix(c.Kind, "jump"):
		return ""
	case c.Kind == "stack_smash" && c.Expect.Crash_function == nil:
		return ""
	case c.Kind == "stack_smash":
		return *c.Expect.Crash_function
	}
	for i, m := range c.Expect.Chain_modules {
		if m != nil {
			return c.Expect.Chain[i]
		}
	}
	if c.Expect.Module != nil && c.Expect.Crash_function != nil {
		return *c.Expect.Crash_function
	}
	return ""
}

// bare takes off what the compiler added to a name.
func bare(name string) string {
	name, _, _ = strings.Cut(name, ".")
	return name
}

func hex(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// kindClasses say which classes fit which kind of crash, first row first. A
// fault near zero is a NULL dereference where the kernel says so; MIPS, s390
// and RISC-V word it as any other bad access.
var kindClasses = []struct{ kinds, classes string }{
	{"nested_panic", "panic null-deref bad-access"},
	{"null_*", "null-deref user-access bad-access"},
	{"unload_race*", "null-deref user-access bad-access"},
	{"init_killed", "init-killed"},
	{"init_*", "null-deref user-access bad-access"},
	{"*_oops", "null-deref user-access bad-access"},
	{"truncated*", "null-deref user-access bad-access"},
	{"two_cpus", "null-deref user-access bad-access"},
	{"xb[i]g", "null-deref user-access bad-access"},
	{"xexit", "null-deref user-access bad-access"},
	{"xin*", "null-deref user-access bad-access"},
	{"xlong", "null-deref user-access bad-access"},
	{"xmemcpy", "null-deref user-access bad-access"},
	{"xmutex", "null-deref user-access bad-access"},
	{"oops_irqs_off", "null-deref user-access bad-access"},
	{"*bug", "kernel-bug"},
	{"alloc_warn", "warning alloc-failure"},
	{"*warn*", "warning"},
	{"refcount", "refcount"},
	{"list_*", "list-corruption"},
	{"div_zero", "div-error undef-instruction trap"},
	{"xdiv", "div-error"},
	{"uaf", "bad-access gpf alignment"},
	{"wild_*", "bad-access alignment"},
	{"xstrlen", "bad-access alignment"},
	{"soft_*", "soft-lockup rcu-stall"},
	{"spinlock_*", "soft-lockup rcu-stall spinlock"},
	{"xrcu*", "rcu-stall"},
	{"hung_*", "hung-task"},
	{"oom*", "oom"},
	{"alloc_fail", "alloc-failure"},
	{"panic", "panic"},
	{"norootfs", "no-rootfs"},
	{"stack_smash", "stack-corruption"},
	{"stack_overflow", "stack-overflow"},
	{"sysrq_c", "sysrq-crash"},
	{"slab_overflow", "slab"},
	{"double_free_hardened", "kernel-bug slab"},
	{"double_free", "slab"},
	{"atomic_sleep", "atomic-sleep"},
	{"jump_*", "exec-fault null-deref bad-access undef-instruction user-access"},
	{"exec_user", "exec-fault user-access bad-access undef-instruction"},
	{"user_access", "user-access bad-access"},
	{"mmio_abort", "bus-error"},
	{"undef_insn", "undef-instruction"},
}

// lines cuts an input behind every line end.
func lines(input []byte) [][]byte { return bytes.SplitAfter(input, []byte("\n")) }
