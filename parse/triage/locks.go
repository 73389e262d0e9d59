package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/crash"
)

// lockRules read lockdep and the checks of the spinlocks.
var lockRules = []rule{
	{
		id: "deadlock-chain", rank: rankProof, confidence: Certain, classes: []string{"lockdep"},
		says:       "locks are taken in a circle; the circle in words",
		suppresses: []string{"lock-misuse"},
		fire:       deadlockChain,
	},
	{
		id: "self-deadlock", rank: rankProof, confidence: Certain, classes: []string{"lockdep", "spinlock"},
		says:       "a task takes a lock that it holds already",
		suppresses: []string{"lock-misuse"},
		fire:       selfDeadlock,
	},
	{
		id: "irq-unsafe-lock", rank: rankProof, confidence: Certain, classes: []string{"lockdep"},
		says:       "a lock is taken in interrupts and elsewhere with interrupts on",
		suppresses: []string{"lock-misuse"},
		fire:       irqUnsafe,
	},
	{
		id: "lock-misuse", rank: rankProof - 10, confidence: Certain, classes: []string{"lockdep"},
		says: "what else lockdep complains about, in plain words",
		fire: lockMisuse,
	},
	{
		id: "lock-data-wrong", rank: rankState, confidence: Likely, classes: []string{"lockdep", "warning"},
		says:       "what lockdep keeps in a lock makes no sense: the lock was overwritten, freed or never set up",
		suppresses: []string{"warn-condition"},
		fire:       lockDataWrong,
	},
	{
		id: "lock-not-initialised", rank: rankProof, confidence: Likely, classes: []string{"spinlock", "lockdep"},
		says:       "the lock's memory is no lock: never initialised, freed or overwritten",
		suppresses: []string{"lock-misuse"},
		fire:       lockNotInitialised,
	},
}

// deadlockChain writes lockdep's circle as a chain: A -> B -> A.
func deadlockChain(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Header, "circular locking dependency") {
		return false
	}
	names, sites := x.locks()
	if v, n := x.fact("chain"); n > 0 {
		f.Text = fmt.Sprintf("Locks of the same kinds are taken in orders that make a circle: %s -> back to the first. Where they are the same locks, the paths that take them can wait for each other for ever.", strings.ReplaceAll(strings.TrimSpace(v), " --> ", " -> "))
		f.claim(reported(n))
	} else if len(names) >= 2 {
		f.Text = fmt.Sprintf("Locks of the same kinds are taken in orders that make a circle: %s is wanted while %s is held, and elsewhere, by way of others or not, the other way round. Where they are the same locks, the paths that take them can wait for each other for ever.", names[0], names[1])
	} else {
		f.Text = "Locks of the same kinds are taken in orders that make a circle. Where they are the same locks, the paths that take them can wait for each other for ever."
	}
	for _, s := range sites {
		f.Text += " " + s + "."
	}
	f.Next = "Choose one order and keep it everywhere; the stacks under \"the existing dependency chain\" show the path with the other order. Often one of the two locks can be dropped before the call that takes the other."
	f.Evidence = append(f.Evidence, x.headLine())
	for i := range x.c.Facts {
		if x.c.Facts[i].Name == "lock" && len(f.Evidence) < 8 {
			f.Evidence = append(f.Evidence, x.c.Facts[i].Line)
		}
	}
	f.claim(x.heads("circular locking dependency"))
	return true
}

// locks reads "… (&dev->mutex){+.+.}-{3:3}, at: f+0x1/0x2": the wanted lock
// first, then what was held, with the places.
func (x *exam) locks() (names, sites []string) {
	for i := range x.c.Facts {
		f := &x.c.Facts[i]
		if f.Name != "lock" {
			continue
		}
		name := lockName(f.Value)
		if name == "" || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		if _, where, ok := strings.Cut(f.Value, "at: "); ok {
			if _, rest, raw := strings.Cut(where, ">] "); raw { // "at: [<00000000366b10e7>] rtnl_lock+0x17/0x20"
				where = rest
			}
			fn, _, _ := strings.Cut(strings.TrimSpace(where), "+")
			verb := "is already held, taken in"
			if len(names) == 1 {
				verb = "is about to be taken in"
			}
			sites = append(sites, fmt.Sprintf("%s %s %s", name, verb, fn))
		}
		if len(names) == 3 {
			break
		}
	}
	return names, sites
}

