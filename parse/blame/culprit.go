// Package blame says whose fault a crash may be: it names the function to look
// at, past the plumbing that only carried or reported the bug, and signs the crash
// so that the same bug is known again.
package blame

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// Lay names the culprit of a decoded crash, completes its title with the place,
// and signs it.
func Lay(c *crash.Crash) {
	k := class.ByName(c.Class)
	switch {
	case k.Title == class.BareTitle:
		return // a board that stopped names nobody
	case c.Severity == crash.Error:
		c.Signature = lineSignature(c)
		return
	}
	c.Culprit = culprit(c)
	if where := place(c); where != "" {
		if c.Dump.PCLost {
			where = "below " + where
		} else {
			where = "in " + where
		}
		c.Title += " " + where
	}
	c.Signature = sign(c)
}

// place names the function of the title: where it trapped, and for whom when that only
// worked for the one to look at; or for reports that are noticed elsewhere than caused,
// the function to look at. A panic that a setting made of a report changes nothing.
func place(c *crash.Crash) string {
	k, by := class.ByName(c.Class), symbol(c.Culprit.Function, c.Culprit.Module)
	if f, ok := c.Jumper(); by == "" && ok && c.Astray() && (f.Reliable || !slices.ContainsFunc(c.Chain, func(f arch.Frame) bool { return f.Reliable && f.InFunction() })) {
		return symbol(f.Function, f.Module)
	}
	trapped := k.Severity >= crash.Oops && len(c.Chain) > 0 && c.Dump.PC.Function != "" && c.Chain[0].Function != ""
	if !trapped || by != "" && (k.Culprit == class.Recursion || c.Astray()) {
		return by
	}
	top := &c.Chain[0]
	at := symbol(top.Function, top.Module)
	if by != "" && places.Bare(top.Function) != c.Culprit.Function && (plumbing(*top, reporting, helpers, libraries, buffers) || top.Module == "" && c.Culprit.Module != "") {
		return at + " for " + by
	}
	return at
}

// culprit names the function to look at first. The function that trapped is
// seldom it: memcpy() faults for its caller, a watchdog finds a CPU at a random
// place, a blocked task is the victim. Each class has its own way to the
// answer; most go by the chain without its plumbing.
func culprit(c *crash.Crash) crash.Culprit {
	way := class.ByName(c.Class).Culprit
	if othersStand(c, way) {
		return crash.Culprit{} // the chain shows others than whose fault it is
	}
	if c.Gone() && !anyModule(c.Chain) {
		return crash.Culprit{Module: c.LastUnloaded[0]}
	}
	if leftBehind(c, deferred) {
		return whoLeft(c)
	}
	if timer := leftBehind(c, expiring); timer || leftBehind(c, notifying) {
		if by := whoLeft(c); by != (crash.Culprit{}) || timer || c.Astray() {
			return by
		}
	}
	by := suspected(c, way)
	if leftInRCU(c, by) || c.Die > 0 && by.Module == "" && hands(by.Function) {
		return crash.Culprit{}
	}
	if by == (crash.Culprit{}) && len(c.Chain) <= 1 && c.Dump.PC.Function != "" && !class.ByName(c.Class).Waits && way != class.Nobody { // nothing but who found it out
		if f := workOf(c); f.InFunction() {
			return asCulprit(f)
		}
	}
	if f, ok := accused(c); ok && by.Module == "" {
		return asCulprit(f)
	}
	return by
}

// anyModule tells whether a module's own code stands in the chain.
func anyModule(chain []arch.Frame) bool {
	_, ok := moduleFrame(chain)
	return ok
}

// suspected is the culprit where the chain leads to it.
func suspected(c *crash.Crash, way class.Blame) crash.Culprit {
	if way == class.Nobody {
		f, _ := moduleFrame(c.Chain)
		return asCulprit(f)
	}
	if find := ways[way]; find != nil {
		if f, ok := find(c); ok {
			return found(way, f)
		}
	}
	switch way {
	case class.Blocked, class.Stalled, class.StalledHere:
		return asCulprit(worker(trapChain(c)))
	case class.InterruptHandler:
		return crash.Culprit{} // the trace is of the interrupt's core and of what it came into: neither is to blame
	}
	if c.Astray() {
		if f, ok := c.Jumper(); ok && !plumbing(f, reporting, helpers, libraries) && (f.Reliable || !anchors.has(&f)) {
			return asCulprit(f) // a guess that only hands out work is no better than the sure frame below it
		}
	}
	if noticed(c.Chain) {
		if f, ok := stalled(c); ok {
			return asCulprit(f)
		}
	}
	chain := trapChain(c)
	for _, frames := range [...][]arch.Frame{ownPart(chain), chain} {
		if f, ok := suspect(frames, misused(c)...); ok {
			if by, ok := handedBy(c, frames, f); ok {
				return asCulprit(by)
			}
			if c.Astray() && f.Module == "" && plumbing(f, reporting, helpers, libraries) {
				return crash.Culprit{} // what calls on behalf of others, and nobody else is named
			}
			if module := nameless(chain); module != "" && (f.Module != module || misnamed(f)) {
				return crash.Culprit{Module: module}
			}
			return asCulprit(nearest(c, frames, f))
		}
	}
	if f, ok := named(c); ok && !slices.ContainsFunc(chain, func(f arch.Frame) bool { return f.Reliable }) {
		return asCulprit(f)
	}
	return asCulprit(begin(c, chain))
}

