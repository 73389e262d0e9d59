package all

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/arch"
)

// entered are the functions of the entry code below which a trace is in another
// context, by architecture: arch/*/kernel/entry*.S, genex.S, head_64.S, and
// arch/x86/include/asm/idtentry.h. "" is every architecture.
var entered = map[string]map[string]string{
	"": {arch.SoftIRQ: "__do_softirq handle_softirqs ___do_softirq"},
	"arm": {
		arch.IRQ: "__irq_svc __irq_usr __irq_invalid",
		arch.NMI: "__fiq_svc __fiq_abt __fiq_usr",
	},
	"arm64": {
		arch.IRQ: "el1_irq el0_irq el1h_64_irq el0t_64_irq el0t_32_irq el1h_64_fiq el0t_64_fiq",
		arch.NMI: "el1_fiq",
	},
	"x86_64": {
		arch.IRQ: "asm_common_interrupt common_interrupt ret_from_intr apic_timer_interrupt reschedule_interrupt call_function_interrupt " +
			"call_function_single_interrupt irq_work_interrupt error_interrupt thermal_interrupt reboot_interrupt xen_hvm_callback_vector " +
			"hyperv_callback_vector xen_do_hypervisor_callback asm_sysvec_apic_timer_interrupt asm_sysvec_reschedule_ipi asm_sysvec_call_function_single",
		arch.NMI: "asm_exc_nmi end_repeat_nmi nmi asm_exc_double_fault",
	},
	"i386":      {arch.IRQ: "common_interrupt apic_timer_interrupt", arch.NMI: "nmi"},
	"mips":      {arch.IRQ: "ret_from_irq rollback_handle_int handle_int except_vec_vi_end", arch.NMI: "nmi_handler"},
	"powerpc":   {arch.IRQ: "hardware_interrupt_common hardware_interrupt_common_virt decrementer_common decrementer_common_virt"},
	"s390":      {arch.IRQ: "io_int_handler ext_int_handler", arch.NMI: "mcck_int_handler"},
	"loongarch": {arch.IRQ: "handle_vint"},
}

// handle are functions that only run in one context: kernel/irq, kernel/time,
// kernel/softirq.c and each architecture's first C function.
var handle = map[string]map[string]string{
	"": {
		arch.IRQ: "__handle_irq_event_percpu handle_irq_event_percpu handle_irq_event handle_irq_desc generic_handle_irq generic_handle_domain_irq " +
			"handle_percpu_devid_irq handle_fasteoi_irq handle_level_irq handle_edge_irq hrtimer_interrupt do_IRQ generic_handle_arch_irq",
		arch.SoftIRQ: "call_timer_fn run_timer_softirq tasklet_action_common tasklet_action_common.constprop.0 net_rx_action rcu_core_si blk_done_softirq",
	},
	"arm":     {arch.IRQ: "gic_handle_irq"},
	"arm64":   {arch.IRQ: "gic_handle_irq"},
	"x86_64":  {arch.IRQ: "__common_interrupt __sysvec_apic_timer_interrupt sysvec_apic_timer_interrupt smp_apic_timer_interrupt"},
	"riscv":   {arch.IRQ: "handle_riscv_irq riscv_intc_irq do_irq"},
	"powerpc": {arch.IRQ: "timer_interrupt do_irq"},
	"s390":    {arch.IRQ: "do_irq_async do_ext_irq do_io_irq"},
}

// eachContext calls f with every function of a table and every architecture that it
// is of.
func eachContext(table map[string]map[string]string, f func(a *arch.Arch, function, context string)) {
	for name, contexts := range table {
		for context, functions := range contexts {
			for function := range strings.FieldsSeq(functions) {
				for _, a := range List {
					if a.Name == name || name == "" {
						f(a, function, context)
					}
				}
			}
		}
	}
}

// traceOf reads a trace of these functions.
func traceOf(a *arch.Arch, functions ...string) *arch.Dump {
	text := "Call Trace:"
	for _, f := range functions {
		if a.Name == "powerpc" {
			text += fmt.Sprintf("\n[c000000003f2f1b0] [c00000000022ccd0] %s+0x1c0/0x3a0", f)
		} else {
			text += fmt.Sprintf("\n [<%x>] %s+0x14/0x30", uint64(0xffffffff81000000), f)
		}
	}
	return take(a, text)
}

// TestEntries: above the entry code of an interrupt a trace is in its context, and
// below it in the task's.
func TestEntries(t *testing.T) {
	eachContext(entered, func(a *arch.Arch, function, context string) {
		d := traceOf(a, "driver_poll", function, "sys_read")
		if len(d.Chain) != 3 {
			t.Errorf("%s: %d frames", a.Name, len(d.Chain))
			return
		}
		if d.Chain[0].Context != context || d.Chain[1].Context != context || d.Chain[2].Context != arch.Task || d.Context != context {
			t.Errorf("%s: above %s is %q, below it %q, want %q", a.Name, function, d.Chain[0].Context, d.Chain[2].Context, context)
		}
	})
}

// TestHandlers: where the entry code is not in the trace, its first functions tell.
func TestHandlers(t *testing.T) {
	eachContext(handle, func(a *arch.Arch, function, context string) {
		d := traceOf(a, "driver_poll", function)
		if len(d.Chain) != 2 || d.Chain[0].Context != context || d.Context != context {
			t.Errorf("%s: %s is not in %q: %+v", a.Name, function, context, d.Chain)
		}
	})
	for _, a := range List {
		if d := traceOf(a, "driver_poll", "sys_read"); d.Context != arch.Task {
			t.Errorf("%s: an ordinary trace is in %q", a.Name, d.Context)
		}
	}
}

// TestEntriesAreAllHere: what the tables of the architectures have stands above.
func TestEntriesAreAllHere(t *testing.T) {
	for _, a := range List {
		for table, have := range map[*map[string]map[string]string]map[string]string{&entered: a.Contexts.Entries, &handle: a.Contexts.Handlers} {
			name := a.Name
			if name == "i386" { // one folder
				name = "x86_64"
			}
			for function, context := range have {
				if !slices.Contains(strings.Fields((*table)[name][context]), function) {
					t.Errorf("%s: no case has %s", a.Name, function)
				}
			}
		}
	}
}

// TestPrinters: the functions that print a report are no part of what happened
// (lib/dump_stack.c, kernel/panic.c, arch/*/kernel/{traps,stacktrace,dumpstack}.c),
// also where the compiler has split them.
func TestPrinters(t *testing.T) {
	for f := range strings.FieldsSeq(`unwind_backtrace show_stack dump_backtrace c_backtrace dump_stack __dump_stack dump_stack_lvl dump_stack_print_info
		__warn warn_slowpath_fmt warn_slowpath_null warn_slowpath_common __warn_printk show_regs __show_regs show_trace show_trace_log_lvl
		show_stack_log_lvl walk_stackframe show_backtrace arch_stack_walk report_bug`) {
		for _, name := range []string{f, "." + f, f + ".part.0", f + ".cfi_jt", f + ".constprop.0"} {
			chain := []arch.Frame{{Symbol: arch.Symbol{Function: name}, Reliable: true}, {Symbol: arch.Symbol{Function: "victim"}, Reliable: true}}
			if got := arch.TrimPlumbing(chain, ""); len(got) != 1 || got[0].Function != "victim" {
				t.Errorf("%s is taken for a place where something happened", name)
			}
		}
	}
	for _, f := range []string{"show_stacked", "my_dump_stack", "warn_alloc", "victim"} {
		if arch.Prints(f) {
			t.Errorf("%s prints no report", f)
		}
	}
}
