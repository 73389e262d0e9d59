package all

import (
	"os"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
)

// dumpOf reads lines, freed from "[  942.541300] ", as the given architecture.
func dumpOf(a *arch.Arch, text string) *arch.Dump {
	d := &arch.Dump{}
	for i, t := range strings.Split(text, "\n") {
		if strings.HasPrefix(t, "[ ") {
			_, t, _ = strings.Cut(t, "] ")
		}
		a.Take(d, arch.Line{N: i + 1, Text: t})
	}
	a.Close(d)
	return d
}

func seedDump(t *testing.T) *arch.Dump {
	t.Helper()
	raw, err := os.ReadFile("../../../testdata/arm/shepherd-panic.log")
	if err != nil {
		t.Fatal(err)
	}
	return dumpOf(arm.Arch, string(raw))
}

// TestBeagleBone reads the crash this tool was made for: a timer callback of a
// module that was being unloaded reads freed memory.
func TestBeagleBone(t *testing.T) {
	d := seedDump(t)
	want := arch.Fault{Address: 0x1c1, HasAddress: true, Access: "read", Detail: "section translation fault", Area: arch.Region{Name: "user", Holds: arch.UserMemory}, Line: 1}
	if d.Fault != want {
		t.Errorf("fault %+v", d.Fault)
	}
	if d.PC.Function != "pru0_comm_receive_msg" || d.PC.Offset != 0x28 || d.PC.Size != 0x94 || d.PC.Module != "shepherd" || d.PC.Address != 0xbf19b018 {
		t.Errorf("pc %+v", d.PC)
	}
	if d.LR.Function != "coordinator_callback" || d.LR.Address != 0xbf19ca58 || d.SP != 0xd9535b10 {
		t.Errorf("lr %+v sp %#x", d.LR, d.SP)
	}
	if d.Die != "Oops" || d.DieCode != 5 || d.DieNumber != 1 || d.DieLine != 4 {
		t.Errorf("die %q %#x #%d line %d", d.Die, d.DieCode, d.DieNumber, d.DieLine)
	}
	if len(d.Registers) != 17 || d.Repeat || d.Bits != 32 {
		t.Errorf("%d registers, repeat %v, %d bits", len(d.Registers), d.Repeat, d.Bits)
	}
}

func TestBeagleBoneChain(t *testing.T) {
	chain := seedDump(t).FullChain()
	var got []string
	for _, f := range chain {
		got = append(got, f.Context+" "+f.Function)
	}
	want := strings.Split(`irq pru0_comm_receive_msg
irq coordinator_callback
irq __hrtimer_run_queues
irq hrtimer_interrupt
irq omap2_gp_timer_interrupt
irq __handle_irq_event_percpu
irq handle_irq_event_percpu
irq handle_irq_event
irq handle_level_irq
irq generic_handle_irq
irq __handle_domain_irq
irq omap_intc_handle_irq
irq __irq_svc
task vprintk_emit
task vprintk_default
task vprintk_func
task printk
task mem_interface_exit
task shepherd_drv_remove
task platform_drv_remove
task device_release_driver_internal
task driver_detach
task bus_remove_driver
task driver_unregister
task platform_driver_unregister
task shepherd_driver_exit
task sys_delete_module
task ret_fast_syscall`, "\n")
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("chain:\n%s", strings.Join(got, "\n"))
	}
	if !chain[0].Exact || chain[1].Exact || !chain[13].Exact {
		t.Error("the PC and the interrupted instruction are exact, a return address is not")
	}
	if f := chain[1]; f.Address != 0xbf19ca58 || f.Offset != 0x9c || f.Line != 59 {
		t.Errorf("caller %+v", f)
	}
}

