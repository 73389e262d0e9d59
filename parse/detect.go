package parse

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/printk"
)

// entry is one piece of text on its way to a report.
type entry struct {
	crash.BodyLine
	caller printk.Caller
	kernel bool // a printk prefix was there
	kind   grammar.Kind
}

// stage is how far a report has come.
type stage int

const (
	growing  stage = iota // its lines are coming
	settling              // its lines seem over; a panic may still be part of it
	done
)

// why a report ended.
const (
	closedByGrammar = ""
	closedByReport  = "another report began"
	closedByReset   = "cut off by a restart of the machine"
	closedByEnd     = "the input ended inside it"
	closedBySilence = "nothing more came"
)

// Bounds of one report: what lies between head and tail is counted, not kept.
const (
	maxHead = 3000
	maxTail = 400
	maxText = 1 << 20
	maxHits = 64 // headers
)

// Patience, in lines outside the grammar.
const (
	patience      = 6  // inside a report
	patienceAfter = 3  // behind an end marker
	patienceHead  = 24 // before the first register or frame, which is sure to come
	settleLines   = 60 // how far a panic may follow
	settleTime    = 15 * 1e6
	lostTime      = 30 * 1e6 // a report does not pause that long
	leadLines     = 4        // how far a header may stand behind "cut here"
	headLines     = 30       // how far die and message may stand behind a header
	manualLines   = 400      // how long the dump of an OOM is that the operator asked for
	idleLines     = 600      // no line of this report among so many others: over
)

// origin is the report that another one came out of: the id of the crash that
// it becomes, and its first line. Zero is none.
type origin struct{ id, line int }

func (w *window) origin() origin { return origin{w.id, w.body[0].N} }

// window is a report being collected.
type window struct {
	id   int // 0 until it is known to be a report
	boot crash.Boot
	seen time.Time

	body    []entry
	tail    []entry
	text    int // bytes kept
	dropped int // lines between head and tail that were not kept
	waiting []entry
	strays  int // ordinary lines since the last one of the report
	hits    []class.Hit

	stage      stage
	touched    time.Time
	lastN      int
	lastMicro  int64
	settledN   int
	closed     string
	ended      bool // an end marker was seen
	beheaded   bool // its header came before the input began
	traced     bool // a trace or registers were seen
	panicked   bool // a panic is part of it
	rewound    bool // time went back behind its end
	traceLines int  // frames and headings so far
	knownLines int  // lines of its grammar so far
	everyCPU   bool // lines of other CPUs belong to it: it sent them an NMI
	faults     int  // fault lines so far
	parent     origin
	cpu        int  // -1 not known
	queued     bool // it waits for the die lock, that another CPU holds
	resumed    int  // line from which it had the console for itself
	problems   []crash.Problem
	dirty      bool
	shown      time.Time     // when its latest snapshot was handed out
	trouble    *troubleEvent // set when this is folded driver trouble
}

// lane is one printk context: the reports of one task or CPU where
// CONFIG_PRINTK_CALLER tells them apart, everything where it does not.
type lane struct {
	caller printk.Caller
	open   *window // growing or settling
	lead   []entry // "cut here" or a rule, before the header
	twin   *lane   // where a report of another CPU grows meanwhile
}

// desk is where reports lie open.
type desk struct {
	d       *Decoder
	lanes   []*lane
	queue   []*window // reports in order of id that were not handed out for good
	ids     int
	died    bool // this boot panicked, or oopsed so that a restart is no surprise
	recent  recentLines
	replays map[string]bool
	manual  int             // line at which the operator had the OOM killer run
	stuck   map[string]bool // devices that wait for their last reference, in this boot
}

// busy tells that a report is open or about to be.
func (k *desk) busy() bool {
	for _, l := range k.lanes {
		if l.open != nil || len(l.lead) > 0 {
			return true
		}
	}
	return false
}

