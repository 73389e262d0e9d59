package arch

import "strings"

// Contexts in which the kernel can be when it dies, outermost last.
const (
	Task    = "task"    // a process or kernel thread, in the kernel
	SoftIRQ = "softirq" // a softirq, a tasklet, a timer callback
	IRQ     = "irq"     // a hard interrupt handler
	NMI     = "nmi"     // a non-maskable interrupt or other exception stack
	User    = "user"    // user space, seen below an entry frame
)

// Contexts are functions that tell the context a trace is in.
type Contexts struct {
	// Entries are where a walk goes from an interrupt to what it interrupted:
	// below such a function a trace is in another context.
	Entries map[string]string

	// EntryPrefixes are how the names of further entries from interrupts begin.
	EntryPrefixes []string

	// Handlers only run in one context. They tell it where a trace stops before
	// the entry code: on a stack that unwinding lost, or one of its own.
	Handlers map[string]string
}

// entries are the boundaries that every architecture has, from kernel/softirq.c
// of 3.x to 6.x.
var entries = map[string]string{"__do_softirq": SoftIRQ, "handle_softirqs": SoftIRQ, "___do_softirq": SoftIRQ}

// handlers are those of kernel/irq, kernel/time and others outside arch/.
var handlers = map[string]string{
	"__handle_irq_event_percpu": IRQ, "handle_irq_event_percpu": IRQ, "handle_irq_event": IRQ,
	"handle_irq_desc": IRQ, "generic_handle_irq": IRQ, "generic_handle_domain_irq": IRQ,
	"handle_percpu_devid_irq": IRQ, "handle_fasteoi_irq": IRQ, "handle_level_irq": IRQ, "handle_edge_irq": IRQ,
	"hrtimer_interrupt": IRQ, "do_IRQ": IRQ, "generic_handle_arch_irq": IRQ,
	"call_timer_fn": SoftIRQ, "run_timer_softirq": SoftIRQ,
	"tasklet_action_common": SoftIRQ, "net_rx_action": SoftIRQ, "hrtimer_run_softirq": SoftIRQ,
	"rcu_core_si": SoftIRQ, "blk_done_softirq": SoftIRQ,
}

// uncloned is the name of a function without what the compiler adds to a copy of it
// (handle_softirqs.isra.0).
func uncloned(name string) string {
	name, _, _ = strings.Cut(name, ".")
	return name
}

// entry returns the context that ends at a function, or "".
func (a *Arch) entry(name string) string {
	name = uncloned(name)
	if c := entries[name]; c != "" {
		return c
	}
	if Begins(name, a.Contexts.EntryPrefixes) {
		return IRQ
	}
	return a.Contexts.Entries[name]
}

// handler returns the only context that a function runs in, or "".
func (a *Arch) handler(name string) string {
	name = uncloned(name)
	if c := handlers[name]; c != "" {
		return c
	}
	return a.Contexts.Handlers[name]
}

// markContexts gives every frame of the chain its context. What was found at
// an entry to the kernel holds for all frames above it, up to the next entry;
// the markers that x86 prints tell the rest. i386 enters interrupts by the code
// of exceptions: there the interrupted PC divides, if a handler came before it.
// A softirq that runs when an interrupt ends stands on the interrupt's stack:
// only its name shows it.
func (a *Arch) markContexts(d *Dump) {
	start := 0
	for i := range d.Chain {
		f := &d.Chain[i]
		if context := d.trace.cuts[i]; context != "" {
			assign(d.Chain[start:i], context)
			start = i
		}
		if f.Exact && i > start {
			if context := a.handledIn(d.Chain[start:i]); context != "" {
				assign(d.Chain[start:i], context)
				start = i
			}
		}
		if !telling(f) {
			continue
		}
		if context := a.entry(f.Function); context != "" {
			if givesAway(d.Chain[start:i]) {
				context = Task
			}
			assign(d.Chain[start:i+1], context)
			start = i + 1
		}
	}
	if context := d.trace.cuts[len(d.Chain)]; context != "" {
		assign(d.Chain[start:], context)
		start = len(d.Chain)
	}
	rest := a.leftover(d.Chain[start:])
	for i := start; i < len(d.Chain); i++ {
		if f := &d.Chain[i]; f.Context == "" {
			f.Context = rest
		}
	}
	if len(d.Chain) == 0 {
		return
	}
	if context := d.ownFrame().Context; context != "" {
		d.Context = context
	}
}

// ownFrame is where the PC's own part of the trace begins.
func (d *Dump) ownFrame() *Frame {
	if at := interruptedAt(d.Chain, d.PC); at > 0 {
		return &d.Chain[at]
	}
	if chain := belowGuess(d.Chain, d.PC); len(chain) > 0 {
		return &chain[0]
	}
	return &d.Chain[0]
}

// telling tells whether a frame's name can be trusted: a return address at the
// very start of a function belongs to a call at the end of the one before it,
// which never returns ("panic from generic_handle_arch_irq+0x0/0x44").
func telling(f *Frame) bool {
	return f.Reliable && (f.Exact || !f.HasOffset || f.Offset != 0)
}

// givesAway tells the frames of a task that had to give its CPU away when an
// interrupt ended: the interrupt is over, and the task is what is shown
// (kernel/sched/core.c).
func givesAway(frames []Frame) bool {
	for i := range frames {
		if f := &frames[i]; telling(f) && f.Function == "preempt_schedule_irq" {
			return true
		}
	}
	return false
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
func (a *Arch) leftover(frames []Frame) string {
	if c := a.handledIn(frames); c != "" {
		return c
	}
	return Task
}

// handledIn returns the context that the innermost function which runs in
// interrupts only stands for, "" when there is none.
func (a *Arch) handledIn(frames []Frame) string {
	for i := range frames {
		if f := &frames[i]; telling(f) && a.handler(f.Function) != "" {
			return a.handler(f.Function)
		}
	}
	return ""
}
