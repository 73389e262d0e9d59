package typed

import (
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// The programs of testdata/symbol/calls died in the middle of calls; what gdb said of
// them stands beside each.
const callsDir = "../../testdata/symbol/calls/"

// died is one of them as a kernel would have printed it, and what gdb says.
type died struct {
	name string
	look Look
	want []map[string]string // of each frame, by "type name"
}

// dumpName turns gdb's name of a register into the dump's.
func dumpName(machine elf.Machine, name string) string {
	switch machine {
	case elf.EM_X86_64, elf.EM_386:
		name = strings.ToUpper(name)
		if n, err := strconv.Atoi(name[1:]); err == nil {
			name = fmt.Sprintf("R%02d", n)
		}
	case elf.EM_ARM:
		name = strings.NewReplacer("r11", "fp", "r12", "ip").Replace(name)
	case elf.EM_RISCV:
		name = strings.Replace(name, "fp", "s0", 1)
	}
	return name
}

func hexOf(t testing.TB, s string) uint64 {
	v, err := strconv.ParseUint(s, 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func openDied(t testing.TB, path string) (d died) {
	p := openPump(t, path)
	facts, err := os.ReadFile(path + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	machine, bits, _ := p.im.Machine()
	c := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: bits, DieLine: 1}}
	d.name = p.name
	for row := range strings.Lines(string(facts)) {
		f := strings.Split(strings.TrimRight(row, "\n"), "\t")
		switch f[0] {
		case "register":
			c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: dumpName(machine, f[1]), Value: hexOf(t, f[2])})
			if f[1] == "lr" || f[1] == "x30" {
				c.Dump.LR = arch.Symbol{Address: hexOf(t, f[2]), HasAddress: true}
			}
		case "stack":
			c.Dump.Stack = append(c.Dump.Stack, arch.StackWord{Address: hexOf(t, f[1]), Value: hexOf(t, f[2])})
		case "frame":
			s := arch.Symbol{Function: f[1], Offset: hexOf(t, f[2]), HasOffset: true, Address: hexOf(t, f[3]), HasAddress: true}
			c.Chain = append(c.Chain, arch.Frame{Symbol: s, Reliable: true, Exact: len(c.Chain) == 0})
			d.want = append(d.want, map[string]string{})
		case "variable":
			d.want[len(d.want)-1][f[2]+" "+f[1]] = f[3]
		}
	}
	c.Dump.PC = c.Chain[0].Symbol
	d.look = Look{Crash: c, File: func(f *arch.Frame) (File, symbol.Place) {
		return File{p.im, p.im}, symbol.Place{Function: f.Function, Offset: f.Offset, Exact: f.Exact}
	}}
	return d
}

// check compares what is said of all frames with gdb, and returns how many values are
// the same, and which gdb alone knows.
func (d *died) check(t *testing.T) (right int, lost []string) {
	for frame, all := range d.look.Frames() {
		for _, v := range all {
			want, known := d.want[frame][v.Type+" "+v.Name]
			got := fmt.Sprintf("%#x", v.Value)
			switch {
			case !known && v.Function != "": // gdb does not say that the PC is in there yet
			case !known:
				t.Errorf("%s: frame %d has no %s %s", d.name, frame, v.Type, v.Name)
			case v.Known && got == want:
				right++
				d.want[frame][v.Type+" "+v.Name] = "found"
			case v.Known: // and wrong is forbidden
				t.Errorf("%s: frame %d: %s is %s (%s), gdb says %s", d.name, frame, v.Name, got, v.From, want)
			case strings.HasPrefix(want, "text ") && v.Meaning != "" && v.Meaning != strconv.Quote(want[5:]):
				t.Errorf("%s: frame %d: %s is %s, gdb says %s", d.name, frame, v.Name, v.Meaning, want)
			}
		}
	}
	for frame, all := range d.want {
		for name, want := range all {
			if strings.HasPrefix(want, "0x") {
				lost = append(lost, fmt.Sprintf("%s of frame %d is %s", name, frame, want))
			}
		}
	}
	return right, lost
}

func everyDied(t testing.TB) (all []died) {
	paths, _ := filepath.Glob(callsDir + "calls-*.tsv")
	if len(paths) < 13 {
		t.Fatalf("%d programs", len(paths))
	}
	for _, path := range paths {
		all = append(all, openDied(t, strings.TrimSuffix(path, ".tsv")))
	}
	return all
}

// TestCallsAsGDBSaysThem: with the whole stack, every value that gdb knows of every call
// is known, and none is another.
func TestCallsAsGDBSaysThem(t *testing.T) {
	for _, d := range everyDied(t) {
		if _, lost := d.check(t); lost != nil {
			t.Errorf("%s: not known: %s", d.name, strings.Join(lost, "; "))
		}
	}
}

