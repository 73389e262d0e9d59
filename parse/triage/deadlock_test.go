package triage

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// waits is the report of a task that hangs in a mutex, with what follows its trace.
func waits(comm string, pid int, function, after string) string {
	return fmt.Sprintf(`INFO: task %[1]s:%[2]d blocked for more than 120 seconds.
      Tainted: G           O       6.16.3 #1
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
task:%[1]s           state:D stack:0     pid:%[2]d    tgid:%[2]d    ppid:2      flags:0x00004000
Call Trace:
 <TASK>
 __schedule+0x3f1/0xbd0
 schedule+0x27/0xf0
 schedule_preempt_disabled+0x15/0x30
 __mutex_lock.constprop.0+0x34c/0x650
 %[3]s+0x38/0x60 [ring]
 kthread+0xfc/0x240
 ret_from_fork+0x34/0x50
 </TASK>
%[4]s`, comm, pid, function, after)
}

// stuckOn is what kernel/hung_task.c says of the owner, since 6.16.
func stuckOn(comm string, pid int, owner string, ownerPID int, function string) string {
	return fmt.Sprintf(`INFO: task %s:%d is blocked on a mutex likely owned by task %[3]s:%[4]d.
task:%[3]s           state:D stack:0     pid:%[4]d    tgid:%[4]d    ppid:2      flags:0x00004000
Call Trace:
 <TASK>
 __schedule+0x3f1/0xbd0
 schedule+0x27/0xf0
 __mutex_lock.constprop.0+0x34c/0x650
 %[5]s+0x38/0x60 [ring]
 kthread+0xfc/0x240
 </TASK>
`, comm, pid, owner, ownerPID, function)
}

const heldByBoth = `
Showing all locks held in the system:
1 lock held by khungtaskd/26:
 #0: ffffffff82f9a3e0 (rcu_read_lock){....}-{1:3}, at: debug_show_all_locks+0x2e/0x180
2 locks held by ringd/74:
 #0: ffffffffc0a02040 (&ring->lock){+.+.}-{4:4}, at: ring_push+0x1a/0x60 [ring]
 #1: ffffffffc0a02080 (&pool->lock){+.+.}-{4:4}, at: ring_push+0x38/0x60 [ring]
2 locks held by poold/75:
 #0: ffffffffc0a02080 (&pool->lock){+.+.}-{4:4}, at: pool_drain+0x1a/0x60 [ring]
 #1: ffffffffc0a02040 (&ring->lock){+.+.}-{4:4}, at: pool_drain+0x38/0x60 [ring]

=============================================

`

// readAll decodes a log of one second.
func readAll(log string) []*crash.Crash {
	log = "[   41.250113] " + strings.ReplaceAll(strings.TrimSuffix(log, "\n"), "\n", "\n[   41.250113] ") + "\n"
	return decode(parse.New(parse.Options{}), []byte(log))
}

// Two tasks that wait for each other are one deadlock, with both locks and both
// owners; nobody is "only a victim".
func TestADeadlockOfTwoIsOne(t *testing.T) {
	for name, log := range map[string]string{
		"owners": waits("ringd", 74, "ring_push", stuckOn("ringd", 74, "poold", 75, "pool_drain")) + waits("poold", 75, "pool_drain", stuckOn("poold", 75, "ringd", 74, "ring_push")),
		"table":  waits("ringd", 74, "ring_push", "") + waits("poold", 75, "pool_drain", heldByBoth),
	} {
		all := readAll(log)
		if len(all) != 2 {
			t.Fatalf("%s: %d reports", name, len(all))
		}
		all[0].Later.Cross = all[1].First // which whoever has the whole boot fills in
		first, second := Triage(all[0]), Triage(all[1])
		if all[1].Echo.Kind != crash.Deadlock || all[1].Echo.First != all[0].First {
			t.Errorf("%s: linked as %+v", name, all[1].Echo)
		}
		silent(t, second[0].Text, []string{"victim", "follows from"}, "ringd[74]", "poold[75]", "ring_push", "pool_drain", "wait")
		if second[0].Rule != "deadlock-of-two" || name == "table" && second[0].Confidence != Certain || name == "owners" && second[0].Confidence != Likely {
			t.Errorf("%s: first is %+v", name, second[0])
		}
		if first[0].Rule != "deadlock-of-two" || !strings.Contains(first[0].Text, fmt.Sprintf("line %d", all[1].First)) {
			t.Errorf("%s: the first half says %+v", name, first[0])
		}
		for _, f := range append(first, second...) {
			silent(t, f.Text, []string{"only a victim"})
		}
	}
	table := Triage(readAll(waits("poold", 75, "pool_drain", heldByBoth))[0])[0]
	silent(t, table.Text, nil, "poold[75] holds &pool->lock", "waits for &ring->lock", "ringd[74] holds &ring->lock")

	// Up to 4.14 a lock's name is all that is printed: it may be another one of its class.
	unnamed := regexp.MustCompile(`#(\d): \w+ (\(.*\)\S+), at: `).ReplaceAllString(heldByBoth, "#$1:  $2, at: [<ffffffffc0a01038>] ")
	old := Triage(readAll(waits("poold", 75, "pool_drain", unnamed))[0])[0]
	if old.Rule != "deadlock-of-two" || old.Confidence != Likely {
		t.Errorf("locks by name: %+v", old)
	}
}

