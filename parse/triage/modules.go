package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// moduleRules are about modules that come, and their own init and exit paths.
var moduleRules = []rule{
	{
		id: "module-init-race", rank: rankCause + 4, confidence: Certain,
		says:       "a callback of a module ran on top of its init function, before that was done",
		suppresses: []string{"null-member", "module-init-path", "out-of-tree"},
		fire:       initRace,
	},
	{
		id: "module-exit-path", rank: rankPlace - 1, confidence: Certain,
		says: "the module's own exit or remove function is what crashed",
		fire: exitPath,
	},
	{
		id: "module-init-path", rank: rankPlace - 1, confidence: Certain,
		says: "the module's own init or probe function is what crashed",
		fire: initPath,
	},
	{
		id: "out-of-tree", rank: rankSetting, confidence: Likely, frames: true,
		says: "the code is not the kernel's own",
		fire: outOfTree,
	},
}

// moduleIn returns the module in the given state, preferring one with a frame
// in the chain.
func (x *exam) moduleIn(state string) *crash.Module {
	var found *crash.Module
	for i := range x.c.Modules {
		m := &x.c.Modules[i]
		if m.State != state {
			continue
		}
		if found == nil || x.hasFrame(m.Name) {
			found = m
		}
	}
	return found
}

// hasFrame tells that the chain stands in the module somewhere.
func (x *exam) hasFrame(module string) bool {
	for i := range x.chain {
		if x.chain[i].Module == module && x.chain[i].Reliable {
			return true
		}
	}
	return false
}

// unloading are the functions below which a module or its driver goes away:
// the system call, and the driver core taking a device from its driver.
var unloading = []string{"delete_module", "free_module", "device_release_driver_internal", "device_release_driver", "driver_detach", "unbind_store"}

// loading are those below which it comes.
var loading = []string{"do_init_module", "do_one_initcall", "load_module", "init_module", "finit_module"}

// under finds the outermost part of a chain that runs below one of the roots:
// the module's frames called from it, innermost first, and the root itself.
func under(chain []arch.Frame, module string, roots []string) (inside []arch.Frame, root *arch.Frame) {
	of := func(f *arch.Frame) bool { return f.Reliable && f.Module == module && f.InFunction() }
	seen := false
	for i := range chain {
		f := &chain[i]
		seen = seen || of(f)
		if seen && f.Reliable && rooted(f.Function, roots) {
			root = f // the outermost one is the system call
		}
	}
	for i := range chain { // frames are large to copy, and most chains have no root
		f := &chain[i]
		if root == nil || f == root {
			break
		}
		if of(f) {
			inside = append(inside, *f)
		}
	}
	return inside, root
}

// passes is the module that is loaded or unloaded below a root: that of the function
// the kernel calls there. Those in front of it only work for it.
func passes(chain []arch.Frame, root *arch.Frame) string {
	module := ""
	for i := range chain {
		f := &chain[i]
		if f == root {
			break
		}
		if f.Reliable && f.Module != "" && f.InFunction() {
			module = f.Module
		}
	}
	return module
}

// reportsItself are the functions of a panic that is still printing: a
// complaint from below them is about the panic, not about the module.
var reportsItself = []string{"panic", "die", "oops_end", "vpanic", "nmi_panic"}

func (x *exam) fromPanic() *arch.Frame {
	if x.c.Severity >= crash.Oops && x.c.Die > 0 {
		return nil
	}
	for i := range x.chain {
		if f := &x.chain[i]; i > 0 && f.Module == "" && slices.Contains(reportsItself, f.Function) {
			if x.c.Panic != "" && x.onlyPrints(x.chain[:i]) {
				return nil // the report's own panic, as panic_on_warn makes it
			}
			return f
		}
	}
	return nil
}

// printsStack are the functions by which panic() prints its own call trace.
var printsStack = []string{"dump_stack", "dump_stack_lvl", "__dump_stack", "show_stack", "dump_backtrace", "unwind_backtrace"}

// onlyPrints tells whether frames, the place of death aside, do nothing but
// print a stack.
func (x *exam) onlyPrints(frames []arch.Frame) bool {
	for i := range frames {
		f := &frames[i]
		if f.Reliable && f.Function != x.c.Dump.PC.Function && !slices.Contains(printsStack, bare(f.Function)) {
			return false
		}
	}
	return true
}