// nearest is the suspect, or where only plumbing is known that was called in the
// wrong place, the one of them that is nearest to the caller whom nobody knows.
func nearest(c *crash.Crash, frames []arch.Frame, f arch.Frame) arch.Frame {
	if !class.ByName(c.Class).Misplaced || !f.Reliable || !plumbing(f, helpers, libraries) {
		return f
	}
	for i := range frames {
		if g := &frames[i]; g.Reliable && g.InFunction() && g.Context == f.Context && !misnamed(*g) && plumbing(*g, helpers, libraries) && !plumbing(*g, reporting) {
			f = *g
		}
	}
	return f
}

// begin is a place to begin where nobody is to blame: better than none. Of what a check
// found in the code that enters the kernel that is the one who was checked.
func begin(c *crash.Crash, chain []arch.Frame) arch.Frame {
	skip := []*nameSet{instruments, emulating, detecting}
	if c.Dump.PC.Function == "" || c.Dump.UserMode {
		if !class.ByName(c.Class).Misplaced {
			return arch.Frame{}
		}
		skip = append(skip, checking)
	}
	f, _ := firstFrame(chain, true, skip)
	return f
}

// found is what a class's own way led to: nobody, where a stalled CPU had nothing to
// do and keeps nobody waiting.
func found(way class.Blame, f arch.Frame) crash.Culprit {
	if way == class.Stalled && idlers.has(&f) {
		return crash.Culprit{}
	}
	return asCulprit(f)
}

// noticed tells the chain of a watchdog that ended the machine, whatever it says.
func noticed(chain []arch.Frame) bool {
	for i := range chain {
		if f := &chain[i]; f.Reliable && f.InFunction() && !instruments.has(f) {
			return places.Within(crash.PlaceOf(f), "kernel/watchdog")
		}
	}
	return false
}

func asCulprit(f arch.Frame) crash.Culprit {
	return crash.Culprit{Function: places.Bare(f.Function), Module: f.Module}
}

// ways lead to the culprit where the call chain does not. A function that finds
// nothing leaves the crash to the common way.
var ways = map[class.Blame]func(*crash.Crash) (arch.Frame, bool){
	class.Stalled:          stalled,
	class.StalledHere:      stalledHere,
	class.StalledWork:      stalledWork,
	class.Blocked:          blocked,
	class.Recursion:        recursion,
	class.SmashedFrame:     smashedFrame,
	class.Acquirer:         acquirer,
	class.LeakedWork:       leaked,
	class.StrayCaller:      strayCaller,
	class.BufferUser:       bufferUser,
	class.Allocator:        allocator,
	class.InterruptHandler: interruptHandler,
	class.NetDriver:        netDriver,
	class.Leaker:           leaker,
	class.ObjectUser:       objectUser,
	class.PageUser:         objectUser,
	class.Reader:           reader,
	class.StillActive:      stillActive,
	class.Racer:            racer,
}

// suspect returns the first frame that can be to blame: a reliable one that is
// neither reporting nor a helper; failing that, a helper; failing that, what
// the unwinder only guessed.
func suspect(frames []arch.Frame, skip ...*nameSet) (arch.Frame, bool) {
	strict := append(skip[:len(skip):len(skip)], reporting, detecting, helpers, libraries, bodies)
	lenient := append(skip[:len(skip):len(skip)], reporting, detecting)
	for _, sets := range [][]*nameSet{strict, append(lenient[:len(lenient):len(lenient)], bodies), lenient} {
		if f, ok := firstFrame(frames, true, sets); ok {
			return f, true
		}
	}
	if f, ok := firstGuess(frames, strict); ok {
		return f, true
	}
	return firstGuess(frames, lenient)
}

// firstFrame returns the first frame that is as reliable as wanted and none of
// the plumbing.
func firstFrame(frames []arch.Frame, reliable bool, skip []*nameSet) (arch.Frame, bool) {
	for i, f := range frames {
		if f.Context == arch.User {
			break
		}
		if f.Reliable == reliable && f.InFunction() && !(i > 0 && misnamed(f)) && !plumbing(f, skip...) {
			return f, true
		}
	}
	return arch.Frame{}, false
}

// firstGuess is firstFrame among the frames that may be wrong.
func firstGuess(frames []arch.Frame, skip []*nameSet) (arch.Frame, bool) {
	for i, f := range frames {
		if i > 0 && f.Reliable && f.Module != "" && f.InFunction() && misnamed(f) && f.Context != arch.User && !plumbing(f, skip...) {
			return f, true
		}
	}
	return firstFrame(frames, false, skip)
}

