package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// unloadRules are about code of a module that runs while the module goes away.
var unloadRules = []rule{
	{
		id: "module-unload-race", rank: rankCause + 5, confidence: Certain,
		says:       "a module's code ran while the module was going away, or after it was gone",
		suppresses: []string{"null-member", "module-exit-path", "stale-mapping", "bad-function-pointer", "null-call", "out-of-tree", "integer-pointer"},
		fire:       unloadRace,
	},
}

// unloadRace looks for every way in which a module's code runs while the
// module goes away, the best proof first.
func unloadRace(x *exam, f *draft) bool {
	if x.c.Severity <= crash.Error || x.fromPanic() != nil {
		return false
	}
	return overExit(x, f) || besideExit(x, f) || inGone(x, f) || walkerAfter(x, f)
}

// overExit: a callback of the module interrupted the module's own exit path,
// both on one stack. Or, without an interrupt, the driver's remove function ran
// a callback of the same module.
func overExit(x *exam, f *draft) bool {
	for _, m := range x.suspects() {
		b := x.calledBack(m)
		if b == nil || !b.source.deferred {
			continue
		}
		inside, root := under(b.rest, m, unloading)
		if root == nil {
			continue
		}
		listed := x.listed(m, "unloading")
		if listed == nil {
			f.Confidence = Likely
		}
		f.claim(listedAs(listed), below(inside[0].Function, m, root), ranFrame(&b.frames[len(b.frames)-1]))
		f.Text = fmt.Sprintf("Unload race in %s: its %s %s still ran while %s. It interrupted %s inside %s. This suggests that %s had already torn down %s%s.",
			m, b.source.kind, callPath(b), x.going(listed), x.task(), chainTo(root, inside), bare(inside[0].Function), x.tornDown(f, "what the callback uses"), x.seen())
		if b.inline() { // which nothing races with
			f.Confidence = Likely
			f.Text = fmt.Sprintf("The %s %s of %s was called by %s itself, inside %s, while %s. This suggests a fault of its own, or that it was called after %s had torn down %s%s.",
				b.source.kind, callPath(b), m, x.task(), chainTo(root, inside), x.going(listed), bare(inside[0].Function), x.tornDown(f, "what it uses"), x.seen())
		}
		f.Next = x.stopFirst(b, inside)
		f.Evidence = joinLines(moduleLine(listed), []int{x.pcLine()}, lines(b.frames), lines(inside), []int{root.Line, x.c.Dump.Fault.Line})
		return true
	}
	return false
}

// tornDown names what was torn down, where symbols say which pointer it was; otherwise it
// is what the words say.
func (x *exam) tornDown(f *draft, words string) string {
	o := x.c.Operand
	if o == nil || o.Pointer == "" || o.Mode == crash.OfCall {
		return words
	}
	f.claim(namedBySymbols(o.Expression))
	return fmt.Sprintf("%s (%s; %s is %s)", words, o.Expression, o.Pointer, o.Meaning)
}

// going says that the module is on its way out and how the report shows it.
func (x *exam) going(listed *crash.Module) string {
	if listed != nil {
		return fmt.Sprintf("the module was being unloaded (listed as %s(%s))", listed.Name, listed.Flags)
	}
	return "its driver was being removed"
}

// callPath writes the callback and what it called: "coordinator_callback ->
// pru0_comm_receive_msg".
func callPath(b *callback) string { return path(b.frames) }

// chainTo writes the exit path from its root inwards: "sys_delete_module ->
// shepherd_driver_exit -> shepherd_drv_remove -> mem_interface_exit".
func chainTo(root *arch.Frame, inside []arch.Frame) string {
	s := bare(root.Function)
	if p := path(inside); p != "" {
		s += " -> " + p
	}
	return s
}

// seen adds what the registers say about the pointer, when they do.
func (x *exam) seen() string {
	f := &x.c.Dump.Fault
	switch {
	case x.ops.known && x.explains() && x.ops.baseValue == 0:
		return ": base register " + x.ops.sum() + ", the fault address"
	case f.HasAddress && f.Address < 4096:
		return fmt.Sprintf(": the fault address %#x is in the first page, as members of a NULL structure are", f.Address)
	case f.HasAddress && x.means(f.Address).Text != "":
		return fmt.Sprintf(": the fault address is %#x (%s)", f.Address, x.means(f.Address).Text)
	case f.HasAddress:
		return fmt.Sprintf(": the fault address is %#x", f.Address)
	}
	return ""
}

