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
	timesModes
)

func (m timesMode) host() bool { return m == hostTimes || m == hostDelta || m == hostBoot }

// words says what is shown, when it is chosen.
func (m timesMode) words() string {
	return [...]string{"kernel times as printed", "kernel time since the line before", "host time, when the line came",
		"host time since the line before", "host time since the boot began", "kernel times hidden"}[m]
}

// NextTimes goes on to the next kind of times that there are, and says which.
func (p *Pane) NextTimes() (words string) {
	none := ""
	for p.times = (p.times + 1) % timesModes; p.times.host() && len(p.began) == 0; p.times++ {
		none = " · no host times: nothing tells when these lines came"
	}
	return p.times.words() + none
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
	case prefix == "" || p.times == timesShown || p.times.host():
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
	if !p.times.host() {
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
	s := fmt.Sprintf(format, float64(came-from)/1e3)
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