// libraryModules are drivers that exist to be called by other modules.
var libraryModules = map[string]bool{"usbcore": true, "rng_core": true, "regmap_mmio": true}

// library tells a module that works for its callers.
func library(module string) bool {
	at := places.Of(module, module)
	return libraryModules[module] || places.Within(at, "lib/") || places.Within(at, "crypto/")
}

// ofHeader tells a function of the kernel's headers: might_fault [lzfs].
func ofHeader(function string) bool {
	at := places.Of(function, "")
	return places.Within(at, "include/") || places.Within(at, "arch/*/include/")
}

// plumbing tells whether a frame only carries or reports the bug. A module's
// own functions never do, whatever they are called, but for those that its assertions
// end in; those of the kernel's headers that the compiler put into it are not its own.
func plumbing(f arch.Frame, sets ...*nameSet) bool {
	if f.Module != "" && !library(f.Module) && !ofHeader(f.Function) && !asserting.has(&f) {
		return false
	}
	x := subjectOf(&f)
	for _, s := range sets {
		if s.holds(&x) {
			return true
		}
	}
	return false
}

// trapChain is the crash's chain with the caller put in that the unwinder lost:
// a leaf function on arm64, powerpc or riscv makes no frame, and a call through
// a bad pointer has none either; the link register still knows who called.
func trapChain(c *crash.Crash) []arch.Frame {
	lr, ok := c.LostCaller()
	if !ok {
		return c.Chain
	}
	if len(c.Chain) == 0 { // riscv prints no trace when it jumped to nowhere
		return []arch.Frame{lr}
	}
	top := c.Chain[0]
	nowhere := c.Dump.PC.Function == "" && c.Dump.PC.HasAddress && c.Die > 0 && // jumped to where no function is
		!(top.HasAddress && top.Address == c.Dump.PC.Address)
	if nowhere && !reaches(c.Chain, lr.Module) {
		return append([]arch.Frame{lr}, c.Chain...)
	}
	if top.Line != c.Dump.PCLine || top.InFunction() && !plumbing(top, reporting, helpers, libraries) && (top.Module != "" || lr.Module == "") {
		return c.Chain
	}
	return append([]arch.Frame{top, lr}, c.Chain[1:]...)
}

// reaches tells that the chain begins in the module: where code ran at the end
// of a wild jump the link register may hold what that code put there, while the
// chain comes from the stack.
func reaches(chain []arch.Frame, module string) bool {
	return module != "" && len(chain) > 0 && chain[0].Reliable && chain[0].Module == module
}

// recursion finds the function that ate the stack: the first that is there at
// least three times.
func recursion(c *crash.Crash) (arch.Frame, bool) {
	if f, ok := smashedFrame(c); ok {
		return f, true
	}
	count := map[string]int{}
	for _, f := range c.Chain {
		count[f.Function]++
	}
	for _, f := range c.Chain {
		if f.Reliable && count[f.Function] >= 3 && dispatching.has(&f) {
			return belowAnchor(c.Chain) // a round through many callbacks is nobody's own: what set it off?
		}
	}
	for _, f := range c.Chain {
		if f.Reliable && f.InFunction() && count[f.Function] >= 3 && !plumbing(f, reporting, helpers, libraries) {
			return f, true
		}
	}
	if f := firstReliable(c.Chain); f.InFunction() && count[f.Function] >= 3 && !interruptEntries.has(&f) {
		return f, true // plumbing all round: the one at which the stack was full
	}
	return arch.Frame{}, false
}

// firstReliable is the first frame in a function that the unwinder is sure of, the zero
// frame where there is none.
func firstReliable(chain []arch.Frame) arch.Frame {
	for _, f := range chain {
		if f.Reliable && f.InFunction() {
			return f
		}
	}
	return arch.Frame{}
}

// bufferUser finds who told a packet buffer what it refused (skb_over_panic).
func bufferUser(c *crash.Crash) (arch.Frame, bool) {
	own := ownPart(trapChain(c))
	f, ok := firstFrame(own, true, []*nameSet{reporting, helpers, libraries, bodies, buffers, checkingArguments})
	if by, its := handedBy(c, own, f); ok && its {
		return by, true
	}
	return f, ok
}

// smashedFrame reads the function whose frame was overwritten out of the panic:
//
//	stack-protector: Kernel stack is corrupted in: br_dev_xmit+0x1c/0x30
//
// The end of the stack is checked by the scheduler, deep in whatever ran.
func smashedFrame(c *crash.Crash) (arch.Frame, bool) {
	if strings.Contains(c.Panic+c.Header, "corrupted stack end") {
		if f, ok := moduleFrame(c.Chain); ok {
			return f, true
		}
		return belowAnchor(c.Chain)
	}
	for _, s := range []string{c.Panic, c.Header} {
		if _, rest, ok := strings.Cut(s, "corrupted in: "); ok {
			if f := symbolIn(rest); f.InFunction() {
				return f, true
			}
		}
	}
	return arch.Frame{}, false
}
