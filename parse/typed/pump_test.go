package typed

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// The modules of testdata/symbol/typed are one source, built for many machines.
const pumps = "../../testdata/symbol/typed/"

// a pump is one of them.
type pump struct {
	name string
	im   *symbol.Image
	arch *arch.Arch
	bits int
}

func openPump(t testing.TB, path string) pump {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	im, err := symbol.Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	machine, bits, _ := im.Machine()
	return pump{filepath.Base(path), im, all.ByMachine(machine), bits}
}

// operand is what the instruction at a place works on, with registers that
// nobody printed. A call that jumped astray is asked for by where it returns to.
func (p pump) operand(function string, offset uint64, call bool) *crash.Operand {
	sym := arch.Symbol{Function: function, Offset: offset, HasOffset: true}
	c := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym}}
	c.Chain = []arch.Frame{{Symbol: sym, Exact: !call, Reliable: true}}
	if call {
		c.Dump.Fault.Access = "execute"
	}
	at := symbol.Place{Function: function, Offset: offset, Exact: !call}
	return Look{Crash: c, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, at }}.Operand()
}

// each calls f for every instruction of a function that could trap on a
// pointer: what it is, where it is, and what it works on.
func (p pump) each(function string, f func(insn, where string, o *crash.Operand)) bool {
	return p.eachAt(function, func(insn string, at []symbol.Location, o *crash.Operand) {
		where := ""
		if len(at) > 0 {
			where = at[0].File + ":" + itoa(at[0].Line)
		}
		f(insn, where, o)
	})
}

// eachAt is each, with all lines of the place, that of an inlined function first.
func (p pump) eachAt(function string, f func(insn string, at []symbol.Location, o *crash.Operand)) bool {
	c := open(File{p.im, p.im}, symbol.Place{Function: function})
	if c == nil {
		return false
	}
	for i := range c.insns {
		e, at := &c.effects[i], c.insns[i].Address
		var o *crash.Operand
		switch {
		case e.Does == flow.Calls && c.target(i) != "" && i+1 < len(c.insns), e.Does == flow.Calls && e.Touches:
			o = p.operand(function, c.end(i)-c.start, true)
		case (e.Touches || e.Element) && e.Does != flow.Calls && e.Mem.Base != c.calls.Stack[0]:
			o = p.operand(function, at-c.start, false)
		default:
			continue
		}
		f(c.insns[i].Text, p.im.Locate(at), o)
	}
	return true
}

// itoa without a sign: lines have none.
func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + string(rune('0'+n%10))
}

// want are the functions of pump.c and what at least one instruction of each
// must be said to work on.
var want = map[string][]string{
	"pump_pressure":    {"bank->valves[2].pressure"},
	"pump_pressure_at": {"bank->valves[].pressure"},
	"pump_chain":       {"p->bank", "p->bank->used"},
	"pump_spare":       {"p->spare[]", "p->spare[]->when.hi"},
	"pump_where":       {"p->where"},
	"pump_level":       {"p->level"},
	"pump_start":       {"p->ops", "p->ops->start(p, 3)"},
	"job_cost":         {"job->cost"},
	"job_sum":          {"head->next", "job->id", "job->link.next"},
	"pump_local":       {"found->rpm"},
	"pump_global":      {"pump_active", "pump_active->rpm"},
	"job_global":       {"job_last", "job_last->target", "job_last->target->rpm"},
	"pump_count":       {"p->counter", "*p->counter"},
	"big_crc":          {"b->end.crc"},
	"pump_pp":          {"*pp", "(*pp)->rpm"},
	"pump_inlined":     {"p->spare[1]", "v->when.hi or p->spare[1]->when.hi", "p->rpm"}, // the compiler may lose the inlined function's own,
	"pump_after_calls": {"p->total", "j->id", "j->target", "j->target->screen[1][1].page", "p->rpm"},
	"job_copy":         {"j->target"},
	"job_hook":         {"j->target", "j->target->hook(5)"},
	"pump_walk":        {"b->valves[].when.lo"},
}

