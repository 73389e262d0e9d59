package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/out"
)

// Watch follows one console or several at a time.
func Watch(cmd *config.Command, set config.Settings) int {
	opt, err := headless.WatchFlags(cmd, out.Stdout, out.Stderr)
	if err != nil {
		return Usage(err)
	}
	opt.Colour = out.Colours()
	if len(cmd.Args) > 1 && cmd.Has("record") && set.Record != "off" {
		return Usage(errors.New("--record FILE is for one port; leave it out, and each port has a record of its own"))
	}
	e := ending.Attend()
	HeedLending(e, lendersIn(e), tellLending)
	var list []headless.Watched
	names := cmd.Args
	if len(names) == 0 { // the profile's
		names = []string{""}
	}
	for _, name := range names {
		w, done, err := watched(e, cmd, set, name, opt)
		if err != nil {
			return e.Leave(Usage(err))
		}
		defer done()
		list = append(list, w)
	}
	return e.Leave(headless.WatchAll(e, list))
}

// watched makes one of the consoles of a watch: its profile, its symbols, its memory.
func watched(e *ending.Ending, cmd *config.Command, set config.Settings, name string, opt headless.WatchOptions) (w headless.Watched, done func(), err error) {
	if len(cmd.Args) > 1 {
		one := *cmd
		one.Args = []string{name}
		cmd = &one
		if set, err = config.Load(cmd, config.Path(), os.Environ()); err != nil {
			return w, nil, err
		}
	}
	if opt.Name, err = set.Target(cmd); err != nil {
		return w, nil, err
	}
	if opt.Script != nil {
		if err := Lacks(set, opt.Script.Steps); err != nil {
			return w, nil, err
		}
	}
	if name != "" && opt.Name == "" {
		return w, nil, fmt.Errorf("%s names no port", name)
	}
	locator, err := headless.Locate(KnowingDemo(cmd, set, opt.Name), out.Stderr)
	if err != nil {
		return w, nil, err
	}
	m := memoryOf(set, opt.Name)
	opt.Resolve, opt.Booted, opt.Known, opt.After, opt.Tools = locator.Resolve, locator.Booted, m.known, m.after, m.tools
	open := func(ctx context.Context) (headless.Source, error) {
		s, err := e.Open(ctx, Options(set, opt.Name))
		if err != nil {
			return nil, err
		}
		m.begin(s)
		return s, nil
	}
	return headless.Watched{Open: open, Opt: opt}, func() { locator.Close(0) }, nil
}
