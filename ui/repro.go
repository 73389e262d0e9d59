package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/rounds"
)

// Rounds: the board is crashed over and over, and the screen shows how often.

// between stands between the commands of a round where they are written on a line.
const between = " ;; "

// showRounds shows how far the rounds are, or asks for some.
func (a *app) showRounds() tea.Cmd {
	r := a.cfg.Repro
	switch {
	case r == nil || !a.link.Writable && !a.rounds.Running:
		a.refuse("")
		return nil
	case a.rounds.Running:
		a.openRounds()
		return nil
	}
	a.openRounds() // at once: the keys are the screen's from now on
	return func() tea.Msg {
		last, known := r.Forecast()
		return forecastMsg{last, known}
	}
}

// forecast opens the pane on the last run, or asks for the first.
func (a *app) forecast(m forecastMsg) {
	p, open := a.overlay.(*rounds.Pane)
	switch {
	case !open || a.rounds.Running: // closed meanwhile
	case m.known:
		a.rounds = m.last
		p.Take(m.last)
	default:
		a.askRounds()
	}
}

func (a *app) openRounds() {
	p := rounds.New(a.th, &a.keys.Rounds, rounds.Acts{Toggle: a.toggleRounds, New: a.askRounds})
	p.Take(a.rounds)
	a.overlay = p
}

// toggleRounds stops the rounds, or goes on with them.
func (a *app) toggleRounds() {
	if a.rounds.Running {
		a.cfg.Repro.Stop()
		return
	}
	a.startRounds(a.rounds.Do, a.rounds.Until, true)
}

// askRounds asks for the commands of a round, then when to end, then who logs in.
func (a *app) askRounds() {
	a.line = edit.Ask(strings.Join(a.rounds.Do, between), edit.Prompt{Mode: "ROUNDS", Label: "commands of a round" + between + "between them: ", Done: func(q *edit.Prompt) tea.Cmd {
		var do []string
		for c := range strings.SplitSeq(q.Text(), strings.TrimSpace(between)) {
			if c = strings.TrimSpace(c); c != "" {
				do = append(do, c)
			}
		}
		if len(do) == 0 {
			a.say("a round needs a command")
			return nil
		}
		a.askUntil(do)
		return nil
	}})
}

func (a *app) askUntil(do []string) {
	until := a.rounds.Until
	a.line = edit.Ask(until, edit.Prompt{Mode: "ROUNDS", Label: "until (crash, 40 rounds, 8h; empty: until stopped): ", Done: func(q *edit.Prompt) tea.Cmd {
		until := untilWords(q.Text())
		a.line = edit.Ask(a.login, edit.Prompt{Mode: "ROUNDS", Label: "login after a reboot (empty: none): ", Done: func(q *edit.Prompt) tea.Cmd {
			a.login = strings.TrimSpace(q.Text())
			a.startRounds(do, until, false)
			return nil
		}})
		return nil
	}})
}

// askScript asks for the file of a script, then when to end.
func (a *app) askScript() tea.Cmd {
	switch r := a.cfg.Repro; {
	case r == nil || !a.link.Writable && !a.rounds.Running:
		a.refuse("")
		return nil
	case a.rounds.Running:
		a.openRounds()
		return nil
	}
	a.line = edit.Ask(a.script, edit.Prompt{Mode: "SCRIPT", Label: "file of the script: ", Done: func(q *edit.Prompt) tea.Cmd {
		if a.script = strings.TrimSpace(q.Text()); a.script == "" {
			return nil
		}
		a.line = edit.Ask("1", edit.Prompt{Mode: "SCRIPT", Label: "until (crash, 40 rounds, 8h; 1: once): ", Done: func(q *edit.Prompt) tea.Cmd {
			return a.startScript(a.script, untilWords(q.Text()))
		}})
		return nil
	}})
	return nil
}

// scriptMsg says whether a script was begun.
type scriptMsg struct{ err error }

func (a *app) startScript(path, until string) tea.Cmd {
	r := a.cfg.Repro
	return func() tea.Msg { return scriptMsg{r.Script(path, until)} }
}

func (a *app) scriptBegan(m scriptMsg) {
	if m.err != nil {
		a.complain(cell.Clean(m.err.Error()))
		return
	}
	a.rounds = a.cfg.Repro.State()
	a.openRounds()
}

// untilWords are the ends of rounds as a person wrote them.
func untilWords(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("rounds", "", "round", "").Replace(text)), " ")
}

func (a *app) startRounds(do []string, until string, again bool) {
	if err := a.cfg.Repro.Start(do, until, a.login, again); err != nil {
		a.complain(cell.Clean(err.Error()))
		return
	}
	a.rounds = a.cfg.Repro.State()
	a.openRounds()
}

// followRounds shows how far the rounds are, and has them remarked on their lines.
func (a *app) followRounds() tea.Cmd {
	if a.cfg.Repro == nil || !a.rounds.Running {
		return nil
	}
	var cmds []tea.Cmd
	for _, m := range a.cfg.Repro.Marks() {
		cmds = append(cmds, a.markRound(m))
	}
	was := a.rounds
	a.rounds = a.cfg.Repro.State()
	if p, open := a.overlay.(*rounds.Pane); open {
		p.Take(a.rounds)
	} else if was.Running && !a.rounds.Running {
		a.say("the rounds are over: " + cell.Clean(a.rounds.Counted) + a.advice(a.keys.Normal.Rounds, "shows them"))
	}
	return tea.Batch(cmds...)
}

// markRound puts a remark on the line where a round begins, and has it kept.
func (a *app) markRound(m Mark) tea.Cmd {
	if _, marked := a.log.Mark(m.Line); marked { // a person's words are worth more
		return nil
	}
	a.log.SetMark(m)
	if a.cfg.Ledger == nil {
		return nil
	}
	return func() tea.Msg {
		_, _, err := a.cfg.Ledger.Remark(m, "")
		return roundMarkedMsg{err}
	}
}