// TestEveryMachineNamesItsOperands: one source, eleven machines and formats, and
// the same expressions.
func TestEveryMachineNamesItsOperands(t *testing.T) {
	paths, _ := filepath.Glob(pumps + "pump-*.ko")
	if len(paths) < 11 {
		t.Fatalf("%d modules", len(paths))
	}
	for _, path := range paths {
		p := openPump(t, path)
		for function, expressions := range want {
			got := map[string]bool{}
			var rows []string
			if !p.each(function, func(insn, _ string, o *crash.Operand) {
				got[o.Words()] = true
				if o != nil {
					got[o.Expression] = true
				}
				rows = append(rows, insn+": "+o.Words())
			}) {
				t.Errorf("%s: %s cannot be read", p.name, function)
				continue
			}
			for _, e := range expressions {
				one, other, _ := strings.Cut(e, " or ")
				if !got[one] && !got[other] {
					t.Errorf("%s: %s works on %s, but says\n\t%s", p.name, function, e, strings.Join(rows, "\n\t"))
				}
			}
		}
	}
}

// TestOfWhatAFunctionWasGiven: a function without a file, in assembly or of a
// kernel that is not here, worked on what the caller gave it.
func TestOfWhatAFunctionWasGiven(t *testing.T) {
	paths, _ := filepath.Glob(pumps + "pump-*.ko")
	for _, path := range paths {
		p := openPump(t, path)
		for _, c := range []struct {
			callee, caller, access, want string
			address                      uint64
		}{
			{"strlen", "job_label", "read", "*j->label", 0x48},
			{"__pi_strlen", "job_label", "read", "*j->label", 0x48},
			{"__pi_strlen.cold", "job_label", "read", "*j->label", 0x48},
			{"strlen", "job_label", "write", "", 0x48},
			{"strnlen", "job_label", "read", "", 0x48}, // it is no call of that
			{"valve_close", "job_close", "read", "j->inlet", p.inlet(t) + 4},
			{"valve_close", "job_close", "read", "", p.inlet(t) + 16},
			{"valve_close", "job_close", "read", "", 0},
		} {
			if c.callee == "valve_close" && p.arch.FaultPages {
				continue // the address of the page tells too little
			}
			for _, framed := range []bool{true, false} {
				if got := p.given(t, c.callee, c.caller, c.access, c.address, framed); got != c.want {
					t.Errorf("%s: %s of %#x in %s below %s (in the trace: %v) is %q, want %q", p.name, c.access, c.address, c.callee, c.caller, framed, got, c.want)
				}
			}
		}
	}
}

// inlet is where a job's valve lies.
func (p pump) inlet(t *testing.T) uint64 {
	for _, m := range p.im.Struct(p.im.Addresses("pump_all")[0], "job").Members() {
		if m.Name == "inlet" {
			return uint64(m.Offset)
		}
	}
	t.Fatal("a job has no inlet")
	return 0
}

// given is the expression for a fault in a function that the caller calls; where the
// caller is not in the trace, the link register points there.
func (p pump) given(t *testing.T, callee, caller, access string, address uint64, framed bool) string {
	c := open(File{p.im, p.im}, symbol.Place{Function: caller})
	if c == nil {
		t.Fatalf("%s: %s cannot be read", p.name, caller)
	}
	call := slices.IndexFunc(c.callee, func(name string) bool { return name == "strlen" || name == "valve_close" })
	returns := symbol.Place{Function: caller, Offset: c.end(call) - c.start}
	report := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1}}
	report.Dump.Fault = arch.Fault{Address: address, HasAddress: true, Access: access}
	report.Chain = []arch.Frame{
		{Symbol: arch.Symbol{Function: callee, Offset: 8, HasOffset: true}, Exact: true, Reliable: true},
		{Symbol: arch.Symbol{Function: caller, Offset: returns.Offset, HasOffset: true}, Reliable: true},
	}
	if !framed {
		report.Dump.LR = report.Chain[1].Symbol
		report.Chain[1].Function = "vfs_write"
	}
	o := Look{Crash: report, File: func(f *arch.Frame) (File, symbol.Place) {
		if f.Function == caller {
			return File{p.im, p.im}, returns
		}
		return File{}, symbol.Place{}
	}}.Operand()
	if o == nil {
		return ""
	}
	return o.Expression
}

