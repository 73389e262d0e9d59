package crash

import (
	"fmt"
	"time"

	"oopscope/parse/arch"
)

// Later is what was seen of the machine after a report. Whoever holds the crash
// fills it in while lines come; the zero value says that nothing was looked for.
type Later struct {
	Spoke bool      // the machine was heard after the report, in its boot
	Died  int       // first line of a later report of that boot which it did not survive; 0 when there is none
	Again int       // first line of the next report of that boot in which the same task dies once more; 0 when there is none
	Cross int       // first line of the report of the task that waits for this one, which waits for it; 0 when there is none
	May   int       // first line of the report of a task that may wait for this one and keep what it waits for; 0 when there is none
	Cut   int       // first line of a fault that came before the report had ended; 0 when none did
	Boot  int       // the boot that followed; 0 when none did
	Line  int       // its first line
	Hard  bool      // it came without a word: no panic, no orderly reboot
	Heard int       // the last line of the report's own boot that shows the machine alive; 0 when none is known
	At    time.Time // host time of that line; zero when not known
	Quiet time.Time // when the board printed last, if that is long ago and more could come; else zero
	Over  bool      // the input is over: nothing more can come
	Left  Farewell  // what the kernel said when it was told to end, after the report; of the report's own boot
}

// Past reports whether the machine was restarted since, so that what the report
// says of its state is history.
func (c *Crash) Past() bool { return c.Later.Boot > 0 }

// Outcome says in a sentence what the report means for the machine, as far as it
// is known by now: what is past is told in the past, and that a machine is
// running is only said of one that was heard. It may hold words of the board.
func (c *Crash) Outcome() string {
	switch c.Aftermath {
	case Halted:
		if c.Past() {
			return "Halted; the board was restarted " + c.Restarted() + "."
		}
		return "Halted: needs a reset or power cycle."
	case Rebooting:
		switch {
		case c.Past():
			return "Went down; the board restarted " + c.Restarted() + "."
		case c.RebootIn > 0:
			return fmt.Sprintf("Down: restarts by itself %d s after the panic.", c.RebootIn)
		}
		return "Down: restarts by itself."
	case ContinuesDamaged:
		if c.willPanic() {
			return "Fatal: the kernel panics of an oops " + c.nobodyThere() + ", which is not in this report."
		}
		return c.wentOn(c.damage())
	case Continues:
		return c.wentOn("")
	}
	if c.Severity == Error { // a silence: every other trouble leaves the machine somewhere
		return c.afterSilence()
	}
	if c.Open {
		return "State not known yet: the report is still coming."
	}
	return "State not known: nothing after the report tells."
}

// willPanic tells an oops that no kernel survives, though the panic was not printed and
// nothing was heard of the machine since: no task can be ended for it (oops_end(), do_exit()).
func (c *Crash) willPanic() bool {
	l := c.Later
	return c.Severity == Oops && c.nobodyThere() != "" && !l.Spoke && l.Died == 0 && l.Boot == 0 && l.Again == 0
}

// nobodyThere is where an oops finds no task that could be ended, "" where it finds one.
func (c *Crash) nobodyThere() string {
	switch {
	case c.Context == arch.IRQ, c.Context == arch.SoftIRQ, c.Context == arch.NMI:
		return "in an interrupt"
	case c.Task.Known && c.Task.PID == 0:
		return "in the idle task"
	}
	return ""
}

// OutcomeWord is the outcome in a word, "" when nothing is known.
func (c *Crash) OutcomeWord() string {
	switch {
	case c.Aftermath == "":
		return ""
	case c.Past():
		return "restarted"
	case c.Aftermath == Halted, c.Aftermath == Rebooting:
		return c.Aftermath
	case c.Later.Died > 0:
		return "died later"
	case c.Later.Left.Line > 0:
		return "shut down"
	case c.Aftermath == ContinuesDamaged && c.endUnseen():
		return ""
	case c.Aftermath == ContinuesDamaged:
		return "damaged"
	case !c.Later.Quiet.IsZero():
		return "silent"
	case !c.Later.Spoke:
		return ""
	case c.Later.Over:
		return "went on"
	}
	return "running"
}

// OutcomeLine is the line of the input that shows the outcome.
func (c *Crash) OutcomeLine() int {
	switch {
	case c.Past():
		return c.Later.Line
	case c.Later.Died > 0:
		return c.Later.Died
	case c.PanicLine > 0:
		return c.PanicLine
	}
	return c.Last
}

// afterSilence tells whether a board that said nothing was heard again.
func (c *Crash) afterSilence() string {
	switch {
	case c.Past():
		return "The board was restarted " + c.Restarted() + "."
	case c.Later.Spoke:
		return "The board was heard again."
	}
	return "Nothing was heard of the board since."
}

// wentOn tells of a report that the kernel may survive.
func (c *Crash) wentOn(damage string) string {
	l, s := c.Later, "Not fatal by itself"
	if l.Spoke {
		s = "Still running"
		if l.Died > 0 || l.Boot > 0 || l.Over || !l.Quiet.IsZero() {
			s = "Went on"
		}
	}
	switch {
	case damage != "" && l.Spoke:
		s += ", damaged: " + damage
	case damage != "" && c.endUnseen():
		s = "Whether it was fatal is not known, as the report is cut off; if not, " + damage
	case damage != "":
		s += ", but " + damage
	}
	switch {
	case l.Died > 0:
		s += fmt.Sprintf("; died of the report at line %d", l.Died)
	case l.Left.Line > 0:
		s += fmt.Sprintf("; was told to %s at line %d", l.Left.told(), l.Left.Line)
	case !l.Quiet.IsZero():
		s += "; nothing printed since " + c.clock(l.Quiet)
	case l.Over && !l.Spoke:
		s += "; no line of the kernel follows"
	}
	if l.Boot > 0 {
		s += "; the board was restarted " + c.Restarted()
	}
	return s + "."
}

// endUnseen tells that the last lines of the report are missing, where a panic may have stood, and
// that nothing was heard of the machine since.
func (c *Crash) endUnseen() bool { return !c.Later.Spoke && c.Quality.Has(Truncated, Lost) }

// damage is what cannot be trusted any more.
func (c *Crash) damage() string {
	if c.Severity < Oops || !c.Task.Known {
		return "do not trust its state"
	}
	comm := c.Task.Comm
	if comm == "" {
		comm = "?"
	}
	return fmt.Sprintf("%s[%d] was killed; locks and references it held are lost", comm, c.Task.PID)
}

// Restarted tells when the boot after the report's began, by the clock where that
// is known: "11:39:20 (boot 3)".
func (c *Crash) Restarted() string {
	if l := c.Later; l.At.IsZero() {
		return fmt.Sprintf("at line %d (boot %d)", l.Line, l.Boot)
	}
	return fmt.Sprintf("%s (boot %d)", c.clock(c.Later.At), c.Later.Boot)
}

// clock writes a host time as one says it of that day, with the date when it is
// not the day of the report.
func (c *Crash) clock(t time.Time) string {
	if y, m, d := c.Seen.Date(); !c.Seen.IsZero() {
		if y2, m2, d2 := t.Date(); y == y2 && m == m2 && d == d2 {
			return t.Format(time.TimeOnly)
		}
	}
	return t.Format("2 Jan 2006 15:04:05")
}
