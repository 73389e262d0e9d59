package manual

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/console/config"
)

// Shells are those that there are completions for.
var Shells = []string{"bash", "zsh", "fish"}

// Completion is the script that a shell reads to complete what is typed. The names of
// ports and profiles, and those of rules and classes, it asks the program for:
// "oopscope completion ports" and "names".
func Completion(shell string) (string, error) {
	switch shell {
	case "bash":
		return bash(), nil
	case "zsh":
		return zsh(), nil
	case "fish":
		return fish(), nil
	}
	return "", fmt.Errorf("no completions for %q; there are those of %s", shell, strings.Join(Shells, ", "))
}

// What stands behind a command, by what its usage calls it.
var arguments = map[string]string{
	"PORT": "ports", "FILE": "files", "CRASH": "files", "RECORD": "files", "A": "files", "SHELL": "shells", "NAME": "names",
}

// argumentOf is what stands behind a command, "" for nothing that can be completed.
func argumentOf(command string) string {
	for _, u := range config.Usages {
		if words := strings.Fields(u.Args); len(words) > 1 && words[0] == command {
			return arguments[strings.TrimSuffix(words[1], "...")]
		}
	}
	return ""
}

// taking are the commands behind which that stands.
func taking(what string) (names []string) {
	for _, c := range config.Commands {
		if argumentOf(c) == what {
			names = append(names, c)
		}
	}
	return names
}

// words are the values of a flag that are no names, such as true and false.
func words(f *config.Flag) []string {
	if f.Words != "" {
		return strings.Fields(f.Words)
	}
	var fixed []string
	for w := range strings.SplitSeq(f.Value, "|") {
		if w != "" && w == strings.ToLower(w) {
			fixed = append(fixed, w)
		}
	}
	return fixed
}

// wants reports whether a flag's value is, or may be, one of these: FILE, DIR.
func wants(f *config.Flag, what string) bool {
	return slices.Contains(strings.Split(f.Value, "|"), what)
}

// spellings are the ways to write a flag's name.
func spellings(f *config.Flag) []string {
	if f.Letter == "" {
		return []string{"--" + f.Name}
	}
	return []string{"-" + f.Letter, "--" + f.Name}
}

// everybody is all commands, the screen's first.
func everybody() []string { return append([]string{"monitor"}, config.Commands...) }

// flagsOf are the flags that a command knows.
func flagsOf(command string) (list []*config.Flag) {
	for i := range config.Flags {
		if f := &config.Flags[i]; f.KnownTo(command) {
			list = append(list, f)
		}
	}
	return list
}
