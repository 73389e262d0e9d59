package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
	"oopscope/ui/book"
)

// batchMsg is everything new from the console since the last one.
type batchMsg struct {
	batch parse.Batch
	raw   []byte // the exact bytes, when they were asked for
	lost  bool   // some before them were dropped
}

// playMsg has the terminal go on with bytes for which there was no time at once.
type playMsg struct{}

// workMsg brings what a task of the log pane did.
type workMsg struct{ done any }

// overMsg says that the console will bring nothing more; err is nil at the end
// of a file.
type overMsg struct{ err error }

// tickMsg lets the status line follow the link while nothing comes.
type tickMsg time.Time

// wholeMsg brings a crash that was known in brief; then is what was to be done with it.
type wholeMsg struct {
	of, whole *parse.Crash
	err       error
	then      func(*book.Report) tea.Cmd
}

// judgedMsg brings the findings for one snapshot of a crash.
type judgedMsg struct {
	of       *parse.Crash
	findings []triage.Finding
}

// beforeMsg brings what is unusual of the lines before a crash.
type beforeMsg struct {
	of     *parse.Crash
	before []crash.Unusual
}

// resolvedMsg brings a snapshot's locations.
type resolvedMsg struct {
	paths     map[string]string // of source files; nil where nobody looked
	of, crash *parse.Crash
	state     string
	ok        bool
}

// seenMsg tells what other sessions knew of crashes.
type seenMsg struct {
	of    []*parse.Crash
	known []link.History
	err   error
}

// forecastMsg brings the last run of rounds at this port.
type forecastMsg struct {
	last  link.Rounds
	known bool
}

// roundMarkedMsg says that the remark on a round was kept, or why not.
type roundMarkedMsg struct{ err error }

// besideMsg wants two boots shown side by side.
type besideMsg struct{ before, since link.Life }

// bootsMsg brings two boots.
type bootsMsg struct {
	of   *bootReading
	with *compare.Alignment
	cut  bool
	err  error
}

// savedMsg says where a crash was written, or why it was not.
type savedMsg struct {
	id  int
	dir string
	err error
}

// wordsMsg brings what was remarked on this capture before.
type wordsMsg struct {
	words link.Words
	err   error
}

// markKeptMsg says where a remark was written, and how it reads now, or why it
// was not.
type markKeptMsg struct {
	of, kept Mark
	path     string
	err      error
}

// noteKeptMsg says that a note on a crash was written, and how it reads now, or
// why it was not.
type noteKeptMsg struct {
	id         int
	sent, kept string
	err        error
}

// copiedMsg says which way a text went to the clipboard.
type copiedMsg struct {
	text, how, file string
	osc52           bool
	err             error
}

// pastedMsg is what came of a paste of several lines.
type pastedMsg sentMsg

// sentMsg is the result of something sent to the board.
type sentMsg struct {
	what string // for the notice, "" for none
	err  error
}

// noBreakMsg says that the link cannot send the BREAK that SysRq needs.
type noBreakMsg struct {
	key byte
	err error
}

// lineState is what the screen knows of the line.
type lineState struct {
	link.Lines
	known   bool
	want    link.Line // what was asked for last
	finding bool      // its speed is being looked for
	tuning  bool      // it is being set: of several wishes the last one is taken
}

// linesMsg brings how the line is, and what became of a change; words is "" for none.
type linesMsg struct {
	lines link.Lines
	tuned *link.Line // that was to be set
	words string
	err   error
}

// foundMsg says at which speed the line reads as text.
type foundMsg struct {
	baud  int
	lines linesMsg
}

// A hookRun is a hook that runs.
type hookRun struct {
	since time.Time
	stop  context.CancelFunc
}

// hookMsg says what became of a hook, or of a step of the recipe.
type hookMsg struct {
	name   string // of the one that a person began, "" for what is done behind a crash
	words  string
	output string
	err    error
	crash  int    // that it was about, 0 for none
	folder string // where that was saved, "" for nowhere
}

// A hole is a gap in what came, by the clock here.
type hole struct {
	at  time.Time
	gap parse.Gap
}

// closedMsg says how a session ended that was closed alone.
type closedMsg struct {
	words []string
	name  string
}
