package triage

import (
	"strings"
	"testing"
)

const lockOrder = `=====================================================
WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected
5.11.0 #0 Not tainted
-----------------------------------------------------
worker/231 [HC0[0]:SC0[0]:HE0:SE1] is trying to acquire:
ffff8880120b9168 (&tbl->lock){+.+.}-{2:2}, at: tbl_get+0x14/0x60

and this task is already holding:
ffff88806a4a6028 (&client->lock){....}-{2:2}, at: dev_ioctl+0x2a/0x80
which would create a new lock dependency:
 (&client->lock){....}-{2:2} -> (&tbl->lock){+.+.}-{2:2}

but this new dependency connects a HARDIRQ-irq-safe lock:
 (&dev->irqlock){-...}-{2:2}

... which became HARDIRQ-irq-safe at:
  lock_acquire+0xc8/0x2d0

to a HARDIRQ-irq-unsafe lock:
 (&tbl->lock){+.+.}-{2:2}

stack backtrace:
Call Trace:
 dump_stack+0x107/0x163
 tbl_get+0x14/0x60
`

// Three locks are in play: the one interrupts take is not the one about to be
// taken.
func TestTheLockOfTheInterruptIsNamed(t *testing.T) {
	stamped := "[    7.100000] " + strings.ReplaceAll(strings.TrimSuffix(lockOrder, "\n"), "\n", "\n[    7.100000] ") + "\n"
	f := told(t, stamped)["irq-unsafe-lock"]
	if !strings.HasPrefix(f.Text, "The lock &dev->irqlock is taken in an interrupt.") || !strings.HasPrefix(f.Next, "Take &tbl->lock with spin_lock_irqsave()") {
		t.Errorf("told as %+v", f)
	}
}

// The lines that tell which lock interrupts take are lost: neither is named for it.
func TestTheLockOfTheInterruptIsLost(t *testing.T) {
	const lost = " (&dev->irqlock){-...}-{2:2}\n"
	if f := told(t, strings.Replace(lockOrder, lost, "", 1))["irq-unsafe-lock"]; !strings.HasPrefix(f.Text, "One of two locks is taken in an interrupt") {
		t.Errorf("told as %+v", f)
	}
}

// From "possible deadlock in rtnl_lock", a report of syzbot's of 4.16, and the same of 3.5, which
// prints no addresses: only the address tells that it is the lock itself that is held.
func TestTheSameLockIsProvedByItsAddress(t *testing.T) {
	const log = `============================================
WARNING: possible recursive locking detected
4.16.0+ #174 Not tainted
--------------------------------------------
syz-executor0/14230 is trying to acquire lock:
 0000000097f06d5d (rtnl_mutex){+.+.}, at: rtnl_lock+0x17/0x20

but task is already holding lock:
 0000000097f06d5d (rtnl_mutex){+.+.}, at: rtnl_lock+0x17/0x20

stack backtrace:
CPU: 1 PID: 14230 Comm: syz-executor0 Not tainted 4.16.0+ #174
Call Trace:
 dump_stack+0x1b9/0x294
 __lock_acquire+0x1788/0x5140
 rtnl_lock+0x17/0x20
 start_sync_thread+0xdc/0x2d90
`
	for _, c := range []struct{ from, to, want string }{
		{" 0000000097f06d5d (", " (", "if it is the same one, it waits for itself."},
		{"holding lock:\n 0000000097f06d5d", "holding lock:\n 00000000a3b1c201", "if it is the same one, it waits for itself."},
	} {
		if f := told(t, strings.ReplaceAll(log, c.from, c.to))["self-deadlock"]; !strings.Contains(f.Text, c.want) {
			t.Errorf("%q for %q: told as %+v", c.to, c.from, f)
		}
	}
	if f := told(t, log)["self-deadlock"]; !strings.Contains(f.Text, "takes rtnl_mutex, which it holds already") {
		t.Errorf("told as %+v", f)
	}
}

// From "WARNING in lock_downgrade", a report of syzbot's of 4.20.
func TestADowngradeOfAReadLock(t *testing.T) {
	silent(t, everything(t, `------------[ cut here ]------------
downgrading a read lock
WARNING: CPU: 1 PID: 13845 at kernel/locking/lockdep.c:3553 lock_downgrade+0x4d2/0x910
CPU: 1 PID: 13845 Comm: syz-executor1 Not tainted 4.20.0+ #1
RIP: 0010:lock_downgrade+0x4d2/0x910
RSP: 0018:ffff8881b8a4fb78 EFLAGS: 00010286
Call Trace:
 downgrade_write+0x76/0x270
 __do_munmap+0xcb4/0xf80
 __vm_munmap+0x138/0x1f0
---[ end trace 0000000000000000 ]---
`), []string{"makes no sense"}, "made a read lock of one that it held for reading already")
}
