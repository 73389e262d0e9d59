package arch

import "strings"

// The functions below which a trace is in another context. They stand where
// the walk goes from an interrupt to what it interrupted; names from
// arch/*/kernel/entry* and kernel/softirq.c of 3.x to 6.x.
var boundaries = map[string]string{
	"__do_softirq": SoftIRQ, "handle_softirqs": SoftIRQ, "___do_softirq": SoftIRQ,
	"tasklet_action": "", // a softirq's action; __do_softirq follows

	"__irq_svc": IRQ, "__irq_usr": IRQ, "__irq_invalid": IRQ, // arm
	"el1_irq": IRQ, "el0_irq": IRQ, "el1h_64_irq": IRQ, "el0t_64_irq": IRQ, "el0t_32_irq": IRQ, "el1h_64_fiq": IRQ, "el0t_64_fiq": IRQ, // arm64
	"asm_common_interrupt": IRQ, "common_interrupt": IRQ, "ret_from_intr": IRQ, // x86
	"apic_timer_interrupt": IRQ, "reschedule_interrupt": IRQ, "call_function_interrupt": IRQ,
	"call_function_single_interrupt": IRQ, "irq_work_interrupt": IRQ, "error_interrupt": IRQ, "thermal_interrupt": IRQ, "reboot_interrupt": IRQ,
	"xen_hvm_callback_vector": IRQ, "hyperv_callback_vector": IRQ, "xen_do_hypervisor_callback": IRQ,
	"asm_call_irq_on_stack": "", "call_on_irq_stack": "", // the switch of stacks inside
	"ret_from_irq": IRQ, "rollback_handle_int": IRQ, "handle_int": IRQ, "except_vec_vi_end": IRQ, // mips
	"ret_from_exception":          "", // riscv, mips: could be any trap
	"hardware_interrupt_common":   IRQ,
	"hardware_interrupt_common_v": IRQ, "decrementer_common": IRQ, "decrementer_common_virt": IRQ, // powerpc
	"io_int_handler": IRQ, "ext_int_handler": IRQ, // s390
	"handle_vint": IRQ, // loongarch

	"__fiq_svc": NMI, "__fiq_abt": NMI, "__fiq_usr": NMI, "el1_fiq": NMI,
	"asm_exc_nmi": NMI, "end_repeat_nmi": NMI, "nmi": NMI, "asm_exc_double_fault": NMI,
	"mcck_int_handler": NMI, "nmi_handler": NMI,
}

// interrupts are functions that only run in a hard interrupt. They tell the
// context where a trace stops before the entry code (riscv at
// call_on_irq_stack, a stack that unwinding lost).
var interrupts = map[string]string{
	"__handle_irq_event_percpu": IRQ, "handle_irq_event_percpu": IRQ, "handle_irq_event": IRQ,
	"handle_irq_desc": IRQ, "generic_handle_irq": IRQ, "generic_handle_domain_irq": IRQ,
	"handle_percpu_devid_irq": IRQ, "handle_fasteoi_irq": IRQ, "handle_level_irq": IRQ, "handle_edge_irq": IRQ,
	"hrtimer_interrupt": IRQ, "__hrtimer_run_queues": "", "gic_handle_irq": IRQ, "do_IRQ": IRQ, "__common_interrupt": IRQ,
	"__sysvec_apic_timer_interrupt": IRQ, "sysvec_apic_timer_interrupt": IRQ, "smp_apic_timer_interrupt": IRQ,
	"handle_riscv_irq": IRQ, "riscv_intc_irq": IRQ, "do_irq": IRQ, "do_irq_async": IRQ, "do_ext_irq": IRQ, "do_io_irq": IRQ,
	"timer_interrupt": IRQ, "generic_handle_arch_irq": IRQ, "call_timer_fn": SoftIRQ, "run_timer_softirq": SoftIRQ,
	"tasklet_action_common": SoftIRQ, "tasklet_action_common.constprop.0": SoftIRQ, "net_rx_action": SoftIRQ,
	"rcu_core_si": SoftIRQ, "blk_done_softirq": SoftIRQ,
}

// markContexts gives every frame of the chain its context. What was found at
// an entry to the kernel holds for all frames above it, up to the next entry;
// the markers that x86 prints tell the rest. i386 enters interrupts by the code
// of exceptions: there the interrupted PC divides, if a handler came before it.
// A softirq that runs when an interrupt ends stands on the interrupt's stack:
// only its name shows it.
func markContexts(d *Dump) {
	start := 0
	for i := range d.Chain {
		f := &d.Chain[i]
		if context := d.trace.cuts[i]; context != "" {
			assign(d.Chain[start:i], context)
			start = i
		}
		if f.Exact && i > start {
			if context := interruptName(d.Chain[start:i]); context != "" {
				assign(d.Chain[start:i], context)
				start = i
			}
		}
		if !telling(f) {
			continue
		}
		if context := boundary(f.Function); context != "" {
			assign(d.Chain[start:i+1], context)
			start = i + 1
		}
	}
	if context := d.trace.cuts[len(d.Chain)]; context != "" {
		assign(d.Chain[start:], context)
		start = len(d.Chain)
	}
	rest := leftover(d.Chain[start:])
	for i := start; i < len(d.Chain); i++ {
		if f := &d.Chain[i]; f.Context == "" {
			f.Context = rest
		}
	}
	if len(d.Chain) == 0 {
		return
	}
	if context := d.Chain[interruptedAt(d.Chain, d.PC)].Context; context != "" {
		d.Context = context
	}
}

// telling tells whether a frame's name can be trusted: a return address at the
// very start of a function belongs to a call at the end of the one before it,
// which never returns ("panic from generic_handle_arch_irq+0x0/0x44").
func telling(f *Frame) bool {
	return f.Reliable && (f.Exact || !f.HasOffset || f.Offset != 0)
}

// boundary returns the context that ends at a function, or "".
func boundary(name string) string {
	if c, ok := boundaries[name]; ok {
		return c
	}
	if strings.HasPrefix(name, "asm_sysvec_") {
		return IRQ
	}
	return ""
}

// assign sets the context of frames that run up to a boundary. Frames that a
// marker or an architecture already put into an NMI stay there.
func assign(frames []Frame, context string) {
	for i := range frames {
		if f := &frames[i]; f.Context != NMI && f.Context != User && context != "" {
			f.Context = context
		}
	}
}

// leftover tells the context of the outermost frames, behind which neither an
// entry from an interrupt nor a marker was printed.
func leftover(frames []Frame) string {
	if c := interruptName(frames); c != "" {
		return c
	}
	return Task
}

// interruptName returns the context that the innermost function which runs in
// interrupts only stands for, "" when there is none.
func interruptName(frames []Frame) string {
	for i := range frames {
		if f := &frames[i]; telling(f) && interrupts[f.Function] != "" {
			return interrupts[f.Function]
		}
	}
	return ""
}
