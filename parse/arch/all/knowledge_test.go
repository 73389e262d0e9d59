package all

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/loongarch"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/s390"
	"oopscope/parse/arch/x86"
)

var update = flag.Bool("update", false, "write testdata/knowledge.golden anew")

// A word of a report whose bits an architecture explains: the lines around it,
// with a verb of fmt for the word, and the values that are tried.
type explained struct {
	a      *arch.Arch
	report string
	values []uint64
}

// bits are words with one bit set each, and the word without any.
func bits(n int) []uint64 {
	all := []uint64{0}
	for i := range n {
		all = append(all, 1<<i)
	}
	return all
}

// codes are the numbers of a field.
func codes(n, shift int, with uint64) (all []uint64) {
	for i := range n {
		all = append(all, uint64(i)<<shift|with)
	}
	return all
}

var explainedWords = []explained{
	{arm.Arch, "Internal error: Oops: %x [#1] SMP ARM\npc : [<bf19b018>]    lr : [<bf19c0d4>]    psr: 60000193", append(codes(32, 0, 0), 0x400, 0x405, 0x805, 0x1005, 0x2005)},
	{arm.Arch, "Internal error: Oops: 5 [#1] SMP ARM\npc : [<bf19b018>]    lr : [<bf19c0d4>]    psr: %08x", append(bits(32), codes(32, 0, 0)...)},
	{arm.Arch, "Control: %08x  Table: 8d040019  DAC: 00000051", bits(32)},
	{arm.Arch, "Control: 10c5387d  Table: 8d040019  DAC: %08x", append(bits(32), 3, 0xc, 0x30, 0xc0)},
	{arm64.Arch, "Mem abort info:\n  ESR = 0x%016x\npc : f+0x1/0x2\nsp : ffff80000826be30", append(codes(64, 26, 0), append(codes(64, 0, 0x25<<26), bits(25)...)...)},
	{arm64.Arch, "pstate: %08x (nzCv daif -PAN -UAO -TCO -DIT -SSBS BTYPE=--)\npc : f+0x1/0x2", append(bits(32), codes(16, 0, 0)...)},
	{x86.AMD64, "RIP: 0010:f+0x1/0x2\nRSP: 0018:ffffc90000b37d88 EFLAGS: %08x\nRAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000", append(bits(32), 0x1000, 0x2000, 0x3000)},
	{x86.AMD64, "Oops: %04x [#1] SMP\nRIP: 0010:f+0x1/0x2\nRSP: 0018:ffffc90000b37d88 EFLAGS: 00010246", bits(16)},
	{x86.AMD64, "RIP: 0010:f+0x1/0x2\nCS:  0010 DS: 0000 ES: 0000 CR0: %016x\nCR2: 0000000000000010 CR3: 0000000103a4e000 CR4: 00000000000006e0", bits(40)},
	{x86.AMD64, "RIP: 0010:f+0x1/0x2\nCS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033\nCR2: 0000000000000010 CR3: 0000000103a4e000 CR4: %016x", bits(40)},
	{x86.I386, "EIP: f+0x1/0x2\nEAX: 00000000 EBX: 00000000 ECX: 00000000 EDX: 00000000\nDS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: %08x", bits(22)},
	{riscv.Arch, "epc : f+0x1/0x2\nstatus: %016x badaddr: 0000000000000010 cause: 000000000000000d", append(bits(64), 0x6000, 0x18000)},
	{riscv.Arch, "epc : f+0x1/0x2\nstatus: 0000000200000120 badaddr: 0000000000000010 cause: %016x", append(codes(32, 0, 0), codes(20, 0, 1<<63)...)},
	{mips.Arch, "epc   : 80123450 f+0x1/0x2\nStatus: %08x\tKERNEL EXL IE", append(bits(32), codes(4, 3, 0)...)},
	{mips.Arch, "epc   : 80123450 f+0x1/0x2\nStatus: 10002402\tKERNEL EXL\nCause : %08x (ExcCode 00)\nBadVA : 00000010", append(codes(32, 2, 0), bits(32)...)},
	{powerpc.Arch, "NIP:  c0000000000b1234 LR: c0000000000b1200 CTR: 0000000000000000\nREGS: c000000003a4e000 TRAP: 0300   Not tainted  (6.1.0)\nMSR:  %016x <SF>  CR: 24002842  XER: 00000000", bits(64)},
	{powerpc.Arch, "NIP:  c0000000000b1234 LR: c0000000000b1200 CTR: 0000000000000000\nREGS: c000000003a4e000 TRAP: 0300   Not tainted  (6.1.0)\nMSR:  8000000000009033 <SF,EE,ME,IR,DR,RI,LE>  CR: 24002842  XER: 00000000\nCFAR: c0000000000b1230 DAR: 0000000000000010 DSISR: %08x IRQMASK: 0", bits(32)},
	{powerpc.Arch, "NIP:  c0000000000b1234 LR: c0000000000b1200 CTR: 0000000000000000\nREGS: c000000003a4e000 TRAP: %04x   Not tainted  (6.1.0)\nMSR:  8000000000009033 <SF,EE,ME,IR,DR,RI,LE>  CR: 24002842  XER: 00000000", codes(256, 5, 0)},
	{s390.Arch, "Krnl PSW : %016x 0000000000c1b2f4 (f+0x1/0x2)", append(bits(64), codes(4, 46, 0)...)},
	{s390.Arch, "specification exception: %04x ilc:2 [#1] SMP\nKrnl PSW : 0704c00180000000 0000000000c1b2f4 (f+0x1/0x2)", codes(0x45, 0, 0)},
	{loongarch.Arch, "pc 9000000000223450 ra 9000000000223400 tp 9000000104a1c000 sp 9000000104a1fd10\n CRMD: %08x (PLV0)", append(bits(12), codes(4, 0, 0)...)},
	{loongarch.Arch, "pc 9000000000223450 ra 9000000000223400 tp 9000000104a1c000 sp 9000000104a1fd10\n PRMD: %08x (PPLV0)", bits(6)},
	{loongarch.Arch, "pc 9000000000223450 ra 9000000000223400 tp 9000000104a1c000 sp 9000000104a1fd10\n EUEN: %08x (-FPE)", bits(6)},
	{loongarch.Arch, "pc 9000000000223450 ra 9000000000223400 tp 9000000104a1c000 sp 9000000104a1fd10\nESTAT: %08x [INT] (IS= ECode=0 EsubCode=0)\n BADV: 0000000000000010", append(codes(32, 16, 0), codes(4, 22, 8<<16)...)},
}

