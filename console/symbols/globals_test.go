package symbols

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/export"
)

// TestValuesAreNamedWhereTheKernelIs: data and functions by the distance that a
// frame or the log tells; nothing where the kernel may be elsewhere or another.
func TestValuesAreNamedWhereTheKernelIs(t *testing.T) {
	const ring, ticks, worker = 0xffffffff810020a0, 0xffffffff81002090, 0xffffffff81000150
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64"})
	const by = 0x1c000000
	var stack []arch.StackWord
	named := func(known bool, inWorker uint64) (fault string, registers []string) {
		c := trace()
		c.Arch, c.Dump.Bits = "x86_64", 64
		c.HasKernelOffset, c.KernelOffset = known, by
		c.Dump.PC = arch.Symbol{Function: "worker", Offset: 0xe, Size: 0x40, HasOffset: true}
		f := arch.Frame{Symbol: c.Dump.PC, Exact: true, Reliable: true}
		if inWorker != 0 {
			f.Address, f.HasAddress = inWorker, true
		}
		c.Dump.Words, c.Chain = arch.ParseWords(workerCode), []arch.Frame{f}
		c.Dump.Fault = arch.Fault{Address: ring + 8 + by, HasAddress: true}
		for _, v := range []uint64{ticks + by, worker + by, ring + by + 0x100000, 0x2090, 0} {
			c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: "RAX", Value: v})
		}
		c.Dump.Stack = []arch.StackWord{{Address: 8, Value: ring + 8 + by}, {Address: 16, Value: 0x2090}, {Address: 24, Value: worker + by + 0x1000000}}
		out := s.Resolve(c)
		if stack = out.Dump.Stack; c.Dump.Stack[0].Symbol != "" {
			t.Error("the crash that was given is another now")
		}
		for _, r := range out.Dump.Registers {
			registers = append(registers, r.Symbol)
		}
		return out.Dump.Fault.Symbol, registers
	}
	for what, told := range map[string]struct {
		known    bool
		inWorker uint64
	}{"by the log": {true, 0}, "by a frame": {false, worker + 0xe + by}} {
		fault, regs := named(told.known, told.inWorker)
		if fault != "console_ring+0x8" || regs[0] != "ticks" || regs[1] != "worker" || regs[2]+regs[3]+regs[4] != "" {
			t.Errorf("%s: the fault is in %q, registers %q", what, fault, regs)
		}
		if stack[0].Symbol != "console_ring+0x8" || stack[1].Symbol+stack[2].Symbol != "" {
			t.Errorf("%s: words of the stack are %v", what, stack)
		}
	}
	if fault, regs := named(false, worker+0xe+by+0x1000); fault == "console_ring+0x8" || regs[0] == "ticks" {
		t.Errorf("at another distance: the fault is in %q, registers %q", fault, regs)
	}
}

// dataKernel is a crash of the kernel of src/data, moved by KASLR, whose fault address and
// registers are values; those below 16 MB are counted from the CPU's own data.
func dataKernel(by, gs uint64, values ...uint64) *parse.Crash {
	c := trace()
	c.Arch, c.Dump.Bits, c.HasKernelOffset, c.KernelOffset = "x86_64", 64, true, by
	c.Dump.PC = arch.Symbol{Function: "schedule", Offset: 0x19, Size: 0x1ff0, HasOffset: true}
	c.Dump.Words = arch.ParseWords("89 fa 48 85 ff 74 34 48 8d 72 18 48 c7 c7 00 10 00 9d 31 c0 <e8> d2 ff ff ff 48 8d 42 08 48 89 05 c7 1f 00 00")
	c.Chain = []arch.Frame{{Symbol: c.Dump.PC, Exact: true, Reliable: true}}
	for i, v := range values {
		if v += by; v-by < 16<<20 {
			v += gs - by
		}
		if i == 0 {
			c.Dump.Fault = arch.Fault{Address: v, HasAddress: true}
			continue
		}
		c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: "RAX", Value: v})
	}
	c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: "GS", Value: gs})
	return c
}

