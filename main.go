// Command oopscope decodes Linux kernel crashes live beside a serial console.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/charmbracelet/x/term"

	"oopscope/console"
	"oopscope/console/boots"
	"oopscope/console/clipboard"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/hook"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/past"
	"oopscope/console/port"
	"oopscope/console/repro"
	"oopscope/console/serve"
	"oopscope/console/symbols"
	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui"
	"oopscope/ui/picker"
)

var _ ui.RawConsole = (*console.Session)(nil) // or there would be no full screen, without a word

var _ ui.LineConsole = (*console.Session)(nil) // or its line could not be set up

var _ ui.Debuggers = (*symbols.Symbolizer)(nil) // or its key would do nothing

func main() {
	clipboard.RunChild()
	os.Exit(run(os.Args[1:]))
}

// run is the table of contents: the command line in, one of the rooms out.
func run(args []string) int {
	cmd, err := config.Parse(args)
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), usage(err))
	}
	if status, ok := answered(&cmd); ok {
		return status
	}
	out.WantColours(cmd.Last("color"))
	left, err := takenUp(&cmd)
	if err != nil {
		return failed(err)
	}
	set, err := config.Load(&cmd, config.Path(), os.Environ())
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), usage(err))
	}
	if set.Unread != "" {
		out.Complain(out.Stderr, errors.New(set.Unread))
	}
	switch cmd.Name {
	case "scan":
		return scan(&cmd, set)
	case "ledger":
		return recollect(&cmd, set)
	case "report":
		return passOn(&cmd, set)
	case "compare":
		return contrast(&cmd, set)
	case "watch":
		return watch(&cmd, set)
	case "repro":
		return reproduce(&cmd, set)
	case "serve":
		return serving(&cmd, set)
	case "mcp":
		return assist(&cmd, set)
	case "kgdb":
		return debugKernel(&cmd, set)
	case "run":
		return runOn(&cmd, set)
	case "lend":
		return lend(&cmd, set)
	case "demo":
		return bench{&cmd, set, left}.monitor("demo")
	}
	target, err := set.Target(&cmd)
	if err != nil {
		return usage(err)
	}
	return bench{&cmd, set, left}.monitor(target)
}

// keeping is how long a scan that is done goes on unpacking symbols, so that the next
// one finds them unpacked.
const keeping = 3 * time.Second

// monitor is the console with the decoder beside it, on the full screen or,
// with --plain, without.
func (b bench) monitor(target string) int {
	cmd, set := b.cmd, b.set
	switch plain := cmd.Has("plain"); {
	case plain && b.left != nil:
		return usage(errPlainResume)
	case plain && target == "":
		return usage(errors.New("no port given; `oopscope ports` lists them, `oopscope demo` needs none"))
	case plain:
		return plainly(knowing(cmd, set, target), target)
	case !out.IsTerminal() || target != "-" && !term.IsTerminal(os.Stdin.Fd()):
		return usage(errors.New("the screen needs a terminal; without one use `oopscope scan FILE`, `oopscope watch PORT`, or --plain"))
	}
	if err := ui.Check(set.Theme, set.Keymap); err != nil { // before a port is touched
		return usage(err)
	}
	e := attend()
	if target == "" {
		return e.leave(b.choose(e))
	}
	before := size(set.Record)
	s, err := e.open(e, b.onScreen(target))
	switch {
	case e.Err() != nil: // the person did not want to wait for it
		return e.leave(headless.Done)
	case err != nil:
		return e.leave(failed(err))
	}
	return b.work(e, s, target, before)
}

// work is a session on the screen, from its opening to the record's name.
func (b bench) work(e *ending, s *console.Session, target string, before int64) int {
	lend := e.share(s, serve.Options{Port: target, Screen: true, Lent: lentMark(e, b.set, target)})
	dir, warning, err := ledger.Dir()
	if err != nil {
		return e.leave(failed(err))
	}
	if warning != "" { // it stands in the terminal again when the screen is left
		out.Line(out.Stderr, "oopscope: %s", warning)
		defer os.Remove(dir) // unless there is something in it
	}
	store := ledger.Open(dir)
	words := &boardCaptures{Capture: wordsOf(store, target, s.Link().Record, before, b.left), ledger: store, session: s, target: target}
	cfg := ui.Config{
		Ledger: words, Boots: &boots.Reader{Prefixes: prefixes(b.set, target), UnpackLimit: int64(b.set.UnpackMB) << 20}, Clipboard: clipboard.New(dir), Past: past.Open(dir), Views: b.viewsOf(s, target),
	}
	if s.Link().State != link.Over {
		cfg.Repro = repro.NewBench(dir, target, s.Send)
	}
	if b.left != nil {
		cfg.View = &b.left.View
	}
	if lend != nil {
		cfg.Lender = lend
		lend.heed(e)
	}
	status := show(e, s, knowing(b.cmd, b.set, target), target, cfg)
	if l := s.Link(); l.State == link.Over && l.Shared > 0 {
		tell("%s", l.Detail)
	} else if l.State == link.Over && l.Detail != "" { // it was not read to its end
		tell("%s", l.Detail)
		status = max(status, headless.Failed)
	}
	return e.leave(status)
}

