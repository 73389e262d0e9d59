package repro

import (
	"context"
	"errors"
	"slices"
	"time"

	"oopscope/parse"
)

// An Observer hears how it goes on. Its functions must not wait.
type Observer struct {
	Began func(round int, l *parse.Line) // its first command was typed on this line
	Does  func(t *Tally, what string)    // what it is at now
	Ended func(t *Tally, r *Round)       // the round is counted
}

// lingers is how much longer a crash that is being printed is listened to.
const lingers = 5 * time.Second

// run is one run: rounds, one after the other.
type run struct {
	*talk
	plan  *Plan
	steps []Step // of a round
	tally *Tally
	watch Observer
	last  Round
	since time.Time
	spent float64 // seconds of the runs before
}

// Run does what the plan says, from wherever the board is, and counts it. It returns nil
// when the plan came to its end, ctx.Err() when ctx did, and else what went wrong. What
// was counted is in the tally, whatever ends it.
func Run(ctx context.Context, c Console, plan *Plan, tally *Tally, watch Observer) error {
	r := &run{
		talk: newTalk(c, plan),
		plan: plan, steps: plan.Steps,
		tally: tally, watch: watch, since: time.Now(), spent: tally.Seconds,
	}
	if r.steps == nil {
		r.steps = commandSteps(plan.Do)
	}
	quiet := nudge
	for first := true; !r.over(); first = false {
		r.watch.Does(tally, "waiting for the prompt")
		if err := r.reach(ctx, plan, quiet); err != nil {
			return err
		}
		if first { // what came before is not of our doing
			r.count()
		}
		if err := r.round(ctx); err != nil {
			return err
		}
		if quiet = nudge; r.booted || r.last.dead() {
			quiet = nudgeBoot
		}
	}
	return nil
}

// over reports whether one of the ends is reached.
func (r *run) over() bool {
	r.tally.Seconds = r.spent + time.Since(r.since).Seconds()
	return slices.ContainsFunc(r.plan.Until, func(u Until) bool {
		return u.Crash && len(r.last.Crashes) > 0 || u.Rounds > 0 && r.tally.Rounds >= u.Rounds || u.For > 0 && time.Since(r.since) >= u.For
	})
}

// round does the steps, until one of them does not come to its end. A crash that came late,
// after the prompt, counts for the round that follows.
func (r *run) round(ctx context.Context) error {
	r.booted = false
	done := &Round{N: r.tally.Rounds + 1}
	r.echo = func(l *parse.Line) { r.watch.Began(done.N, l) }
	from := time.Now()
	p := &player{talk: r.talk, plan: r.plan, vars: map[string]string{}, does: func(what string) { r.watch.Does(r.tally, what) }}
	r.ear.forget() // of the round before
	if err := p.script(ctx, r.steps); errors.As(err, new(*Unmet)) {
		done.Hung = !r.fell()
	} else if err != nil {
		return err
	}
	if err := r.settle(ctx); err != nil {
		return err
	}
	done.Crashes, done.Restart, done.Took = r.count(), r.booted, time.Since(from)
	r.last = *done
	if r.kernel != "" {
		r.tally.Kernel = r.kernel
	}
	r.tally.Add(done)
	r.over() // for the time
	r.watch.Ended(r.tally, done)
	if done.Hung {
		return r.lost(r.console.Send([]byte{ctrlC}))
	}
	return nil
}

// ctrlC interrupts a command that does not end.
const ctrlC = 3

// fell reports whether the board does not go on where it was.
func (r *run) fell() bool {
	return r.booted || len(r.crashes) > 0 || asksLogin.Get().MatchString(r.line)
}