func TestBeagleBoneCode(t *testing.T) {
	d := seedDump(t)
	want := []arch.Insn{
		{Address: 0xbf19b008, Bytes: "e34b4f1a", Text: "movt r4, #48922"},
		{Address: 0xbf19b00c, Bytes: "e30061c1", Text: "movw r6, #449"},
		{Address: 0xbf19b010, Bytes: "e1a05000", Text: "mov r5, r0"},
		{Address: 0xbf19b014, Bytes: "e5943000", Text: "ldr r3, [r4]"},
		{Address: 0xbf19b018, Bytes: "e7d33006", Text: "ldrb r3, [r3, r6]", Trap: true},
	}
	if len(d.Code) != len(want) {
		t.Fatalf("code %+v", d.Code)
	}
	for i, in := range d.Code {
		effective := in.Effective
		if in.Effective = nil; in != want[i] {
			t.Errorf("%d: %+v, want %+v", i, in, want[i])
		}
		if in.Trap && (effective == nil || *effective != 0x1c1) {
			t.Errorf("effective %v", effective)
		}
	}
}

func TestBeagleBoneStatus(t *testing.T) {
	d := seedDump(t)
	var got []string
	for _, f := range d.Status {
		got = append(got, f.Name+"="+f.Meaning)
	}
	if s := strings.Join(got, "; "); s != "C=carry; A=asynchronous aborts masked; I=IRQs off; F=FIQs on; SVC_32=supervisor mode (kernel); ISA=ARM; Segment=none" {
		t.Errorf("status %q", s)
	}
	meanings := map[string]string{"r3": "NULL", "r6": "small integer 449", "r5": "current stack", "r4": "data of module shepherd", "sp": "current stack", "lr": "coordinator_callback+0x9c/0x374 [shepherd]", "psr": "C A I SVC_32"}
	for _, r := range d.Registers {
		if want, ok := meanings[r.Name]; ok && r.Meaning != want {
			t.Errorf("%s %#x: %q, want %q", r.Name, r.Value, r.Meaning, want)
		}
	}
	notes := map[string]string{}
	for _, n := range d.Notes {
		notes[n.Name] = n.Value
	}
	if n := notes["FSR"]; n != "0x5: section translation fault, domain 0, read" {
		t.Errorf("FSR %q", n)
	}
	if n := notes["access"]; n != "r3 0x0 + r6 0x1c1 = 0x1c1, the fault address" {
		t.Errorf("access %q", n)
	}
	if n := notes["DACR"]; !strings.Contains(n, "user: no access") {
		t.Errorf("DACR %q", n)
	}
}

func TestBeagleBoneStack(t *testing.T) {
	d := seedDump(t)
	if len(d.Stack) != 316 {
		t.Fatalf("%d words", len(d.Stack))
	}
	first, last := d.Stack[0], d.Stack[len(d.Stack)-1]
	if first.Address != 0xd9535b10 || first.Value != 6 || first.Line != 19 {
		t.Errorf("first %+v", first)
	}
	if last.Address != 0xd9535ffc || last.Value != 0 {
		t.Errorf("last %+v", last)
	}
}

// TestArmTraceForms reads one call in every form that arm printed over time.
func TestArmTraceForms(t *testing.T) {
	const pc = "PC is at f+0x28/0x94 [m]\n"
	for _, text := range []string{
		" f [m] from g+0x9c/0x374 [m]\n g [m] from h+0x1a4/0x410",
		"[<bf19b018>] (f [m]) from [<bf19ca58>] (g+0x9c/0x374 [m])\n[<bf19ca58>] (g [m]) from [<c01cdcf8>] (h+0x1a4/0x410)",
		"[<bf19b018>] (f+0x28/0x94 [m]) from [<bf19ca58>] (g+0x9c/0x374 [m])\n[<bf19ca58>] (g+0x9c/0x374 [m]) from [<c01cdcf8>] (h+0x1a4/0x410)",
		"Backtrace: \n[<bf19aff0>] (f+0x0/0x94 [m]) from [<bf19ca58>] (g+0x9c/0x374 [m])\n r7:c150d900 r6:00000001 r5:d9534000\n[<bf19c9bc>] (g+0x0/0x374 [m]) from [<c01cdcf8>] (h+0x1a4/0x410)",
		"Call trace: \n f [m] from g+0x9c/0x374 [m]\n g [m] from h+0x1a4/0x410",
	} {
		chain := dumpOf(arm.Arch, pc+text).FullChain()
		if len(chain) != 3 || chain[0].Offset != 0x28 || chain[1].Function != "g" || chain[1].Offset != 0x9c || chain[1].Module != "m" || chain[2].Function != "h" {
			t.Errorf("%q:\n%+v", text, chain)
		}
	}
	d := dumpOf(arm.Arch, "Function entered at [<bf19b018>] from [<bf19ca58>]\nFunction entered at [<bf19ca58>] from [<c01cdcf8>]")
	if len(d.Chain) != 3 || d.Chain[2].Address != 0xc01cdcf8 {
		t.Errorf("without kallsyms: %+v", d.Chain)
	}
}