func plainly(set config.Settings, target string) int {
	keys, err := keymap.New(set.Keymap)
	if err != nil {
		return usage(err)
	}
	locator, err := headless.Locate(set, out.Stderr)
	if err != nil {
		return failed(err)
	}
	defer locator.Close(0)
	e := attend()
	return headlessly(e, set, target, func(ctx context.Context, open headless.Opener) int {
		in := os.Stdin
		if target == "-" { // the capture, not the keyboard
			in = nil
		}
		return headless.Plain(ctx, open, in, keys, headless.WatchOptions{
			Name: target, Colour: out.Colours(), Resolve: locator.Resolve, Booted: locator.Booted, Remember: remember(e, set, target), Out: out.Stdout, Err: out.Stderr,
		})
	})
}

// choose asks for one of the machine's ports, again when it cannot be opened.
func (b bench) choose(e *ending) int {
	trouble := ""
	for {
		target, err := picker.Pick(e, out.Screen(), ports, trouble)
		switch {
		case err != nil:
			return failed(err)
		case target == "":
			return headless.Done
		}
		if b, target, err = b.taking(target); err != nil {
			trouble = err.Error()
			continue
		}
		before := size(b.set.Record)
		s, err := e.open(e, b.onScreen(target))
		if err == nil {
			return b.work(e, s, target, before)
		}
		trouble = err.Error()
	}
}

// ports are the machine's, for the picker, the profiles, and the sessions that were left last; without
// any there is still the demo.
func ports() (list []picker.Port) {
	found, _ := port.Local().List()
	for _, l := range found {
		list = append(list, picker.Port{
			Device: l.Device, Driver: l.Driver, Description: l.Description,
			ID: headless.StableID(l), Holder: headless.HeldBy(l),
		})
	}
	names, at := config.PortProfiles(config.Path())
	for i := range names {
		list = append(list, picker.Port{Device: names[i], Description: "profile: " + at[i], Left: true})
	}
	return append(list, sessions()...)
}

// show runs the screen, which has the means to keep what a person writes.
func show(e *ending, s *console.Session, set config.Settings, target string, cfg ui.Config) int {
	in := os.Stdin
	if target == "-" { // the capture comes there, so the keys come from elsewhere
		tty, err := os.Open("/dev/tty")
		if err != nil {
			return failed(fmt.Errorf("no keyboard: %w; use `oopscope scan -`", err))
		}
		defer tty.Close()
		in = tty
	}
	where := headless.Sources(set)
	if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
		where.Captured = info.ModTime()
	}
	files := symbols.New(where)
	defer files.Close()
	cfg.Console, cfg.Symbolizer, cfg.Sources = s, files, files
	cfg.Editor = cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"))
	cfg.Theme, cfg.Keymap, cfg.Typing = set.Theme, set.Keymap, set.Start == "typing"
	if b := set.Board; b != nil {
		cfg.Pulses, cfg.Recipe = b.Pulses, b.AfterCrash
		cfg.Hooks = benchHooks{hook.Set{Hooks: b.Hooks, Port: s.Link().Name}}
	}
	if back := s.Scroll(); back != nil {
		cfg.Scroll = back
	}
	cfg.Title, cfg.Input, cfg.Output = "oopscope "+s.Link().Name, in, out.Screen()
	err := ui.Run(e, cfg)
	if fault := (*link.Fault)(nil); errors.As(err, &fault) {
		e.cancel(fault) // leave tells of it
		return headless.Failed
	}
	if err != nil {
		return failed(err)
	}
	return headless.Done
}

// headlessly gives a console to something that a Ctrl-C ends, also while the
// console is being opened.
func headlessly(e *ending, set config.Settings, target string, follow func(context.Context, headless.Opener) int) int {
	return e.leave(follow(e, func(ctx context.Context) (headless.Source, error) {
		s, err := e.open(ctx, options(set, target))
		if err != nil {
			return nil, err
		}
		return s, nil
	}))
}

func options(set config.Settings, target string) console.Options {
	line := set.Line()
	if target == "new" {
		line.Before = port.Local().Devices()
	}
	return console.Options{
		Spec: target, Settings: line, Record: set.Record, Wait: set.Wait, Named: target == set.Port, Quiet: set.SilentAfter,
		Prefixes: prefixes(set, target), Decode: decode, Keep: set.KeepRecords, Terminal: set.Terminal, View: set.View,
	}
}

// decode makes the decoders; nil for those of package parse. Tests have others.
var decode func(parse.Options) console.Decoder

// usage is for a command line or a configuration that makes no sense.
func usage(err error) int {
	out.Complain(out.Stderr, err)
	out.Line(out.Stderr, "Try `oopscope -h`.")
	return headless.Usage
}

func failed(err error) int {
	tell("%v", err)
	return headless.Failed
}

func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
