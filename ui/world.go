package ui

import (
	"context"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/compare"
	"oopscope/ui/scrollback"
	"oopscope/ui/source"
)

// This file declares what the screen consumes from the world. Package console
// satisfies these interfaces without knowing them; main introduces the two.

// Console is the live line, or the capture, that the screen shows.
type Console interface {
	// Next blocks until there is something new and returns all of it. The
	// batch belongs to the caller. It returns io.EOF when a file or standard
	// input is over, and ctx.Err() when ctx is.
	Next(ctx context.Context) (parse.Batch, error)
	// Link tells the state of the line now. It never blocks.
	Link() Link
	// Send queues bytes for the board and never blocks; an error says why the
	// bytes will not arrive.
	Send(p []byte) error
	// Break sends a serial break.
	Break() error
}

// Rereader is a console that can decode crashes again.
type Rereader interface {
	// Whole decodes a crash that is known in brief, of a boot. It may take a while.
	Whole(ctx context.Context, brief *parse.Crash, boot parse.Boot) (*parse.Crash, error)
}

// SizedConsole is a console that can tell the board the size of its terminal
// by itself, as a telnet connection does.
type SizedConsole interface {
	// Resize says how large the board's terminal is now. It never blocks.
	Resize(cols, rows int)
}

// SharedConsole is a console of which one of several screens has the keyboard.
type SharedConsole interface {
	// TakeKeyboard takes it for this screen. It may wait for another process.
	TakeKeyboard() error
}

// Lent says what became of the port that was to be lent, or taken back. The error is a
// sentence.
type Lent struct {
	Lent bool
	Err  error
}

// Lender lends the port to another program.
type Lender interface {
	// Toggle lends the port, or takes it back where it is lent, and waits until that is so.
	// The error says as a sentence what did not go.
	Toggle() (lent bool, err error)
}

// RawConsole is a console that can also give its bytes as they came, which the
// full-screen mode needs.
type RawConsole interface {
	Console
	// WantRaw asks for the bytes that come from now on, or for no more of them.
	WantRaw(on bool)
	// TakeRaw returns the bytes since the last call; Next returns when there
	// are some. lost says that older ones had to be dropped. It never blocks.
	TakeRaw() (b []byte, lost bool)
}

// LineConsole is a console on a line that can be set up while it is open. Recent never
// waits.
type LineConsole interface {
	Console
	link.Tunable
	// Recent returns the newest bytes of the line, at most n, and the offset behind
	// them.
	Recent(n int) (p []byte, end int64)
}

// Hooks are the commands of the bench. All but Names may take minutes.
type Hooks interface {
	// Names lists them.
	Names() []string
	// Run runs one, about a crash or about nothing.
	Run(ctx context.Context, name string, c *parse.Crash, folder string) (link.HookResult, error)
}

// An After does what the profile says behind a crash.
type After interface {
	// Begin looks for a crash that something is to be done behind; nil when there is none.
	// Words say so, or that no more is done.
	Begin(crashes []*parse.Crash) (about *parse.Crash, words string)
	// Do does it, and waits until it is done. Notes and marks are saved with the crash.
	Do(ctx context.Context, about *parse.Crash, notes string, marks []Mark) link.RecipeResult
}

// Scroll is where the console's lines are read back.
type Scroll = scrollback.Source

// Views keeps how a person looks at the session.
type Views interface {
	Keep(v link.View) error
}

// Link is what the status line shows of the port and the record.
type Link = link.Link

// State of a link.
type State = link.State

// The states a link can be in.
const (
	Up     = link.Up
	Away   = link.Away
	Over   = link.Over
	Closed = link.Closed
)

