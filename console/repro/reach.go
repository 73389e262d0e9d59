package repro

import (
	"context"
	"time"
)

// errands is how often a login is tried.
const errands = 3

// arrival is a way to the shell's prompt: from wherever the board is now.
type arrival struct {
	*talk
	plan   *Plan
	quiet  time.Duration // after which Enter is typed
	asked  int           // how often the name was given
	named  bool          // and nothing else since
	before string        // what stood there when Enter was typed
}

// reach waits for the shell's prompt, logs in where it must, and learns what the prompt is
// like when nobody knows: what comes again after an Enter.
func (t *talk) reach(ctx context.Context, plan *Plan, quiet time.Duration) error {
	a := &arrival{talk: t, plan: plan, quiet: quiet}
	for limit, held := time.Now().Add(plan.Reboot), t.held; time.Now().Before(limit.Add(t.held - held)); {
		done, err := a.step()
		if done || err != nil {
			return err
		}
		if err := t.hear(ctx, time.Now().Add(settled)); err != nil {
			return err
		}
	}
	return ErrNoReturn
}

func (a *arrival) step() (done bool, err error) {
	fresh := a.lines > 0 || a.typed == ""
	switch {
	case !a.still(settled):
		return false, nil
	case fresh && a.asksWho():
		return false, a.answer()
	case a.prompt.is(a.line):
		a.prompt.shape = shape(a.line)
		return true, nil
	case asksLoader.Get().MatchString(a.line) && a.still(a.wait()):
		return false, ErrLoader
	case a.line != "" && !a.prompt.known() && a.still(unlearnt) && !a.asking():
		return a.learn(fresh)
	case a.still(a.wait()) || fresh && asksEnter.Get().MatchString(a.whole+a.line):
		return false, a.push()
	}
	return false, nil
}

// asksWho reports whether the line asks for a name, or for the password that belongs to it.
func (a *arrival) asksWho() bool {
	return asksLogin.Get().MatchString(a.line) || a.named && asksPassword.Get().MatchString(a.line)
}

func (a *arrival) answer() error {
	if asksLogin.Get().MatchString(a.line) {
		return a.login()
	}
	a.named = false
	return a.secret(a.plan.Password)
}

// asking reports whether the line is a question that is none of a shell's.
func (a *arrival) asking() bool {
	return asksLoader.Get().MatchString(a.line) || asksPassword.Get().MatchString(a.line) || mayBeStopped.Get().MatchString(a.line)
}

// wait is how long the board may be still before Enter is typed.
func (a *arrival) wait() time.Duration {
	if mayBeStopped.Get().MatchString(a.whole + a.line) {
		return max(a.quiet, nudgeBoot)
	}
	return a.quiet
}

// push types Enter, and gives the board the same time again.
func (a *arrival) push() error {
	a.heard = time.Now()
	return a.enter("")
}

func (a *arrival) login() error {
	switch {
	case a.plan.Login == "":
		return ErrNoLogin
	case a.asked == errands:
		return ErrRefused
	}
	a.asked++
	a.named = true
	return a.enter(a.plan.Login)
}

// learn takes for the prompt what stands there again after an Enter.
func (a *arrival) learn(fresh bool) (done bool, err error) {
	if a.before != "" && shape(a.line) == a.before && fresh {
		a.prompt.shape = a.before
		return true, nil
	}
	a.before = shape(a.line)
	return false, a.push()
}
