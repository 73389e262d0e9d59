package story

import (
	"slices"

	"oopscope/parse/crash"
)

// A Keeper gives crashes, before they are written down, what is known of their
// boot beyond them: what was seen of the machine later, and the story. The zero
// value holds nothing back: every crash goes on at once with what is known then.
type Keeper struct {
	// Wait holds the crashes of a boot until that is over, so that all that came
	// of them is known. It is for inputs that are read to their end; what would
	// take much memory is not waited for. The crashes are then the keeper's to complete.
	Wait bool

	boots  []crash.Boot   // the last ones
	before []*crash.Crash // of the present boot, handed on already
	held   []*crash.Crash // not yet
	size   int64          // of their lines, in bytes
}

// Bounds of what is held back, and remembered.
const (
	mostHeld  = 64
	mostBytes = 512 << 10
	mostBoots = 64
)

// Put takes in complete crashes, in the order of their IDs, and the boots that
// began, and returns the crashes whose turn has come.
func (k *Keeper) Put(crashes []*crash.Crash, boots []crash.Boot) (out []*crash.Crash) {
	for _, b := range boots {
		k.boots = append(slices.DeleteFunc(k.boots, func(x crash.Boot) bool { return x.N == b.N && x.Sender == b.Sender }), b)
	}
	if len(k.boots) > mostBoots {
		k.boots = slices.Delete(k.boots, 0, len(k.boots)-mostBoots)
	}
	for _, c := range crashes {
		if len(k.held) > 0 && k.held[0].Boot != c.Boot {
			out = append(out, k.release(Known{}, !k.Wait)...)
		}
		k.held = append(k.held, c)
		k.size += c.LastByte - c.FirstByte
		switch {
		case !k.Wait:
			out = append(out, k.release(Known{}, !k.Wait)...)
		case len(k.held) >= mostHeld || k.size > mostBytes: // whatever came in one piece with it
			out = append(out, k.hand(Known{}, false)...)
		}
	}
	if len(k.held) > 0 && k.next(k.held[0]).N > 0 {
		out = append(out, k.release(Known{}, !k.Wait)...)
	}
	return out
}

// Rest returns what is still held: the input is over.
func (k *Keeper) Rest(heard int) []*crash.Crash {
	return k.release(Known{Over: true, Heard: heard}, !k.Wait)
}

// Now returns what is held, with what is known now: the input goes on, but somebody
// waits for it.
func (k *Keeper) Now() []*crash.Crash {
	return k.release(Known{}, true)
}

// release hands on what is held, with the boot that followed; live as in [Keeper.hand].
func (k *Keeper) release(now Known, live bool) []*crash.Crash {
	if len(k.held) == 0 {
		return nil
	}
	if next := k.next(k.held[0]); next.N > 0 {
		now.Next, now.Heard = next, next.Heard
	}
	now.Left = k.farewell(k.held[0])
	return k.hand(now, live)
}

// hand hands on what is held, all of one boot. Live tells that somebody may look at the crashes
// already, who wants the story with the last one as well.
func (k *Keeper) hand(now Known, live bool) []*crash.Crash {
	if len(k.before) > 0 && (k.before[0].Boot != k.held[0].Boot || k.before[0].Sender != k.held[0].Sender) {
		k.before = nil
	}
	first := len(k.before) == 0
	all := append(k.before, k.held...)
	after := Since(all, now)
	out := make([]*crash.Crash, len(k.held))
	for i := range out {
		c := k.held[i]
		if live {
			its := *c
			c = &its
		}
		c.Later = after[len(k.before)+i]
		out[i], all[len(k.before)+i] = c, c
	}
	if s := Tell(all); first {
		out[0].Story = s
	} else if live {
		out[len(out)-1].Story = s
	}
	k.before = remember(all)
	k.held, k.size = nil, 0
	return out
}

// remember keeps of crashes that were handed on what a story tells of them.
func remember(all []*crash.Crash) []*crash.Crash {
	if len(all) > mostHeld {
		all = append([]*crash.Crash{all[0]}, all[len(all)-mostHeld+1:]...)
	}
	slim := make([]*crash.Crash, len(all))
	for i, c := range all {
		slim[i] = &crash.Crash{
			ID: c.ID, Sender: c.Sender, Boot: c.Boot, Class: c.Class, Severity: c.Severity, Title: c.Title, First: c.First, Last: c.Last,
			Panic: c.Panic, PanicLine: c.PanicLine, RebootIn: c.RebootIn, Aftermath: c.Aftermath, Echo: c.Echo, Later: c.Later,
		}
	}
	return slim
}

// next is the boot behind that of the crash, the zero value when none is known.
func (k *Keeper) next(c *crash.Crash) (next crash.Boot) {
	for _, b := range k.boots {
		if b.Sender == c.Sender && b.N > c.Boot && (next.N == 0 || b.N < next.N) {
			next = b
		}
	}
	return next
}

// farewell is what the kernel of the crash's boot said when it was told to end.
func (k *Keeper) farewell(c *crash.Crash) crash.Farewell {
	for i := range k.boots {
		if b := &k.boots[i]; b.Sender == c.Sender && b.N == c.Boot {
			return b.Left
		}
	}
	return crash.Farewell{}
}
