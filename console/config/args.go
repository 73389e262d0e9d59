package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"oopscope/console/near"
)

// A Command is a parsed command line.
type Command struct {
	Name  string   // "monitor" or one of [Commands]
	Args  []string // what is not a flag
	Words []string // of lend and run: the command behind "--"; of hook: its name
	set   map[string][]string
}

// Parse reads the arguments behind the program's name. Flags may stand before
// or after what they concern; "--" ends them. An error is a usage error and
// says how to do better.
func Parse(args []string) (Command, error) {
	c := Command{set: map[string][]string{}}
	if err := c.split(args); err != nil {
		return c, err
	}
	c.Name = "monitor"
	if len(c.Args) > 0 && slices.Contains(Commands, c.Args[0]) {
		c.Name, c.Args = c.Args[0], c.Args[1:]
	}
	if n := len(c.Args); c.Name == "hook" && n > 0 {
		c.Args, c.Words = c.Args[:n-1], c.Args[n-1:]
	}
	if c.Has("help") {
		c.Name, c.Args = "help", []string{c.Name}
	}
	if c.Name == "help" || c.Has("version") {
		return c, nil
	}
	return c, c.check()
}

// Given returns the settings that the command line gives, by their flags' names.
func (c *Command) Given() map[string]string { return fromCommand(c).values }

// Adopt makes the command line that of an earlier session, but for what this one gives.
// What is no setting any more is left out.
func (c *Command) Adopt(target, profile string, given map[string]string) {
	c.set = maps.Clone(c.set)
	if c.Args = []string{target}; target == "demo" {
		c.Name, c.Args = target, nil
	}
	for name, v := range given {
		if f := flagNamed(name); f != nil && f.Name == name && f.Key && f.KnownTo(c.Name) && !c.Has(name) {
			c.set[name] = []string{v}
		}
	}
	if profile != "" && !c.Has("profile") && profile != target {
		c.set["profile"] = []string{profile}
	}
}

// Has tells whether a flag was given.
func (c *Command) Has(flag string) bool { return len(c.set[flag]) > 0 }

// Last is a flag's value, the last when it was given twice, "" when not given.
func (c *Command) Last(flag string) string {
	if v := c.set[flag]; len(v) > 0 {
		return v[len(v)-1]
	}
	return ""
}

// All are all values that a flag was given.
func (c *Command) All(flag string) []string { return c.set[flag] }

func (c *Command) split(args []string) error {
	for len(args) > 0 {
		a := args[0]
		args = args[1:]
		switch {
		case a == "--" && len(c.Args) > 0 && slices.Contains([]string{"lend", "run"}, c.Args[0]):
			c.Words = args
			return nil
		case a == "--":
			c.Args = append(c.Args, args...)
			return nil
		case a == "-" || !strings.HasPrefix(a, "-"):
			c.Args = append(c.Args, a)
		default:
			used, err := c.flag(a, args)
			if err != nil {
				return err
			}
			args = args[used:]
		}
	}
	return nil
}

// flag takes one flag; rest is what follows it, of which it may use one.
func (c *Command) flag(a string, rest []string) (used int, err error) {
	name, value, glued := strings.Cut(a, "=")
	f := flagNamed(strings.TrimPrefix(name, "--"))
	if !strings.HasPrefix(a, "--") { // -b 115200, -b115200
		f, value, glued = flagNamed(a[1:2]), a[2:], len(a) > 2
		name = a[:2]
	} else if f != nil && f.Name != name[2:] {
		f = nil // --b is not -b
	}
	switch {
	case f == nil:
		return 0, fmt.Errorf("unknown flag %q%s", a, cmp.Or(elsewhere(name), suggestion(a)))
	case f.Value == "" && glued:
		return 0, fmt.Errorf("%s takes no value, but %q gives one", name, a)
	case f.Value == "":
		value = "true"
	case !glued && len(rest) == 0:
		return 0, fmt.Errorf("%s needs a value: %s %s", name, name, f.Value)
	case !glued:
		value, used = rest[0], 1
	}
	if !f.Many {
		c.set[f.Name] = nil
	}
	c.set[f.Name] = append(c.set[f.Name], value)
	return used, nil
}

// suggestion finds the flag that was probably meant.
func suggestion(a string) string {
	word := strings.TrimLeft(strings.SplitN(a, "=", 2)[0], "-")
	names := make([]string, len(Flags))
	for i := range Flags {
		names[i] = Flags[i].Name
		if strings.ReplaceAll(names[i], "-", "") == strings.NewReplacer("-", "", "_", "").Replace(word) {
			return "; did you mean --" + names[i] + "?"
		}
	}
	if name := near.Word(word, names); name != "" && len(word) > 1 {
		return "; did you mean --" + name + "?"
	}
	return ""
}

// otherWords are what other programs call things.
var otherWords = map[string]string{
	"list": "ports", "devices": "ports", "attach": "PORT", "connect": "PORT", "open": "PORT", "monitor": "PORT",
	"decode": "scan FILE", "symbolize": "scan FILE", "version": "--version", "config": "man", "flash": "lend PORT -- CMD", "gdb": "kgdb PORT",
}

// Meant is what was probably meant by a word that is no command, no port and no file, as it
// is written behind the program's name; "" when nothing is like it.
func Meant(word string, profiles []string) string {
	if w := otherWords[word]; w != "" {
		return w
	}
	words := slices.Concat(profiles, Commands, slices.Sorted(maps.Keys(otherWords)))
	w := near.Word(word, words)
	return cmp.Or(otherWords[w], w)
}

