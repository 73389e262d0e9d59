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