// sameLock tells that the lock that is wanted and the first that is held have one address.
func (x *exam) sameLock() bool {
	var at []string
	for i := range x.c.Facts {
		if f := &x.c.Facts[i]; f.Name == "lock" && strings.Contains(f.Value, "){") {
			a, _, _ := strings.Cut(strings.TrimSpace(f.Value), "(") // until 4.13 there was none
			at = append(at, strings.TrimSpace(a))
		}
	}
	return len(at) > 1 && at[0] == at[1] && at[0] != ""
}

// takesForReading tells that the lock that is wanted is asked for by a reader.
func (x *exam) takesForReading() bool {
	for i := range x.chain {
		f := &x.chain[i]
		switch w := word(f.Function); {
		case !f.Reliable || f.Module != "" || printsItself(f) || w == "lock_acquire":
		case strings.HasPrefix(w, "down_read"), strings.HasPrefix(w, "percpu_down_read"), strings.Contains(w, "read_lock"):
			return true
		case strings.HasPrefix(w, "down_write"), strings.Contains(w, "lock"):
			return false
		}
	}
	return false
}

func lockName(s string) string {
	i := strings.IndexByte(s, '(')
	j := strings.Index(s, "){")
	if i < 0 || j <= i {
		return ""
	}
	return s[i+1 : j]
}

// selfDeadlock: a task takes a lock that it holds.
func selfDeadlock(x *exam, f *draft) bool {
	switch {
	case strings.Contains(x.c.Header, "recursive locking detected"):
		names, sites := x.locks()
		lock := "a lock"
		if len(names) > 0 {
			lock = names[0]
		}
		f.Text = fmt.Sprintf("%s takes %s while it, or another lock of the same class, is already held by the same task: if it is the same one, it waits for itself.", x.task(), lock)
		if x.sameLock() {
			f.Text = fmt.Sprintf("%s takes %s, which it holds already: it waits for itself.", x.task(), lock)
			if x.takesForReading() {
				f.Text = fmt.Sprintf("%s takes %s for reading, which it holds already: if that is for reading as well, it waits for itself as soon as a writer comes in between.", x.task(), lock)
			}
		}
		for _, s := range sites {
			f.Text += " " + s + "."
		}
		f.Next = "Split the function into one that takes the lock and a _locked one for callers that hold it. If they are two locks of one class on purpose, tell lockdep with a nesting level (mutex_lock_nested)."
	case strings.Contains(x.c.Header, "recursion"):
		f.Text = fmt.Sprintf("%s takes a spinlock that the same CPU holds already: it spins for ever.", subject(x))
		f.Next = "Find the first taking up the chain, or in an interrupt handler that came in between: that needs spin_lock_irqsave() in the other place."
	default:
		return false
	}
	f.Evidence = []int{x.headLine()}
	for i := range x.c.Facts {
		if x.c.Facts[i].Name == "lock" && len(f.Evidence) < 6 {
			f.Evidence = append(f.Evidence, x.c.Facts[i].Line)
		}
	}
	f.Evidence = append(f.Evidence, x.pcLine())
	f.claim(reported(x.headLine()))
	return true
}

// subject names who did it. Where the function that the culprit called ended in a
// call that never returns, the trace has the name of the one behind it instead.
func subject(x *exam) string {
	c := x.culprit()
	if c == "" {
		return x.where()
	}
	fr, _ := x.frameOf(bare(x.c.Culprit.Function), x.c.Culprit.Module)
	for i := range x.chain {
		if i > 1 && &x.chain[i] == fr && x.chain[i-1].Reliable && nextsName(&x.chain[i-1]) {
			return "the function that " + c + " called"
		}
	}
	return c
}

