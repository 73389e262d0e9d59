package headless

import (
	"io"

	"oopscope/console/config"
	"oopscope/console/manual"
	"oopscope/console/out"
	"oopscope/console/port"
	"oopscope/parse/regex"
	"oopscope/parse/triage"
)

// plainWord is what a shell takes as it stands. Other names are not offered: some of
// them are given by whoever made the adapter.
var plainWord = regex.Of(`^[A-Za-z0-9_./@%+,:][-A-Za-z0-9_./@%+,:]*$`)

// Completion prints the script of a shell, or, for the script, one a line, the "ports" and
// profiles that there are, or the "names" that explain knows.
func Completion(what string, m port.System, profiles []string, to, errs io.Writer) int {
	var names []string
	switch what {
	case "ports":
		names = profiles
		list, _ := m.List() // without them there are still the profiles
		for _, l := range list {
			names = append(names, l.Device)
		}
	case "names":
		for _, c := range BySeverity() {
			names = append(names, c.Name)
		}
		for _, r := range triage.Rules() {
			names = append(names, r.Name)
		}
	default:
		script, err := manual.Completion(what)
		if err != nil {
			out.Complain(errs, err)
			return Usage
		}
		return printed(script, to, errs)
	}
	text := ""
	for _, n := range names {
		if plainWord.Get().MatchString(n) {
			text += n + "\n"
		}
	}
	return printed(text, to, errs)
}

// Help prints the text of -h, or of one command.
func Help(about string, to, errs io.Writer) int { return printed(config.HelpOn(about), to, errs) }

// Man prints the manual page.
func Man(to, errs io.Writer) int { return printed(manual.Man(), to, errs) }

func printed(text string, to, errs io.Writer) int {
	if _, err := io.WriteString(to, text); err != nil {
		return outputStatus(unwritten(err), errs)
	}
	return Done
}
