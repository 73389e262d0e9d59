package typed

import (
	"debug/elf"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// elsewhere are what the optimizer took to the line of another expression: GCC has loads of what
// it inlined or moved into the caller on the caller's line, and vectors of loops on any.
var elsewhere = map[string][]string{
	"owner_of":     {"names.buckets", "names.order"},
	"speed_best":   {"c->speeds[]", "c->speeds"},
	"card_all":     {"c->rx->producer", "c->rx->depth", "c->tx[]->producer", "c->tx[]->depth", "c->phys[].page", "cards[]->phys[].page"},
	"all_pages":    {"cards[]->phys[].speed"},
	"either":       {"c->pool.many", "p->room"},
	"work_done":    {"c->rx->producer"},
	"two_rings":    {"r->sums.octets"},
	"ring_take":    {"r->producer"},
	"config_reset": {"defaults.version", "defaults.features", "defaults.speeds[]", "defaults.speeds", "defaults.vid", "h->inner.version", "h->inner.features", "h->inner.speeds"}, // a copy in pieces of all of it
}

var index = regexp.MustCompile(`\[\d+\]`)

// TestShapesOfEveryDay holds what is said of every instruction of some sixty functions, each of
// another shape of C, to the source: the member that is named stands in the line. Unknown is allowed.
func TestShapesOfEveryDay(t *testing.T) {
	source, err := os.ReadFile(pumps + "shapes.c")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(source), "\n")
	paths, _ := filepath.Glob(pumps + "shapes-*.ko")
	if len(paths) < 4 {
		t.Fatalf("%d modules", len(paths))
	}
	for _, path := range paths {
		p := openPump(t, path)
		said, silent := 0, 0
		for _, function := range functions(t, path) {
			p.eachAt(function, func(insn string, at []symbol.Location, o *crash.Operand) {
				if o == nil {
					silent++
					return
				}
				said++
				if !inLines(o, function, lines, at) {
					t.Errorf("%s: %s: %s is said to work on %s, at %v", p.name, function, insn, o.Expression, at)
				}
				if o.Struct == "" && strings.ContainsAny(o.Expression, ".>") && o.Mode != crash.OfCall {
					t.Errorf("%s: %s: %s works on %s, a member of nothing", p.name, function, insn, o.Expression)
				}
			})
		}
		t.Logf("%s: %d operands said, %d not", p.name, said, silent)
		if said < 130 || silent*3 > said {
			t.Errorf("%s: %d operands are said, %d are not", p.name, said, silent)
		}
	}
}

// functions are the names of all functions of a module.
func functions(t *testing.T, path string) (all []string) {
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	symbols, err := f.Symbols()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC {
			all = append(all, s.Name)
		}
	}
	return all
}

// inLines tells whether the lines of a place have what is said, or the optimizer took it there.
func inLines(o *crash.Operand, function string, lines []string, at []symbol.Location) bool {
	short, _, _ := strings.Cut(function, ".")
	said := []string{o.Expression}
	for _, c := range o.Candidates {
		said = append(said, c.Expression)
	}
	return slices.ContainsFunc(said, func(expression string) bool {
		if o.Mode == crash.OfCall {
			expression, _, _ = strings.Cut(expression, "(")
		}
		expression = index.ReplaceAllString(expression, "[]")
		names := identifier.Get().FindAllString(expression, -1)
		return slices.Contains(elsewhere[short], expression) || slices.ContainsFunc(at, func(l symbol.Location) bool {
			return HasName(lines[l.Line-1], names[len(names)-1:])
		})
	})
}

// TestAnIndexIsNoElement: what is added to the address of an array in the instruction is an index,
// and by its value where that is printed the element is known; elsewhere none is.
func TestAnIndexIsNoElement(t *testing.T) {
	p := openPump(t, pumps+"shapes-amd64-small.ko")
	c := open(File{p.im, p.im}, symbol.Place{Function: "count_frame"})
	at := slices.IndexFunc(c.insns, func(in arch.Insn) bool { return strings.HasPrefix(in.Text, "incq") })
	for value, want := range map[string]string{"": "per_cpu[].frames", "RDI": "per_cpu[3].frames", "RSI": "per_cpu[].frames"} {
		sym := arch.Symbol{Function: "count_frame", Offset: c.insns[at].Address - c.start, HasOffset: true}
		died := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym}}
		died.Chain = []arch.Frame{{Symbol: sym, Exact: true, Reliable: true}}
		died.Dump.Registers = []arch.Register{{Name: value, Value: 3 * 40}}
		place := symbol.Place{Function: sym.Function, Offset: sym.Offset, Exact: true}
		o := Look{Crash: died, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, place }}.Operand()
		if got := expression(o); got != want || o.Struct != "counters" || o.Member != "frames" || o.Offset != 0 {
			t.Errorf("with %q: %s, want %s", value, o.Words(), want)
		}
	}
}

// TestLoadedThroughWhatIsKept: where the compiler knew what a parameter points to to be NULL, the
// access has no base, though the parameter is in its register.
func TestLoadedThroughWhatIsKept(t *testing.T) {
	paths, _ := filepath.Glob(pumps + "shapes-*.ko")
	for _, path := range paths {
		p := openPump(t, path)
		got := ""
		p.each("depth_of.constprop.0", func(_, _ string, o *crash.Operand) { got = expression(o) })
		if got != "(*pp)->depth" {
			t.Errorf("%s: %q", p.name, got)
		}
	}
}
