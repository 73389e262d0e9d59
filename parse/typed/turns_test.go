package typed

import (
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// crashAt is a crash at an instruction of a module's function.
func crashAt(p pump, c *code, function string, at int, printed map[string]uint64, fault uint64) *crash.Crash {
	sym := arch.Symbol{Function: function, Offset: c.insns[at].Address - c.start, HasOffset: true}
	out := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym}}
	out.Dump.Fault.Address, out.Dump.Fault.HasAddress = fault, true
	out.Chain = []arch.Frame{{Symbol: sym, Exact: true, Reliable: true}}
	for name, value := range printed {
		out.Dump.Registers = append(out.Dump.Registers, arch.Register{Name: name, Value: value})
	}
	return out
}

type registers map[string]uint64

// trapped is an instruction of a function, the registers and the fault address that are printed
// when it traps, and what is to be said of it.
type trapped struct {
	machine, function, insn string
	printed                 registers
	fault                   uint64
	want, of, member        string
}

func (tt *trapped) check(t *testing.T, file string) {
	t.Helper()
	p := openPump(t, file)
	c := open(File{p.im, p.im}, symbol.Place{Function: tt.function})
	if c == nil {
		t.Errorf("%s has no %s", p.name, tt.function)
		return
	}
	at := slices.IndexFunc(c.insns, func(in arch.Insn) bool { return strings.HasPrefix(in.Text, tt.insn) })
	if at < 0 {
		t.Errorf("%s: %s has no %s", p.name, tt.function, tt.insn)
		return
	}
	dead := crashAt(p, c, tt.function, at, tt.printed, tt.fault)
	place := symbol.Place{Function: tt.function, Offset: dead.Dump.PC.Offset, Exact: true}
	o := Look{Crash: dead, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, place }}.Operand()
	if got := expression(o); got != tt.want || o != nil && (o.Struct != tt.of || o.Member != tt.member) {
		t.Errorf("%s: %s, %s: %s, want %s (%+v)", p.name, tt.function, c.insns[at].Text, got, tt.want, o)
	}
}

