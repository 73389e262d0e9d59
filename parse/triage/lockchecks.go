package triage

import (
	"fmt"
	"strings"
)

// lockCheckRules are about what the locks themselves check when they are taken and given back.
var lockCheckRules = []rule{
	{
		id: "lock-check", rank: rankProof - 5, confidence: Certain, classes: []string{"lockdep", "spinlock", "warning"},
		says:       "a lock that is no lock, or that is given back by who does not hold it",
		suppresses: []string{"warn-condition", "lock-misuse", "lock-check-failed"},
		fire:       lockCheck,
	},
	{
		id: "lock-check-failed", rank: rankPlace, confidence: Likely, classes: []string{"lockdep"},
		says:       "a check in the code of the mutexes or semaphores failed, without saying which",
		suppresses: []string{"warn-condition"},
		fire:       lockCheckFailed,
	},
}

const (
	unbalanced = "Look for a path that gives it back twice, or without having taken it (an error path, most often), and for code that leaves the giving back to another task."
	neverSetUp = "Find the missing initialisation (mutex_init(), init_rwsem()), or the path that uses the object before it is set up or after it is freed; KASAN names who freed it."
)

// lockChecks are the conditions that are printed when they fail, kernel/locking/{mutex,rwsem}.c,
// and the words of kernel/locking/spinlock_debug.c.
var lockChecks = []spokenCheck{
	{"WARN_ON(lock->magic != lock)", "uses a mutex that is none: each carries its own address, and this one does not. It was never initialised, its object was freed or overwritten, or it was copied there (a structure that was assigned, krealloc())", neverSetUp},
	{"WARN_ON(sem->magic != sem)", "uses a read-write semaphore that is none: each carries its own address, and this one does not. It was never initialised, its object was freed or overwritten, or it was copied there (a structure that was assigned, krealloc())", neverSetUp},
	{"WARN_ON(__owner_task(owner) != current)", "gives back a mutex that it does not hold", unbalanced},
	{"WARN_ON(lock->owner != current)", "gives back a mutex that it does not hold", unbalanced},
	{"WARN_ON((rwsem_owner(sem) != current)", "gives back, as a writer, a read-write semaphore that it has not taken for writing", unbalanced},
	{"WARN_ON(sem->owner != current)", "gives back, as a writer, a read-write semaphore that it has not taken for writing", unbalanced},
	{"WARN_ON(!is_rwsem_reader_owned(sem))", "gives back, as a reader, a read-write semaphore that no reader holds", unbalanced},
	{" already unlocked on CPU#", "gives back a spinlock that is not locked: nobody took it, it was given back before, or its memory was cleared meanwhile", unbalanced},
	{" wrong owner on CPU#", "gives back a spinlock that, by what stands in it, another task has taken", unbalanced},
	{"looking up invalid subclass: ", "takes a lock at a nesting level (a subclass) that there is not: lockdep has 0 to 7", "Look at what is given as the subclass of spin_lock_nested(), mutex_lock_nested() and their kin: a depth that is counted has to come back to 0, on error paths and when two CPUs count at once as well."}, // look_up_lock_class(), kernel/locking/lockdep.c
	{" wrong CPU on CPU#", "gives back a spinlock on another CPU than the one on which it was taken", "Whoever holds a spinlock must neither sleep nor be moved: look for what sleeps between lock and unlock, or for an object that was overwritten."},
}

// lockCheck reads the condition that failed:
//
//	DEBUG_LOCKS_WARN_ON(lock->magic != lock)
//	DEBUG_RWSEMS_WARN_ON((rwsem_owner(sem) != current) && …): count = 0x0, magic = 0xffff888104d6a010, …
//	BUG: spinlock already unlocked on CPU#1, sh/77
func lockCheck(x *exam, f *draft) bool {
	for i := range lockChecks {
		c := &lockChecks[i]
		n, l := x.line(c.words)
		if n == 0 || !strings.HasPrefix(c.words, "WARN") && n != x.headLine() || strings.HasPrefix(c.words, "WARN") && !strings.Contains(l, "DEBUG_") {
			continue
		}
		f.Text = fmt.Sprintf("%s %s.", subject(x), c.means)
		f.Next = c.next
		f.Evidence = []int{n, x.headLine(), x.pcLine()}
		f.claim(says(c.words, n), x.subjectRan())
		return true
	}
	return false
}

// lockCheckFailed: kernels before 5.x printed the place of the check alone.
func lockCheckFailed(x *exam, f *draft) bool {
	src := x.c.Source
	if src == "" {
		_, src, _ = strings.Cut(x.c.Header, " at ")
	}
	if !strings.HasPrefix(src, "kernel/locking/mutex") && !strings.HasPrefix(src, "kernel/locking/rwsem") && !strings.HasPrefix(src, "kernel/locking/rtmutex") {
		return false
	}
	f.Text = fmt.Sprintf("%s took or gave back a lock, and a check of the lock's own code failed. This suggests a lock that was never initialised, that was freed or overwritten, or that is given back by who does not hold it.", subject(x))
	f.Next = "Read the condition at that line: it says which of them. " + neverSetUp
	f.Evidence = []int{x.headLine(), x.pcLine()}
	f.claim(reported(x.headLine()), x.subjectRan())
	return true
}
