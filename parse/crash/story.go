package crash

import (
	"fmt"
	"strings"
	"time"
)

// An Echo says why a report follows from an earlier one of the same boot. The zero
// value says that it stands for itself.
type Echo struct {
	Kind  EchoKind // "" when the report stands for itself
	Of    int      // ID of the report that it follows from
	First int      // and that one's first line
	Why   string   // the reason in a sentence; it may hold words of the board
	Lines []int    // lines of the input that show it
	Guess bool     // what links the two is not in the log: a lock whose owner is not named, memory that may be another's
}

// An EchoKind says in which way a report follows from another.
type EchoKind string

// The kinds of echoes.
const (
	Repeated  EchoKind = "again"     // the same report another time
	GoingDown EchoKind = "panic"     // it comes out of the panic, or it is the panic that the report led to
	InReport  EchoKind = "nested"    // the kernel fell while it printed the other
	OfVictim  EchoKind = "victim"    // the task that the other killed, on its way out
	Unwound   EchoKind = "unwound"   // what is counted no longer fits: an exception never returned, a count was set back
	WaitsFor  EchoKind = "waits"     // it waits for what the other keeps or stopped
	Broken    EchoKind = "broken"    // it uses what the other found damaged
	SameFault EchoKind = "same-spot" // a checker saw it first, then it happened
	Stuck     EchoKind = "stuck"     // the same task still does not get on, as another watchdog or a later one finds
	Deadlock  EchoKind = "deadlock"  // both wait for each other: neither is the cause alone
	MayCross  EchoKind = "may-cross" // both wait for locks of the same code, and nothing says whose
)

// A Story is the account of one boot: what was the cause, what followed from it
// and why, what else there was, and how it ended.
type Story struct {
	Boot   int
	Cause  Chapter    // the report that the end, or the worst of the boot, follows from
	Led    []*Chapter // what followed from it, in order
	Beside []*Chapter // reports that no reason links to it
	Untold int        // further reports, too many to tell
	End    Ending
}

// A Chapter is a report as a story tells of it.
type Chapter struct {
	ID, First int
	Severity  Severity
	Title     string
	Echo      Echo
	Again     int // how often the same report came another time
	AgainLast int // and the first line of the last of them
}

// An Ending says how a boot ended, as far as that is known.
type Ending struct {
	Kind  EndKind
	Line  int       // that shows it; 0 when none does
	Panic string    // the panic's message, when the boot ended in one
	In    int       // Restarts: seconds
	Boot  int       // the boot that followed; 0 when none was seen
	Next  int       // and its first line
	At    time.Time // host time of that line, or since when it is silent; zero when not known
	Over  bool      // the input is over
	Left  Farewell  // ToldTo: what it was told
}

// An EndKind is a way for a boot to end.
type EndKind string

// The ways.
const (
	Panicked  EndKind = "panic"     // it panicked, and nothing says that it will restart
	Restarts  EndKind = "restarts"  // it panicked and restarts by itself
	Restarted EndKind = "restarted" // another boot followed
	ResetHard EndKind = "reset"     // another boot followed without a word
	ToldTo    EndKind = "told"      // it was told to switch off, halt or restart, and nothing came behind that
	FellMute  EndKind = "mute"      // nothing came any more although something should have
	StillUp   EndKind = "up"        // it was heard after its last report
	LogEnds   EndKind = "log-ends"  // nothing follows in the log
	NotYet    EndKind = ""          // it goes on, and nothing is known yet
)

// A Row is a sentence of a story with the line it speaks of.
type Row struct {
	Text string
	Line int
}

// Follows reports whether the story tells of more than one report.
func (s *Story) Follows() bool { return len(s.Led)+len(s.Beside)+s.Cause.Again > 0 }

// Rows tells the story in sentences: the cause, what followed, what else there
// was, the end. They may hold words of the board.
func (s *Story) Rows() []Row {
	lead := "It began with "
	if !s.Follows() {
		lead = "One report: "
	}
	rows := []Row{{lead + s.Cause.name() + s.Cause.again() + ".", s.Cause.First}}
	for _, c := range s.Led {
		rows = append(rows, Row{"Then " + c.name() + c.again() + ": " + c.Echo.Why, c.First})
	}
	for _, c := range s.Beside {
		when := "Besides, with no known link to it: "
		if c.First < s.Cause.First {
			when = "Before it, with no known link to it: "
		}
		rows = append(rows, Row{when + c.name() + c.again() + ".", c.First})
	}
	if s.Untold > 0 {
		rows = append(rows, Row{fmt.Sprintf("And %s.", Counted(s.Untold, "more report", "more reports")), 0})
	}
	return append(rows, Row{s.End.Text(), s.End.shows()})
}

// Text is the whole story as one paragraph.
func (s *Story) Text() string {
	var parts []string
	for _, r := range s.Rows() {
		parts = append(parts, r.Text)
	}
	return strings.Join(parts, " ")
}

func (c *Chapter) name() string { return fmt.Sprintf("%s (line %d)", c.Title, c.First) }

func (c *Chapter) again() string {
	switch c.Again {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf(", again at line %d", c.AgainLast)
	}
	return fmt.Sprintf(", %d times more, the last at line %d", c.Again, c.AgainLast)
}

// Counted is "1 crash", "2 crashes".
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// shows is the line to look at for the end.
func (e *Ending) shows() int {
	if e.Next > 0 {
		return e.Next
	}
	return e.Line
}

// Text says how the boot ended, in a sentence.
func (e *Ending) Text() string {
	next := ""
	if e.Boot > 0 {
		next = fmt.Sprintf("line %d (boot %d)", e.Next, e.Boot)
	}
	switch e.Kind {
	case Panicked, Restarts:
		return e.panicText()
	case Restarted:
		if e.Panic != "" {
			return fmt.Sprintf("It ended in a panic, \"%s\" (line %d), and the board started again at %s.", e.Panic, e.Line, next)
		}
		return "The board was restarted at " + next + "."
	case ResetHard:
		return "It ended without a word: the board started again at " + next + "."
	case FellMute:
		s := "Then the console fell silent"
		if e.Line > 0 {
			s += fmt.Sprintf(" after line %d", e.Line)
		}
		return s + "."
	case ToldTo:
		return fmt.Sprintf("The kernel went on until it was told to %s (line %d).", e.Left.told(), e.Line)
	case StillUp:
		s := "The kernel went on"
		if e.Line > 0 {
			s += fmt.Sprintf(": line %d is its own and later", e.Line)
		}
		if e.Over {
			return s + ". How it ended is not in the log."
		}
		return s + "."
	case LogEnds:
		return "The log ends there: what became of the machine is not in it."
	}
	return "How it goes on is not known yet."
}

func (e *Ending) panicText() string {
	s := "It ended in a panic"
	if e.Panic != "" {
		s += fmt.Sprintf(", \"%s\"", e.Panic)
	}
	if e.Line > 0 {
		s += fmt.Sprintf(" (line %d)", e.Line)
	}
	switch {
	case e.Kind == Restarts && e.In > 0:
		s += fmt.Sprintf("; it restarts by itself after %d s", e.In)
	case e.Kind == Restarts:
		s += "; it restarts by itself"
	default:
		s += "; it stays down until somebody resets it"
	}
	if e.Over {
		s += ". The log ends before anything else came"
	}
	return s + "."
}
