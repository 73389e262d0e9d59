package serve

import (
	"context"
	"errors"
	"fmt"

	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/parse"
)

// Hooks are the commands of the bench that a profile names. Peers run them by their names:
// they give no program and no argument.
type Hooks interface {
	// Names lists them.
	Names() []string
	// Run runs one, about a crash or about nothing.
	Run(ctx context.Context, name string, c *parse.Crash, folder string) (link.HookResult, error)
}

// hook runs a hook, or without a name lists those that there are.
func (p *peer) hook(r *protocol.Request, m *protocol.Message) error {
	switch {
	case p.bound:
		return errors.New("this token runs no hooks; the last one in its file does")
	case p.v.opt.Hooks == nil || len(p.v.opt.Hooks.Names()) == 0:
		return errors.New("the session has no hooks; give them in the [hook] table of the profile that it is opened with")
	case r.Hook == "":
		m.Hooks = p.v.opt.Hooks.Names()
		return nil
	}
	about, err := p.about(r.Crash)
	if err != nil {
		return err
	}
	done, err := p.v.opt.Hooks.Run(p.life, r.Hook, about, "")
	if err != nil {
		return err
	}
	m.Hook = &protocol.HookResult{Name: r.Hook, Status: done.Status, Seconds: done.Took.Seconds(), Output: done.Output}
	return nil
}

// about is the crash with an id, nil for 0.
func (p *peer) about(id int) (*parse.Crash, error) {
	if id == 0 {
		return nil, nil
	}
	for _, c := range p.v.known() {
		if c.ID == id {
			return p.v.whole(c), nil
		}
	}
	return nil, fmt.Errorf("there is no crash %d; there are %d", id, p.v.crashes())
}
