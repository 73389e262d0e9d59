package all

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/x86"
)

// native are the architectures of the folders arm, arm64 and x86.
var native = []*arch.Arch{arm.Arch, arm64.Arch, x86.AMD64, x86.I386}

// TestSamples: each architecture claims its own samples most strongly and
// understands them.
func TestSamples(t *testing.T) {
	for _, a := range native {
		for _, sample := range a.Samples {
			own := a.Claims(sample)
			for _, b := range List {
				if b != a && b.Claims(sample) >= own {
					t.Errorf("%q: %s claims it with %d, %s with %d", sample, a.Name, own, b.Name, b.Claims(sample))
				}
			}
			if d := new(arch.Dump); !a.Take(d, arch.Line{N: 1, Text: sample}) {
				t.Errorf("%s does not read %q", a.Name, sample)
			}
		}
	}
}

func TestReadFrame(t *testing.T) {
	tests := []struct {
		line     string
		ok       bool
		function string
		reliable bool
		exact    bool
		address  uint64
	}{
		{" coordinator_callback+0x35/0x91 [shepherd]", true, "coordinator_callback", true, false, 0},
		{" ? pru0_comm_receive_msg+0x30/0x30 [shepherd]", true, "pru0_comm_receive_msg", false, false, 0},
		{" el0_svc+0x34/0xdc (P)", true, "el0_svc", true, true, 0},
		{" f+0x1/0x2 [m] (CF)", true, "f", true, false, 0},
		{" [<ffffffff810b3b6b>] ? warn_slowpath_common+0x6b/0x8c", true, "warn_slowpath_common", false, false, 0xffffffff810b3b6b},
		{"[<ffff000008089450>] dump_backtrace+0x0/0x1b8", true, "dump_backtrace", true, false, 0xffff000008089450},
		{" [<ffffffffa0002114>] 0xffffffffa0002114", true, "", true, false, 0xffffffffa0002114},
		{" 0xffffffffc0000000", true, "", true, false, 0xffffffffc0000000},
		{" <IRQ>  [<ffffffff81055bde>] dump_stack+0x12/0x20", true, "dump_stack", true, false, 0xffffffff81055bde},
		{" <IRQ> [  420.408595]  [<ffffffff814249f9>] sched_show_task+0x1c9/0x279", true, "sched_show_task", true, false, 0xffffffff814249f9},
		{"0xffffffffc0000000", false, "", false, false, 0},
		{"RIP: 0010:f+0x1/0x2", false, "", false, false, 0},
		{" f+0x1/0x2 and more", false, "", false, false, 0},
		{"pc : f+0x1/0x2", false, "", false, false, 0},
		{" Tainted: G", false, "", false, false, 0},
		{"", false, "", false, false, 0},
	}
	for _, tt := range tests {
		d := new(arch.Dump)
		ok := arch.ReadFrame(d, arch.Line{N: 7, Text: tt.line})
		if ok != tt.ok || ok != (len(d.Chain) == 1) {
			t.Errorf("%q: %v, %+v", tt.line, ok, d.Chain)
			continue
		}
		if ok {
			f := d.Chain[0]
			if f.Function != tt.function || f.Reliable != tt.reliable || f.Exact != tt.exact || f.Address != tt.address || f.Line != 7 {
				t.Errorf("%q: %+v", tt.line, f)
			}
		}
	}
}