// stopFirst is the repair: stop the source before the teardown.
func (x *exam) stopFirst(b *callback, inside []arch.Frame) string {
	tear := bare(inside[0].Function)
	in := ""
	if len(inside) > 1 {
		in = fmt.Sprintf(": reorder %s() so", bare(inside[1].Function))
	} else {
		in = fmt.Sprintf(": reorder %s() so", tear)
	}
	return fmt.Sprintf("Stop the %s with %s%s before %s() frees or clears what %s() uses%s that stopping comes first. Look for the same order in the error path of init.",
		b.source.kind, b.source.stop, x.feeder(), tear, b.function(), in)
}

// feeder names a co-processor that may keep the callback going.
func (x *exam) feeder() string {
	for i := range x.c.Modules {
		switch name := x.c.Modules[i].Name; {
		case strings.HasPrefix(name, "pru"):
			return ", and stop the PRUs that feed it,"
		case strings.HasSuffix(name, "_rproc") || name == "remoteproc":
			return ", and stop the remote processor that feeds it,"
		}
	}
	return ""
}

// besideExit: the module is listed as unloading and its code is being run, but
// the exit path is on another stack or was not printed.
func besideExit(x *exam, f *draft) bool {
	for _, m := range x.suspects() {
		listed := x.listed(m, "unloading")
		if listed == nil {
			continue
		}
		b := x.calledBack(m)
		if b == nil {
			b = x.irqInside(m)
		}
		if b == nil {
			continue
		}
		f.Confidence = Likely
		if !b.source.deferred {
			f.Confidence = Possible
		}
		f.Text = fmt.Sprintf("Unload race in %s: its %s %s still ran while %s%s. This suggests that the exit path, running at the same time, had already torn down %s%s.",
			m, b.source.kind, callPath(b), x.going(listed), x.remover(), x.tornDown(f, "what it uses"), x.seen())
		f.Next = fmt.Sprintf("In the module's exit and remove functions, stop it (%s)%s before freeing or clearing anything that %s() uses.", b.source.stop, x.feeder(), b.function())
		f.Evidence = joinLines(moduleLine(listed), []int{x.pcLine()}, lines(b.frames), []int{x.c.Dump.Fault.Line, x.find("Comm: ")})
		return true
	}
	return false
}

// irqInside is a callback whose dispatcher was not printed: a module's frames
// in an interrupt.
func (x *exam) irqInside(module string) *callback {
	var own stretch
	for i := range x.chain {
		f := &x.chain[i]
		if f.Context != arch.IRQ && f.Context != arch.SoftIRQ {
			break
		}
		if f.Module == module && f.Reliable && f.InFunction() {
			own.add(f)
		}
	}
	// what a panic with "in interrupt" says holds for a chain of two frames too
	if len(own.frames) == 0 && strings.Contains(x.c.Panic, "in interrupt") && len(x.chain) > 0 && x.chain[0].Module == module {
		if _, root := under(x.chain, module, unloading); root == nil {
			own.add(&x.chain[0])
		}
	}
	if len(own.frames) == 0 {
		return nil
	}
	any := &source{kind: "interrupt callback", stop: "hrtimer_cancel(), timer_delete_sync(), tasklet_kill() or free_irq(), whichever started it", deferred: true}
	return &callback{source: any, frames: own.all()}
}

// remover says that the task at hand is the one that unloads.
func (x *exam) remover() string {
	switch x.c.Task.Comm {
	case "rmmod", "modprobe":
		return fmt.Sprintf(" (on CPU %d, which was running %s)", max(x.c.CPU, 0), x.task())
	}
	return ""
}

// inGone: the CPU executes at an address where a module was: no symbol any
// more, or the workqueue's function has none.
func inGone(x *exam, f *draft) bool {
	pc := &x.c.Dump.PC
	bareWork := strings.HasPrefix(x.c.Workqueue, "0x") || strings.Contains(x.c.Workqueue, " 0x")
	gone := pc.Function == "" && pc.HasAddress && pc.Address > 1<<16 && x.inModule(pc.Address) && x.c.Dump.Fault.Access != "read" && x.c.Dump.Fault.Access != "write"
	if !gone && !(bareWork && slices.Contains(deaths, x.c.Class)) {
		return false
	}
	name := strings.Join(x.c.LastUnloaded, ", ")
	leaving := x.moduleIn("unloading")
	switch {
	case leaving != nil:
		name = leaving.Name
	case name == "":
		return false
	}
	f.Confidence = Likely
	if leaving == nil {
		f.claim(unloadedLast(x.c.LastUnloaded[0]))
	}
	what := "the PC " + hex(pc.Address) + " lies where modules are loaded but belongs to no function"
	if !gone {
		what = "the work function (" + x.c.Workqueue + ") has no name any more"
		f.Confidence = Possible
	}
	by := "thread, timer, work or handler"
	b := x.calledBackAny()
	stop := "cancel_work_sync(), timer_delete_sync(), kthread_stop(), free_irq() or the unregister function that belongs to it, then synchronize_rcu() if RCU readers call it"
	if b != nil {
		by, stop = b.kind, b.stop
	}
	f.Text = fmt.Sprintf("The kernel called into a module that is gone: %s, and %s was unloaded last. This suggests a %s of %s that its exit left pending.", what, name, by, name)
	f.Next = fmt.Sprintf("In the exit function of %s use %s before returning; everything registered in init needs its counterpart there.", name, stop)
	f.Evidence = joinLines([]int{x.pcLine(), x.find("last unloaded: "), x.find("Workqueue: ")}, moduleLine(leaving), []int{x.headLine()})
	return true
}