// irqUnsafe: a lock is used in interrupts and elsewhere with them enabled, by
// itself or by way of another one.
func irqUnsafe(x *exam, f *draft) bool {
	h := x.c.Header
	if !strings.Contains(h, "inconsistent lock state") && !strings.Contains(h, "-unsafe lock order") && !strings.Contains(h, "lock inversion") {
		return false
	}
	if x.rcuOnly(f) {
		return true
	}
	kind, variant := "an interrupt", "spin_lock_irqsave()"
	u, _ := x.fact("usage")
	if _, past := x.line("-unsafe lock in the past:"); past != "" { // but this lock took another, SOFTIRQ-unsafe lock in the past:
		u += past
	}
	if _, past := x.line("-safe lock in the past:"); past != "" {
		u += past
	}
	if strings.Contains(u+h, "RECLAIM_FS") {
		return takenInReclaim(x, f)
	}
	if strings.Contains(u+h, "SOFTIRQ") && !strings.Contains(u+h, "HARDIRQ") {
		kind, variant = "a softirq (timer, tasklet, network)", "spin_lock_bh()"
	}
	if inside, other, n := x.lockOrder(); inside != "" && other != "" {
		f.Text = fmt.Sprintf("The lock %s is taken in %s. Who holds it also waits for %s, which is held elsewhere with that enabled: if it comes there, it wants %s, and both wait for ever.", inside, kind, other, inside)
		f.Next = fmt.Sprintf("Take %s with %s everywhere, or not while %s is held; the report names a place of each.", other, variant, inside)
		f.Evidence = []int{x.headLine(), n}
		f.claim(reported(x.headLine()))
		return true
	}
	if !strings.Contains(h, "inconsistent lock state") { // which is which stood in lines that are lost
		f.Text = fmt.Sprintf("One of two locks is taken in %s, and who holds it also waits for the other one, which is held elsewhere with that enabled: if it comes there, both wait for ever.", kind)
		if _, sites := x.locks(); len(sites) > 0 {
			f.Text += " " + strings.Join(sites, ". ") + "."
		}
		f.Next = fmt.Sprintf("Take the other one with %s everywhere, or not while the first is held; the report names a place of each.", variant)
		f.Evidence = []int{x.headLine()}
		f.claim(reported(x.headLine()))
		return true
	}
	lock := "A lock"
	v, where := x.fact("lock")
	if lockName(v) != "" {
		lock = "The lock " + lockName(v)
	}
	f.Text = fmt.Sprintf("%s is taken in %s and elsewhere with that enabled: if it comes on the same CPU in between, it waits for ever.", lock, kind)
	f.Next = fmt.Sprintf("Take it with %s in every place outside of the interrupt; the report names the place that does not.", variant)
	_, usage := x.fact("usage")
	f.Evidence = []int{x.headLine(), usage, where}
	f.claim(reported(x.headLine()))
	return true
}

// takenInReclaim: until 4.14 lockdep knew of memory reclaim as it does of interrupts.
//
//	inconsistent {RECLAIM_FS-ON-W} -> {IN-RECLAIM_FS-W} usage.
func takenInReclaim(x *exam, f *draft) bool {
	lock := "A lock"
	v, where := x.fact("lock")
	if lockName(v) != "" {
		lock = "The lock " + lockName(v)
	}
	f.Text = fmt.Sprintf("%s is taken while memory is reclaimed, and elsewhere memory is asked for, which may reclaim some, by who holds it or waits for it: that may wait for itself.", lock)
	f.Next = "Allocate before the lock is taken, or with GFP_NOFS (memalloc_nofs_save()) while it is held."
	_, usage := x.fact("usage")
	f.Evidence = []int{x.headLine(), usage, where}
	f.claim(reported(x.headLine()))
	return true
}

// lockOrder returns the lock that interrupts take and the one that is waited
// for with it held, as kernel/locking/lockdep.c has named them since 2.6.18.
//
//	but this new dependency connects a HARDIRQ-irq-safe lock:
//	 (&dev->event_lock){-.-.}-{2:2}
//	to a HARDIRQ-irq-unsafe lock:
//	 (&new->fa_lock){.?.+}-{2:2}
func (x *exam) lockOrder() (inside, other string, line int) {
	for i := 0; i+1 < len(x.c.Body) && i < mostBody; i++ {
		switch t, next := x.c.Body[i].Text, lockName(x.c.Body[i+1].Text); {
		case next == "":
		case inside == "" && strings.Contains(t, " connects a "):
			inside, line = next, x.c.Body[i].N
		case inside != "" && strings.Contains(t, "to a ") && strings.Contains(t, "-unsafe lock:"):
			return inside, next, line
		}
	}
	return "", "", 0
}

