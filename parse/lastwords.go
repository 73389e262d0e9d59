package parse

import (
	"fmt"
	"strconv"
	"time"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/printk"
	"oopscope/parse/report"
)

// A board that says nothing more prints no header: its last lines become a report.

// These stand for headers that nobody prints.
var (
	restarted = class.Restarted.Stand(class.Opens)
	silent    = class.Silent.Stand(class.Opens)
)

// lastWords hands out a report that consists of the last lines seen.
func (d *Decoder) lastWords(hit class.Hit, lines []crash.BodyLine, end report.End, of crash.Boot) {
	if len(lines) == 0 {
		return
	}
	hit.At = lines[len(lines)-1]
	r := report.New([]class.Hit{hit}, lines, of, d.now, end)
	d.out.take(report.Event{Kind: report.Opened, Report: r})
	d.out.take(report.Event{Kind: report.Closed, Report: r})
}

// listen looks whether the board owes a word for too long.
func (d *Decoder) listen(now time.Time) {
	due, open := d.boots.Due(d.n, &d.recent)
	idle := len(d.partial) > 0 && !printk.Read(d.partial).Kernel
	why := d.silence.Stopped(due, idle, now)
	if why == boot.Nothing {
		return
	}
	if why != boot.Return && why != boot.Answer {
		open = boot.Call{}
	}
	words := stopped[why]
	quiet := now.Sub(d.silence.Since()).Round(time.Second)
	d.silenceOf(words, open, map[string]string{"quiet": quiet.String()}, report.BySilence)
}

// stopped are the titles of a silence, by what was to come; a call is named behind
// them.
var stopped = map[boot.Reason]string{
	boot.Answer: "the console stopped",
	boot.Return: "the console stopped",
	boot.Start:  "nothing came from the kernel that was started",
	boot.Boot:   "the boot stopped",
	boot.InitUp: "nothing came behind the start of init",
	boot.Stream: "a steady stream broke off",
}

// wholeBoot is how many lines a boot has at least before its init runs.
const wholeBoot = 50

// endInside looks whether the input ends where more was to come: in a boot that it
// has from the beginning, or in a call that did not return. A log that somebody cut
// may end there, too; that it does is all that is said.
func (d *Decoder) endInside() {
	due, open := d.boots.Due(d.n, &d.recent)
	last := d.recent.Before(d.n + 1)
	if d.damaged || !boot.OnlyKernel(last) {
		return
	}
	if due == boot.Return || due == boot.Boot && d.n-d.boots.Current().First >= wholeBoot {
		d.silenceOf("the log ends inside the boot", open, map[string]string{}, report.ByInput)
	}
}

// silenceOf hands out a report of the last lines, and of the call that is open.
func (d *Decoder) silenceOf(words string, open boot.Call, groups map[string]string, end report.End) {
	lines := d.recent.Before(d.n + 1)
	if open.Function != "" {
		words += fmt.Sprintf(" in %s()", open.Function)
		groups["open"], groups["line"], groups["clock"] = open.Function, strconv.Itoa(open.Line.N), clock(open.Line.Micro)
		if len(lines) > 0 && open.Line.N < lines[0].N {
			lines = append([]crash.BodyLine{open.Line}, lines...)
		}
	}
	groups["title"] = words
	d.lastWords(class.Hit{Matcher: silent, Groups: groups}, lines, end, *d.boots.Current())
}

// clock is a time of the kernel as it prints it, "" for none.
func clock(micro int64) string {
	if micro < 0 {
		return ""
	}
	return fmt.Sprintf("%.6f s", float64(micro)/1e6)
}

// hurt notes that a report tells why the boot may have gone no further.
func (d *Decoder) hurt(r *report.Report) {
	if k := r.Class(); k == nil || k.Severity >= crash.Stall {
		d.damaged = true
	}
}