// calledBackAny finds the dispatcher nearest to the place of death. Where other code
// stands between a system call and that place, the call says nothing of what was left.
func (x *exam) calledBackAny() *source {
	between := false
	if j, ok := x.c.Jumper(); ok && x.c.Astray() {
		if s := sourceOf(j.Function); s != nil {
			return s
		}
	}
	for i := range x.chain[:min(len(x.chain), 9)] {
		f := &x.chain[i]
		if !f.Reliable {
			continue
		}
		if s := sourceOf(f.Function); s != nil && (!between || s.deferred && s.kind != threads) {
			return s
		}
		between = between || f.InFunction()
	}
	return nil
}

// walkers are core functions that go through lists of things which modules
// register: timers, work, notifiers, list and tree nodes.
var walkers = []string{
	"get_next_timer_interrupt", "next_timer_interrupt", "run_timers", "run_timer_base", "call_timer_fn", "expire_timers", "collect_expired_timers", "detach_if_pending", "enqueue_timer",
	"hrtimer_run_queues", "hrtimer_next_event_base", "rb_next", "rb_erase", "rb_insert_color", "timerqueue_add", "timerqueue_del",
	"notifier_call_chain", "process_one_work", "insert_work", "list_del_entry_valid", "list_add_valid", "list_del_entry_valid_or_report", "list_add_valid_or_report",
	"klist_next", "bus_for_each_dev", "bus_for_each_drv", "kobject_get", "kset_find_obj", "proc_lookup_de", "sysfs_do_create_link_sd", "kernfs_find_ns",
	"strcmp", "find_symbol", "crypto_alg_lookup", "seq_show", "console_unlock", "tasklet_action_common",
}

// walkerAfter: a core walker tripped over an entry, and a module just went.
func walkerAfter(x *exam, f *draft) bool {
	if !slices.Contains(faults, x.c.Class) && x.c.Class != "list-corruption" || len(x.chain) == 0 || len(x.suspects()) > 0 {
		return false
	}
	leaving := x.moduleIn("unloading")
	if leaving == nil && len(x.c.LastUnloaded) == 0 {
		return false
	}
	top := &x.chain[0]
	addr, isModule := x.c.Dump.Fault.Address, false
	if x.c.Dump.Fault.HasAddress {
		isModule = x.inModule(addr)
	}
	if !slices.Contains(walkers, word(top.Function)) && !isModule {
		return false
	}
	if !isModule && leaving == nil && !slices.Contains(faults, x.c.Class) {
		return false
	}
	name := strings.Join(x.c.LastUnloaded, ", ")
	if leaving != nil {
		name = leaving.Name
	}
	f.Confidence = Possible
	f.Text = fmt.Sprintf("%s tripped over an entry of something registered, and module %s was being unloaded or was the last to go. It may have left a timer, a work item, a notifier or a list entry behind that lay in its memory.", at(top), name)
	if leaving == nil && x.c.Gone() && !x.kernelMapped() {
		f.Confidence = Likely
		addr, _ = x.address()
		f.Text = fmt.Sprintf("%s used the address %s, where modules are loaded and nothing is mapped any more, and module %s was the last to go. This suggests that it left something registered that lay in its memory: a timer, a notifier, a device node, an attribute, a file, a list entry.", at(top), hex(addr), name)
		f.claim(x.whereRan(), unloadedLast(x.c.LastUnloaded[0]))
	}
	f.Next = fmt.Sprintf("Check that the exit of %s undoes every registration of its init. Boot with CONFIG_DEBUG_OBJECTS_TIMERS/_WORK, or unload and load it in a loop under KASAN.", name)
	f.Evidence = joinLines([]int{x.pcLine(), x.find("last unloaded: ")}, moduleLine(leaving), []int{x.headLine()})
	return true
}
