package manual

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/console/config"
)

func fish() string {
	var b strings.Builder
	all := strings.Join(config.Commands, " ")
	b.WriteString("# fish completion of oopscope: oopscope completion fish > ~/.config/fish/completions/oopscope.fish\n")
	alone := "not __fish_seen_subcommand_from " + all
	for _, u := range config.Usages {
		if name, _, _ := strings.Cut(u.Args, " "); slices.Contains(config.Commands, name) {
			first, _, _ := strings.Cut(u.Help, "\n")
			fmt.Fprintf(&b, "complete -c oopscope -n '%s' -a %s -d %s\n", alone, name, fishQuote(first))
		}
	}
	fmt.Fprintf(&b, "complete -c oopscope -n '%s' -a '(oopscope completion ports 2>/dev/null)'\n", alone)
	for _, a := range [][2]string{{"ports", "(oopscope completion ports 2>/dev/null)"}, {"names", "(oopscope completion names 2>/dev/null)"}, {"shells", strings.Join(Shells, " ")}} {
		fmt.Fprintf(&b, "complete -c oopscope -f -n '__fish_seen_subcommand_from %s' -a '%s'\n", strings.Join(taking(a[0]), " "), a[1])
	}
	for i := range config.Flags {
		b.WriteString(fishFlag(&config.Flags[i], alone))
	}
	return b.String()
}

func fishFlag(f *config.Flag, alone string) string {
	line := "complete -c oopscope"
	if on := strings.Fields(f.On); len(on) > 0 {
		condition := "__fish_seen_subcommand_from " + strings.Join(on, " ")
		if on[0] == "monitor" {
			condition = alone + "; or __fish_seen_subcommand_from " + strings.Join(on[1:], " ")
		}
		line += " -n '" + condition + "'"
	}
	if f.Letter != "" {
		line += " -s " + f.Letter
	}
	line += " -l " + f.Name
	switch w := words(f); {
	case f.Value == "":
	case wants(f, "FILE"):
		line += " -r -F"
	case wants(f, "DIR"):
		line += " -x -a '(__fish_complete_directories)'"
	case len(w) > 0:
		line += " -x -a " + fishQuote(strings.Join(w, " "))
	default:
		line += " -x"
	}
	return line + " -d " + fishQuote(f.Help) + "\n"
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
