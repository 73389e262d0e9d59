package parse_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// The facts in this file were read by eye from the two logs of the BeagleBone
// that this program began with; they are not the program's own output.

func readLog(t *testing.T, name string) []*parse.Crash {
	t.Helper()
	b, err := os.ReadFile("../testdata/arm/" + name)
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{})
	crashes := slices.Clone(d.Feed(b, time.Time{}).Crashes)
	return append(crashes, d.Close().Crashes...)
}

func TestSeedPanic(t *testing.T) {
	crashes := readLog(t, "shepherd-panic.log")
	if len(crashes) != 1 {
		t.Fatalf("%d crashes, want the one", len(crashes))
	}
	c := crashes[0]
	for _, f := range []struct {
		name      string
		got, want any
	}{
		{"class", c.Class, "null-deref"},
		{"severity", c.Severity, parse.Panic},
		{"title", c.Title, "NULL pointer dereference in pru0_comm_receive_msg [shepherd]"},
		{"first line", c.First, 1}, {"last line", c.Last, 97},
		{"time", c.Time, 942.5413},
		{"aftermath", c.Aftermath, parse.Halted},
		{"panic", c.Panic, "Fatal exception in interrupt"},
		{"panic line", c.PanicLine, 96},
		{"arch", c.Arch, "arm"},
		{"kernel", c.Kernel, "4.19.94-ti-r73"}, {"build", c.Build, "#1focal"},
		{"machine", c.Machine, "Generic AM33XX (Flattened Device Tree)"},
		{"cpu", c.CPU, 0}, {"task", c.Task, parse.Task{Comm: "modprobe", PID: 1726, Known: true}},
		{"die", c.Die, 1}, {"context", c.Context, "irq"},
		{"fault address", c.Dump.Fault.Address, uint64(0x1c1)}, {"access", c.Dump.Fault.Access, "read"},
		{"detail", c.Dump.Fault.Detail, "section translation fault"},
		{"taint", len(c.Taint), 1}, {"modules", len(c.Modules), 20},
		{"shepherd", c.Modules[0], parse.Module{Name: "shepherd", Flags: "O-", State: "unloading", Line: 5}},
		{"last unloaded", strings.Join(c.LastUnloaded, " "), "shepherd"},
		{"culprit", c.Culprit, parse.Culprit{Function: "pru0_comm_receive_msg", Module: "shepherd"}},
		{"pc", c.Dump.PC.Function, "pru0_comm_receive_msg"}, {"pc offset", c.Dump.PC.Offset, uint64(0x28)},
		{"pc size", c.Dump.PC.Size, uint64(0x94)}, {"pc address", c.Dump.PC.Address, uint64(0xbf19b018)},
		{"lr", c.Dump.LR.Function, "coordinator_callback"}, {"lr offset", c.Dump.LR.Offset, uint64(0x9c)},
		{"complete", c.Quality.Complete, true}, {"problems", len(c.Quality.Problems), 0},
		{"stack words", len(c.Dump.Stack), 316}, // 0xd9535b10 to 0xd9536000
	} {
		if f.got != f.want {
			t.Errorf("%s: %v, want %v", f.name, f.got, f.want)
		}
	}
	if c.Taint[0].Flag != "O" || !strings.Contains(c.Taint[0].Meaning, "out-of-tree") {
		t.Errorf("taint %v, want O explained", c.Taint[0])
	}
}

func TestSeedChain(t *testing.T) {
	c := readLog(t, "shepherd-panic.log")[0]
	interrupt := strings.Fields(`pru0_comm_receive_msg coordinator_callback __hrtimer_run_queues hrtimer_interrupt
		omap2_gp_timer_interrupt __handle_irq_event_percpu handle_irq_event_percpu handle_irq_event handle_level_irq
		generic_handle_irq __handle_domain_irq omap_intc_handle_irq __irq_svc`)
	task := strings.Fields(`vprintk_emit vprintk_default vprintk_func printk mem_interface_exit shepherd_drv_remove
		platform_drv_remove device_release_driver_internal driver_detach bus_remove_driver driver_unregister
		platform_driver_unregister shepherd_driver_exit sys_delete_module ret_fast_syscall`)
	want := append(slices.Clone(interrupt), task...)
	if len(c.Chain) != 28 || len(want) != 28 {
		t.Fatalf("%d frames, want 28", len(c.Chain))
	}
	shepherds := []int{0, 1, 17, 18, 25}
	for i, f := range c.Chain {
		context, module := "irq", ""
		if i >= len(interrupt) {
			context = "task"
		}
		if slices.Contains(shepherds, i) {
			module = "shepherd"
		}
		if f.Function != want[i] || f.Context != context || f.Module != module || !f.Reliable {
			t.Errorf("frame %d: %s [%s] in %s, want %s [%s] in %s", i, f.Function, f.Module, f.Context, want[i], module, context)
		}
	}
	if f := c.Chain[17]; f.Offset != 0x68 || f.Size != 0x70 || f.Address != 0xbf19aba0 || f.Line != 79 {
		t.Errorf("mem_interface_exit: %+v", f)
	}
}

