package uitest

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// The facts below were read out of the log by a person, so that the pane's
// goldens do not change with the decoder.

func seedBody(t testing.TB) []parse.BodyLine {
	t.Helper()
	log, err := os.ReadFile(Data(t, "../arm/shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	var body []parse.BodyLine
	for i, l := range strings.Split(strings.TrimSpace(string(log)), "\n") {
		_, text, _ := strings.Cut(l, "] ")
		body = append(body, parse.BodyLine{N: i + 1, Raw: l, Text: text})
	}
	return body
}

// [<c01cdcf8>] (__hrtimer_run_queues) from [<c01cee48>] (hrtimer_interrupt+0x140/0x2e0)
var fromLine = regexp.MustCompile(`from \[<(\w+)>\] \((\w+)\+0x(\w+)/0x(\w+)(?: \[(\w+)\])?\)`)

func seedChain(body []parse.BodyLine) []arch.Frame {
	pc := arch.Symbol{Function: "pru0_comm_receive_msg", Offset: 0x28, Size: 0x94, Module: "shepherd", Address: 0xbf19b018, HasOffset: true, HasAddress: true}
	frames := []arch.Frame{{Symbol: pc, Context: arch.IRQ, Reliable: true, Exact: true, Line: 8}}
	context := arch.IRQ
	for _, l := range body {
		m := fromLine.FindStringSubmatch(l.Text)
		if m == nil {
			continue
		}
		f := arch.Frame{Reliable: true, Line: l.N, Context: context}
		f.Address, _ = strconv.ParseUint(m[1], 16, 64)
		f.Offset, _ = strconv.ParseUint(m[3], 16, 64)
		f.Size, _ = strconv.ParseUint(m[4], 16, 64)
		f.Function, f.Module, f.HasOffset, f.HasAddress = m[2], m[5], true, true
		frames = append(frames, f)
		if f.Function == "__irq_svc" {
			context = arch.Task
		}
	}
	return frames
}

func seedRegisters() []arch.Register {
	reg := func(n string, v uint64, m string, line int) arch.Register {
		return arch.Register{Name: n, Value: v, Meaning: m, Line: line}
	}
	return []arch.Register{
		reg("pc", 0xbf19b018, "module shepherd", 10), reg("lr", 0xbf19ca58, "module shepherd", 10),
		reg("sp", 0xd9535b10, "stack", 11), reg("ip", 0xd9535b30, "stack", 11), reg("fp", 0xd9535b2c, "stack", 11),
		reg("r10", 0xbf19f45c, "module address", 12), reg("r9", 0xbf19f418, "module address", 12), reg("r8", 0xbf19f3e4, "module address", 12),
		reg("r7", 0xbf1a12a8, "module address", 13), reg("r6", 0x1c1, "small number (449)", 13), reg("r5", 0xd9535b58, "stack", 13), reg("r4", 0xbf1a0610, "module address", 13),
		reg("r3", 0, "NULL", 14), reg("r2", 0x36df9ab0, "", 14), reg("r1", 0x63f9e969, "", 14), reg("r0", 0xd9535b58, "stack", 14),
	}
}

// SeedCrash is a panic of an ARM board in all its parts.
func SeedCrash(t testing.TB) *parse.Crash {
	body := seedBody(t)
	eff := uint64(0x1c1)
	c := &parse.Crash{
		ID: 1, Class: "null-deref", Severity: parse.Panic,
		Title: "NULL pointer dereference in pru0_comm_receive_msg [shepherd]",
		First: 1, Last: 97, Boot: 1, Time: 942.5413, HasTime: true, Header: body[0].Text, Arch: "arm",
		Kernel: "4.19.94-ti-r73", Build: "#1focal", Machine: "Generic AM33XX (Flattened Device Tree)",
		Task: parse.Task{Comm: "modprobe", PID: 1726, Known: true}, Die: 1, Context: arch.IRQ,
		Taint:        []parse.Taint{{Flag: "G", Meaning: "only GPL modules"}, {Flag: "O", Meaning: "out-of-tree module loaded"}},
		LastUnloaded: []string{"shepherd"},
		Culprit:      parse.Culprit{Function: "pru0_comm_receive_msg", Module: "shepherd"},
		Chain:        seedChain(body), Panic: "Fatal exception in interrupt", PanicLine: 96, Aftermath: parse.Halted,
		Signature: parse.Signature{Exact: "5d1f0c2be7a94410", Bug: "a83be01277c4f0d2"},
		Quality:   parse.Quality{Complete: true}, Body: body,
	}
	mods := strings.TrimSuffix(strings.TrimPrefix(body[4].Text, "Modules linked in: "), " [last unloaded: shepherd]")
	for _, m := range strings.Fields(mods) {
		c.Modules = append(c.Modules, parse.Module{Name: strings.TrimSuffix(m, "(O-)"), Line: 5})
	}
	c.Modules[0].Flags, c.Modules[0].State = "O-", "unloading"
	c.Dump = arch.Dump{
		Bits: 32, Die: "Oops", DieNumber: 1, DieLine: 4, PC: c.Chain[0].Symbol, PCLine: 8, LR: c.Chain[1].Symbol, LRLine: 9,
		Fault:     arch.Fault{Address: 0x1c1, HasAddress: true, Access: "read", Detail: "section translation fault", Line: 1},
		Registers: seedRegisters(),
		Status: []arch.Flag{{Name: "nzCv", Meaning: "carry"}, {Name: "I", Meaning: "IRQs off"}, {Name: "f", Meaning: "FIQs on"},
			{Name: "SVC_32", Meaning: "kernel mode"}, {Name: "ARM", Meaning: "instruction set"}},
		CodeLine: 94,
		Code: []arch.Insn{
			{Address: 0xbf19b008, Bytes: "e34b4f1a", Text: "movt r4, #0xbf1a"}, {Address: 0xbf19b00c, Bytes: "e30061c1", Text: "movw r6, #0x1c1"},
			{Address: 0xbf19b010, Bytes: "e1a05000", Text: "mov r5, r0"}, {Address: 0xbf19b014, Bytes: "e5943000", Text: "ldr r3, [r4]"},
			{Address: 0xbf19b018, Bytes: "e7d33006", Text: "ldrb r3, [r3, r6]", Trap: true, Effective: &eff},
		},
		Operands: []arch.Operand{{Name: "r3", Role: arch.Base, Line: 14}, {Name: "r6", Value: 0x1c1, Role: arch.Index, Line: 13}},
		Origin: []arch.Step{
			{Register: "r3", Kind: arch.FromMemory, Insn: 3, HasValue: true, Text: "r3 was loaded from [r4] = 0xbf1a0610, data of module shepherd"},
			{Register: "r4", Kind: arch.FromConstant, Insn: 0, Value: 0xbf1a0610, HasValue: true, Text: "r4 is a constant of the code: 0xbf1a0610, data of module shepherd"},
		},
		Stack: []arch.StackWord{{Address: 0xd9535b10, Value: 6, Line: 20}, {Address: 0xd9535b14, Value: 0xd9535b58, Line: 20}, {Address: 0xd9535b28, Value: 0xbf19ca58, Line: 21}},
		Notes: []arch.Note{{Name: "FSR", Value: "0x5: section translation fault, read", Line: 4},
			{Name: "pgd", Value: "00000000: no page table for the address", Line: 3}, {Name: "Control", Value: "0x10c5387d: MMU on, caches on", Line: 17}},
	}
	return c
}

// SeedFindings are what triage says of it.
func SeedFindings() []triage.Finding {
	return []triage.Finding{{
		Rule: "module-unload-race", Confidence: triage.Likely,
		Text: "shepherd was being unloaded while its own timer callback coordinator_callback still ran: " +
			"it reached into state that mem_interface_exit, on the interrupted stack, had torn down already.",
		Evidence: []int{5, 59, 79},
		Next:     "Cancel the hrtimer (hrtimer_cancel) before mem_interface_exit in shepherd_drv_remove.",
	}}
}

// KasanCrash has what the seed's report has not: further stacks, facts, source
// lines, guessed frames, an earlier oops and symbols of another kernel.
func KasanCrash() *parse.Crash {
	at := func(fn, mod string, off uint64, line int) arch.Frame {
		return arch.Frame{Symbol: arch.Symbol{Function: fn, Module: mod, Offset: off, Size: 0x200, HasOffset: true}, Context: arch.Task, Reliable: true, Line: line}
	}
	guess := at("prb_read_valid", "", 0x10, 8)
	guess.Reliable = false
	access := at("sensor_irq_thread", "sensor", 0x8c, 3)
	access.File, access.FileLine = "drivers/iio/sensor.c", 311
	access.Inlined = []arch.Inline{{Function: "list_del_init", File: "include/linux/list.h", Line: 206}}
	user := at("entry_SYSCALL_64", "", 0x72, 12)
	user.Context = arch.User
	return &parse.Crash{
		ID: 2, Class: "kasan", Severity: parse.Bug, Title: "KASAN: slab-use-after-free read in sensor_irq_thread [sensor]",
		First: 1, Last: 60, Boot: 3, Time: 12.5, HasTime: true, Arch: "x86_64", Kernel: "6.1.0-20-amd64", CPU: 2,
		Task: parse.Task{Comm: "irq/33-sensor", PID: 411, Known: true}, Context: arch.Task, Aftermath: parse.ContinuesDamaged,
		Taint:   []parse.Taint{{Flag: "D", Meaning: "an oops happened before"}, {Flag: "E", Meaning: "unsigned module loaded"}},
		Culprit: parse.Culprit{Function: "sensor_irq_thread", Module: "sensor"},
		Chain:   []arch.Frame{at("dump_stack_lvl", "", 0x44, 5), guess, access, at("irq_thread", "", 0xf0, 10), user},
		Facts: []parse.Fact{{Name: "access", Value: "read of 8 bytes at 0xffff888004f3c018", Line: 2},
			{Name: "object", Value: "kmalloc-128, 24 bytes inside of it, freed", Line: 40}},
		Stacks: []parse.Stack{{Role: "allocated", Title: "Allocated by task 211:", Line: 20, Task: parse.Task{Comm: "modprobe", PID: 211, Known: true}, CPU: -1,
			Frames: []arch.Frame{at("kmalloc_trace", "", 0x27, 22), at("sensor_probe", "sensor", 0x61, 23)}},
			{Role: "freed", Title: "Freed by task 390:", Line: 30, CPU: 1, Frames: []arch.Frame{at("kfree", "", 0x7b, 31)}}},
		Modules: []parse.Module{{Name: "sensor", Flags: "E", Line: 7}, {Name: "ext4", Line: 7}},
		Quality: parse.Quality{Problems: []crash.Problem{{Text: "3 lines of CPU 1 stood in between"}}},
	}
}
