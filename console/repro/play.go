package repro

import (
	"context"
	"errors"
	"regexp"
	"time"

	"oopscope/console/link"
)

// A player does steps, one after the other, in a talk with the board.
type player struct {
	*talk
	plan *Plan
	vars map[string]string
	does func(what string)
	set  func(name, value string) // is told of variables; nil for nobody

	alone bool // no rounds are counted: behind a boot all begins anew
}

// Play does the steps of a script once. It returns nil when all are done, an *Unmet or a
// *Met that ended it, ctx.Err() when ctx did, and else what went wrong.
func Play(ctx context.Context, c Console, plan *Plan, o Player) error {
	t := newTalk(c, plan)
	p := &player{talk: t, plan: plan, vars: map[string]string{}, does: o.Does, set: o.Set, alone: true}
	return p.script(ctx, plan.Steps)
}

// A Player hears how a script goes on. Its functions must not wait.
type Player struct {
	Does func(what string)        // what it is at now
	Set  func(name, value string) // a variable got a value
}

// errEndLoop leaves the loop that is being done.
var errEndLoop = errors.New("the loop is left")

// all does steps, to the first that does not come to its end.
func (p *player) all(ctx context.Context, steps []Step) error {
	for i := range steps {
		s := &steps[i]
		if s.Loop == nil {
			p.does(s.words())
		}
		err := p.step(ctx, s)
		if unmet := (*Unmet)(nil); errors.As(err, &unmet) && unmet.of == s {
			err = p.late(ctx, s, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// script does all the steps of one.
func (p *player) script(ctx context.Context, steps []Step) error {
	err := p.all(ctx, steps)
	if errors.Is(err, errEndLoop) { // of no loop: it ends
		return nil
	}
	return err
}

// late does what is to be done when the time of a step is over.
func (p *player) late(ctx context.Context, s *Step, unmet error) error {
	switch s.Late.How {
	case "end-loop":
		return errEndLoop
	case "go-on":
		return p.all(ctx, s.Late.Steps)
	}
	return unmet
}

func (p *player) step(ctx context.Context, s *Step) error {
	switch {
	case s.Do != "":
		return p.command(ctx, s)
	case s.Expect != nil:
		return p.expect(ctx, s)
	case s.Prompt:
		return p.arrive(ctx, s)
	case s.Pause > 0:
		return p.pause(ctx, s.Pause)
	case s.Loop != nil:
		return p.loop(ctx, s.Loop)
	case s.Send != "" || s.Type != "" || s.Secret != nil:
		return p.put(s)
	}
	return p.tool(ctx, s)
}

// command types a command, and waits for the prompt. Where nobody knows that the shell
// waits for one, or the board went through a boot, it waits for the prompt before, too.
func (p *player) command(ctx context.Context, s *Step) error {
	quiet := nudge
	if p.fresh || p.dead() {
		quiet = nudgeBoot
	}
	if !p.prompt.known() || quiet == nudgeBoot {
		if err := p.reach(ctx, p.plan, quiet); err != nil {
			return err
		}
		p.begin()
		p.ear.forget() // a boot, which is not what the command says
	}
	if err := p.enter(expand(s.Do, p.vars)); err != nil {
		return err
	}
	limit := s.Timeout
	if limit == 0 {
		limit = p.plan.Command
	}
	back, err := p.await(ctx, limit)
	if err != nil || back {
		return err
	}
	return p.unmet(s, limit)
}

// begin is called at a prompt: where no rounds are counted, what was is over.
func (p *player) begin() {
	if p.alone {
		p.booted = false
		p.count()
	}
}

func (p *player) unmet(s *Step, limit time.Duration) error {
	last := p.line
	if last == "" {
		last = p.whole
	}
	return &Unmet{Step: s.words(), Time: limit, Last: last, of: s}
}

// arrive waits for the prompt, from wherever the board is.
func (p *player) arrive(ctx context.Context, s *Step) error {
	plan := *p.plan
	if s.Timeout > 0 {
		plan.Reboot = s.Timeout
	}
	err := p.reach(ctx, &plan, nudge)
	p.begin()
	if errors.Is(err, ErrNoReturn) {
		return p.unmet(s, plan.Reboot)
	}
	return err
}

// expect waits for a text behind what was taken before.
func (p *player) expect(ctx context.Context, s *Step) error {
	limit := s.Timeout
	if limit == 0 {
		limit = expectTime
	}
	wanted, bad, err := p.pattern(s.Expect), p.pattern(s.FailOn), error(nil)
	for end, held := time.Now().Add(limit), p.held; ; {
		if bad != nil {
			text := string(p.ear.text())
			if found := bad.FindString(text); found != "" {
				return &Met{Step: s.words(), Text: found}
			}
		}
		if groups, ok := p.ear.find(wanted); ok {
			p.keep(s.Into, groups)
			return nil
		}
		if !time.Now().Before(end.Add(p.held - held)) {
			return p.unmet(s, limit)
		}
		if err = p.hear(ctx, time.Now().Add(settled)); err != nil {
			return err
		}
	}
}

// pattern puts the values of variables into an expression, as they are.
func (p *player) pattern(re *regexp.Regexp) *regexp.Regexp {
	if re == nil || !variable.Get().MatchString(re.String()) {
		return re
	}
	text := variable.Get().ReplaceAllStringFunc(re.String(), func(v string) string { return regexp.QuoteMeta(p.vars[v[2:len(v)-1]]) })
	with, err := regexp.Compile(text)
	if err != nil { // a variable stood where no text can
		return re
	}
	return with
}

func (p *player) keep(names, values []string) {
	for i, name := range names {
		p.vars[name] = values[i]
		if p.set != nil {
			p.set(name, values[i])
		}
	}
}

func (p *player) pause(ctx context.Context, d time.Duration) error {
	for end := time.Now().Add(d); ; {
		left := time.Until(end)
		if left <= 0 {
			return nil
		}
		if err := p.hear(ctx, time.Now().Add(min(left, settled))); err != nil {
			return err
		}
	}
}

// put sends a line or some bytes.
func (p *player) put(s *Step) error {
	switch {
	case s.Secret != nil:
		return p.secret(string(s.Secret))
	case s.Type != "":
		p.talk.types(s.Type)
		return p.lost(p.console.Send([]byte(expand(s.Type, p.vars))))
	}
	return p.enter(expand(s.Send, p.vars))
}

// loop does its steps until one of its ends. Steps that wait for nothing would neither hear
// the board nor end: then it listens a while between two turns.
func (p *player) loop(ctx context.Context, l *Loop) error {
	past, begin := p.newest(), time.Now()
	for n := 0; l.Times == 0 || n < l.Times; n++ {
		if l.For > 0 && time.Since(begin) >= l.For || l.Crash && p.newest() > past {
			return nil
		}
		listened := p.listened
		err := p.all(ctx, l.Steps)
		if err == nil && p.listened == listened {
			err = p.pause(ctx, breath)
		}
		if errors.Is(err, errEndLoop) {
			return nil
		}
		if err != nil && l.Crash && p.newest() > past && errors.As(err, new(*Unmet)) { // it crashed instead
			return p.settle(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// errNoTool is of a step that cannot be done where the script runs.
var errNoTool = errors.New("this cannot be done on this line")

// tool does what is no typing, while the board is listened to.
func (p *player) tool(ctx context.Context, s *Step) error {
	t := &p.plan.Tools
	var do func() error
	switch {
	case s.Break && t.Break != nil:
		do = t.Break
	case s.SysRq != "" && t.SysRq != nil:
		return p.sysrq(ctx, s.SysRq)
	case s.Pulse != "" && t.Pulse != nil:
		do = func() error { return t.Pulse(ctx, s.Pulse) }
	case s.Hook != "" && t.Hook != nil:
		do = func() error { return hooked(ctx, t.Hook, s.Hook) }
	default:
		return &Failed{Step: s.words(), Err: errNoTool}
	}
	over := make(chan error, 1)
	go func() { over <- do() }()
	for {
		select {
		case err := <-over:
			if err != nil {
				return &Failed{Step: s.words(), Err: err}
			}
			return nil
		default:
		}
		if err := p.hear(ctx, time.Now().Add(breath)); err != nil {
			return err
		}
	}
}

func hooked(ctx context.Context, run func(context.Context, string) (link.HookResult, error), name string) error {
	r, err := run(ctx, name)
	if err == nil && r.Status != 0 {
		err = errors.New(r.Words(name))
	}
	return err
}

func (p *player) sysrq(ctx context.Context, keys string) error {
	for _, key := range []byte(keys) {
		if err := p.plan.Tools.SysRq(key); err != nil {
			return &Failed{Step: "sysrq " + keys, Err: err}
		}
		if err := p.pause(ctx, settled); err != nil {
			return err
		}
	}
	return nil
}
