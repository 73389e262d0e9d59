package config

import (
	"fmt"
	"slices"
	"strings"
)

// Summary says what the program is.
const Summary = "decodes Linux kernel crashes live beside the serial console"

// A Status is an exit status and what it means.
type Status struct {
	Code int
	Help string
}

// Statuses is the table of them. compare --bad has its own, see [Bisecting].
var Statuses = []Status{
	{0, "done, or the expected pattern seen"},
	{1, "a file or port failed"},
	{2, "wrong usage"},
	{3, "timeout"},
	{4, "a --fail-on pattern seen"},
	{5, "a crash (or a dump not understood) under --fail-on-crash"},
}

// Bisecting are those of compare --bad.
const Bisecting = "With compare --bad, for git bisect run: 0 good, 5 bad, 125 too few boots, 128 a failure."

// Places say where settings come from and where captures go.
const Places = `Settings also come from OOPSCOPE_BAUD, OOPSCOPE_VMLINUX ... and from
$XDG_CONFIG_HOME/oopscope/config.toml, in that order; NO_COLOR is honoured.
Captures and saved crashes lie in $XDG_STATE_HOME/oopscope/.`

// Help is the text of -h, made from the tables.
func Help() string {
	var b strings.Builder
	b.WriteString("oopscope " + Summary + ".\n\n")
	for _, u := range Usages {
		u.write(&b)
	}
	b.WriteString("\n")
	for i := range Flags {
		Flags[i].write(&b, Flags[i].only())
	}
	b.WriteString("\nExit status: ")
	for i, s := range Statuses {
		switch i {
		case 0:
		case 3: // lines of 80 columns
			b.WriteString(";\n")
		default:
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%d %s", s.Code, s.Help)
	}
	b.WriteString(".\n" + Bisecting + "\n" + Places + "\n")
	return b.String()
}

// HelpOn is the text of one command: how it is called, and the flags that are more than
// every command's. It is that of -h for what is no command.
func HelpOn(name string) string {
	var b strings.Builder
	for _, u := range Usages {
		if call, _, _ := strings.Cut(u.Args, " "); call == name && slices.Contains(Commands, name) {
			u.write(&b)
		}
	}
	if b.Len() == 0 {
		return Help()
	}
	b.WriteString("\n")
	for i := range Flags {
		if f := &Flags[i]; f.On != "" && f.KnownTo(name) {
			f.write(&b, "")
		}
	}
	fmt.Fprintf(&b, "\nThe manual page has more: oopscope man | man -l -\nAll commands and flags: oopscope -h\n")
	return b.String()
}

// usageColumn is where what a call does begins.
const usageColumn = 29

func (u *Usage) write(b *strings.Builder) {
	call := strings.TrimRight("  oopscope "+u.Args, " ")
	indent := strings.Repeat(" ", usageColumn)
	if len(call) >= usageColumn {
		call += "\n" + indent
	}
	fmt.Fprintf(b, "%-*s%s\n", usageColumn, call, strings.ReplaceAll(u.Help, "\n", "\n"+indent))
}

// Spelled is how the flag is written: "-b, --baud RATE".
func (f *Flag) Spelled() string {
	name := "--" + f.Name
	if f.Letter != "" {
		name = "-" + f.Letter + ", " + name
	}
	if f.Value != "" {
		name += " " + f.Value
	}
	return name
}

func (f *Flag) write(b *strings.Builder, only string) {
	name := f.Spelled()
	if f.Letter == "" {
		name = "    " + name
	}
	fmt.Fprintf(b, "  %-24s %s%s\n", name, f.Help, only)
}

// only names the commands that a flag belongs to, where they are few.
func (f *Flag) only() string {
	if f.On == "" || strings.HasPrefix(f.On, live) {
		return ""
	}
	return " [" + strings.ReplaceAll(f.On, " ", ", ") + "]"
}