// Ledger is the store of saved crashes.
type Ledger interface {
	// Save writes the crash down as a folder, atomically, and returns its
	// path. Saving the same crash again updates the folder.
	Save(c *parse.Crash, notes string, marks []Mark) (dir string, err error)
	// Words returns what was kept of this capture when it was open before.
	Words() (link.Words, error)
	// Remark keeps a remark on a line, or that it was taken away. Was is what
	// stood there as far as the screen knew; another session may have written
	// there meanwhile, so the remark as it is kept comes back, with its file.
	Remark(m Mark, was string) (kept Mark, path string, err error)
	// Note does the same for the note on a crash.
	Note(c *parse.Crash, text, was string) (kept, path string, err error)
	// Known returns what is known of crashes from before. After an error what could be
	// told is returned all the same. Whatever comes is entered without being asked for.
	Known(crashes []*parse.Crash) ([]link.History, error)
	// Recall returns what is known of all sessions, and Of where one signature
	// was met.
	Recall() (link.Recollection, error)
	Of(kind, key string) ([]link.Sighting, error)
	// Say keeps what the person says of a signature: link.SaidNote, SaidStatus or
	// SaidTags.
	Say(key, what, words string) error
}

// Boots reads back boots that the ledger knows.
type Boots interface {
	// Boot returns the lines of a boot, so many at most; cut says that there are
	// more. It may take long, and calls looked with how far it got, in percent.
	Boot(ctx context.Context, of link.Life, most int, looked func(percent int)) (lines []compare.Line, cut bool, err error)
}

// Repro crashes the board over and over, fed with what the screen gets. Only Forecast
// waits for the disk.
type Repro interface {
	// Forecast returns the last run at this port; false when there is none.
	Forecast() (link.Rounds, bool)
	// Start begins a run, or goes on with the last one. Until is "crash", a number
	// of rounds or a time like 8h, or some of them; "" is no end. An error says what makes no sense.
	Start(do []string, until, login string, again bool) error
	// Script begins a run of which a round is the script in a file, which it reads.
	Script(path, until string) error
	// Stop ends the rounds where they are.
	Stop()
	// Take hands on what came from the board.
	Take(b *parse.Batch)
	// State tells how far it is, and Marks which remarks on rounds are to be kept.
	State() link.Rounds
	Marks() []link.Mark
}

// Mark is a person's remark on one line of the console.
type Mark = link.Mark

// Past keeps what was searched and filtered for, over sessions.
type Past interface {
	// Load returns the texts that were kept, the newest last.
	Load() []string
	// Add keeps one more.
	Add(text string) error
}

// Clipboard copies text for the person.
type Clipboard interface {
	// Copy tries the ways that reach a clipboard for certain. how says in
	// words what happened ("copied with xclip", "handed to tmux"). file is
	// where the text was written in any case. osc52 asks the screen to offer
	// the text to the terminal as well, because nothing surer was there.
	Copy(text string) (how, file string, osc52 bool, err error)
}

// Symbolizer adds file, line and inlined functions to a crash's frames.
type Symbolizer interface {
	// Resolve returns the crash with locations. It may take a while.
	Resolve(c *parse.Crash) *parse.Crash
	// State says in one line what symbols are in use, whether they fit the
	// board's kernel (ok false when they do not), or how to give some.
	State(c *parse.Crash) (text string, ok bool)
}

// Fetcher is what a Symbolizer may know beside: what it fetches from servers.
type Fetcher interface {
	// Fetching says what is being fetched, "" when nothing is, and how many fetches are
	// over. It does not wait.
	Fetching() (progress string, over int)
	// StopFetching gives up what is being fetched, and tells whether something was.
	StopFetching() bool
}

// SourcePaths is what a Symbolizer may know beside: where source files lie.
type SourcePaths interface {
	// Paths returns the files of this machine that the frames of a crash are in, by
	// their names as the symbols have them. It may take a while.
	Paths(c *parse.Crash) map[string]string
}

// Debuggers is what a Symbolizer may know beside: how other programs go on.
type Debuggers interface {
	// Debuggers returns command lines for a shell, for a frame of a crash.
	Debuggers(c *parse.Crash, f *arch.Frame) string
}

// FileKeeper is a symbolizer that keeps the files as they are when a board boots:
// its kernel and modules may be built anew while it runs.
type FileKeeper interface {
	// Booted keeps them as they are now. It may take a while.
	Booted()
}

// Sources shows frames in their source and their machine code.
type Sources = source.Sources