// said is everything of a dump that explains a word.
func said(d *arch.Dump) (parts []string) {
	for _, f := range d.Status {
		parts = append(parts, f.Name+"="+f.Meaning)
	}
	for _, n := range d.Notes {
		parts = append(parts, n.Name+": "+n.Value)
	}
	for _, r := range d.Registers {
		if r.Meaning != "" {
			parts = append(parts, r.Name+" is "+r.Meaning)
		}
	}
	if d.Fault.Access+d.Fault.Detail != "" {
		parts = append(parts, "fault "+d.Fault.Access+" "+d.Fault.Detail)
	}
	if d.UserMode {
		parts = append(parts, "of user space")
	}
	return parts
}

// runs writes what a function says of rising values, equal answers in one line.
func runs(b *strings.Builder, values []uint64, f func(uint64) string) {
	from, last := uint64(0), ""
	for i, v := range append(values, 0) {
		said := ""
		if i < len(values) {
			said = f(v)
		}
		if i == 0 || said != last || i == len(values) {
			if i > 0 && last != "" {
				fmt.Fprintf(b, "%x to %x: %s\n", from, values[i-1], last)
			}
			from, last = v, said
		}
	}
}

// addresses step through an address space: all of 32 bits by the megabyte, the
// two ends of 64 bits and what lies between by the power of two.
func addresses(width int) (all []uint64) {
	if width == 32 {
		return codes(1<<12, 20, 0)
	}
	for top := range 1 << 10 {
		all = append(all, uint64(top)<<54)
	}
	for _, base := range []uint64{0xffff << 48, 0xff80 << 48, 0x9000 << 48, 0xc000 << 48} {
		for i := range 1 << 10 {
			all = append(all, base+uint64(i)<<38)
		}
	}
	for i := range 1 << 10 {
		all = append(all, 0xffffffff<<32+uint64(i)<<22)
	}
	return all
}

// opcodes are words of machine code: every primary opcode, and every function of
// the first ones, with registers that are not all the same.
func opcodes() (all []uint32) {
	for op := range uint32(64) {
		all = append(all, op<<26|0x00430820)
	}
	for _, op := range []uint32{0, 0x11, 0x1c, 0x1f, 19, 31, 58, 62} {
		for f := range uint32(64) {
			all = append(all, op<<26|0x00430800|f)
		}
	}
	for rt := range uint32(32) {
		all = append(all, 1<<26|3<<21|rt<<16|8)
	}
	return all
}

