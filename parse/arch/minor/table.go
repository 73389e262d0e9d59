package minor

import (
	"encoding/binary"
	"strconv"

	"oopscope/parse/arch"
)

// series makes names "r0" … "r31".
func series(prefix string, from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, prefix+strconv.Itoa(i))
	}
	return names
}

func joined(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

var minors = [11]minor{
	{
		name: "m68k", bits: 32, order: binary.BigEndian,
		lines: arch.Lines{Registers: []string{"PC: "}, Stack: []string{"Stack from"}},
		own:   []string{"PC: [<", "Frame format=", "*** BUS ERROR ***", "*** ADDRESS ERROR ***", "d0: ", "d4: "},
		pc:    []string{"PC: "},
		rows:  joined(series("d", 0, 7), series("a", 0, 7), []string{"SR", "SP"}), spReg: "SP",
		fault: []string{" at virtual address "}, code: "Code:",
		sample: []string{"PC: [<0001b2c4>] do_one_initcall+0x34/0x1a0", "d0: 00000000    d1: 00000001    d2: 0083e000    d3: 00000000"},
	},
	{
		name: "sparc", bits: 64, order: binary.BigEndian,
		lines: arch.Lines{Registers: []string{"TSTATE: ", "TPC: ", "RPC: ", "I7: "}, Code: []string{"Instruction DUMP:"}, Fault: []string{"tsk->{mm,active_mm}->", "current->{active_,}mm->"},
			Details: []string{"\\|/ ____ \\|/", "\"@'/ .. \\`@\"", "/_| \\__/ |_\\", "\\__U_/"}}, // the face that die_if_kernel() draws
		errno: errnoSPARC, only: 35,
		own:  []string{"TSTATE: ", "TPC: <", "RPC: <", "I7: <", "Caller[", "tsk->{mm,active_mm}->", "Instruction DUMP:", "g0: ", "l0: ", "i0: "},
		pc:   []string{"TPC: ", "PC: "},
		lr:   []string{"RPC: ", "I7: "},
		rows: joined(series("g", 0, 7), series("o", 0, 7), series("l", 0, 7), series("i", 0, 7), []string{"TSTATE", "TPC", "TNPC", "Y", "sp", "ret_pc", "PSR", "PC", "NPC"}), pcReg: "TPC", spReg: "sp",
		fault: []string{" at virtual address "}, code: "Instruction DUMP:", bare: true,
		sample: []string{"TSTATE: 0000004411001600 TPC: 00000000004a2b14 TNPC: 00000000004a2b18 Y: 00000000    Not tainted", "TPC: <do_one_initcall+0x34/0x1a0>"},
	},
	{
		name: "parisc", bits: 64, order: binary.BigEndian,
		lines: arch.Lines{Registers: []string{"IASQ", "IIR: ", "IAOQ", "RP(r2)", "PSW: ", "YZrvWESTHLNXBCVMcbcbcbcbOGFRQPDI",
			"r0-3 ", "r4-7 ", "r8-11 ", "r00-03 ", "r04-07 ", "r08-11 ", "r12-15 ", "r16-19 ", "r20-23 ", "r24-27 ", "r28-31 ", "sr0-3 ", "sr4-7 ", "sr00-03 ", "sr04-07 "}},
		errno: errnoPARISC, only: 35,
		own:    []string{"YZrvWESTHLNXBCVMcbcbcbcbOGFRQPDI", "IASQ: ", "IIR: ", "IAOQ[0]: ", "IAOQ[1]: ", "RP(r2): ", "r00-03 ", "r04-07 ", "r28-31 ", "sr00-03 ", "Kernel Fault: Code=", "Page fault: no context"},
		shared: []string{"Backtrace:"},
		pc:     []string{"IAOQ[0]: "}, lr: []string{"RP(r2): "},
		rows: []string{"IIR", "ISR", "IOR", "CPU", "CR30", "CR31", "ORIG_R28"}, spReg: "r30",
		fault: []string{" at addr "}, row: pariscRow,
		sample: []string{" IAOQ[0]: do_one_initcall+0x34/0x1a0", "r00-03  000000ff0804ff0f 0000000040bc8bc0 00000000401ca2a4 000000005f7e8640"},
	},
	{
		name: "xtensa", bits: 32, order: binary.LittleEndian,
		lines: arch.Lines{Registers: []string{"pc: "}},
		own:   []string{"a00: ", "a08: ", "lbeg: ", "wb: "},
		pc:    []string{"pc: "},
		rows:  []string{"pc", "ps", "depc", "excvaddr", "lbeg", "lend", "lcount", "sar"}, pcReg: "pc",
		fault:  []string{" at virtual address "},
		sample: []string{"a00: d000b2c4 d0831f50 00000000 d0830000 d0700000 00000001 00000000 d0000000", "lbeg: d0012340, lend: d001234c lcount: 00000000, sar: 0000001f"},
	},
	{
		name: "csky", bits: 32, order: binary.LittleEndian,
		own: []string{"CURRENT PROCESS:", "COMM="}, shared: []string{"Oops [#", "Kernel BUG [#"},
		pc: []string{"PC: "}, lr: []string{"LR: "},
		rows: joined([]string{"SP", "PSR", "orig_a0", "a0", "a1", "a2", "a3", "hi", "lo", "tls"}, series("r", 0, 31)), spReg: "SP",
		fault:  []string{" at virtual addr "},
		sample: []string{"CURRENT PROCESS:"},
	},
	{
		name: "nios2", bits: 32, order: binary.LittleEndian,
		own: []string{"ea = "}, shared: []string{"Stack from "},
		rows: joined(series("r", 1, 23), []string{"ra", "fp", "sp", "gp", "ea", "estatus"}), pcReg: "ea", spReg: "sp",
		fault:  []string{" at virtual address "},
		sample: []string{"ea = c0012345, ra = c0012300, cause = 15"},
	},
	{
		name: "openrisc", bits: 32, order: binary.BigEndian,
		own: []string{"Oops#: ", "CPU #: ", "RES: "},
		rows: joined([]string{"PC", "SR", "SP", "RES", "oGPR11"}, []string{
			"GPR00", "GPR01", "GPR02", "GPR03", "GPR04", "GPR05", "GPR06", "GPR07", "GPR08", "GPR09"}), pcReg: "PC", spReg: "SP",
		fault:  []string{" at virtual address "},
		sample: []string{"Oops#: 0000"},
	},
	{
		name: "arc", bits: 32, order: binary.LittleEndian,
		lines: arch.Lines{Registers: []string{"ECR: ", "EFA", "ERET", "STAT32"}},
		own:   []string{"ECR: ", "EFA: ", "BTA: ", "STAT32: ", "Stack Trace:", "[ECR", "Invalid Read @ 0x", "Invalid Write @ 0x", "r00: 0x"},
		pc:    []string{" by insn @ ", "[ERET  ]: "}, lr: []string{"[BLINK ]: "},
		rows: joined([]string{"ECR", "EFA", "ERET", "STAT32", "BTA", "SP", "FP", "r00", "r01", "r02", "r03", "r04", "r05", "r06", "r07", "r08", "r09"}, series("r", 10, 25)), pcReg: "ERET", spReg: "SP",
		fault:  []string{"Invalid Read @ 0x", "Invalid Write @ 0x", "EFA: 0x", "r/w from 0x"},
		sample: []string{"ECR: 0x00050100 EFA: 0x000001c1 ERET: 0x8001b2c4", "BTA: 0x8001b2c0\t SP: 0x9f831f50  FP: 0x00000000 BLK: do_one_initcall+0x34/0x1a0"},
	},
	{
		name: "microblaze", bits: 32, order: binary.LittleEndian,
		own:  []string{"Registers dump: mode=", "r1=", "r6=", "r11=", "r16=", "msr=", "Kernel Stack:"},
		rows: joined(series("r", 1, 31), []string{"rPC", "msr", "ear", "esr", "fsr"}), pcReg: "rPC", spReg: "r1",
		fault:  []string{"ear="},
		sample: []string{" Registers dump: mode=83D1BD50", " r1=00000000, r2=00000000, r3=00000001, r4=C0831F50"},
	},
	{
		name: "sh", bits: 32, order: binary.LittleEndian,
		lines: arch.Lines{Registers: []string{"PC is at ", "PR is at", "TEA"}},
		own:   []string{"PR is at ", "R0  : ", "R4  : ", "R8  : ", "MACH: "}, shared: []string{"PC is at ", "BUG: unable to handle kernel "},
		pc: []string{"PC is at "}, lr: []string{"PR is at "},
		rows: joined([]string{"PC", "SP", "SR", "TEA", "MACH", "MACL", "GBR", "PR"}, series("R", 0, 14)), pcReg: "PC", spReg: "SP",
		fault:  []string{" dereference at ", " request at "},
		sample: []string{"PR is at do_one_initcall+0x34/0x1a0", "R0  : 00000000 R1  : 8c31a000 R2  : 00000001 R3  : 8c400000"},
	},
	{
		name: "alpha", bits: 64, order: binary.LittleEndian,
		errno: errnoAlpha, only: 35,
		own: []string{"pc = [<", "pc is at ", "ra is at ", "v0 = ", "t5 = ", "a0 = "}, shared: []string{"Trace:"},
		pc: []string{"pc is at "}, lr: []string{"ra is at "},
		rows: joined([]string{"pc", "ra", "ps", "v0", "gp", "at", "pv", "sp"}, series("t", 0, 12), series("s", 0, 6), series("a", 0, 5)), pcReg: "pc", spReg: "sp",
		fault: []string{" at virtual address "}, code: "Code:",
		sample: []string{"pc = [<fffffc0000312c50>]  ra = [<fffffc0000312d10>]  ps = 0000    Not tainted", "v0 = 0000000000000000  t0 = fffffc00007e3c48  t1 = 0000000000000001"},
	},
}
