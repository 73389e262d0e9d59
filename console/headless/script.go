package headless

import (
	"context"
	"errors"

	"oopscope/console/out"
	"oopscope/console/repro"
	"oopscope/parse"
)

// errDecided ends a script when the watch has its verdict.
var errDecided = errors.New("the watch is decided")

// heeding is the console of a script: what comes is watched, too.
type heeding struct {
	*watcher
	Source
}

func (h heeding) Next(ctx context.Context) (parse.Batch, error) {
	b, err := h.Source.Next(ctx)
	if e := h.take(&b); e != nil {
		return b, e
	}
	if h.verdict != nil && err == nil {
		err = errDecided
	}
	return b, err
}

// play does a script while the console is watched. How it ends is the verdict, unless the
// watch had one before; with patterns to expect the watch goes on behind it.
func (w *watcher) play(ctx context.Context, src Source) error {
	plan := *w.opt.Script
	plan.Busy = w.after.Busy
	if w.opt.Tools != nil {
		plan.Tools = w.opt.Tools()
	}
	err := repro.Play(ctx, heeding{w, src}, &plan, repro.Player{
		Does: func(string) {},
		Set:  func(name, value string) { out.Line(w.opt.Err, "oopscope: %s = %s", name, value) },
	})
	met, unmet := (*repro.Met)(nil), (*repro.Unmet)(nil)
	switch {
	case errors.Is(err, errDecided):
		return nil
	case errors.As(err, &met):
		w.verdict = &verdict{status: Matched, why: met.Error(), scripted: true}
	case errors.As(err, &unmet):
		w.verdict = &verdict{status: Timeout, why: unmet.Error(), scripted: true}
	case err == nil && len(w.opt.Expect) == 0:
		w.verdict = &verdict{status: Done, why: plan.Do[0] + " is done", scripted: true}
	}
	if w.verdict != nil {
		return nil
	}
	return err
}
