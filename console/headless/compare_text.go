package headless

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"oopscope/parse/compare"
	"oopscope/parse/letter"
	"oopscope/parse/schema"
)

// How much of each part is told; JSON has all.
const (
	mostRates   = 20
	mostDiffers = 40
	mostMoved   = 12
)

// page is text of lines that fit the terminal.
type page struct {
	strings.Builder
	width int
	names map[string]string // of the sides
}

// line writes one, clipped: all that is told is told by its beginning.
func (p *page) line(format string, args ...any) {
	p.WriteString(letter.Clip(fmt.Sprintf(format, args...), p.width) + "\n")
}

// more says what was left out.
func (p *page) more(all, told int) {
	if all > told {
		p.line("  and %d more; --json has all", all-told)
	}
}

// comparison is a comparison in words.
func comparison(c *schema.Comparison, width int) string {
	p := &page{width: max(width, 40), names: map[string]string{"A": c.A.Name, "B": c.B.Name}}
	p.side("A", &c.A)
	p.side("B", &c.B)
	if len(c.Crashes) == 0 {
		p.line("\nNo crash on either side.")
	} else {
		p.line("\nCrashes (p is exact, and holds for %s together)", count(len(c.Crashes), "signature", "signatures"))
		p.rates(c.Crashes, true)
	}
	p.rated("Trouble that came or went, by the shape of the message", c.Trouble)
	p.differs(c.Differs)
	p.departure("A", "B", c.OnlyA)
	p.departure("B", "A", c.OnlyB)
	p.moved(c.Moved)
	return p.String()
}

func (p *page) side(name string, s *schema.Side) {
	words := fmt.Sprintf("%s, %d with a crash", count(s.Boots, "boot", "boots"), s.Crashed)
	if s.Captures > 0 { // none is read again of what the ledger knows
		words = count(s.Captures, "capture", "captures") + ", " + words
	}
	if s.Uptime > 0 {
		words += ", " + lasting(s.Uptime) + " of uptime"
	}
	p.line("%s  %s", name, s.Name)
	p.line("   %s", words)
	if s.Unread > 0 {
		p.line("   %d NOT READ, or not to the end", s.Unread)
	}
	if s.Full {
		p.line("   more kinds of lines than are kept: later ones are not compared")
	}
}

// lasting is a time in words.
func lasting(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", seconds)
	case d < time.Hour:
		return fmt.Sprintf("%.1f min", d.Minutes())
	case d < 72*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.1f days", d.Hours()/24)
}

// rated are the messages whose rates say something: that are new, gone or moved.
func (p *page) rated(title string, all []schema.Rate) {
	var told []schema.Rate
	for _, r := range all {
		if r.A.Boots == 0 || r.B.Boots == 0 || r.Verdict == compare.More || r.Verdict == compare.Less {
			told = append(told, r)
		}
	}
	if len(told) > 0 {
		p.line("\n%s", title)
		p.rates(told, false)
	}
}

func (p *page) rates(list []schema.Rate, uptime bool) {
	for i := range list[:min(len(list), mostRates)] {
		r := &list[i]
		p.line("  %s", r.Title)
		p.line("    %s", rateWords(r))
		if uptime && r.Verdict != compare.TooFew {
			p.line("    share of boots: A %s, B %s (95 %%)", bounds(r.A), bounds(r.B))
			if r.PUptime > 0 {
				p.line("    by uptime: A %d, B %d, %s", r.A.Own, r.B.Own, ratioWords(r))
			}
		}
		p.line("    first: %s", strings.Join(p.places(r), ", "))
	}
	p.more(len(list), mostRates)
}

// rateWords are the counts with what they show. What they do not show is not said.
func rateWords(r *schema.Rate) string {
	words := fmt.Sprintf("A %d in %s, B %d in %d: ", r.A.Boots, count(r.A.Of, "boot", "boots"), r.B.Boots, r.B.Of)
	switch {
	case r.Verdict == compare.TooFew:
		return words + "too few to show any difference"
	case r.Verdict == compare.None:
		return words + "no difference shown, p = " + probability(r.PHolm)
	case r.By == "uptime":
		return words + r.Verdict + " in B by uptime"
	}
	return words + r.Verdict + " in B, p = " + probability(r.PHolm)
}

