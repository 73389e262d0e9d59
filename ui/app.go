// Package ui is the screen: a model with a tab for each board, and in each a
// session's own, which routes messages to its panes and puts their views together.
// It does no I/O of its own and never waits; what takes time is a command. Rows are
// made of ui/cell, bytes of terminals pass through ui/term.
package ui

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/parse/kgdb"
	"oopscope/ui/book"
	"oopscope/ui/crashpane"
	"oopscope/ui/edit"
	"oopscope/ui/logpane"
	"oopscope/ui/paste"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// app is the screen of one session, a tab of the whole. Its panes are structs with
// methods; it routes messages to them and puts their views together.
type app struct {
	ctx  context.Context
	cfg  Config
	home string // to write paths the way a person does
	th   *theme.Theme
	keys *keymap.Map
	now  func() time.Time
	tap  *term.Tap // nil while the tab is not seen, and in tests: typed keys are then sent by us

	w, h  int
	lay   layout
	log   *logpane.Pane
	term  *term.Pane
	crash *crashpane.Pane
	book  *book.Book

	paths   map[string]string // of source files that the terminal can be led to
	fetched int               // of what came from servers, how many the crash that is read was located with
	shown   struct {          // what the crash pane was last given
		report  *book.Report
		version int
	}
	open    bool           // the crash pane
	shut    parse.Severity // of the crash over which the person closed it; only a worse one opens it again
	onCrash bool           // has the focus
	zoom    bool
	share   int

	typing    bool // keys go to the board
	yielded   bool // they went to it until another screen, or a command, took the keyboard
	pasting   atomic.Pointer[paste.Paste]
	peeking   bool // at the lines below a full screen, until something is typed
	lastBoot  int  // the newest that the full screen knows of
	lastCrash int
	watching  bool         // the terminal gets the board's bytes
	unplayed  []byte       // of them, for which there was no time yet
	answers   int          // that it gave since the last ones
	prefix    bool         // the prefix came, its key is awaited
	tapped    bool         // and the tap saw it: what is the board's, it sends
	overtaken bool         // by the Esc behind it: the prefix was carried out, and is still to come
	count     int          // typed before a key, 0 for none
	rules     rules        // named filters, highlights
	past      edit.History // of searches and filters
	goal      *link.View   // to look at the session as it was left, nil once that is so
	kept      link.View    // what was written down of how it is looked at
	keptAt    time.Time    // and when
	found     tea.Cmd      // what a search in lines that were not in memory brought, to be done
	script    string       // the file that was done last
	rounds    link.Rounds  // of a board that is crashed over and over
	login     string       // to log in with between them
	looking   bool         // at the lines before a crash
	reading   *bootReading // two boots on their way to the screen, nil mostly
	overlay   overlay      // takes all keys and the body, nil mostly
	line      *edit.Prompt // takes all keys and the last line, nil mostly
	notice    notice
	unread    []notice // complaints that others came before, the last one goes first
	mouse     bool
	alarm     string // what the window's title says of a crash until somebody looks
	alarmed   int    // that crash's ID

	saving    int  // crashes and remarks on their way to the disk
	leaving   bool // as soon as they are there
	forsake   bool // leaving failed for want of a disk: the next time it does not
	words     *personal
	link      Link
	lines     lineState
	debugger  kgdb.Debugger      // that waits at the console
	typist    string             // who else has the keyboard
	began     bool               // the link was seen before
	warned    string             // of what is wrong with the port
	hookSaid  string             // by the last hook
	hooksOn   map[string]hookRun // hooks that a person began and that run
	noisy     bool               // and that it is read at a wrong speed was told
	ailing    string             // what is wrong with the record
	boots     map[string]int     // the latest of each sender
	since     time.Time          // when the board printed first
	heard     time.Time          // and last
	holes     []hole             // in what came
	probed    int                // the silence of which a notice told, by its ID
	learnt    string             // the prefix of the kernel's lines that was told last
	over      bool
	forgetful bool // the ledger cannot be written, which was said
	inquiry   inquiry
	stage     *stage.Stage
	jobs      *stage.Jobs
	end       context.CancelFunc // of ctx
	company
}

// overlay is a pane that lies over the body until it is done.
type overlay interface {
	Mode() string // word for the status line
	Title() string
	Hints() []keymap.Binding
	Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd)
	View(w, h int) []string
}

// rules are both kinds. What is in a list is replaced, never changed: a view of it may be
// on its way to the disk.
type rules struct {
	filters, highlights []link.Rule
}

// A notice is something to tell that stays until the next key, or for a while
// when the keys go to the board.
type notice struct {
	text  string
	style lipgloss.Style
	since time.Time
	holds func(Link) bool // whether it is true as yet; nil for what stays true

	complaint bool // of what failed
}

// twoBoots tells whether there are boots to be compared, of one board. It is asked with
// every key and batch.
func (a *app) twoBoots() bool { return len(a.boots) == 1 && a.boots[""] >= 2 }