// TestMarkers: the frames between the markers of x86 get their contexts.
func TestMarkers(t *testing.T) {
	text := ` <NMI>
 a+0x1/0x2
 </NMI>
 <IRQ>
 b+0x1/0x2
 __do_softirq+0xd8/0x2b0
 irq_exit_rcu+0x1/0x2
 asm_sysvec_apic_timer_interrupt+0x16/0x20
 </IRQ>
 <TASK>
 c+0x1/0x2
 </TASK>`
	d := dumpOf(x86.AMD64, text)
	want := []string{arch.NMI, arch.SoftIRQ, arch.SoftIRQ, arch.IRQ, arch.IRQ, arch.Task}
	for i, f := range d.Chain {
		if f.Context != want[i] {
			t.Errorf("%s: %s, want %s", f.Function, f.Context, want[i])
		}
	}
	if d.Context != arch.NMI {
		t.Errorf("context %q", d.Context)
	}
	old := dumpOf(x86.AMD64, " <IRQ>  [<ffffffff81055bde>] a+0x12/0x20\n [<ffffffff81055bdf>] b+0x12/0x20\n <EOI>  [<ffffffff81055be0>] c+0x12/0x20")
	if len(old.Chain) != 3 || old.Chain[1].Context != arch.IRQ || old.Chain[2].Context != arch.Task {
		t.Errorf("inline markers: %+v", old.Chain)
	}
}

// TestMarkersWithoutTask is 4.10 to 5.15: what follows " </IRQ>" is the task's,
// also where the entry code has a name we do not know.
func TestMarkersWithoutTask(t *testing.T) {
	d := dumpOf(x86.AMD64, "Call Trace:\n <IRQ>\n hrtimer_interrupt+0x1/0x2\n </IRQ>\n some_new_entry+0x1/0x2\n c+0x1/0x2")
	if len(d.Chain) != 3 || d.Chain[0].Context != arch.IRQ || d.Chain[2].Context != arch.Task || d.Context != arch.IRQ {
		t.Errorf("%+v", d.Chain)
	}
}

// TestSecondTrace: a panic that follows prints its own trace; the chain is the
// first one's.
func TestSecondTrace(t *testing.T) {
	d := dumpOf(arm64.Arch, "Call trace:\n a+0x1/0x2\n b+0x1/0x2\nKernel panic - not syncing: kernel: panic_on_warn set ...\nCall trace:\n panic+0x1/0x2")
	if len(d.Chain) != 2 {
		t.Errorf("%+v", d.Chain)
	}
}

func TestTrimPlumbing(t *testing.T) {
	d := dumpOf(arm.Arch, " unwind_backtrace from show_stack+0x18/0x1c\n show_stack from dump_stack_lvl+0x40/0x4c\n dump_stack_lvl from __warn+0x80/0x11c\n __warn from warn_slowpath_fmt+0x128/0x198\n warn_slowpath_fmt from buffer_check+0x40/0x4c [benchcrash]")
	for _, fn := range []string{"buffer_check", "", "not_there"} {
		got := arch.TrimPlumbing(d.Chain, fn)
		if len(got) != 1 || got[0].Function != "buffer_check" {
			t.Errorf("%q: %+v", fn, got)
		}
	}
	only := []arch.Frame{{Symbol: arch.Symbol{Function: "dump_stack"}, Reliable: true}}
	if len(arch.TrimPlumbing(only, "")) != 1 {
		t.Error("a chain of nothing but plumbing is better than none")
	}
}

func TestParseWords(t *testing.T) {
	words := arch.ParseWords(" e34b4f1a ???????? (e7d33006) Bad")
	if len(words) != 3 || !words[1].Unreadable || !words[2].Trap || words[2].Hex != "e7d33006" {
		t.Errorf("%+v", words)
	}
	code, trap, complete := arch.WordBytes(words, binary.LittleEndian)
	if string(code[8:]) != "\x06\x30\xd3\xe7" || trap != 8 || complete {
		t.Errorf("% x, %d, %v", code, trap, complete)
	}
	if got := arch.ParseWords("bad PC value"); got != nil {
		t.Errorf("%+v", got)
	}
}