// suspects are the modules whose frames stand in the chain, innermost first.
func (x *exam) suspects() []string {
	var names []string
	for i := range x.chain {
		if m := x.chain[i].Module; m != "" && x.chain[i].Reliable && !slices.Contains(names, m) {
			names = append(names, m)
		}
	}
	return names
}

// listed returns the module's entry when the list shows it in the state.
func (x *exam) listed(module, state string) *crash.Module {
	for i := range x.c.Modules {
		if m := &x.c.Modules[i]; m.Name == module && m.State == state {
			return m
		}
	}
	return nil
}

// initRace: a callback of a module ran on top of the module's init function.
func initRace(x *exam, f *draft) bool {
	if x.c.Severity <= crash.Error || x.fromPanic() != nil {
		return false
	}
	for _, m := range x.suspects() {
		listed := x.listed(m, "loading")
		b := x.calledBack(m)
		if b == nil && listed != nil {
			b = x.irqInside(m)
		}
		if b == nil && x.calledEarly(m, listed, f) {
			return true
		}
		if b == nil || !b.source.deferred {
			continue
		}
		inside, root := under(b.rest, m, loading)
		if listed == nil && root == nil {
			continue
		}
		doing := ""
		if root == nil {
			f.Confidence = Likely
		} else {
			doing = fmt.Sprintf(" on top of %s", chainTo(root, inside))
			f.claim(below(inside[0].Function, m, root))
		}
		if listed != nil {
			f.claim(listedAs(listed))
		}
		f.Text = fmt.Sprintf("Module %s is still loading%s, but its %s %s already ran%s%s.", m, flagged(listed), b.source.kind, callPath(b), doing, x.tooEarly(inside))
		if b.inline() {
			f.Confidence = Likely
			f.Text = fmt.Sprintf("Module %s is still loading%s, and its %s %s was called%s. This suggests a fault of its own, or that it was registered before what it uses was ready%s.", m, flagged(listed), b.source.kind, callPath(b), doing, x.seen())
		}
		f.Next = fmt.Sprintf("Start the %s only when everything it uses is set up, and on init's error path stop it with %s before anything is freed.", b.source.kind, b.source.stop)
		f.claim(ranFrame(&b.frames[len(b.frames)-1]))
		f.Evidence = joinLines(moduleLine(listed), []int{x.pcLine()}, lines(b.frames), lines(inside), []int{x.c.Dump.Fault.Line})
		return true
	}
	return false
}

// calledEarly: what the module had told others of is called before its init has ended.
func (x *exam) calledEarly(m string, listed *crash.Module, f *draft) bool {
	b := x.calledByAny(m)
	if b == nil || b.by == nil || listed == nil || !b.source.deferred || len(b.frames) == 0 {
		return false
	}
	if _, root := under(b.rest, m, loading); root != nil {
		return false
	}
	f.Confidence = Likely
	f.Text = fmt.Sprintf("Module %s is still loading%s, and %s called %s of it already, in %s. This suggests that it was made known to others before what it uses was ready%s.", m, flagged(listed), at(b.by), b.function(), x.task(), x.seen())
	f.claim(listedAs(listed), ranFrame(&b.frames[len(b.frames)-1]), ranFrame(b.by))
	f.Next = "Register with others (an algorithm, the handlers of a bus, a device) last in init and probe, when everything they may ask for is set up, and on the error path first of all take that back."
	f.Evidence = joinLines(moduleLine(listed), []int{x.pcLine(), b.by.Line}, lines(b.frames), []int{x.c.Dump.Fault.Line})
	return true
}

func flagged(m *crash.Module) string {
	if m == nil {
		return ""
	}
	return fmt.Sprintf(", listed as %s(%s)", m.Name, m.Flags)
}

// tooEarly tells whether init was building up or failing: a function of
// teardown inside init is its error path.
func (x *exam) tooEarly(inside []arch.Frame) string {
	for i := range inside {
		if tearsDown(inside[i].Function) {
			return fmt.Sprintf(". %s inside init suggests that init failed and its error path had torn down what the callback uses%s", bare(inside[i].Function), x.seen())
		}
	}
	return ". This suggests that it was started before what it uses was ready, or that init failed and freed it" + x.seen()
}