var lastName = regexp.MustCompile(`\w+$`)

// TestNoOperandIsOfAnotherLine holds every operand that is said, of every
// instruction, to its source line: the member stands in it.
func TestNoOperandIsOfAnotherLine(t *testing.T) {
	source, err := os.ReadFile(pumps + "pump.c")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	paths, _ := filepath.Glob(pumps + "pump-*.ko")
	said, silent := 0, 0
	for _, path := range paths {
		p := openPump(t, path)
		if p.arch.DelaySlots {
			continue // what runs in front of a branch has the line of what is behind it
		}
		for _, function := range append(keys(want), "pump_all", "list_back", "list_back.isra.0") {
			p.each(function, func(insn, where string, o *crash.Operand) {
				if o == nil || len(o.Candidates) > 0 {
					silent++
					return
				}
				said++
				_, number, _ := strings.Cut(where, ":")
				for i, line := range lines {
					if itoa(i+1) != number {
						continue
					}
					name := lastName.FindString(strings.TrimRight(callee(o), "[]0123456789"))
					// Of what only reads one member, GCC moved the read into the caller.
					if name == "" || !strings.Contains(line, name) && !strings.Contains(line, "list_back(j)") {
						t.Errorf("%s: %s: %s is said to work on %s, in\n\t%s", p.name, function, insn, o.Expression, line)
					}
				}
			})
		}
	}
	t.Logf("%d operands said, %d not", said, silent)
	if said < 340 || silent*5 > said {
		t.Errorf("%d operands are said, %d are not", said, silent)
	}
}

// callee is an expression without the arguments of a call.
func callee(o *crash.Operand) string {
	if o.Mode == crash.OfCall {
		return o.Pointer
	}
	return o.Expression
}

func keys(m map[string][]string) (all []string) {
	for k := range m {
		all = append(all, k)
	}
	return all
}

// TestOperandsOfAKernel says how long an operand takes in a whole kernel, where
// one is given: OOPSCOPE_GOLD_VMLINUX_AMD64.
func TestOperandsOfAKernel(t *testing.T) {
	path := os.Getenv("OOPSCOPE_GOLD_VMLINUX_AMD64")
	if path == "" {
		t.Skip("OOPSCOPE_GOLD_VMLINUX_AMD64 is not set")
	}
	p := openPump(t, path)
	var took []time.Duration
	said, silent := 0, 0
	for _, function := range strings.Fields("tcp_v4_rcv vfs_write vfs_read dput do_sys_openat2 __alloc_pages schedule mutex_lock blk_mq_dispatch_rq_list ip_rcv") {
		c := open(File{p.im, p.im}, symbol.Place{Function: function})
		if c == nil {
			t.Errorf("%s cannot be read", function)
			continue
		}
		for i := range c.insns {
			if e := &c.effects[i]; e.Touches && e.Mem.Base != c.calls.Stack[0] && e.Does != flow.Calls {
				began := time.Now()
				o := p.operand(function, c.insns[i].Address-c.start, false)
				took = append(took, time.Since(began))
				if o == nil {
					silent++
				} else {
					said++
				}
				if testing.Verbose() {
					t.Logf("%s+%#x %s: %s", function, c.insns[i].Address-c.start, c.insns[i].Text, o.Words())
				}
			}
		}
	}
	slices.Sort(took)
	t.Logf("%d said, %d not; median %v, slowest %v", said, silent, took[len(took)/2], took[len(took)-1])
}
