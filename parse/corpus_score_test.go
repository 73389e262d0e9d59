package parse_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
)

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
	case strings.HasPrefix(c.Kind, "nested"):
		return ""
	case strings.HasPrefix(c.Kind, "jump"), c.Kind == "exec_user":
		if len(c.Source.Chain) > 0 { // who jumped, be it in the trace or in the link register alone
			return c.Source.Chain[0]
		}
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