// lockMisuse names the rest of lockdep's complaints in plain words.
func lockMisuse(x *exam, f *draft) bool {
	for _, m := range []struct {
		mark, text, next string
		task             bool // it is about the task, not about the function that was caught
	}{
		{"bad unlock balance", "%s releases a lock that it does not hold.", "Look for an error path that unlocks twice, or unlocks before it locked.", false},
		{"held lock freed", "%s frees memory that holds a lock somebody still has.", "Release the lock, and wait for its users, before freeing the object.", false},
		{"lock held when returning to user space", "%s goes back to user space with a lock held.", "Look for a return on an error path that skips the unlock.", true},
		{"still has locks held", "%s ends, or sleeps for long, with a lock held.", "Look for the path that skips the unlock.", true},
		{"Invalid wait context", "%s takes a lock of a kind that may sleep (a mutex or semaphore; or a spinlock, which PREEMPT_RT turns into one) where none of that kind may be taken.", "Use a raw_spinlock_t there, or move the work out of the atomic section.", false},
		{"Nested lock was not taken", "%s declared a lock as nested under one that it does not hold.", "Take the outer lock first, or drop the _nest_lock annotation.", false},
	} {
		if strings.Contains(x.c.Header, m.mark) {
			f.claim(x.heads(m.mark))
			if m.task { // whoever noticed it on the way out did not take the lock
				f.Text = fmt.Sprintf(m.text, x.task())
				if _, sites := x.locks(); len(sites) > 0 {
					f.also(" "+strings.Replace(sites[0], "is about to be taken in", "was taken in", 1)+".", reported(x.factLine("lock")))
				}
			} else {
				f.claim(x.subjectRan())
				f.Text = fmt.Sprintf(m.text, subject(x))
			}
			f.Next = m.next
			_, where := x.fact("lock")
			f.Evidence = []int{x.headLine(), where, x.pcLine()}
			return true
		}
	}
	return false
}

// lockNotInitialised: the lock's memory is no lock.
func lockNotInitialised(x *exam, f *draft) bool {
	h := x.c.Header
	bad := strings.Contains(h, "bad magic")
	if !bad && !strings.Contains(h, "non-static key") && !x.registersLock() {
		return false
	}
	f.Text = fmt.Sprintf("%s takes a lock that was never initialised.", subject(x))
	f.Next = "Find the missing spin_lock_init()/mutex_init(), or the path that uses the object before it is set up (an interrupt requested too early in probe)."
	if bad {
		kind := "a spinlock"
		if strings.Contains(h, "rwlock") {
			kind = "an rwlock"
		}
		f.Text = fmt.Sprintf("%s takes %s whose magic number is gone: never initialised, or its object was freed or overwritten.", subject(x), kind)
		if v, n := x.fact("lock"); n > 0 {
			f.Evidence = append(f.Evidence, n)
			if strings.Contains(v, "6b6b6b6b") {
				f.Confidence = Certain
				f.Text = fmt.Sprintf("%s takes %s that is full of slab poison (0x6b): in an object that was freed, or in a new one in which nobody initialised it.", subject(x), kind)
			}
		}
	}
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, f.Evidence...)
	f.claim(reported(x.headLine()), x.subjectRan())
	return true
}

// registersLock tells a report of lockdep whose first lines were lost, and which register_lock_class()
// made: it has nothing else to say than that the lock's key is none.
func (x *exam) registersLock() bool {
	return x.c.Class == "lockdep" && x.c.Quality.Has(crash.Headless) && len(x.chain) > 0 && word(x.chain[0].Function) == "register_lock_class"
}

// rcuOnly: rcu_read_lock is no lock that could be taken in another way. What
// lockdep means is that something waits for readers where it may itself be one.
func (x *exam) rcuOnly(f *draft) bool {
	v, n := x.fact("lock")
	if !strings.Contains(v, "rcu_read_lock") && !strings.Contains(v, "rcu_node") && !strings.Contains(v, "srcu") {
		return false
	}
	f.Text = fmt.Sprintf("Lockdep sees a circle through RCU (%s): something that a reader or an interrupt needs is held while the other side is waited for.", lockName(v))
	f.claim(reported(x.headLine()), reported(n))
	f.Next = "rcu_read_lock() cannot block and needs no other variant. Look at the other lock of the report: it must not be taken inside the reader, or not while waiting for a grace period."
	f.Evidence = []int{x.headLine(), n}
	return true
}
