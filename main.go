// Command oopscope decodes Linux kernel crashes live beside a serial console.
package main

import (
	"cmp"
	"errors"
	"os"

	"oopscope/console"
	"oopscope/console/clipboard"
	"oopscope/console/command"
	"oopscope/console/config"
	"oopscope/console/headless"
	"oopscope/console/out"
	"oopscope/console/symbols"
	"oopscope/ui"
	"oopscope/ui/ability"
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
	cmd, err := understood(args)
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), command.Usage(err))
	}
	out.WantASCII(terminal(cmp.Or(cmd.Last("charset"), "auto")).ASCII)
	if status, ok := command.Answered(&cmd); ok {
		return status
	}
	out.WantColours(cmd.Last("color"))
	if names, each := cmd.Boards(); len(names) > 0 {
		return several(each, names)
	}
	left, err := takenUp(&cmd)
	if err != nil {
		return command.Failed(err)
	}
	set, err := config.Load(&cmd, config.Path(), os.Environ())
	if err != nil {
		return headless.Verdict(cmd.Last("bad"), command.Usage(err))
	}
	if set.Unread != "" {
		out.Complain(out.Stderr, errors.New(set.Unread))
	}
	if room := rooms[cmd.Name]; room != nil {
		return room(&cmd, set)
	}
	b := bench{&cmd, set, left}
	if cmd.Name == "demo" {
		return b.monitor("demo")
	}
	target, err := set.Target(&cmd)
	if err != nil {
		return command.Usage(err)
	}
	return b.monitor(target)
}

// rooms are the commands that need no screen. All others open one.
var rooms = map[string]func(*config.Command, config.Settings) int{
	"scan": command.Scan, "ledger": command.Ledger, "report": command.Report, "compare": command.Compare, "watch": command.Watch, "repro": command.Repro,
	"serve": command.Serve, "mcp": command.MCP, "export": command.Export, "kgdb": command.KGDB, "run": command.Run, "hook": command.Hook, "lend": command.Lend,
}

// terminal is what the person's terminal can do, as far as they do not say otherwise.
func terminal(charset string) ability.Terminal {
	t := ability.Of(os.Getenv, out.ConsolesHaveUTF8)
	if charset != "auto" {
		t.ASCII = charset == "ascii"
	}
	return t
}
