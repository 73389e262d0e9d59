package console

import (
	"context"
	"sync"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/transfer"
)

// aside is the line while a transfer has it: what comes goes there as well as where it
// always goes, and nobody else sends.
type aside struct {
	mu    sync.Mutex
	stop  context.CancelFunc // nil while nothing has the line
	why   error              // that it was ended for by somebody else, nil for none
	held  []byte
	harm  int           // pieces that came damaged, of a file over another process's line
	whose int           // who sends and receives it, when that is another screen; else 0
	came  chan struct{} // holds a token when there is something
	state link.Progress
}

// asideMost bounds what waits for a program that does not take it.
const asideMost = 8 << 20

// begin takes the line, which nothing has.
func (a *aside) begin(stop context.CancelFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop, a.why, a.held, a.harm, a.whose, a.came, a.state = stop, nil, nil, 0, 0, make(chan struct{}, 1), link.Progress{}
}

// beginFor is begin for another screen.
func (a *aside) beginFor(who Typist, stop context.CancelFunc) {
	a.begin(stop)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.whose = who.ID
}

func (a *aside) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop, a.held, a.whose = nil, nil, 0
}

// cancel ends what has the line, and tells whether there was something.
func (a *aside) cancel() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop == nil {
		return false
	}
	a.stop()
	return true
}

// fail ends what has the line, and says why.
func (a *aside) fail(why error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop != nil {
		a.why = why
		a.stop()
	}
}

// failed is why what has the line was ended, nil when nobody said.
func (a *aside) failed() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why
}

// isFor tells whether it is somebody on another screen who has the line.
func (a *aside) isFor(who Typist) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stop != nil && a.whose != 0 && a.whose == who.ID
}

// leaves ends what another screen does when the keyboard goes to somebody else.
func (a *aside) leaves(to Typist) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop != nil && a.whose != 0 && a.whose != to.ID {
		a.stop()
	}
}

// taken tells whether something has the line.
func (a *aside) taken() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stop != nil
}

// add takes what came.
func (a *aside) add(p []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop == nil || len(a.held)+len(p) > asideMost {
		return
	}
	a.held = append(a.held, p...)
	if a.whose != 0 && !a.state.Sending {
		a.state.Done += int64(len(p))
	}
	select {
	case a.came <- struct{}{}:
	default:
	}
}

// harmed notes how many pieces of a file over another process's line came damaged so far.
func (a *aside) harmed(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.harm = n
}

// sent counts what another screen sends.
func (a *aside) sent(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.state.Sending {
		a.state.Done += int64(n)
	}
}

func (a *aside) told(p link.Progress) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.state = p
}

// progress is how far it is, nil when nothing has the line.
func (a *aside) progress() *link.Progress {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop == nil {
		return nil
	}
	p := a.state
	p.Errors = max(p.Errors, a.harm)
	return &p
}

// asideWire is the line as a transfer sees it.
type asideWire struct {
	ctx  context.Context
	side *aside
	send func(ctx context.Context, p []byte) error
}

// Read implements transfer.Wire.
func (w asideWire) Read(p []byte, wait time.Duration) (int, error) {
	late := time.NewTimer(max(wait, 0))
	defer late.Stop()
	for {
		if err := w.ctx.Err(); err != nil {
			return 0, err
		}
		w.side.mu.Lock()
		n := copy(p, w.side.held)
		w.side.held = w.side.held[n:]
		came := w.side.came
		w.side.mu.Unlock()
		if n > 0 {
			return n, nil
		}
		select {
		case <-w.ctx.Done():
		case <-came:
		case <-late.C:
			return 0, transfer.ErrTimeout
		}
	}
}

// Write implements transfer.Wire. What tells the other end that it is over goes even
// when the person stopped it.
func (w asideWire) Write(p []byte) (int, error) {
	ctx := w.ctx
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
	}
	if err := w.send(ctx, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

var _ transfer.Wire = asideWire{}

// writeNow sends bytes in their turn and waits until the port has taken them.
func (s *sender) writeNow(ctx context.Context, p []byte) error {
	done := make(chan error, 1)
	err := s.push(item{bytes: append([]byte(nil), p...), done: done}, func(i port.Info) error {
		if !i.Writable {
			return port.ErrReadOnly
		}
		return nil
	})
	if err != nil {
		return err
	}
	select {
	case err = <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