// tearsDown tells a function of teardown by its name.
func tearsDown(function string) bool {
	w := word(function)
	for _, end := range []string{"exit", "remove", "cleanup", "destroy", "free", "unregister", "deinit", "fini", "teardown", "release", "unmap", "uninit", "unwind"} {
		if strings.HasSuffix(w, "_"+end) || strings.HasPrefix(w, end+"_") || w == end {
			return true
		}
	}
	return false
}

// exitPath: the module's own exit or remove function is what crashed.
func exitPath(x *exam, f *draft) bool {
	return ownPath(x, f, "unloading", unloading, "went through its exit path",
		"%s crashed in its own exit path, %s%s.",
		"Something it takes down may never have been set up, was taken down already, or is still used by somebody. Read the exit path up to %s(): every step must be the reverse of init, done once, and must tolerate what init did not reach. The module stays half unloaded until reboot.")
}

// initPath: the module's own init or probe function is what crashed.
func initPath(x *exam, f *draft) bool {
	return ownPath(x, f, "loading", loading, "was being set up",
		"%s crashed while it was being set up, %s%s.",
		"It may have used something that init or probe had not prepared, or the error unwinding after a failed step went wrong. Read init/probe up to %s(): check the results of the calls before it (IS_ERR, NULL) and the order in which the state is set up. The module stays loaded half way until reboot.")
}

// innerModule is the innermost frame of another module that the frame's own had called, nil
// when it had called none.
func (x *exam) innerModule(below *arch.Frame) *arch.Frame {
	for i := range x.chain {
		switch f := &x.chain[i]; {
		case f.Line == below.Line && f.Function == below.Function:
			return nil
		case f.Reliable && f.Module != "" && f.Module != below.Module && f.InFunction():
			return f
		}
	}
	return nil
}

func ownPath(x *exam, f *draft, state string, roots []string, doing, text, next string) bool {
	if !slices.Contains(deaths, x.c.Class) && x.c.Class != "kasan" || x.c.Dump.PCLost {
		return false
	}
	names := x.suspects()
	slices.Reverse(names) // the outermost is the one that comes or goes; the others only work for it
	for _, m := range names {
		if b := x.calledBack(m); b != nil && b.source.deferred {
			continue
		}
		inside, root := under(x.chain, m, roots)
		if root == nil || len(inside) == 0 || passes(x.chain, root) != m || x.interruptedBy(&inside[0]) {
			continue
		}
		listed := x.listed(m, state)
		f.Text = fmt.Sprintf(text, "Module "+m, chainTo(root, inside), flagged(listed))
		if by := x.innerModule(&inside[0]); by != nil || x.c.Class == "kasan" {
			f.Text = fmt.Sprintf("It happened in %s, while module %s %s: %s%s.", x.where(), m, doing, chainTo(root, inside), flagged(listed))
			f.claim(x.whereRan())
		}
		f.claim(below(inside[0].Function, m, root))
		f.Next = fmt.Sprintf(next, bare(inside[0].Function))
		f.Evidence = joinLines([]int{x.pcLine()}, lines(inside), []int{root.Line}, moduleLine(listed))
		return true
	}
	return false
}

// outOfTree says whose code the report is about when it is not the kernel's.
func outOfTree(x *exam, f *draft) bool {
	if x.c.Severity <= crash.Error || x.c.Culprit.Module == "" {
		return false
	}
	for i := range x.c.Modules {
		m := &x.c.Modules[i]
		if m.Name != x.c.Culprit.Module || !strings.ContainsAny(m.Flags, "OPE") {
			continue
		}
		kind := "an unsigned module"
		switch {
		case strings.Contains(m.Flags, "P"):
			kind = "a proprietary module"
		case strings.Contains(m.Flags, "O"):
			kind = "an out-of-tree module"
		}
		f.Text = fmt.Sprintf("The function to look at is in %s, %s, not in the kernel's own code.", m.Name, kind)
		f.Next = fmt.Sprintf("Report it to whoever maintains %s; the kernel's developers will ask for a report without it. Check that it was built against exactly this kernel%s.", m.Name, version(x.c))
		f.Evidence = []int{x.pcLine(), m.Line}
		return true
	}
	return false
}

func version(c *crash.Crash) string {
	if c.Kernel == "" {
		return ""
	}
	return " (" + c.Kernel + ")"
}

func moduleLine(m *crash.Module) []int {
	if m == nil {
		return nil
	}
	return []int{m.Line}
}

func joinLines(lists ...[]int) []int {
	var all []int
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}
