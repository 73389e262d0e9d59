package report

import (
	"slices"
	"strconv"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// A Report is one report being collected.
type Report struct {
	ID       int    // its owner's: set when it was opened
	Parent   Origin // the report it came out of
	Boot     crash.Boot
	Seen     time.Time // when its first line came
	Hits     []class.Hit
	Problems []crash.Problem
	Faults   int    // fault lines so far
	Headless bool   // its header is missing
	Died     bool   // a line says so that die() alone prints
	Ended    bool   // an end marker was seen
	Left     bool   // and only then was the machine told to restart
	Prefix   string // that was learnt of its lines, "" when they have none or a known one

	Count  int            // of folded trouble: how often it came
	Latest crash.BodyLine // and the last line of the latest time

	body    []line
	tail    []line
	text    int // bytes kept
	dropped int // lines between head and tail that were not kept
	waiting []line
	strays  int // ordinary lines of the kernel since the last one of the report
	others  int // and those that are not the kernel's

	stage      stage
	end        End
	known      bool // to be a report
	touched    time.Time
	lastN      int
	lastSeq    int // see Line.Seq
	hitSeq     int // of the latest header
	endSeq     int // of the end mark
	lastMicro  int64
	settledN   int
	settledSeq int
	traced     bool           // a trace or registers were seen
	panicked   bool           // a panic is part of it
	midway     bool           // its header is missing although the input began before
	fallen     bool           // its header is missing, and its lines show a CPU that trapped
	listed     listing        // how far a report without a header has shown that somebody complains
	printer    *class.Class   // of reports whose printing is in its trace, while its header is missing
	prints     string         // what that report says
	stood      *class.Matcher // what stands for the header, once something told it
	tested     bool           // and a test of the kernel had it printed
	preambled  bool           // it begins with what stands in front of a header
	rewound    bool           // time went back behind its end
	traceLines int            // frames and headings so far
	knownLines int            // lines of its grammar so far
	everyCPU   bool           // lines of other CPUs belong to it: it sent them an NMI
	cpu        int            // -1 not known
	pid        int            // -1 not known
	pending    bool           // only a fault line of what may be another CPU: nobody hears of it before its die line
	stranger   bool           // the trace of another CPU without a header, which nobody hears of: dump_stack(), an NMI's backtrace
	unsure     bool           // its die line may be that of another one that waited for it
	walked     bool           // and it is not, by the order of the lines
	rival      *Report        // inside of which its header came, until it is known what the two are to each other
	lacking    map[string]int // lines that another report got although they fit this one as well, with their numbers
	resumed    int            // record from which it had the console for itself
}

// An Origin is the report that another one came out of: its ID and its first
// line. Zero is none.
type Origin struct{ ID, Line int }

func (r *Report) origin() Origin { return Origin{r.ID, r.body[0].N} }

// stage is how far a report has come.
type stage int

const (
	growing  stage = iota // its lines are coming
	settling              // its lines seem over; a panic may still be part of it
	done
)

// An End says why a report is over.
type End int

// The ends of reports.
const (
	ByGrammar End = iota // what came after was no part of it
	ByReport             // another report began
	ByRestart            // the machine started again
	ByInput              // the input ended
	BySilence            // nothing more came
)

// Bounds of one report: what lies between head and tail is counted, not kept.
const (
	maxHead = 3000
	maxTail = 400
	maxText = 1 << 20
	maxHits = 64 // headers
)

// New makes a report of its own that no header line opened: driver trouble, the
// last words before a silence. Its lines are over.
func New(hits []class.Hit, lines []crash.BodyLine, boot crash.Boot, seen time.Time, end End) *Report {
	r := &Report{Hits: hits, Boot: boot, Seen: seen, stage: settling, end: end, lastMicro: -1, pid: -1, known: true, body: make([]line, 0, len(lines))}
	for _, l := range lines {
		r.push(line{BodyLine: l})
	}
	return r
}

// Growing reports whether its lines are still coming.
func (r *Report) Growing() bool { return r.stage == growing }

// End tells why it is over, once it is.
func (r *Report) End() End { return r.end }

// First is the first of its lines.
func (r *Report) First() crash.BodyLine { return r.body[0].BodyLine }

// Size is how many lines were kept.
func (r *Report) Size() int { return len(r.body) + len(r.tail) }

// Lines returns a copy of the lines that were kept.
func (r *Report) Lines() []crash.BodyLine {
	lines := make([]crash.BodyLine, 0, r.Size())
	for _, list := range [2][]line{r.body, r.tail} {
		for i := range list {
			lines = append(lines, list[i].BodyLine)
		}
	}
	return lines
}

// Dropped tells how many lines in its middle were not kept, and the one before
// them.
func (r *Report) Dropped() (lines, after int) {
	if r.dropped == 0 {
		return 0, 0
	}
	return r.dropped, r.body[len(r.body)-1].N
}

// Class is the class that the headers so far give, nil before one does.
func (r *Report) Class() *class.Class { return class.Best(r.Hits) }

func (r *Report) has(role class.Role) bool {
	for i := range r.Hits { // hits are large to copy, and this is asked for every line
		if r.Hits[i].Role == role {
			return true
		}
	}
	return false
}

// lastHit is the latest of the headers.
func (r *Report) lastHit() *class.Hit { return &r.Hits[len(r.Hits)-1] }

// onlyNamed tells that no header of the report stands on its own feet yet.
func (r *Report) onlyNamed() bool {
	for i := range r.Hits {
		switch r.Hits[i].Role {
		case class.Names, class.Titles, class.Hints, class.Anything:
		default:
			return false
		}
	}
	return true
}

// onlyAnything tells that nobody knows yet whether this is a report.
func (r *Report) onlyAnything() bool { return len(r.Hits) == 1 && r.Hits[0].Role == class.Anything }

// isGuess tells of a report whose header was lost that it may be but a trace that
// somebody asked for: it has no end yet.
func (r *Report) isGuess() bool {
	return r.midway && !r.known && !(r.traced && (r.Ended || r.Died)) && r.listed != complains
}

// hit keeps a header; of an endless row of them the latest stands for the rest.
func (r *Report) hit(h class.Hit, l *Line) {
	r.hitSeq = l.Seq
	if h.Role == class.Fault {
		r.Faults++
	}
	if len(r.Hits) >= maxHits {
		r.Hits = r.Hits[:maxHits-1]
	}
	r.Hits = append(r.Hits, h)
}

// problem notes what is wrong with the report, each thing once.
func (r *Report) problem(kind crash.ProblemKind, line int, text string) {
	if !slices.ContainsFunc(r.Problems, func(p crash.Problem) bool { return p.Text == text }) {
		r.Problems = append(r.Problems, crash.Problem{Kind: kind, Line: line, Text: text})
	}
}

// lostTime, in microseconds of the kernel, is longer than a report pauses.
const lostTime = 30 * 1e6

// misstamped tells a line in the middle of the report whose stamp has a digit twice that
// was sent once, as lines of a bad wire have: it follows at once, has the shape of what is
// being printed, and the fraction of its second goes on as if no second had passed.
//
//	[   14.034832] RBP: 0000000000000000 R08: 0000000000000000 R09: ff8a12994039bad8
//	[  114.034832] R10: 0000000000000003 R11: ffffffff920d46c8 R12: 0000000000031c40
func (r *Report) misstamped(l *line) bool {
	const second, near = 1e6, 50e3
	ahead := l.Micro - r.lastMicro
	if r.Ended || l.seq != r.lastSeq+1 || r.lastMicro < 0 || ahead <= lostTime || ahead%second >= near {
		return false
	}
	switch l.kind {
	case grammar.Registers, grammar.Frame, grammar.Code, grammar.Hex:
	case grammar.System:
		if _, _, heads := grammar.CPU(l.Text); heads {
			return false
		}
	default:
		return false
	}
	return doubled(l.Micro/second, r.lastMicro/second)
}

// doubled tells that a number is another one with one of its digits written twice.
func doubled(n, of int64) bool {
	s, o := strconv.FormatInt(n, 10), strconv.FormatInt(of, 10)
	for i := range o {
		if s == o[:i+1]+o[i:] {
			return true
		}
	}
	return false
}

// add appends a line, and what waited before it.
func (r *Report) add(l line, seen time.Time) {
	for _, x := range r.waiting {
		r.push(x)
	}
	r.waiting, r.strays, r.others = r.waiting[:0], 0, 0
	r.push(l)
	wrong := r.misstamped(&l)
	r.lastN, r.lastSeq, r.touched = l.N, l.seq, seen
	if l.Micro >= 0 && !wrong {
		r.lastMicro = l.Micro
	}
	if l.kind != grammar.Other && l.kind != grammar.Blank {
		r.knownLines++
	}
	r.learn(&l)
}

// learn keeps what a line of the report tells of it.
func (r *Report) learn(l *line) {
	switch l.kind {
	case grammar.Frame, grammar.Heading:
		r.traced = true
		r.traceLines++
	case grammar.Registers:
		r.traced = r.traced || grammar.HoldsValue(l.Text)
	case grammar.Ending:
		r.Ended, r.endSeq = true, l.seq
	case grammar.System:
		if cpu, task, ok := grammar.CPU(l.Text); ok && (r.cpu < 0 || r.cpu == cpu) {
			r.cpu = cpu
			if task.Known && r.pid < 0 {
				r.pid = task.PID
			}
		}
	}
}

// push stores a line within the bounds: the head is kept, then a ring of the
// latest, what lies between is counted.
func (r *Report) push(l line) {
	if len(r.body) < maxHead && r.text < maxText {
		if len(r.body) == cap(r.body) && len(r.body) > 0 && len(r.body) < 64 {
			r.body = slices.Grow(r.body, 63) // lines are large to move, and many reports that go on have so many
		}
		r.body = append(r.body, l)
		r.text += len(l.Raw)
		return
	}
	if len(r.tail) >= maxTail {
		n := copy(r.tail, r.tail[maxTail/2:])
		r.tail = r.tail[:n]
		r.dropped += maxTail / 2
	}
	r.tail = append(r.tail, l)
}

// print_modules() is called by what complains (a WARNING, an oops, a lockup, a bad page, a
// sleep where none is allowed) and by nothing that an operator asks for. Until 3.9 x86's
// show_regs() called it as well: there the registers follow, and of a complaint the trace.
//
//	Modules linked in: splat zfs(P) spl
//	CPU: 0 PID: 2708 Comm: nacl_helper_boo Not tainted 3.15.7 #1
type listing int

const (
	notListed listing = iota
	modules           // the list of modules was its first line
	processed         // and the line of an old kernel about the task the latest
	complains         // nobody asked for it
)