// TestTurnsOfCompilers: what one line of C becomes by the machine, the compiler and what it is
// asked for, with the registers as they would be there.
func TestTurnsOfCompilers(t *testing.T) {
	const somewhere = 0xffff888004a01000
	for _, tt := range []trapped{
		// Of the two places of a copy it is the one that the fault was at.
		{"amd64-small", "copy_sums", "rep movs", registers{"RSI": 0x10, "RDI": somewhere}, 0x10, "l->sums", "lane", "sums"},
		{"s390x", "copy_sums", "mvc", registers{"r3": 0, "r2": somewhere}, 0, "l->sums", "lane", "sums"},
		{"s390x", "copy_sums", "mvc", registers{"r3": somewhere, "r2": 0x4000}, 0x4000, "to->packets", "sums", "packets"},
		// Two registers that are loaded at once: the first of them. Where all is copied, all.
		{"arm64", "lane_count", "ldp", registers{"x0": 0}, 0x10, "l->sums.packets", "lane", "sums.packets"},
		{"arm64", "copy_sums", "ldp", registers{"x1": 0}, 0x10, "l->sums", "lane", "sums"},
		// What is written of a word that was loaded, by masks, shifts and insertions.
		{"amd64", "unit_gain", "movzbl", registers{"RDI": 0}, 0xb1, "u->gain", "unit", "gain"},
		{"amd64-small", "unit_gain", "mov 0xb1", registers{"RDI": 0}, 0xb1, "u->gain", "unit", "gain"},
		{"amd64-clang", "unit_gain", "movzwl", registers{"RDI": 0}, 0xb0, "u->gain", "unit", "gain"},
		{"arm64", "unit_gain", "ldr", registers{"x0": 0}, 0xb0, "u->gain", "unit", "gain"},
		{"arm", "unit_gain", "ldr", registers{"r0": 0}, 0x71, "u->gain", "unit", "gain"},
		{"ppc64le", "unit_gain", "lhz", registers{"r3": 0}, 0xb0, "u->gain", "unit", "gain"},
		{"riscv64", "unit_gain", "lhu", registers{"a0": 0}, 0xb0, "u->gain", "unit", "gain"},
		{"s390x", "unit_gain", "lh", registers{"r2": 0}, 0, "u->gain", "unit", "gain"},
		// An index that is made wider or multiplied, of which nothing is left.
		{"arm64", "sub_packets", "ldr x0, [x0]", registers{"x0": 0}, 0, "u->subs[].of->packets", "sums", "packets"},
		{"arm64", "unit_counts", "ldr", registers{"x1": 24}, 24 + 248, "u->counts[3]", "unit", "counts[3]"},
		{"arm64", "unit_counts", "ldr", registers{"x1": somewhere}, somewhere + 248, "u->counts[]", "unit", "counts[]"},
		{"arm", "lane_bytes", "ldr r0", registers{"r0": 0xc0001200}, 0xc0001228, "u->lanes[].sums.drops", "unit", "lanes[].sums.drops"},
		{"amd64-small", "lane_bytes", "mov 0x20(", registers{"RDI": somewhere}, somewhere + 0x20, "u->lanes[].sums.drops", "unit", "lanes[].sums.drops"},
		// A call through memory that traps itself, and one that got its pointer.
		{"amd64", "unit_start", "call *", registers{"RAX": 0}, 8, "u->ops->start", "unit_ops", "start"},
		{"amd64", "unit_start", "call *", registers{"RAX": somewhere}, somewhere + 0x4000, "", "", ""},
		// KASAN looked into the shadow of what was to be accessed.
		{"amd64-kasan", "lane_tail", "movzbl (%rdx", registers{"RAX": 0xdffffc0000000000, "RDX": 0xf, "RDI": 0x7a, "RBX": 0}, 0xdffffc000000000f, "u->lanes[2].tail", "unit", "lanes[2].tail"},
		{"amd64-kasan", "unit_start", "cmpb", registers{"RAX": 0xdffffc0000000000, "RDX": 0x15, "RDI": 0xa8, "RBX": 0}, 0xdffffc0000000015, "u->ops", "unit", "ops"},
		// The first entry of a list is known by its link only, a variable by the piece that is left of it.
		{"amd64-clang", "rights", "add 0x10(", registers{"RCX": 0}, 0x10, "c->rights", "client", "rights"},
		{"amd64-clang", "all_rights", "mov 0x18(", registers{"RAX": 0}, 0x18, "state.cur->rights", "client", "rights"},
	} {
		tt.check(t, pumps+"turns-"+tt.machine+".ko")
	}
}

// TestTailCallThroughNothing: a function that jumps where it would call stands in no trace.
func TestTailCallThroughNothing(t *testing.T) {
	for _, machine := range []string{"amd64", "amd64-small", "amd64-clang", "arm64", "riscv64", "s390x", "arm"} {
		p := openPump(t, pumps+"turns-"+machine+".ko")
		c := open(File{p.im, p.im}, symbol.Place{Function: "lanes_done"})
		call := slices.IndexFunc(c.callee, func(name string) bool { return name == "lane_done" })
		if call < 0 {
			t.Errorf("%s: nothing calls lane_done", p.name)
			continue
		}
		dead := crashAt(p, c, "lanes_done", call+1, nil, 0)
		dead.Dump.PC = arch.Symbol{HasAddress: true}
		dead.Chain[0].Exact = false
		place := symbol.Place{Function: "lanes_done", Offset: dead.Chain[0].Offset}
		o := Look{Crash: dead, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, place }}.Operand()
		if got := expression(o); !strings.HasPrefix(got, "l->done(") || o.Struct != "lane" || o.Member != "done" {
			t.Errorf("%s: the call went through %s", p.name, got)
		}
	}
}
