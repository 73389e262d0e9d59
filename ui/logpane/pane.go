// Package logpane is the console on the screen: the lines that came, the unfinished
// one at the end, and the window that a person looks at them through, with the
// boots, gaps, marks and crashes that stand among them. It draws what it is given;
// where that came from it does not know.
package logpane

import (
	"maps"
	"slices"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
	"oopscope/ui/theme"
)

// Pane is the console: the lines that came, the unfinished one at the end,
// and the window a person looks at them through.
type Pane struct {
	th      *theme.Theme
	book    *book.Book
	ring    scrollback.Ring
	boots   map[int]parse.Boot  // by the line they begin with
	gaps    map[int]parse.Gap   // by the line before them
	marks   map[int]link.Mark   // by their line
	refused func(line int) bool // whether the disk did not take the mark on a line
	end     int64               // of the last whole line, in bytes of the input
	partial string              // the unfinished line
	stamped int                 // the last line with a time of the kernel
	absent  Absence             // what to say of what is not there

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
	kept   []int // rows that pass the filter, nil without one
	seen   int   // rows up to here went through the filter

	search     *match.Matcher
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

// New returns an empty pane, which looks up in the book which crash a
// line belongs to, and asks refused whether the disk did not take the mark on one.
func New(th *theme.Theme, book *book.Book, refused func(line int) bool) *Pane {
	return &Pane{
		th: th, book: book, refused: refused, follow: true,
		boots: map[int]parse.Boot{}, gaps: map[int]parse.Gap{}, marks: map[int]link.Mark{},
	}
}

// Append takes what is new.
func (p *Pane) Append(b *parse.Batch) {
	for _, g := range b.Gaps {
		p.gaps[g.After] = g
	}
	for _, boot := range b.Boots {
		p.boots[boot.First] = boot
	}
	p.noteBoots(b)
	for _, l := range slices.Backward(b.Lines) {
		if l.Micro >= 0 {
			p.stamped = l.N
			break
		}
	}
	first := p.ring.First()
	p.ring.Add(b.Lines)
	if n := len(b.Lines); n > 0 {
		p.end = b.Lines[n-1].Last
	}
	if p.ring.First() > first {
		p.forget()
	}
	p.partial = string(scrollback.Kept(b.Partial))
	p.sift()
	p.clampView()
}

// forget drops the boots and gaps of lines that are gone: a board in a boot
// loop must not fill the memory.
func (p *Pane) forget() {
	oldest := p.ring.Oldest()
	p.forgetBoots(oldest)
	maps.DeleteFunc(p.boots, func(n int, _ parse.Boot) bool { return n < oldest })
	maps.DeleteFunc(p.gaps, func(n int, _ parse.Gap) bool { return n < oldest-1 })
}

// sift runs the filter over the rows it has not seen.
func (p *Pane) sift() {
	if !p.filter.Active() {
		p.kept = nil
		return
	}
	for seq := max(p.seen, p.ring.First()); seq < p.ring.End(); seq++ {
		r := p.ring.At(seq)
		if p.filter.shows(r, p.book) {
			p.kept = append(p.kept, seq)
		}
	}
	p.seen = p.ring.End()
	gone := 0
	for gone < len(p.kept) && p.kept[gone] < p.ring.First() {
		gone++
	}
	p.kept = p.kept[gone:]
}

// Filter returns which lines are shown.
func (p *Pane) Filter() Filter { return p.filter }

// SetFilter shows only what passes and keeps the cursor near where it was.
func (p *Pane) SetFilter(f Filter) {
	p.filter, p.kept, p.seen = f, nil, 0
	if f.Active() {
		p.kept = []int{}
	}
	p.sift()
	p.cursor = p.atOrBefore(p.cursor)
	if p.top.seq > p.cursor {
		p.top = spot{p.cursor, 0}
	}
	p.clampView()
}

// SetSize tells the pane its place on the screen.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.clampView()
}

// TogglePause freezes the view, or lets it go on.
func (p *Pane) TogglePause() {
	if p.pausedAt > 0 {
		p.pausedAt = 0
		p.follow = p.resume
		return
	}
	p.resume = p.follow
	p.freezeCursor()
	p.pausedAt = max(p.ring.End(), 1)
}

// Waiting returns how many lines came since the view was frozen, -1 when it is not.
func (p *Pane) Waiting() int {
	if p.pausedAt == 0 {
		return -1
	}
	return p.ring.End() - min(p.pausedAt, p.ring.End())
}

// Follow goes to the end and stays there.
func (p *Pane) Follow() {
	p.follow, p.pausedAt, p.left = true, 0, 0
}

// Show puts the cursor on a line of the input and leaves following. It says
// whether that line is still held and shown.
func (p *Pane) Show(n int) bool {
	seq := p.ring.Seek(n)
	if !p.ring.Has(seq) || p.ring.At(seq).N != n {
		return false
	}
	if p.pausedAt > 0 && seq >= p.pausedAt {
		p.pausedAt = p.ring.End()
	}
	p.follow = false
	p.cursor = p.atOrBefore(seq)
	if !p.visible(p.cursor) {
		p.top = p.up(spot{p.cursor, 0}, p.h/3)
	}
	p.clampView()
	return p.cursor == seq
}

// Holds tells whether a line of the input is still here, shown or not.
func (p *Pane) Holds(n int) bool {
	seq := p.ring.Seek(n)
	return p.ring.Has(seq) && p.ring.At(seq).N == n
}

// Line returns the line the cursor is on.
func (p *Pane) Line() (r *scrollback.Line, ok bool) {
	seq := p.cursor
	if p.follow {
		seq = p.last()
	}
	if !p.ring.Has(seq) {
		return nil, false
	}
	return p.ring.At(seq), true
}

// Click puts the cursor on what is drawn in row y of the pane.
func (p *Pane) Click(y int) {
	seq := p.drawnIn(y)
	if !p.ring.Has(seq) {
		return
	}
	p.freezeCursor()
	p.cursor = seq
	p.clampView()
}

// LineAt returns which line of the input the last View has in row y.
func (p *Pane) LineAt(y int) (n int, ok bool) {
	seq := p.drawnIn(y)
	if !p.ring.Has(seq) {
		return 0, false
	}
	return p.ring.At(seq).N, true
}

// drawnIn returns the row of the log that the last View has in row y of the
// pane, -1 for none.
func (p *Pane) drawnIn(y int) (seq int) {
	if y < 0 || y >= min(len(p.screenRow), p.h) {
		return -1
	}
	return p.screenRow[y]
}

// Lines returns how many lines came so far.
func (p *Pane) Lines() int {
	if p.ring.End() == p.ring.First() {
		return 0
	}
	return p.ring.At(p.ring.End() - 1).N
}