// TestMembersOfData: what lies at an address of the kernel's data is a member of a variable,
// which a search finds; strings are read, and what lies behind a variable is none of it.
func TestMembersOfData(t *testing.T) {
	const by, gs = 0x1c000000, 0xffff88807dc00000
	const rodata, waiting, idle, task = 0xffffffff81001000, 0xffffffff81002000, 0xffffffff81002020, 0xffffffff810020a0
	values := []struct {
		at             uint64
		symbol, object string
	}{
		{task + 0x8, "init_task+0x8", "init_task.tasks"},
		{task + 0x10, "init_task+0x10", "init_task.tasks.prev"},
		{task + 0x1a, "init_task+0x1a", "init_task.comm[2]"},
		{task + 0x30, "init_task+0x30", "init_task.thread.flags"},
		{task, "init_task", ""},
		{idle + 0x40, "idle+0x40", "idle[1]"},
		{idle + 0x68, "idle+0x68", "idle[1].thread"},
		{waiting + 8, "waiting.0+0x8", "waiting.prev"},
		{waiting + 0x18, "", ""}, // behind it
		{rodata, "", `"\x016switching to %s\n"`},
		{rodata + 2, "", ""}, // within it
		{0xffffffff81000029, "schedule+0x19", ""},
		{8, "per-CPU runqueues+0x8", "runqueues.clock"},
		{0x18, "per-CPU cpu_number", ""},
		{0x1c, "", ""},
		{0, "", ""},
	}
	all := make([]uint64, len(values))
	for i, v := range values {
		all[i] = v.at
	}
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64-data"})
	c := dataKernel(by, gs, all...)
	if first := s.Resolve(c); first.Dump.Fault.Symbol != "init_task+0x8" {
		t.Errorf("before anything is found, the fault is in %+v; %+v", first.Dump.Fault, first.Symbols)
	}
	_, before := s.Fetching()
	if !s.Fetched(t.Context()) && before == 0 {
		t.Error("nothing is searched for")
	}
	out := s.Resolve(c)
	got := append([]arch.Register{{Symbol: out.Dump.Fault.Symbol, Object: out.Dump.Fault.Object}}, out.Dump.Registers...)
	for i, v := range values {
		if got[i].Symbol != v.symbol || got[i].Object != v.object {
			t.Errorf("%#x is %q, %q, want %q, %q", v.at, got[i].Symbol, got[i].Object, v.symbol, v.object)
		}
	}
	if text := export.Text(out, export.Options{}); !strings.Contains(text, "init_task+0x8 = init_task.tasks") {
		t.Errorf("the text does not name the fault's address:\n%s", text)
	}
	if s.Fetched(t.Context()) {
		t.Error("what is known is searched again")
	}
	for what, c := range map[string]*parse.Crash{"nobody says where it is": dataKernel(by, gs, all...), "another kernel": dataKernel(by, gs, all...)} {
		if c.HasKernelOffset = false; what == "another kernel" {
			c.HasKernelOffset, c.Dump.PC.Size, c.Chain[0].Size = true, 0x70, 0x70
		}
		for _, r := range s.Resolve(c).Dump.Registers {
			if r.Symbol+r.Object != "" {
				t.Errorf("%s, yet %#x is %s", what, r.Value, r.Points())
			}
		}
	}
}

// TestMembersOfModuleData: where the module's instructions put an address into a register,
// its section is there; other addresses in that section are named, too, and no others.
func TestMembersOfModuleData(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "typed/pump-amd64.ko", dir+"/pump.ko")
	s := newTest(t, Sources{Modules: dir})
	const data = 0xffffffffc0880020
	for place, values := range map[string][]struct {
		name           string
		at             uint64
		symbol, object string
	}{
		"pump_all+0x3c/0xce [pump]": {
			{"RDI", data, "pump_one", ""}, {"RSI", data + 0x18, "pump_one+0x18", "pump_one.ops"}, {"RDX", data + 0x30, "pump_one+0x30", "pump_one.spare[1]"},
			{"RCX", data + 0x88, "pump_one+0x88", "pump_one.screen[1]"}, {"R8", data - 0x20, "seven", ""}, {"R9", data + 0x200, "", ""}, {"R10", 0x30, "", ""},
		},
		"pump_after_calls+0x17/0x50 [pump]": {{"RDI", data, "", `"pump"`}, {"RSI", data + 5, "", `"job"`}, {"RDX", data + 6, "", ""}},
	} {
		c := trace(place)
		c.Arch, c.Dump.Bits, c.Dump.DieLine, c.Dump.PC = "x86_64", 64, 1, c.Chain[0].Symbol
		for _, v := range values {
			c.Dump.Registers = append(c.Dump.Registers, arch.Register{Name: v.name, Value: v.at})
		}
		out := s.Resolve(c)
		for i, r := range out.Dump.Registers {
			if v := values[i]; r.Symbol != v.symbol || r.Object != v.object {
				t.Errorf("%s: %s is %q, %q, want %q, %q", place, v.name, r.Symbol, r.Object, v.symbol, v.object)
			}
		}
		if text := export.Text(out, export.Options{}); !strings.Contains(text, values[1].object) {
			t.Errorf("the text does not say %s:\n%s", values[1].object, text)
		}
	}
}