// TestKnowledge holds what every architecture explains to a golden: each bit of
// its status words, each code of a fault, its address map, its instructions. It
// says nothing of whether that is right, which the captures of real kernels do;
// it shows in a diff what an edit of a table changes. -update writes it.
func TestKnowledge(t *testing.T) {
	var b strings.Builder
	for _, w := range explainedWords {
		fmt.Fprintf(&b, "\n=== %s: %s\n", w.a.Name, strings.ReplaceAll(w.report, "\n", " | "))
		var all [][]string
		count := map[string]int{}
		for _, v := range w.values {
			parts := said(take(w.a, fmt.Sprintf(w.report, v)))
			all = append(all, parts)
			for _, p := range parts {
				count[p]++
			}
		}
		always := func(p string) bool { return count[p] == len(all) }
		for i, v := range w.values {
			fmt.Fprintf(&b, "%x: %s\n", v, strings.Join(slices.DeleteFunc(all[i], always), "; "))
		}
	}
	for _, a := range List {
		if a.Region == nil {
			continue
		}
		for _, width := range []int{32, 64} {
			if a.Bits == 64 && width == 32 && a != mips.Arch && a != powerpc.Arch && a != riscv.Arch || a.Bits == 32 && width == 64 {
				continue
			}
			fmt.Fprintf(&b, "\n=== addresses of %s, %d bits\n", a.Name, width)
			runs(&b, addresses(width), func(v uint64) string {
				r := a.Region(&arch.Dump{Bits: width}, v)
				return strings.TrimSpace(r.Name + "  " + r.Holds.String())
			})
		}
	}
	for _, a := range []*arch.Arch{mips.Arch, powerpc.Arch, loongarch.Arch} {
		fmt.Fprintf(&b, "\n=== instructions of %s\n", a.Name)
		code := opcodes()
		for _, w := range code {
			raw := make([]byte, 4)
			a.Order.PutUint32(raw, w)
			insns := Text{Machine: a.Machines[0], Bits: a.Bits, Order: a.Order, Code: raw, Address: 0x1000, At: 0x1000}.Disassemble()
			if len(insns) == 1 && insns[0].Text != "" {
				fmt.Fprintf(&b, "%08x: %s\n", w, insns[0].Text)
			}
		}
	}
	compareGolden(t, "testdata/knowledge.golden", b.String())
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	gots, wants := strings.Split(got, "\n"), strings.Split(string(b), "\n")
	for i := range max(len(gots), len(wants)) {
		if i >= len(gots) || i >= len(wants) || gots[i] != wants[i] {
			t.Fatalf("%s:%d is not what is known now; `go test ./parse/arch/all -update` writes it:\n%s", path, i+1, gots[min(i, len(gots)-1)])
		}
	}
}

// registersOf are the names that a row of registers may have, by architecture:
// from the ABIs, and what the kernels print.
var registersOf = map[string]string{
	"arm":        "r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 sp pc psr",
	"riscv":      "epc ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6 status badaddr cause",
	"xtensa":     "pc ps depc excvaddr lbeg lend lcount sar",
	"nios2":      "r1 r2 r3 r8 r9 r15 r16 r22 r23 ra fp sp gp ea estatus",
	"microblaze": "r1 r2 r3 r15 r16 r30 r31 rPC msr ear esr fsr",
	"sh":         "PC SP SR TEA MACH MACL GBR PR R0 R1 R13 R14",
	"alpha":      "pc ra ps v0 t0 t1 t2 t3 t4 t5 t6 t7 s0 s1 s2 s3 s4 s5 s6 a0 a1 a2 a3 a4 a5 t8 t9 t10 t11 pv at gp sp",
	"m68k":       "d0 d1 d2 d3 d4 d5 d6 d7 a0 a1 a2 a3 a4 a5 a6",
	"sparc":      "g0 g1 g2 g3 g4 g5 g6 g7 o0 o1 o2 o3 o4 o5 sp ret_pc l0 l1 l2 l3 l4 l5 l6 l7 i0 i1 i2 i3 i4 i5 i6 i7 TSTATE TPC TNPC Y",
	"csky":       "SP PSR orig_a0 a0 a1 a2 a3 hi lo tls r0 r4 r9 r15 r30 r31",
	"openrisc":   "PC SR SP GPR00 GPR01 GPR02 GPR03 GPR04 GPR05 GPR06 GPR07 GPR08 GPR09",
	"arc":        "ECR EFA ERET STAT32 BTA SP FP r00 r01 r02 r03 r04 r05 r06 r07 r08 r09 r10 r11 r12 r24 r25",
	"loongarch":  "pc ra tp sp a0 a1 a2 a3 a4 a5 a6 a7 t0 t1 t2 t3 t4 t5 t6 t7 t8 u0 s9 s0 s1 s2 s3 s4 s5 s6 s7 s8",
	"i386":       "EAX EBX ECX EDX ESI EDI EBP ESP DS ES FS GS SS EFLAGS CR0 CR2 CR3 CR4 DR0 DR1 DR2 DR3 DR6 DR7",
	"x86_64": "RAX RBX RCX RDX RSI RDI RBP R08 R09 R10 R11 R12 R13 R14 R15 CS DS ES CR0 CR2 CR3 CR4 DR0 DR1 DR2 DR3 DR6 DR7 " +
		"PKRU EFLAGS",
}

// TestRowsOfRegisters: every register is read out of a row, in one of the forms
// in which kernels print them.
func TestRowsOfRegisters(t *testing.T) {
	for name, registers := range registersOf {
		a := ByName(name)
		if a == nil || a.Name != name {
			t.Errorf("no architecture %q", name)
			continue
		}
		digits := 8
		if a.Bits == 64 {
			digits = 16
		}
		for _, r := range strings.Fields(registers) {
			value := fmt.Sprintf("%0*x", digits, 0x11223344)
			found := false
			for _, form := range []string{"%s: %s", "%s : %s", "%s = %s", "%s=%s", "%s %s", "%s  : %s", "%s:%s", "%s: 0018:%s"} {
				d := take(a, fmt.Sprintf(form, r, value))
				for _, got := range d.Registers {
					found = found || strings.EqualFold(got.Name, r) && got.Value&0xffffffff == 0x11223344
				}
			}
			if !found {
				t.Errorf("%s: no row has %s", name, r)
			}
		}
	}
}