// line offers one line to the open reports.
func (k *desk) line(l *Line, e entry, found []*class.Matcher) {
	e.kind = grammar.KindOf(e.Text)
	k.expire(e)
	if e.kind == grammar.Other && isSysRq(e.Text) {
		k.settleAll(closedByGrammar)
		return
	}
	hits := k.hits(e, found)
	if k.beginsInside(e, hits) {
		k.behead(e)
		return
	}
	lane := k.lane(e, hits)
	if lane == nil {
		return
	}
	if isLead(e) {
		k.lead(lane, e)
		return
	}
	if len(hits) > 0 {
		k.header(lane, e, hits)
	} else if !lane.announces(e) {
		k.body(lane, e)
	}
	if w := lane.open; w != nil && w.lastN == e.N {
		l.Crash = w.id
		if len(hits) > 0 {
			l.Mark = hits[0].Class.Severity
		}
	}
	k.ageLead(lane, e)
}

// hits matches the candidate headers of a line, the most telling first.
func (k *desk) hits(e entry, found []*class.Matcher) []class.Hit {
	if len(found) == 0 || k.foreign(e) {
		return nil
	}
	var hits []class.Hit
	for _, r := range found {
		if r.Role == class.Trouble {
			continue
		}
		if g := r.Match(e.Text); g != nil && !k.again(r, g) && !k.askedFor(r, g, e.N) {
			hits = append(hits, class.Hit{Matcher: r, Groups: g, At: e.BodyLine})
		}
	}
	if len(hits) > 1 {
		hits = slices.DeleteFunc(hits, func(h class.Hit) bool { return h.Role == class.Anything })
	}
	slices.SortStableFunc(hits, func(a, b class.Hit) int { return cmp.Compare(a.Rank, b.Rank) })
	return hits
}

// again tells what the kernel repeats every ten seconds for as long as it waits:
//
//	unregister_netdevice: waiting for eth0 to become free. Usage count = 2
func (k *desk) again(r *class.Matcher, groups map[string]string) bool {
	if !r.Repeats {
		return false
	}
	device := groups["what"]
	if k.stuck[device] {
		return true
	}
	if k.stuck == nil || len(k.stuck) > 256 {
		k.stuck = map[string]bool{}
	}
	k.stuck[device] = true
	return false
}

// askedFor tells the work of the OOM killer that the operator ran (SysRq-f):
//
//	kworker/0:1 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=-1, oom_score_adj=0
func (k *desk) askedFor(r *class.Matcher, groups map[string]string, n int) bool {
	if !r.Class.Manual {
		return false
	}
	if groups["order"] == "-1" {
		k.manual = n
	}
	return k.manual > 0 && n-k.manual < manualLines
}

// foreign tells a line that the kernel did not print: it has no printk stamp
// although the lines around it have one.
func (k *desk) foreign(e entry) bool {
	return !e.kernel && k.recent.stamped() > margin/2
}

// lane finds the context a line belongs to; it is made when the line opens one.
func (k *desk) lane(e entry, hits []class.Hit) *lane {
	var spread *lane
	for _, l := range k.lanes {
		if l.caller == e.caller {
			if l.twin != nil {
				return k.pick(l, e, hits)
			}
			return l
		}
		if l.open != nil && l.open.everyCPU && e.caller.IsCPU() {
			spread = l
		}
	}
	if spread != nil {
		return spread
	}
	if len(hits) == 0 && !isLead(e) {
		return nil
	}
	if len(k.lanes) >= 64 {
		k.dropLane()
	}
	k.lanes = append(k.lanes, &lane{caller: e.caller})
	return k.lanes[len(k.lanes)-1]
}

// dropLane makes room: the first idle lane goes, or the oldest report closes.
func (k *desk) dropLane() {
	for i, l := range k.lanes {
		if l.open == nil {
			k.lanes = append(k.lanes[:i], k.lanes[i+1:]...)
			return
		}
	}
	k.finishWindow(k.lanes[0], closedByGrammar)
	k.lanes = k.lanes[1:]
}

// isSysRq tells that the operator asked for a dump: what follows is no report.
func isSysRq(text string) bool {
	return (strings.HasPrefix(text, "sysrq: ") || strings.HasPrefix(text, "SysRq : ")) && !strings.Contains(text, "Trigger a crash")
}
