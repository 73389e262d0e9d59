package triage

import (
	"cmp"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// A source is one of the kernel's ways to call a module back later: what a
// module has to stop before it takes away what the callback uses.
type source struct {
	kind     string   // for the sentence: "hrtimer callback"
	from     []string // the functions that call it, without leading underscores; a star at the end is any rest
	stop     string   // how to stop it for good
	deferred bool     // runs by itself, not on behalf of a caller
}

// sources, the narrower first: an hrtimer's interrupt is also an interrupt.
// Names from kernel/time, kernel/softirq.c, kernel/workqueue.c, kernel/irq of
// 3.x to 6.x.
var sources = []source{
	{"hrtimer callback", []string{"hrtimer_run_queues", "run_hrtimer", "hrtimer_run_softirq"}, "hrtimer_cancel()", true},
	{"timer callback", []string{"call_timer_fn", "expire_timers", "run_timers", "run_timer_base", "run_timer_softirq"}, "timer_delete_sync() (del_timer_sync() on older kernels)", true},
	{"tasklet", []string{"tasklet_action*", "tasklet_hi_action"}, "tasklet_kill()", true},
	{"NAPI poll function", []string{"napi_poll", "net_rx_action", "napi_threaded_poll*"}, "napi_disable()", true},
	{"RCU callback", []string{"rcu_do_batch", "rcu_core", "rcu_reclaim_tiny", "rcu_process_callbacks"}, "rcu_barrier()", true},
	{"irq_work", []string{"irq_work_single", "irq_work_run_list"}, "irq_work_sync()", true},
	{"work item", []string{"process_one_work", "process_scheduled_works", "worker_thread"}, "cancel_work_sync() (cancel_delayed_work_sync() for delayed work), or destroy_workqueue() for its own queue", true},
	{"threaded interrupt handler", []string{"irq_thread_fn", "irq_forced_thread_fn", "irq_thread"}, "free_irq() (or disable the device's interrupt first)", true},
	{"interrupt handler", []string{"handle_irq_event_percpu", "handle_irq_event", "handle_IRQ_event"}, "free_irq() after masking the interrupt in the device", true},
	{"notifier", []string{"notifier_call_chain", "notify_die"}, "the matching unregister function of the notifier chain", true},
	{threads, []string{"kthread", "kernel_thread_starter"}, "kthread_stop()", true},
	{"CPU hotplug callback", []string{"cpuhp_invoke_callback*"}, "cpuhp_remove_state()", true},
	{"shrinker", []string{"do_shrink_slab", "shrink_slab*"}, "shrinker_free() (unregister_shrinker() on older kernels)", true},
	{"file operation", []string{"seq_read", "seq_read_iter", "sysfs_kf_*", "dev_attr_*", "kobj_attr_*", "chrdev_open", "proc_reg_read_iter", "vfs_read", "vfs_write", "vfs_ioctl", "x64_sys_ioctl", "arm64_sys_ioctl", "proc_reg_write", "proc_reg_read", "kernfs_fop_*", "fput", "do_sys_poll", "full_proxy_*"}, "the removal of its device node, and an owner (.owner = THIS_MODULE) that holds the module while it is open", false},
}

// threads are begun by kthread(), which also begins the kernel's own: the callbacks that one
// of those calls, of its softirqs, are none.
const threads = "kernel thread"

func (s *source) calls(function string) bool {
	w := word(function)
	for _, f := range s.from {
		if stem, ok := strings.CutSuffix(f, "*"); ok && strings.HasPrefix(w, stem) || w == f {
			return true
		}
	}
	return false
}

func sourceOf(function string) *source {
	for i := range sources {
		if sources[i].calls(function) {
			return &sources[i]
		}
	}
	return nil
}

// callback is a stretch of a chain that a source called: the module's own
// frames, innermost first, up to the source's dispatcher.
type callback struct {
	source *source
	frames []arch.Frame // of the module, innermost first; the last is the callback itself
	via    *arch.Frame  // the dispatcher
	rest   []arch.Frame // what lies further out: for an interrupt, what it interrupted
	by     *arch.Frame  // whose thread, work or timer it is, where another's function called the module's; else nil
}

// onBehalf are the kinds that whoever registers them, takes them off or asks for memory
// calls by itself as well: register_netdevice_notifier(), cpuhp_remove_state().
var onBehalf = []string{"notifier", "CPU hotplug callback", "shrinker"}

// inline tells a callback that the task itself called, further out in the same context.
func (b *callback) inline() bool {
	if b.via == nil {
		return false
	}
	via := b.via.Context
	return slices.Contains(onBehalf, b.source.kind) && via != arch.IRQ && via != arch.SoftIRQ && via != arch.NMI
}

// function names the callback: the frame that the dispatcher called.
func (b *callback) function() string {
	if len(b.frames) == 0 {
		return ""
	}
	return bare(b.frames[len(b.frames)-1].Function)
}

// calledBack finds how the kernel got into the module at the inner end of the
// chain: nil when no dispatcher stands between the module's frames and the end.
// Several rules ask; the answer is kept.
func (x *exam) calledBack(module string) *callback {
	if b := x.calledByAny(module); b != nil && b.by == nil {
		return b
	}
	return nil
}

// calledByAny is calledBack, or what another's callback called of the module.
func (x *exam) calledByAny(module string) *callback {
	for i := range x.callbacks {
		if x.callbacks[i].module == module {
			return x.callbacks[i].callback
		}
	}
	b := x.findCallback(module)
	x.callbacks = append(x.callbacks, answer{module, b})
	return b
}

// answer is what [exam.calledBack] found for a module.
type answer struct {
	module   string
	callback *callback
}

func (x *exam) findCallback(module string) *callback {
	var own stretch
	var between *arch.Frame // the function of somebody that called the module's
	for i := range x.chain {
		f := &x.chain[i]
		if f.Context == arch.User {
			break
		}
		if f.Module == module {
			if f.InFunction() && (f.Reliable || i > 0 && f.HasOffset && f.Offset != 0) {
				own.add(f)
				between = nil
			}
			continue
		}
		if !f.Reliable || len(own.frames) == 0 {
			continue
		}
		s := sourceOf(f.Function)
		if s == nil {
			between = cmp.Or(between, f)
			continue
		}
		b := &callback{source: s, via: f, rest: x.chain[i+1:], frames: own.settle()}
		if s.deferred {
			b.by = between
		}
		return b
	}
	return nil
}

// stretch gathers the module's frames.
type stretch struct {
	frames []*arch.Frame
	seen   map[string]bool // once there are many
}

// add takes a frame; leftovers of the stack repeat functions.
func (t *stretch) add(f *arch.Frame) {
	const few = 16
	name := bare(f.Function)
	if t.knows(name) {
		return
	}
	t.frames = append(t.frames, f)
	switch {
	case t.seen != nil:
		t.seen[name] = true
	case len(t.frames) > few:
		t.seen = make(map[string]bool, 4*few)
		for _, g := range t.frames {
			t.seen[bare(g.Function)] = true
		}
	}
}

func (t *stretch) knows(name string) bool {
	if t.seen != nil {
		return t.seen[name]
	}
	for _, f := range t.frames {
		if bare(f.Function) == name {
			return true
		}
	}
	return false
}

func (t *stretch) all() []arch.Frame {
	kept := make([]arch.Frame, 0, len(t.frames))
	for _, f := range t.frames {
		kept = append(kept, *f)
	}
	return kept
}

// settle drops guessed frames beside sure ones; i386 guesses the caller of
// every leaf, so one guess next to the PC stays.
func (t *stretch) settle() []arch.Frame {
	sure := 0
	for _, f := range t.frames {
		if f.Reliable {
			sure++
		}
	}
	kept := make([]arch.Frame, 0, max(sure, 2))
	for _, f := range t.frames {
		if sure > 1 && f.Reliable || sure <= 1 && len(kept) < 2 {
			kept = append(kept, *f)
		}
	}
	return kept
}