func (c *Command) check() error {
	for name := range c.set {
		if f := flagNamed(name); !f.KnownTo(c.Name) && !(c.Name == "monitor" && slices.Contains(c.Args, "demo") && f.KnownTo("demo")) {
			return fmt.Errorf("--%s means nothing to %q; it belongs to %s", name, c.Name, strings.ReplaceAll(f.On, " ", ", "))
		}
	}
	formats := slices.DeleteFunc([]string{"text", "json", "events", "markdown", "github", "junit", "sarif"}, func(f string) bool { return !c.Has(f) })
	switch {
	case len(formats) > 1:
		return fmt.Errorf("choose one of --%s", strings.Join(formats, " and --"))
	case c.Has("trace") && len(formats) > 0 && formats[0] != "text":
		return fmt.Errorf("--trace tells in plain text only; leave --%s out", formats[0])
	case c.Has("color") && !slices.Contains(strings.Fields(flagNamed("color").Words), c.Last("color")):
		return fmt.Errorf("--color %q: give auto, always or never", c.Last("color"))
	}
	return c.checkArgs()
}

func (c *Command) checkArgs() error {
	switch {
	case c.Name == "scan" && len(c.Args) == 0:
		return fmt.Errorf("scan what? Name the captures, or - for standard input")
	case c.Name == "watch" && len(c.Args) == 0 && !c.Has("profile"):
		return fmt.Errorf("watch what? Name a port; `oopscope ports` lists them")
	case c.Name == "repro" && len(c.Args) == 0 && !c.Has("profile"):
		return fmt.Errorf("repro where? Name a port; `oopscope ports` lists them")
	case (c.Name == "serve" || c.Name == "kgdb") && len(c.Args) == 0 && !c.Has("profile"):
		return fmt.Errorf("%s where? Name a port; `oopscope ports` lists them", c.Name)
	case (c.Name == "lend" || c.Name == "run") && len(c.Words) == 0:
		return fmt.Errorf("%s the port to what? Write the command behind two dashes: oopscope %s PORT -- COMMAND", c.Name, c.Name)
	case c.Name == "hook" && len(c.Words) == 0:
		return fmt.Errorf("run which hook? Name one of the profile's [hook] table")
	case c.Name == "explain" && len(c.Args) != 1:
		return fmt.Errorf("explain what? Name one class or rule; `oopscope classes` and `oopscope rules` list them")
	case c.Name == "completion" && len(c.Args) != 1:
		return fmt.Errorf("completion for what? Name bash, zsh or fish")
	case c.Name == "verify" && len(c.Args) != 1:
		return fmt.Errorf("verify what? Name one record")
	case c.Name == "report" && len(c.Args) != 1:
		return fmt.Errorf("report what? Name one saved crash, by its folder, or one capture")
	case c.Name == "compare":
		return c.checkCompare()
	case c.Name == "scan", c.Name == "ledger", c.Name == "watch", c.Name == "torture":
	case c.several():
		return c.checkBoards()
	case slices.Contains([]string{"demo", "ports", "classes", "rules", "man"}, c.Name) && len(c.Args) > 0:
		return fmt.Errorf("%s takes no argument, but got %q", c.Name, c.Args[0])
	case len(c.Args) > 1:
		return fmt.Errorf("one port or file at a time, but got %q and %q; `oopscope scan` takes several files", c.Args[0], c.Args[1])
	}
	return nil
}

func (c *Command) checkCompare() error {
	switch {
	case c.Has("bad") && len(c.Args) != 1:
		return fmt.Errorf("compare --bad A takes one more: the captures to be tested; a folder holds many")
	case !c.Has("bad") && (c.Has("good") || c.Has("rate")):
		return fmt.Errorf("--good and --rate go with --bad: the captures that crashed")
	case !c.Has("bad") && len(c.Args) != 2:
		return fmt.Errorf("compare what? Name two captures, or two folders of them: what was before, and what came since")
	}
	return nil
}

// several tells whether a command line names more than one board for the screen.
func (c *Command) several() bool {
	names, _ := c.Boards()
	return len(names) > 1
}

// Boards returns the boards that a command line of the screen names when they are several,
// and the command line of each but for its name. Profiles are boards when there are two or
// more; a single one is for all ports.
func (c *Command) Boards() (names []string, each Command) {
	each = *c
	switch c.Name {
	case "monitor":
	case "demo":
		names = []string{c.Name}
	default:
		return nil, each
	}
	names = append(names, c.Args...)
	if profiles := c.All("profile"); len(profiles) > 1 {
		names = append(names, profiles...)
		each.set = maps.Clone(c.set)
		delete(each.set, "profile")
	}
	if len(names) < 2 {
		return nil, each
	}
	each.Name, each.Args = "monitor", nil
	return names, each
}

// For returns the command line of one board: a port, a profile or a capture. A profile of
// that name counts for it, not another one that is for all.
func (c *Command) For(name string, profiles []string) Command {
	one := *c
	one.Name, one.Args = "monitor", []string{name}
	if slices.Contains(profiles, name) {
		one.set = maps.Clone(c.set)
		delete(one.set, "profile")
	}
	return one
}

// checkBoards refuses what makes no sense for several.
func (c *Command) checkBoards() error {
	names, _ := c.Boards()
	for i, name := range names {
		switch {
		case name == "-":
			return fmt.Errorf("standard input has no place beside other boards; name captures by their files")
		case name != "demo" && slices.Contains(names[:i], name):
			return fmt.Errorf("%s is named twice; a board has one tab", name)
		}
	}
	switch file := c.Last("record"); {
	case file != "" && file != "off":
		return fmt.Errorf("--record %s is one file, and these are %d boards; without it each has a record of its own", file, len(names))
	case c.Has("resume"):
		return fmt.Errorf("--resume takes up one session; name one port, and open the others beside it")
	case c.Has("plain"):
		return fmt.Errorf("--plain shows one console; name one port")
	}
	return nil
}
