// Package logpane is the console on the screen: the lines that came, the unfinished
// one at the end, and the window that a person looks at them through, with the
// boots, gaps, marks and crashes that stand among them. It draws what it is given;
// where that came from it does not know.
package logpane

import (
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
	"oopscope/ui/theme"
)

// Pane is the console: the lines that came, the unfinished one at the end,
// and the window a person looks at them through.
type Pane struct {
	// Limit bounds the lines that are in memory, in bytes; 0 is enough for what a
	// person looks at.
	Limit int

	th      *theme.Theme
	book    *book.Book
	ring    scrollback.Log
	boots   map[int]crash.PackedBoot // by the line they begin with
	gaps    map[int]parse.Gap        // by the line before them
	marks   map[int]link.Mark        // by their line
	refused func(line int) bool      // whether the disk did not take the mark on a line
	end     int64                    // of the last whole line, in bytes of the input
	newest  int                      // its number
	partial string                   // the unfinished line
	stamped int                      // the last line with a time of the kernel
	absent  Absence                  // what to say of what is not there

	w, h    int
	beside  bool // shares its rows with the crash pane
	focused bool
	typing  bool // the cursor of the board is shown at the end

	follow   bool
	resume   bool // was following when it was paused
	pausedAt int  // end of what is shown while paused, 0 when not
	cursor   int  // sequence number in the ring
	top      spot // the first line of the window

	filter Filter
	kept   *scrollback.Set // rows that pass the filter, nil without one
	seen   int             // rows up to here went through the filter, or will
	sift   *sifting

	hunt     *hunt        // what is being looked for in lines that are not in memory
	fetching bool         // a task reads pages
	unread   map[int]bool // pages that could not be read

	search     *match.Matcher
	lights     []Light
	lit        int // rows that these were looked for in
	times      timesMode
	began      []bootStart    // of the lines that are held, for times since the boot
	zone       *time.Location // of host times; nil for the local one
	wrap       bool
	raw        bool
	left       int   // first column shown when not wrapping
	screenRow  []int // which row every line of the last View belongs to, -1 none
	scratch    cell.Line
	cursorX    int // where the board's cursor is in the last View
	cursorY    int
	cursorSeen bool
}

// A Light colours what it finds.
type Light struct {
	Match  *match.Matcher
	Colour string // one of link.Colours
}

// New returns an empty pane. It looks up in the book which crash a line belongs to,
// and asks refused whether the disk did not take the mark on one.
func New(th *theme.Theme, b *book.Book, refused func(line int) bool) *Pane {
	return &Pane{
		th: th, book: b, refused: refused, follow: true, sift: &sifting{anchor: -1},
		boots: map[int]crash.PackedBoot{}, gaps: map[int]parse.Gap{}, marks: map[int]link.Mark{},
	}
}

// ReadFrom has lines that are not in memory read back from a source.
func (p *Pane) ReadFrom(s scrollback.Source) { p.ring.Source = s }

// A spot is one line of the screen in the log: a row, and how many of the lines
// it is drawn with are above.
type spot struct{ seq, skip int }

func (s spot) before(t spot) bool { return s.seq < t.seq || s.seq == t.seq && s.skip < t.skip }

// An Absence says of what is not there why it is not.
type Absence struct {
	Idle []string // for the middle of the pane, while nothing came at all
	None string   // no line passes the filter
	Away string   // why nothing can come now, "" while the line is up
}