// The same locks, taken in the same order by both: the one holds both, the other waits.
func TestNoCircleIsNoDeadlock(t *testing.T) {
	order := strings.NewReplacer("#0: ffffffffc0a02080 (&pool->lock){+.+.}-{4:4}, at: pool", "#0: ffffffffc0a02040 (&ring->lock){+.+.}-{4:4}, at: pool",
		"#1: ffffffffc0a02040 (&ring->lock){+.+.}-{4:4}, at: pool", "#1: ffffffffc0a02080 (&pool->lock){+.+.}-{4:4}, at: pool").Replace(heldByBoth)
	for name, log := range map[string]string{
		"order": waits("ringd", 74, "ring_push", "") + waits("poold", 75, "pool_drain", order),
		"other": waits("ringd", 74, "ring_push", stuckOn("ringd", 74, "chain", 76, "pool_drain")) + waits("poold", 75, "pool_drain", stuckOn("poold", 75, "ringd", 74, "ring_push")),
	} {
		for _, c := range readAll(log) {
			if f := found(c, "deadlock-of-two"); f != nil {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// Without a word on who owns what, that the tasks wait for each other is a guess.
func TestTwoThatWaitInOneModuleMayWaitForEachOther(t *testing.T) {
	all := readAll(waits("ringd", 74, "ring_push", "") + waits("poold", 75, "pool_drain", ""))
	f := found(all[1], "may-be-deadlock")
	if f == nil || f.Confidence != Possible || all[1].Echo.Kind != crash.MayCross {
		t.Errorf("%+v, linked as %+v", f, all[1].Echo)
	}
	if same := readAll(waits("ringd", 74, "ring_push", "") + waits("poold", 75, "ring_push", "")); found(same[1], "may-be-deadlock") != nil {
		t.Error("two that wait at one place")
	}
}

// Two CPUs, each of which spins for the lock of the other, by the words of the lock's
// debugging (kernel/locking/spinlock_debug.c).
func TestTwoCPUsThatSpinForEachOther(t *testing.T) {
	spins := func(cpu int, comm string, pid int, lock, owner string, ownerPID int, function string) string {
		return fmt.Sprintf(`BUG: spinlock lockup suspected on CPU#%d, %s/%d
 lock: %s+0x0/0x40 [ring], .magic: dead4ead, .owner: %s/%d, .owner_cpu: %d
CPU: %[1]d PID: %[3]d Comm: %[2]s Tainted: G           O       4.19.94 #1
Hardware name: Generic AM33XX (Flattened Device Tree)
[<c0111e80>] (unwind_backtrace) from [<c010c6a8>] (show_stack+0x18/0x1c)
[<c010c6a8>] (show_stack) from [<c0a8c9b0>] (dump_stack+0x90/0xa4)
[<c0a8c9b0>] (dump_stack) from [<c018d3b4>] (do_raw_spin_lock+0x10c/0x17c)
[<c018d3b4>] (do_raw_spin_lock) from [<bf0020a4>] (%[8]s+0x38/0x60 [ring])
[<bf0020a4>] (%[8]s [ring]) from [<c014e2f4>] (kthread+0x164/0x174)
`, cpu, comm, pid, lock, owner, ownerPID, 1-cpu, function)
	}
	all := readAll(spins(0, "ringd", 74, "pool_lock", "poold", 75, "ring_push") + spins(1, "poold", 75, "ring_lock", "ringd", 74, "pool_drain"))
	if len(all) != 2 || all[1].Echo.Kind != crash.Deadlock {
		t.Fatalf("%d reports", len(all))
	}
	silent(t, Triage(all[1])[0].Text, nil, "the lock ring_lock", "the lock pool_lock", "ring_push", "pool_drain", "ringd[74]", "poold[75]")
}

// Both halves of what may be a deadlock say so; who waits inside of a function that it
// has called already may wait for itself.
func TestTracesWithoutOwners(t *testing.T) {
	all := readAll(waits("ringd", 74, "ring_push", "") + waits("poold", 75, "pool_drain", ""))
	all[0].Later.May = all[1].First // which whoever has the whole boot fills in
	if f := found(all[0], "may-be-deadlock"); f == nil || f.Confidence != Possible || !strings.Contains(f.Text, fmt.Sprintf("line %d", all[1].First)) {
		t.Errorf("the first half says %+v", f)
	}
	for i, c := range all {
		silent(t, Triage(c)[0].Text, nil, fmt.Sprintf("see line %d", all[1-i].First))
	}
	twice := strings.Replace(waits("ringd", 74, "ring_push", ""), " kthread", " ring_refill+0x20/0x60 [ring]\n ring_push+0x50/0x60 [ring]\n kthread", 1)
	c := readAll(twice)[0]
	if f := found(c, "waits-for-itself"); f == nil || f.Confidence != Likely || found(c, "hung-waiter") != nil {
		t.Errorf("%+v", Triage(c))
	}
	if f := found(readAll(strings.ReplaceAll(twice, "ring_push+0x50", "ring_pull+0x50"))[0], "waits-for-itself"); f != nil {
		t.Errorf("%+v", f)
	}
}
