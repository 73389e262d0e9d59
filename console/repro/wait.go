package repro

import (
	"context"
	"time"
)

// await waits for the prompt after a command; back is false when it is not to be waited
// for any more: the time is over, the board starts again, or it crashed and is silent.
func (t *talk) await(ctx context.Context, patience time.Duration) (back bool, err error) {
	for limit, held := time.Now().Add(patience), t.held; time.Now().Before(limit.Add(t.held - held)); {
		switch {
		case t.back():
			return true, nil
		case t.fresh, asksLogin.Get().MatchString(t.line) && t.lines > 0 && t.still(settled):
			return false, nil
		case t.dead() && !t.open() && t.still(lingers):
			return false, nil
		}
		if err := t.hear(ctx, time.Now().Add(settled)); err != nil {
			return false, err
		}
	}
	return false, nil
}

// settle lets a crash be printed to its end: half of one has no signature.
func (t *talk) settle(ctx context.Context) error {
	for limit := time.Now().Add(lingers); t.open() && time.Now().Before(limit); {
		if err := t.hear(ctx, time.Now().Add(settled)); err != nil {
			return err
		}
	}
	return nil
}
