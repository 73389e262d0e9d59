package demo

import (
	"fmt"
	"strings"
	"time"

	"oopscope/parse/regex"
)

const prompt = "root@sheep0:~# "

// shell is the board's command line. It ends with the board's reset, or with
// the line.
func (b *board) shell() error {
	for {
		line, err := b.readLine(prompt)
		if err != nil {
			return err
		}
		for _, command := range oneByOne.Get().Split(line, -1) {
			if err := b.run(strings.Fields(command)); err != nil {
				return err
			}
		}
	}
}

// oneByOne stands between commands of a line. None of them fails so that it would matter.
var oneByOne = regex.Of(`;|&&`)

// commands are what the shell knows; help prints them.
var commands = []struct {
	name, usage string
	run         func(b *board, args []string) error
}{
	{"dmesg", "the kernel's messages since it started", (*board).dmesg},
	{"modprobe", "-a shepherd loads the module, -rf shepherd unloads it (and crashes the board)", (*board).modprobe},
	{"lsmod", "the modules that are loaded", (*board).lsmod},
	{"uname", "the kernel's name; -a for all of it", (*board).uname},
	{"uptime", "how long the board has been up", (*board).showUptime},
	{"reboot", "restart in good order", (*board).reboot},
	{"clear", "clear the screen", func(b *board, _ []string) error { return b.print("\x1b[H\x1b[2J") }},
}

func (b *board) run(args []string) error {
	if len(args) > 0 && args[0] == "sudo" {
		args = args[1:]
	}
	if len(args) == 0 {
		return nil
	}
	if args[0] == "help" {
		return b.help()
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(b, args[1:])
		}
	}
	return b.print("-bash: " + args[0] + ": command not found\n")
}

func (b *board) help() error {
	var s strings.Builder
	for _, c := range commands {
		fmt.Fprintf(&s, "%-9s %s\n", c.name, c.usage)
	}
	return b.print(s.String())
}

func (b *board) dmesg([]string) error {
	for _, l := range b.klog {
		if err := b.print(l + "\n"); err != nil {
			return err
		}
	}
	return nil
}

func (b *board) modprobe(args []string) error {
	var flags string
	var modules []string
	for _, a := range args {
		if f, ok := strings.CutPrefix(a, "-"); ok {
			flags += f
		} else {
			modules = append(modules, a)
		}
	}
	if len(modules) == 0 {
		return b.print("modprobe: ERROR: missing parameters. See -h.\n")
	}
	if modules[0] != "shepherd" {
		return b.print("modprobe: FATAL: Module " + modules[0] + " not found in directory /lib/modules/4.19.94-ti-r73\n")
	}
	if strings.Contains(flags, "r") {
		return b.unload()
	}
	return b.load()
}

func (b *board) lsmod([]string) error {
	list := lines("lsmod.txt")
	if b.shepherd {
		list = append([]string{list[0], "shepherd               40960  0"}, list[1:]...)
	}
	return b.print(strings.Join(list, "\n") + "\n")
}

func (b *board) uname(args []string) error {
	if len(args) == 0 {
		return b.print("Linux\n")
	}
	if strings.Contains(args[0], "a") {
		return b.print("Linux sheep0 4.19.94-ti-r73 #1focal SMP PREEMPT Mon May 9 18:04:11 UTC 2022 armv7l armv7l armv7l GNU/Linux\n")
	}
	return b.print("4.19.94-ti-r73\n")
}

func (b *board) showUptime([]string) error {
	up := b.now()
	clock := time.Date(2022, 5, 10, 9, 0, 0, 0, time.UTC).Add(up).Format("15:04:05")
	return b.print(fmt.Sprintf(" %s up %d min,  1 user,  load average: 0.12, 0.08, 0.03\n", clock, int(up.Minutes())))
}

func (b *board) reboot([]string) error {
	for _, l := range lines("reboot.txt") {
		if err := b.line(l, 100*time.Millisecond); err != nil {
			return err
		}
	}
	if err := b.kernel("reboot: Restarting system"); err != nil {
		return err
	}
	b.cause = softReset
	if err := b.wait(800 * time.Millisecond); err != nil {
		return err
	}
	return b.reset("\n")
}
