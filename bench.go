package main

import (
	"errors"
	"os"

	"github.com/charmbracelet/x/term"

	"oopscope/console"
	"oopscope/console/command"
	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/ui"
	"oopscope/ui/cell"
	"oopscope/ui/picker"
)

// A bench is what a person asked for on the command line: a console on the screen.
type bench struct {
	cmd  *config.Command
	set  config.Settings
	left *left
}

// onScreen are the options of a session whose lines can be looked at again, and which may
// go on with the record of another.
func (b bench) onScreen(target string) console.Options {
	o := command.Options(b.set, target)
	o.Scroll = true
	if b.left != nil {
		o.Record, o.Resume = b.left.Record, true
	}
	return o
}

var errPlainResume = errors.New("--resume is for the screen; --plain begins a new session")

// monitor is the console with the decoder beside it, on the full screen or,
// with --plain, without.
func (b bench) monitor(target string) int {
	cmd, set := b.cmd, b.set
	plain := cmd.Has("plain")
	if !plain && os.Getenv("TERM") == "dumb" && out.IsTerminal() {
		ending.Tell("no full screen: TERM=dumb says that this terminal moves no cursor; going on as with --plain")
		plain = true
	}
	switch {
	case plain && b.left != nil:
		return command.Usage(errPlainResume)
	case plain && target == "":
		return command.Usage(errors.New("no port given; `oopscope ports` lists them, `oopscope demo` needs none"))
	case plain:
		return command.Plain(command.KnowingDemo(cmd, set, target), target)
	}
	if err := b.fit(target == "-"); err != nil { // before a port is touched
		return command.Usage(err)
	}
	cell.DrawASCII(terminal(set.Look.Charset).ASCII)
	e := ending.Attend()
	if target == "" {
		return e.Leave(b.choose(e))
	}
	before := command.Size(set.Record)
	s, err := e.Open(e, b.onScreen(target))
	switch {
	case e.Err() != nil: // the person did not want to wait for it
		return e.Leave(headless.Done)
	case err != nil:
		return e.Leave(command.Failed(err))
	}
	return b.work(e, s, target, before)
}

// fit tells why there can be no screen. Piped says that standard input is a capture.
func (b bench) fit(piped bool) error {
	if !out.IsTerminal() || !piped && !term.IsTerminal(os.Stdin.Fd()) {
		return errors.New("the screen needs a terminal; without one use `oopscope scan FILE`, `oopscope watch PORT`, or --plain")
	}
	return ui.Check(b.set.Theme, b.set.Keymap)
}

// several is a screen of several boards.
func several(each config.Command, names []string) int {
	out.WantColours(each.Last("color"))
	set, err := config.Load(&each, config.Path(), os.Environ())
	if err != nil {
		return command.Usage(err)
	}
	if set.Unread != "" {
		out.Complain(out.Stderr, errors.New(set.Unread))
	}
	b := bench{&each, set, nil}
	if err := b.fit(false); err != nil {
		return command.Usage(err)
	}
	cell.DrawASCII(terminal(set.Look.Charset).ASCII)
	return b.workAll(names)
}

// choose asks for one of the machine's ports, again when it cannot be opened.
func (b bench) choose(e *ending.Ending) int {
	trouble := ""
	for {
		target, err := picker.Pick(e, out.Screen(), ports, trouble)
		switch {
		case err != nil:
			return command.Failed(err)
		case target == "":
			return headless.Done
		}
		if b, target, err = b.taking(target); err != nil {
			trouble = err.Error()
			continue
		}
		before := command.Size(b.set.Record)
		s, err := e.Open(e, b.onScreen(target))
		if err == nil {
			return b.work(e, s, target, before)
		}
		trouble = err.Error()
	}
}