func bounds(c schema.Count) string { return percent(c.Low) + " to " + percent(c.High) + " %" }

func percent(share float64) string {
	if share >= 0.01 {
		return strconv.FormatFloat(math.Round(share*100), 'f', -1, 64)
	}
	return round(share * 100)
}

func ratioWords(r *schema.Rate) string {
	span := round(r.RatioLow) + " to " + round(r.RatioHigh)
	if r.RatioHigh == 0 {
		span = "at least " + round(r.RatioLow)
	}
	return fmt.Sprintf("B has %s times the rate, p = %s", span, probability(r.PUptime))
}

// round is a number without what nobody reads of it.
func round(x float64) string {
	if x >= 10 {
		return strconv.FormatFloat(math.Round(x), 'f', -1, 64)
	}
	return strconv.FormatFloat(x, 'g', 2, 64)
}

// probability is a p, never nothing.
func probability(p float64) string {
	if p < 0.0001 {
		return "0.0001 or less"
	}
	return strconv.FormatFloat(p, 'g', 2, 64)
}

func (p *page) places(r *schema.Rate) (at []string) {
	if r.A.First != nil {
		at = append(at, "A "+p.where("A", *r.A.First))
	}
	if r.B.First != nil {
		at = append(at, "B "+p.where("B", *r.B.First))
	}
	return at
}

// where is a place on a side: of a folder the file in it, by the end of its path.
func (p *page) where(side string, at schema.Place) string {
	if at.File == p.names[side] {
		return fmt.Sprintf("line %d", at.Line)
	}
	file := strings.TrimLeft(strings.TrimPrefix(at.File, p.names[side]), "/!")
	return fmt.Sprintf("%s:%d", letter.CutEnd(file, 24), at.Line)
}

func (p *page) differs(list []schema.Difference) {
	if len(list) == 0 {
		p.line("\nOf kernel, command line, modules, configuration nothing is of one side only.")
		return
	}
	p.line("\nWhat only one side printed")
	for _, d := range list[:min(len(list), mostDiffers)] {
		side := strings.ToUpper(d.Side)
		at := p.where(side, d.First)
		p.line("  %s %-13s %s  (%s)", side, d.Kind, letter.Clip(d.Value, max(p.width-22-len(at), 20)), at)
	}
	p.more(len(list), mostDiffers)
}

func (p *page) departure(own, other string, d *schema.Departure) {
	if d == nil {
		return
	}
	p.line("\nFirst of %s that %s has and %s never: %s", count(d.Kinds, "kind of line", "kinds of lines"), own, other, p.where(own, d.At))
	p.line("  %s", d.Text)
	if d.After != "" && d.OwnAt != nil {
		p.line("  after  %s", d.After)
		p.line("  which is %s %s and %s %s", own, p.where(own, *d.OwnAt), other, p.where(other, *d.TheyAt))
	}
}

func (p *page) moved(list []schema.Moved) {
	if len(list) == 0 {
		return
	}
	p.line("\nTimes that moved (seconds since boot, or that a call took)")
	for _, m := range list[:min(len(list), mostMoved)] {
		p.line("  %s", m.Text)
		p.line("    A %.3f (%s), B %.3f (%s): %+.3f%s", m.A, p.where("A", m.AtA), m.B, p.where("B", m.AtB), m.Step, map[string]string{"line": " here"}[m.Kind])
	}
	p.more(len(list), mostMoved)
}

// bisectWords say why git bisect is told what it is.
func bisectWords(c *schema.Comparison, tested string) string {
	b := c.Bisect
	at := fmt.Sprintf("at %.3g %% of boots %s make good safe (95 %%)", b.Rate*100, count(b.Rounds, "clean boot", "clean boots"))
	switch c.Verdict {
	case compare.Bad:
		return fmt.Sprintf("bad: %s crashed in %d of %s\n", inputName(tested), b.Bad, count(b.Bad+b.Clean, "boot", "boots"))
	case compare.Good:
		return fmt.Sprintf("good: %s, none crashed; %s\n", count(b.Clean, "boot", "boots"), at)
	}
	return fmt.Sprintf("skip: %s, none crashed, %d more are needed; %s\n", count(b.Clean, "boot", "boots"), b.Rounds-b.Clean, at)
}