// TestCallsWithoutAStack: without a word of the stack no value is another than gdb's, and
// those that are in registers are known.
func TestCallsWithoutAStack(t *testing.T) {
	for _, d := range everyDied(t) {
		d.look.Crash.Dump.Stack = nil
		if right, _ := d.check(t); right < 4 {
			t.Errorf("%s: %d values", d.name, right)
		}
		for _, v := range d.look.Frames()[0] { // it points to the caller's variable, wherever that lies
			if v.Name == "label" && v.Known && v.Meaning != "&text of handle" && !strings.HasPrefix(d.name+"-", "calls-arm-") {
				t.Errorf("%s: label is %s", d.name, v.Said())
			}
		}
	}
}

// TestStackThatDisagrees: of a stack whose return addresses are not those of the trace
// nothing is believed.
func TestStackThatDisagrees(t *testing.T) {
	for _, d := range everyDied(t) {
		c := d.look.Crash
		for i := range c.Chain[1:] {
			c.Chain[i+1].Address += 4096
		}
		for frame, all := range d.look.Frames() {
			i := slices.IndexFunc(all, func(v arch.Variable) bool { return frame > 0 && v.Known && strings.HasPrefix(v.From, "[") })
			if i >= 0 {
				t.Errorf("%s: frame %d: %s is from %s", d.name, frame, all[i].Name, all[i].From)
			}
		}
	}
}

// TestMeanings: what values are to their types.
func TestMeanings(t *testing.T) {
	want := map[string]string{"hook": "start_slow", "mode": "MODE_FAST", "last": "MODE_BROKEN", "level": "-3", "text": `"pump-7"`, "label": `"pump-7"`, "title": `"rig"`, "first": "devices"}
	// The one value is none of a text, as gdb has it too; the other text lies in what is written to.
	other := map[string]string{"calls-arm label": "user", "calls-arm-exidx label": "user", "calls-riscv64 title": "banner"}
	for _, d := range everyDied(t) {
		got := map[string]string{}
		for _, all := range d.look.Frames() {
			for _, v := range all {
				got[v.Name] = v.Meaning
			}
		}
		for name, meaning := range want {
			if got[name] != meaning && got[name] != "" && got[name] != other[d.name+" "+name] { // which of them are known another test asks
				t.Errorf("%s: %s is %q, want %q", d.name, name, got[name], meaning)
			}
		}
		for _, name := range []string{"hook", "mode", "last", "text"} {
			if got[name] == "" {
				t.Errorf("%s: %s means nothing: %v", d.name, name, got)
			}
		}
	}
}

// TestAnotherCalleeGivesNothing: where the caller calls another function than the trace
// has below it, one that jumped there, what the call passes is not what this one got.
func TestAnotherCalleeGivesNothing(t *testing.T) {
	for _, d := range everyDied(t) {
		c := d.look.Crash
		file := d.look.File
		real := c.Chain[0].Symbol
		c.Chain[0].Function, c.Dump.PC.Function = "convert_fast", "convert_fast"
		d.look.File = func(f *arch.Frame) (File, symbol.Place) {
			g := *f
			if f.Function == "convert_fast" {
				g.Function = real.Function
			}
			return file(&g)
		}
		for _, v := range d.look.Frames()[0] {
			if v.Known && v.From == "caller" {
				t.Errorf("%s: %s is from the caller", d.name, v.Name)
			}
		}
	}
}

// TestInterruptedCalls: what an exception came upon has the registers that it saved, where
// they are printed in the trace.
func TestInterruptedCalls(t *testing.T) {
	for _, name := range []string{"arm", "thumb", "arm64"} {
		for _, printed := range []bool{true, false} {
			d := openDied(t, callsDir+"calls-"+name)
			c, file := d.look.Crash, d.look.File
			size := uint64(c.Dump.Bits / 8)
			saved := arch.Exception{Base: 0x1000}
			for i, r := range c.Dump.Registers[:c.Dump.Bits/32*17-1] { // as gdb has them, up to the PC
				saved.Words = append(saved.Words, arch.StackWord{Address: 0x1000 + uint64(i)*size, Value: r.Value})
			}
			if printed {
				c.Dump.Exceptions = []arch.Exception{{Base: 0x800, Words: saved.Words[:4]}, saved}
			}
			c.Dump.Registers, c.Dump.LR = nil, arch.Symbol{}
			c.Dump.PC = arch.Symbol{Function: "__irq_svc", HasOffset: true}
			for i := range c.Chain {
				c.Chain[i].Context = arch.Task
			}
			c.Chain = append([]arch.Frame{{Symbol: c.Dump.PC, Reliable: true, Exact: true, Context: arch.IRQ}}, c.Chain...)
			d.want = append([]map[string]string{nil}, d.want...)
			d.look.File = func(f *arch.Frame) (File, symbol.Place) {
				if f.Function == "__irq_svc" {
					return File{}, symbol.Place{}
				}
				return file(f)
			}
			right, lost := d.check(t)
			if printed && len(lost) > 2 || !printed && right > 6 { // constants
				t.Errorf("%s: printed %v: %d values, not known: %s", name, printed, right, strings.Join(lost, "; "))
			}
		}
	}
}