// TestArmJumpToNull begins the chain with the function that made the call,
// whose return address is in LR.
func TestArmJumpToNull(t *testing.T) {
	d := dumpOf(arm.Arch, `Unable to handle kernel NULL pointer dereference at virtual address 00000000 when execute
Internal error: Oops: 80000005 [#1] SMP ARM
PC is at 0x0
LR is at hook_invoke+0x18/0x20 [benchcrash]
pc : [<00000000>]    lr : [<bf000180>]    psr: 60010013
 hook_invoke [benchcrash] from bench_jump_null+0x20/0x28 [benchcrash]
Code: bad PC value`)
	chain := d.FullChain()
	if len(chain) != 2 || chain[0].Function != "hook_invoke" || chain[0].Offset != 0x18 || chain[0].Address != 0xbf000180 {
		t.Errorf("%+v", chain)
	}
	if d.Fault.Access != "execute" || d.CodeLine != 7 || len(d.Code) != 0 {
		t.Errorf("%+v, code %+v", d.Fault, d.Code)
	}
}

func TestArmFaultStatus(t *testing.T) {
	tests := []struct {
		line, access, detail string
		address              uint64
	}{
		{"Unhandled fault: page domain fault (0x81b) at 0x00000028", "write", "page domain fault", 0x28},
		{"Unhandled fault: external abort on non-linefetch (0x1008) at 0xfa1d0000", "read", "external abort on non-linefetch", 0xfa1d0000},
		{"Unhandled fault: imprecise external abort (0x1c06) at 0xb6f5d000", "write", "imprecise external abort", 0xb6f5d000},
		{"Unhandled prefetch abort: page domain fault (0x01b) at 0x00000000", "execute", "page domain fault", 0},
		{"Internal error: Oops: 80000005 [#1] SMP ARM", "execute", "section translation fault", 0},
		{"Internal error: Oops: a06 [#1] SMP ARM", "write", "level 2 translation fault", 0},
		{"Internal error: Oops: 207 [#1] SMP ARM", "read", "level 3 translation fault", 0},
		{"Internal error: Oops: 80f [#1] SMP THUMB2", "write", "page permission fault", 0},
	}
	for _, tt := range tests {
		d := dumpOf(arm.Arch, tt.line)
		if d.Fault.Access != tt.access || d.Fault.Detail != tt.detail || d.Fault.Address != tt.address {
			t.Errorf("%s: %+v", tt.line, d.Fault)
		}
	}
}

func TestArmStackOverflow(t *testing.T) {
	d := dumpOf(arm.Arch, "Insufficient stack space to handle exception!\nTask stack:     [0xd08f8000..0xd08fa000]\nIRQ stack:      [0xd0800000..0xd0802000]\nOverflow stack: [0xc1987000..0xc1988000]\nInternal error: kernel stack overflow: 0 [#1] SMP ARM\nCode: e92d4ff0 e24dd044 e1a04000 e1a05001 (e52de004)")
	if d.Die != "kernel stack overflow" || len(d.Notes) != 3 || noteOf(d, "task stack") != "[0xd08f8000..0xd08fa000]" {
		t.Errorf("%q %+v", d.Die, d.Notes)
	}
}