func TestSeedRegisters(t *testing.T) {
	c := readLog(t, "shepherd-panic.log")[0]
	want := []struct {
		name    string
		value   uint64
		meaning string // part of it
	}{
		{"pc", 0xbf19b018, "shepherd"}, {"lr", 0xbf19ca58, "shepherd"}, {"sp", 0xd9535b10, "stack"}, {"ip", 0xd9535b30, "stack"},
		{"fp", 0xd9535b2c, "stack"}, {"r10", 0xbf19f45c, "module"}, {"r9", 0xbf19f418, "module"}, {"r8", 0xbf19f3e4, "module"},
		{"r7", 0xbf1a12a8, "module"}, {"r6", 0x1c1, "small integer"}, {"r5", 0xd9535b58, "stack"}, {"r4", 0xbf1a0610, "module"},
		{"r3", 0, "NULL"}, {"r0", 0xd9535b58, "stack"}, {"psr", 0x20000193, ""},
	}
	for _, w := range want {
		i := slices.IndexFunc(c.Dump.Registers, func(r arch.Register) bool { return r.Name == w.name })
		if i < 0 {
			t.Errorf("%s is missing", w.name)
			continue
		}
		if r := c.Dump.Registers[i]; r.Value != w.value || !strings.Contains(r.Meaning, w.meaning) {
			t.Errorf("%s = %#x %q, want %#x %q", w.name, r.Value, r.Meaning, w.value, w.meaning)
		}
	}
	flags := map[string]string{}
	for _, f := range c.Dump.Status {
		flags[f.Name] = f.Meaning
	}
	if flags["C"] == "" || flags["I"] != "IRQs off" || flags["F"] != "FIQs on" || flags["SVC_32"] == "" { // nzCv
		t.Errorf("psr %v, want carry, IRQs off, supervisor mode", c.Dump.Status)
	}
	if len(c.Dump.Code) != 5 {
		t.Fatalf("%d instructions, want 5", len(c.Dump.Code))
	}
	for i, text := range []string{"movt r4", "movw r6", "mov r5, r0", "ldr r3, [r4]", "ldrb r3, [r3, r6]"} {
		if in := c.Dump.Code[i]; !strings.HasPrefix(in.Text, text) || in.Trap != (i == 4) || in.Address != 0xbf19b008+uint64(4*i) {
			t.Errorf("instruction %d: %+v, want %s", i, in, text)
		}
	}
	if e := c.Dump.Code[4].Effective; e == nil || *e != 0x1c1 {
		t.Errorf("effective address %v, want 0x0 + 0x1c1", e)
	}
}

// TestSeedTrouble reads the second log: no crash, four probe lines folded into
// one, and one burst that came twice.
func TestSeedTrouble(t *testing.T) {
	crashes := readLog(t, "shepherd-cma.log")
	if len(crashes) != 2 {
		t.Fatalf("%d entries, want the probe lines and the burst", len(crashes))
	}
	probe, burst := crashes[0], crashes[1]
	if probe.Class != "driver-error" || probe.Count != 4 || probe.First != 3 || probe.Last != 6 {
		t.Errorf("probe: %s %d times, lines %d to %d", probe.Class, probe.Count, probe.First, probe.Last)
	}
	if burst.Class != "driver-error" || burst.Severity != parse.Error || burst.Count != 2 || burst.First != 9 || burst.Last != 16 {
		t.Errorf("burst: %s %d times, lines %d to %d", burst.Class, burst.Count, burst.First, burst.Last)
	}
	var facts []string
	for _, f := range burst.Facts {
		facts = append(facts, f.Value)
	}
	for _, want := range []string{"-16 EBUSY", "14.9 MiB", "-12 ENOMEM"} {
		if !strings.Contains(strings.Join(facts, "\n"), want) {
			t.Errorf("facts %q: %q is missing", facts, want)
		}
	}
	if !strings.Contains(burst.Body[len(burst.Body)-1].Text, "Couldn't boot PRU0") {
		t.Errorf("the burst ends with %q", burst.Body[len(burst.Body)-1].Text)
	}
}
