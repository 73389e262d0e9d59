package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/stage"
)

// Who looks elsewhere is told of a crash by the terminal. None of the words are the
// board's: its severity and class are ours, and the port's name is the person's.

// freshFor is how old a crash may be to be news: that of a record which is read again,
// or of a session that is attached to, is none.
const freshFor = 10 * time.Second

// alert tells of the worst of some crashes that are new.
func (a *app) alert(crashes []*parse.Crash) tea.Cmd {
	var worst *parse.Crash
	for _, c := range crashes {
		if a.link.State == Over || c.Seen.IsZero() || a.now().Sub(c.Seen) > freshFor {
			continue
		}
		if worst == nil || c.Severity > worst.Severity {
			worst = c
		}
	}
	if worst == nil {
		return nil
	}
	words := alarmWords(worst)
	how := a.cfg.Alert
	if how.Title {
		a.alarm, a.alarmed = words, worst.ID
	}
	told := a.cfg.Terminal.Notification(how.Notify, "oopscope", words+" on "+a.link.Name)
	if how.Bell {
		told += "\a"
	}
	if told == "" {
		return nil
	}
	return stage.Tell(told)
}

// alarmWords are what is told of a crash.
func alarmWords(c *parse.Crash) string { return strings.ToUpper(c.Severity.String()) + " " + c.Class }

// followAlarm has the title say what became of the crash that it tells of: an oops becomes a
// panic some lines later. It is no news that rings once more.
func (a *app) followAlarm(crashes []*parse.Crash) {
	for _, c := range crashes {
		if a.alarm != "" && c.ID == a.alarmed {
			a.alarm = alarmWords(c)
		}
	}
}

// windowTitle is that of the terminal's window: a crash stands there until a key says
// that somebody looks.
func (a *app) windowTitle() string {
	if a.alarm == "" {
		return a.cfg.Title
	}
	return a.alarm + " - " + a.cfg.Title
}