// TestErrno: numbers from 35 on differ.
func TestErrno(t *testing.T) {
	tests := []struct {
		n    int
		arch string
		want string
	}{
		{16, "arm", "EBUSY"}, {-22, "x86_64", "EINVAL"}, {110, "arm", "ETIMEDOUT"}, {145, "mips", "ETIMEDOUT"}, {22, "mips", "EINVAL"},
		{110, "mips", ""}, {1133, "mips", "EDQUOT"}, {517, "mips", "EPROBE_DEFER"}, {517, "", "EPROBE_DEFER"}, {60, "sparc", "ETIMEDOUT"},
		{238, "parisc", "ETIMEDOUT"}, {35, "alpha", "EAGAIN"}, {41, "arm", ""}, {4000, "arm", ""}, {0, "arm", ""},
	}
	for _, tt := range tests {
		if got := ByName(tt.arch).ErrnoName(tt.n); got != tt.want {
			t.Errorf("%d on %s: %q, want %q", tt.n, tt.arch, got, tt.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	amd := &arch.Dump{Bits: 64, SP: 0xffffc90000a3fd40, Registers: []arch.Register{{Name: "GS", Value: 0xffff88803ec00000}}}
	a32 := &arch.Dump{Bits: 32, SP: 0xd9535b10}
	a64 := &arch.Dump{Bits: 64, SP: 0xffff800008003e40}
	tests := []struct {
		d    *arch.Dump
		a    *arch.Arch
		v    uint64
		want string
	}{
		{a32, arm.Arch, 0, "NULL"},
		{a32, arm.Arch, 0x1c1, "small integer 449"},
		{a32, arm.Arch, 0x100, "256, or LIST_POISON1 (next of a deleted list entry)"},
		{a32, arm.Arch, 0xffffffea, "ERR_PTR(-22) EINVAL"},
		{a32, arm.Arch, 0xffffffff, "-1, or EPERM"},
		{a32, arm.Arch, 0x6b6b6b6b, "slab poison 0x6b: freed, or new and never written"},
		{a32, arm.Arch, 0x6b6b6b83, "slab poison 0x6b: freed, or new and never written +0x18"},
		{a32, arm.Arch, 0x5a5a5a5a, "slab poison 0x5a: allocated, never initialised"},
		{a32, arm.Arch, 0xdead4ead, "SPINLOCK_MAGIC"},
		{a32, arm.Arch, 0x57ac6e9d, "STACK_END_MAGIC (lowest word of a stack)"},
		{a32, arm.Arch, 0x70656873, `text "shep"`},
		{a32, arm.Arch, 0xd9535b58, "current stack"},
		{a32, arm.Arch, 0xbf19b018, "module"},
		{a32, arm.Arch, 0xc01cdcf8, "kernel text or data"},
		{a32, arm.Arch, 0xdb6e4010, "linear map (lowmem)"},
		{a32, arm.Arch, 0xffff0fe0, "vector page"},
		{a32, arm.Arch, 0xb6f5d000, "user"},
		{amd, x86.AMD64, 0xdead000000000100, "LIST_POISON1 (next of a deleted list entry)"},
		{amd, x86.AMD64, 0xdead000000000122, "LIST_POISON2 (prev of a deleted list entry)"},
		{amd, x86.AMD64, 0xdead000000000108, "LIST_POISON1 (next of a deleted list entry) + 0x8"},
		{amd, x86.AMD64, 0x6b6b6b6b6b6b6b6b, "slab poison 0x6b: freed, or new and never written"},
		{amd, x86.AMD64, 0x6b6b6b6b, "slab poison 0x6b: freed, or new and never written"},
		{amd, x86.AMD64, 0x6b6b6b6b6b6b6ba3, "slab poison 0x6b: freed, or new and never written +0x38"},
		{amd, x86.AMD64, 0xfffffffffffffff4, "ERR_PTR(-12) ENOMEM"},
		{amd, x86.AMD64, 0xfffffff4, "-12 ENOMEM"},
		{amd, x86.AMD64, 0xdffffc0000000003, "KASAN shadow of 0x18"},
		{amd, x86.AMD64, 0x6465746978656873, `text "shexited"`},
		{amd, x86.AMD64, 0xffffffff81055bde, "kernel text or data"},
		{amd, x86.AMD64, 0xffffffffc02653e0, "module"},
		{amd, x86.AMD64, 0x2b0b63c0, "number, or user"},
		{a64, arm64.Arch, 0x80000000fffff0ee, "between user and kernel addresses"},
		{amd, x86.AMD64, 0xffff888012345678, "direct map"},
		{amd, x86.AMD64, 0xffffea0001234000, "struct page (vmemmap)"},
		{amd, x86.AMD64, 0xffffc90000a3c123, "current stack"},
		{amd, x86.AMD64, 0x4141000000000000, "non-canonical"},
		{amd, x86.AMD64, 0x00007ffd8673e2f8, "user"},
		{a64, arm64.Arch, 0x006b6b6b6b6b6b6b, "slab poison 0x6b: freed, or new and never written"},
		{a64, arm64.Arch, 0xffff60ad5feb14c0, "linear map"},
		{a64, arm64.Arch, 0xffffc2ec9d4b6140, "kernel image or module"},
		{a64, arm64.Arch, 0xffff800008102000, "vmalloc"},
		{a64, arm64.Arch, 0x1234567800000000, "between user and kernel addresses"},
		{a64, arm64.Arch, 0xf3ff60ad5feb14c0, "linear map, tagged"},
		{a64, arm64.Arch, 0x0000aaaad1234567, "user"},
	}
	for _, tt := range tests {
		if got := arch.Describe(tt.d, tt.a, tt.v); got != tt.want {
			t.Errorf("%s %#x: %q, want %q", tt.a.Name, tt.v, got, tt.want)
		}
	}
}

// FuzzArch: no text makes a reader panic, whatever the architecture and the
// order of lines.
func FuzzArch(f *testing.F) {
	for _, a := range List {
		f.Add(strings.Join(a.Samples, "\n"))
	}
	if raw, err := os.ReadFile("../../../testdata/arm/shepherd-panic.log"); err == nil {
		f.Add(string(raw))
	}
	f.Add("RIP: 0010:f+0x1/0x2\nCode: 00 <0f> b6\nRAX: 0000000000000000 RBX: 0000000000000000\nCall Trace:\n <IRQ> <\n <<EOE>> [<\n")
	f.Add("Code: 00000000 (00)")
	f.Add("PC is at f+0x8/0x10\nFlags: nzcv  IRQs on  FIQs on  Mode SVC_32  ISA Thumb  Segment user\nCode: f8d3 3000 (f7ff) ffff\n")
	f.Fuzz(func(t *testing.T, text string) {
		var lines []arch.Line
		for i, s := range strings.Split(text, "\n") {
			lines = append(lines, arch.Line{N: i + 1, Text: s})
		}
		Detect(lines)
		for _, a := range List {
			d := new(arch.Dump)
			for _, l := range lines {
				a.Take(d, l)
			}
			a.Close(d)
			arch.TrimPlumbing(d.FullChain(), "f")
			for _, w := range d.Stack {
				arch.Describe(d, a, w.Value)
			}
		}
	})
}

// BenchmarkReport reads a report of some hundred lines: far below a
// millisecond, or a burst of them would be seen on the screen.
func BenchmarkReport(b *testing.B) {
	raw, err := os.ReadFile("../../../testdata/arm/shepherd-panic.log")
	if err != nil {
		b.Skip(err)
	}
	text := strings.Split(string(raw), "\n")
	var lines []arch.Line
	for i := range 4 * len(text) {
		_, s, _ := strings.Cut(text[i%len(text)], "] ")
		lines = append(lines, arch.Line{N: i + 1, Text: s})
	}
	b.ReportAllocs()
	for b.Loop() {
		a := Detect(lines)
		d := new(arch.Dump)
		for _, l := range lines {
			a.Take(d, l)
		}
		a.Close(d)
	}
}

// TestPlainFrames holds Detect to what it leaves out: nobody else claims a
// plain frame, whatever it is called.
func TestPlainFrames(t *testing.T) {
	for _, name := range []string{"do_one_initcall", "el0_svc", "entry_SYSCALL_64", "entry_SYSENTER_32", "Backtrace", "a00", "NIP", "epc", "RIP", "PC", "0xffff", ".do_one_initcall"} {
		for _, line := range []string{" " + name + "+0x34/0x1a0", "  ? " + name + "+0x34/0x1a0", "                " + name + "+0x4", " " + name + "+0x34/0x1a0 [snd-usb_audio]"} {
			if !plainFrame(line) {
				t.Errorf("%q is a plain frame", line)
			}
			for _, a := range List {
				if !a.ClaimsFrames && a.Claims(line) != 0 {
					t.Errorf("%s claims %q", a.Name, line)
				}
			}
		}
	}
	for _, line := range []string{"do_one_initcall+0x34/0x1a0", " f+0x1/0x2 [mod", " f+0x1/0x2 [mod] x", " f+0x1/0x2 [mod#1]", " f+0x1/0x2 [mod 6f1c]", " f+0x1/0x2 [", " f+0x1/0x2 []", " f from g+0x1/0x2", " [<c0101a0c>] f+0x1/0x2", " ", "", " f+0x1/0x2 (P)"} {
		if plainFrame(line) {
			t.Errorf("%q is no plain frame", line)
		}
	}
	if len(List) > 32 {
		t.Error("more architectures than Detect counts")
	}
}

// TestLinesAreSorted: what a line is told by is not empty, stands in one list of
// its architecture, and once.
func TestLinesAreSorted(t *testing.T) {
	for _, a := range List {
		seen := map[string]bool{}
		for _, begin := range slices.Concat(a.Lines.Registers, a.Lines.Fault, a.Lines.Code, a.Lines.Stack, a.Lines.Headings, a.Lines.Details) {
			if begin == "" || seen[begin] {
				t.Errorf("%s: %q", a.Name, begin)
			}
			seen[begin] = true
		}
	}
}

// TestMadeUpArchitecture: one value in the list is all that it takes to be
// detected, read, and asked by name.
func TestMadeUpArchitecture(t *testing.T) {
	made := &arch.Arch{
		Name: "pdp11", Bits: 32, Order: binary.LittleEndian,
		Claims:   func(text string) int { return arch.When(strings.HasPrefix(text, "KDJ11 "), 5) },
		Read:     func(d *arch.Dump, l arch.Line) bool { return arch.ReadRow(d, l, []string{"R6", "R7"}) },
		Contexts: arch.Contexts{Entries: map[string]string{"unibus": arch.IRQ}},
		Errno:    map[int]string{5: "EDISKPACK"},
		Jumps:    arch.Mnemonics([]string{"sob"}),
	}
	before := List
	List = append(slices.Clone(List), made)
	t.Cleanup(func() { List = before })
	report := []arch.Line{{N: 1, Text: "KDJ11 trap"}, {N: 2, Text: "R6: 0000ff00 R7: 00001000"},
		{N: 3, Text: " rk_intr+0x2/0x10"}, {N: 4, Text: " unibus+0x4/0x8"}, {N: 5, Text: " sys_read+0x4/0x8"}}
	a := Detect(report)
	if a != made || ByName("pdp11") != made || a.ErrnoName(5) != "EDISKPACK" || a.ErrnoName(2) != "ENOENT" || !a.Branches("sob r0, .-4") {
		t.Fatalf("%+v", a)
	}
	d := new(arch.Dump)
	for _, l := range report {
		a.Take(d, l)
	}
	a.Close(d)
	if len(d.Registers) != 2 || len(d.Chain) != 3 || d.Chain[0].Context != arch.IRQ || d.Chain[2].Context != arch.Task {
		t.Errorf("%+v", d)
	}
}
