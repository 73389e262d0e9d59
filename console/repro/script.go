package repro

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/parse/regex"
)

// A Script is steps that are done one after the other, out of a file. A round of commands
// is one, too: each command a step.
type Script struct {
	Name     string // of the file
	Steps    []Step
	Prompt   string // what the shell's prompt is like, "" to learn it
	Login    string // the name to log in with, "" for none
	Password string // that belongs to it
}

// A Step is one thing that a script does. One of the fields before Timeout is set.
type Step struct {
	Do     string         // types a command at the shell's prompt, and waits for the prompt
	Send   string         // types a line
	Type   string         // types as it is, without Enter
	Secret []byte         // types a line that is told nowhere
	Expect *regexp.Regexp // waits for a text
	Pause  time.Duration
	Break  bool
	SysRq  string // keys, each behind a BREAK
	Hook   string // of the profile
	Pulse  string // of the profile
	Prompt bool   // waits for the shell's prompt, from wherever the board is
	Loop   *Loop

	Timeout time.Duration  // of Do, Expect and Prompt
	FailOn  *regexp.Regexp // with Expect: this text ends the script
	Into    []string       // with Expect: the variables that its groups go to
	Late    Late           // what is done when the time is over
}

// A Loop does steps again and again, until the first of its ends.
type Loop struct {
	Times int           // 0 for any number
	For   time.Duration // 0 for any
	Crash bool          // until the board crashes
	Steps []Step
}

// Late is what is done when a step's time is over.
type Late struct {
	How   string // "" ends the script, "go-on" goes on, "end-loop" leaves the loop
	Steps []Step // done before it goes on
}

// Tools are what a script can do beside typing. Those that are nil cannot be done here.
type Tools struct {
	Break func() error
	SysRq func(key byte) error
	Raw   func([]byte) error // sends without an echo of our own, for secrets
	Pulse func(ctx context.Context, name string) error
	Hook  func(ctx context.Context, name string) (link.HookResult, error)
}

// An Unmet is a step that did not come to its end in time.
type Unmet struct {
	Step string        // what it was
	Time time.Duration // that was over
	Last string        // the line that stood there

	of *Step
}

// Error says which step it was, and where the board stands.
func (u *Unmet) Error() string {
	return fmt.Sprintf("%s: not within %s; the last line is %q", u.Step, u.Time, u.Last)
}

// A Met is a text that a script must not meet.
type Met struct{ Step, Text string }

// Error says where it was met.
func (m *Met) Error() string { return fmt.Sprintf("%s: seen, as fail-on: %q", m.Step, m.Text) }

// words name a step, for a person. Secrets have none.
func (s *Step) words() string {
	switch {
	case s.Do != "":
		return s.Do
	case s.Send != "" || s.Type != "":
		return fmt.Sprintf("send %q", s.Send+s.Type)
	case s.Secret != nil:
		return "send a secret"
	case s.Expect != nil:
		return fmt.Sprintf("expect %q", s.Expect)
	case s.Pause > 0:
		return "pause " + s.Pause.String()
	case s.Break:
		return "break"
	case s.SysRq != "":
		return "sysrq " + s.SysRq
	case s.Hook != "":
		return "hook " + s.Hook
	case s.Pulse != "":
		return "pulse " + s.Pulse
	case s.Prompt:
		return "the prompt"
	}
	return "loop"
}

// each visits all steps, those within others, too.
func each(steps []Step, visit func(*Step)) {
	for i := range steps {
		s := &steps[i]
		visit(s)
		each(s.Late.Steps, visit)
		if s.Loop != nil {
			each(s.Loop.Steps, visit)
		}
	}
}

// scriptTitle begins what stands for a script among commands.
const scriptTitle = "script "

// Title stands for the script where commands of rounds are told and compared.
func (s *Script) Title() string { return scriptTitle + s.Name }

// IsTitle reports whether commands are the title of a script.
func IsTitle(do []string) bool { return len(do) == 1 && strings.HasPrefix(do[0], scriptTitle) }

// Needs are the hooks and the pulses that steps name.
func Needs(steps []Step) (hooks, pulses []string) {
	each(steps, func(s *Step) {
		if s.Hook != "" {
			hooks = append(hooks, s.Hook)
		}
		if s.Pulse != "" {
			pulses = append(pulses, s.Pulse)
		}
	})
	return hooks, pulses
}

// commandSteps makes the steps of a round out of commands.
func commandSteps(do []string) (steps []Step) {
	for _, c := range do {
		steps = append(steps, Step{Do: c})
	}
	return steps
}

// variable is how a text names one: ${kernel}.
var variable = regex.Of(`\$\{([a-z][a-z0-9_-]*)\}`)

// expand puts the values of variables into a text.
func expand(text string, vars map[string]string) string {
	if !strings.Contains(text, "${") {
		return text
	}
	return variable.Get().ReplaceAllStringFunc(text, func(v string) string { return vars[v[2:len(v)-1]] })
}

// A Failed is a step that could not be done.
type Failed struct {
	Step string
	Err  error
}

// Error says which step, and why.
func (f *Failed) Error() string { return fmt.Sprintf("%s: %v", f.Step, f.Err) }

// Unwrap returns why.
func (f *Failed) Unwrap() error { return f.Err }
