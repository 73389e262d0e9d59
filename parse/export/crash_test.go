package export

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestMain gives every crash the same findings, so that the goldens here change
// with the encoders and not with each new rule.
func TestMain(m *testing.M) {
	judge = func(*crash.Crash) []triage.Finding {
		return []triage.Finding{
			{Rule: "module-unload-race", Confidence: triage.Likely, Evidence: []int{16, 76, 95},
				Text: "The timer callback of shepherd ran on while the module was being removed.", Next: "Cancel the timer before freeing what it uses."},
			{Rule: "null-plus-offset", Confidence: triage.Certain, Text: "r3 is NULL and 0x1c1 was added to it."},
		}
	}
	os.Exit(m.Run())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", path, got)
	}
}

func sym(function string, offset, size uint64, module string) arch.Symbol {
	return arch.Symbol{Function: function, Offset: offset, Size: size, Module: module, HasOffset: true}
}

// beagle is a crash as the decoder gives it for a BeagleBone's module unload
// race, written by hand so that these tests stand on the types alone.
func beagle() *crash.Crash {
	effective, data := uint64(0x1c1), uint64(0xbf1a0610)
	pc := sym("pru0_comm_receive_msg", 0x28, 0x94, "shepherd")
	pc.Address, pc.HasAddress = 0xbf19b018, true
	return &crash.Crash{
		ID: 1, Class: "null-deref", Severity: crash.Panic,
		Title: "NULL pointer dereference in pru0_comm_receive_msg [shepherd]",
		First: 12, Last: 128, FirstByte: 871, LastByte: 10542, Boot: 1,
		Time: 942.5413, HasTime: true,
		Header: "Unable to handle kernel NULL pointer dereference at virtual address 000001c1",
		Arch:   "arm", Kernel: "4.19.94-ti-r73", Build: "#1focal",
		Machine: "Generic AM33XX (Flattened Device Tree)",
		CPU:     0, Task: crash.Task{Comm: "modprobe", PID: 1726, Known: true}, Die: 1, Context: arch.IRQ,
		Taint:        []crash.Taint{{Flag: "O", Meaning: "out-of-tree module loaded"}},
		Modules:      []crash.Module{{Name: "shepherd", Flags: "O-", State: "unloading"}, {Name: "uio"}},
		LastUnloaded: []string{"shepherd"},
		Culprit:      crash.Culprit{Function: "pru0_comm_receive_msg", Module: "shepherd"},
		Dump: arch.Dump{
			Bits:  32,
			Fault: arch.Fault{Address: 0x1c1, HasAddress: true, Access: "read", Detail: "section translation fault"},
			PC:    pc, LR: sym("coordinator_callback", 0x9c, 0x374, "shepherd"), SP: 0xd9535b10,
			Registers: []arch.Register{{Name: "r3", Meaning: "NULL"}, {Name: "r4", Value: 0xbf1a0610, Meaning: "module"}},
			Status:    []arch.Flag{{Name: "I", Meaning: "IRQs off"}},
			Code: []arch.Insn{
				{Address: 0xbf19b014, Bytes: "e5943000", Text: "ldr r3, [r4]"},
				{Address: 0xbf19b018, Bytes: "e7d33006", Text: "ldrb r3, [r3, r6]", Trap: true, Effective: &effective},
			},
			Operands: []arch.Operand{{Name: "r3", Role: arch.Base}, {Name: "r6", Value: 0x1c1, Role: arch.Index}},
			Origin: []arch.Step{{Register: "r3", Kind: arch.FromMemory, Insn: 0, HasValue: true, Address: &data,
				Text: "r3 was loaded from [r4] = 0xbf1a0610, data of module shepherd"}},
		},
		Chain: []arch.Frame{
			{Symbol: pc, Context: arch.IRQ, Reliable: true, File: "pru_comm.c", FileLine: 214,
				Inlined: []arch.Inline{{Function: "ring_get", File: "ring.h", Line: 3}}},
			{Symbol: sym("coordinator_callback", 0x9c, 0x374, "shepherd"), Context: arch.IRQ, Reliable: true},
			{Symbol: sym("__irq_svc", 0x6c, 0xa8, ""), Context: arch.IRQ, Reliable: true},
			{Symbol: sym("mem_interface_exit", 0x68, 0x70, "shepherd"), Context: arch.Task, Reliable: true},
			{Symbol: arch.Symbol{Address: 0xc0101000, HasAddress: true}, Context: arch.Task},
		},
		Facts:     []crash.Fact{{Name: "pgd", Value: "1a431801", Line: 13}},
		Panic:     "Fatal exception in interrupt",
		Aftermath: crash.Halted,
		Signature: crash.Signature{Exact: "00ff", Bug: "0ff0"},
		Quality:   crash.Quality{Complete: true, Problems: []crash.Problem{{Kind: crash.Interleaved, Line: 31, Text: "3 lines from CPU 1 interleaved"}}},
		Body:      []crash.BodyLine{{N: 12, Raw: "[  942.541300] Unable to handle kernel NULL pointer dereference at virtual address 000001c1"}},
	}
}

// hostile is a crash whose every text is an attack.
func hostile() *crash.Crash {
	const evil = "\x1b]52;c;aGk=\a\x1b[2J\u009b31m\u202e\x00\r\n# x\n```\n</script><img src=x onerror=y>[a](http://e) @all #1 |`` \xff\xfe"
	c := beagle()
	c.Title, c.Machine, c.Kernel, c.Panic, c.Header, c.Banner = evil, evil, evil, evil, evil, evil
	c.Task.Comm = evil
	c.Dump.PC.Function, c.Culprit.Function = evil, evil
	c.Chain[0].Function, c.Chain[0].File, c.Chain[0].Inlined[0].File = evil, evil, evil
	c.Modules[0].Name, c.Taint[0].Meaning, c.LastUnloaded[0] = evil, evil, evil
	c.Dump.Registers[0].Meaning, c.Dump.Code[0].Text = evil, evil
	c.Dump.Operands[0].Name, c.Dump.Origin[0].Text, c.Dump.Origin[0].Register = evil, evil, evil
	c.Facts[0].Value, c.Quality.Problems[0].Text, c.Body[0].Raw = evil, evil, evil
	c.Stacks = []crash.Stack{{Role: evil, Title: evil, CPU: -1, Frames: c.Chain}}
	return c
}
