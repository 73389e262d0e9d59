package logpane

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"oopscope/parse"
	"oopscope/ui/scrollback"
)

// timesMode is what times stand before the lines: those of the kernel, as it
// printed them, or those of this machine's clock when a line's first byte came,
// which boot loaders and shells have too.
type timesMode int

const (
	timesShown timesMode = iota // the kernel's, as printed
	timesDelta                  // the kernel's, since the line before
	hostTimes                   // the host's clock, before the line as printed
	hostDelta                   // the host's, since the line before
	hostBoot                    // the host's, since the boot began
	timesHidden
	markDelta // since the marked line above: the host's, or the kernel's where that is not known
	timesModes
)

func (m timesMode) host() bool { return m == hostTimes || m == hostDelta || m == hostBoot }

// beside tells whether the time stands in a column of its own, before the line as printed.
func (m timesMode) beside() bool { return m.host() || m == markDelta }

// words says what is shown, when it is chosen.
func (m timesMode) words() string {
	return [...]string{"kernel times as printed", "kernel time since the line before", "host time, when the line came",
		"host time since the line before", "host time since the boot began", "kernel times hidden", "time since the marked line"}[m]
}

// NextTimes goes on to the next kind of times that there are, and says which.
func (p *Pane) NextTimes() (words string) {
	none := ""
	for {
		p.times = (p.times + 1) % timesModes
		switch {
		case p.times.host() && len(p.began) == 0:
			none = " · no host times: nothing tells when these lines came"
		case p.times == markDelta && len(p.marks) == 0: // it begins with a mark
		default:
			return p.times.words() + none
		}
	}
}

// timesWords names the times in the title of the pane, with the day they are of.
func (p *Pane) timesWords() string {
	switch p.times {
	case timesDelta:
		return "kernel Δ"
	case hostDelta:
		return "host Δ"
	case hostBoot:
		return "host, since boot"
	case timesHidden:
		return "no times"
	case markDelta:
		return "since mark"
	case hostTimes:
		if r, ok := p.Line(); ok && r.Came != 0 {
			return p.hostTime(r.Came).Format("2 Jan 2006 MST")
		}
		return "host"
	}
	return ""
}

// hostTime is when a line came, in the person's time zone.
func (p *Pane) hostTime(came int64) time.Time {
	zone := p.zone
	if zone == nil {
		zone = time.Local
	}
	return time.UnixMilli(came).In(zone)
}

// kernelStamp is what stands for the prefix of a line of the kernel.
func (p *Pane) kernelStamp(seq int, r *scrollback.Line, prefix string) string {
	switch {
	case prefix == "" || p.times == timesShown || p.times.beside():
		return prefix
	case p.times == timesHidden || r.Micro < 0:
		return ""
	}
	before := p.step(seq, -1)
	if !p.ring.Has(before) || before == seq || p.ring.At(before).Micro < 0 {
		return strings.Repeat(" ", 12)
	}
	return fmt.Sprintf("%+11.6f ", float64(r.Micro-p.ring.At(before).Micro)/1e6)
}

// hostWidth is that of a host time and the blank behind it, "11:39:20.123 ".
const hostWidth = 13

// hostStamp is what stands before a row when host times are shown, blank for a
// line of which none is known. Times between lines are differences of the clock
// as it was: where it was set back they are negative, and summer time is no jump.
func (p *Pane) hostStamp(seq int) string {
	switch {
	case p.times == markDelta:
		return p.markStamp(seq)
	case !p.times.host():
		return ""
	}
	came, from := p.ring.At(seq).Came, int64(0)
	switch before := p.step(seq, -1); {
	case came == 0:
	case p.times == hostTimes:
		return p.hostTime(came).Format("15:04:05.000 ")
	case p.times == hostBoot:
		from = p.bootCame(p.ring.At(seq).N)
	case p.ring.Has(before) && before != seq:
		from = p.ring.At(before).Came
	}
	if came == 0 || from == 0 {
		return strings.Repeat(" ", hostWidth)
	}
	format := "%+12.3f "
	if p.times == hostBoot {
		format = "%12.3f "
	}
	return column(format, float64(came-from)/1e3)
}

// markFor returns the marked line that a line's time is counted from: itself, the nearest
// above, or of lines above all marks the first of those.
func (p *Pane) markFor(line int) (n int, ok bool) {
	for at := range p.marks {
		switch {
		case !ok, at <= line && (n > line || at > n), at > line && n > line && at < n:
			n, ok = at, true
		}
	}
	return n, ok
}

// markStamp is the time since the marked line, of the clock that knows of both.
func (p *Pane) markStamp(seq int) string {
	r := *p.ring.At(seq)
	n, ok := p.markFor(r.N)
	if ok && p.Holds(n) {
		switch from := p.ring.At(p.ring.Seek(n)); {
		case r.Came != 0 && from.Came != 0:
			return column("%+12.3f ", float64(r.Came-from.Came)/1e3)
		case r.Micro >= 0 && from.Micro >= 0 && !p.bootBetween(n, r.N):
			return column("%+12.6f ", float64(r.Micro-from.Micro)/1e6)
		}
	}
	return strings.Repeat(" ", hostWidth)
}

// bootBetween tells whether the kernel's clock began anew from one line to another.
func (p *Pane) bootBetween(a, b int) bool {
	for n := range p.boots {
		if n > min(a, b) && n <= max(a, b) {
			return true
		}
	}
	return false
}

// column is a number in the column of host times.
func column(format string, n float64) string {
	s := fmt.Sprintf(format, n)
	return s[max(len(s)-hostWidth, 0):]
}

// newDay is the date of a row that came on another day than the one before it,
// "" when it did not.
func (p *Pane) newDay(seq int) string {
	before := p.step(seq, -1)
	if p.times != hostTimes || before == seq || !p.ring.Has(before) {
		return ""
	}
	then, now := p.ring.At(before).Came, p.ring.At(seq).Came
	if then == 0 || now == 0 {
		return ""
	}
	day := p.hostTime(now).Format("Monday, 2 January 2006")
	if day == p.hostTime(then).Format("Monday, 2 January 2006") {
		return ""
	}
	return day
}

// A bootStart is when a boot's first line came.
type bootStart struct {
	first int
	came  int64
}

// noteBoots keeps when boots began. The input begins with one of its own.
func (p *Pane) noteBoots(b *parse.Batch) {
	for i := range b.Lines {
		if len(p.began) > 0 {
			break
		}
		if came := scrollback.Milli(b.Lines[i].Came); came != 0 {
			p.began = append(p.began, bootStart{b.Lines[i].N, came})
		}
	}
	for _, boot := range b.Boots {
		came := scrollback.Milli(boot.Seen)
		if came == 0 || boot.N == 1 {
			continue
		}
		i, known := slices.BinarySearchFunc(p.began, boot.First, func(s bootStart, n int) int { return s.first - n })
		if !known {
			p.began = slices.Insert(p.began, i, bootStart{boot.First, came})
		}
	}
}

// bootCame is when the boot of a line began, 0 when that is not known.
func (p *Pane) bootCame(n int) int64 {
	i, exact := slices.BinarySearchFunc(p.began, n, func(s bootStart, n int) int { return s.first - n })
	switch {
	case exact:
		return p.began[i].came
	case i == 0:
		return 0
	}
	return p.began[i-1].came
}

// forgetBoots drops the boots that were over before a line.
func (p *Pane) forgetBoots(oldest int) {
	for len(p.began) > 1 && p.began[1].first <= oldest {
		p.began = p.began[1:]
	}
}
