package ui

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// status is everything the status line tells.
type status struct {
	link                 Link
	drawn                bool // all that came before the link was over is in the log
	boot                 int
	crashes, trouble, at int
	worst                parse.Severity // of the crashes
	lines                int
	mode                 string
	modeStyle            lipgloss.Style
	filter               string
	round                int    // under way, of a board that is crashed over and over; else 0
	debugger             string // of the kernel's, which waits at the console, "" for none
	silent               string // since when a board that owes a word is silent, "" when it is not
}

// A fact of the status line: when the line is too narrow its short form is
// taken, which is a word, too, and no riddle, and when that does not help the least important facts go.
type statusFact struct {
	long, short string
	style       lipgloss.Style
	rank        int // higher stays longer
}

// statusLine draws the facts at the left and the mode at the right.
func statusLine(th *theme.Theme, s status, w int) string {
	facts := s.facts(th)
	room := w - cell.Width(s.mode) - 3
	facts = fitFacts(facts, room)
	var b cell.Bar
	for i, f := range facts {
		if i > 0 {
			b.Add(" │ ", th.Border)
		} else {
			b.Add(" ", th.Text)
		}
		b.Add(f.long, f.style)
	}
	b.Fill(' ', w-cell.Width(s.mode)-2, th.Text)
	b.Cells = b.Cells[:min(len(b.Cells), max(w-cell.Width(s.mode)-2, 0))]
	b.Add(" "+s.mode+" ", s.modeStyle)
	return b.Paint(w)
}

// fitFacts shortens, then drops facts, the least important first.
func fitFacts(facts []statusFact, room int) []statusFact {
	for rank := 0; rank <= 10 && factsWidth(facts) > room; rank++ {
		facts = shortenFacts(facts, rank)
	}
	for rank := 0; rank <= 10 && factsWidth(facts) > room; rank++ {
		kept := facts[:0:0]
		for _, f := range facts {
			if f.rank != rank {
				kept = append(kept, f)
			}
		}
		facts = kept
	}
	return facts
}

// shortenFacts shortens the facts of one rank. What is of little weight and has
// no short form goes at once, before something more important is abbreviated.
func shortenFacts(facts []statusFact, rank int) []statusFact {
	kept := facts[:0:0]
	for _, f := range facts {
		if f.rank == rank && f.short == "" && rank <= 3 {
			continue
		}
		if f.rank == rank && f.short != "" {
			f.long = f.short
		}
		kept = append(kept, f)
	}
	return kept
}

func factsWidth(facts []statusFact) int {
	n := 1
	for _, f := range facts {
		n += cell.Width(f.long) + 3
	}
	return n - 3
}

func (s status) facts(th *theme.Theme) []statusFact {
	facts := []statusFact{s.linkFact(th)}
	add := func(rank int, long, short string, style lipgloss.Style) {
		facts = append(facts, statusFact{long, short, style, rank})
	}
	if s.boot > 0 {
		add(3, fmt.Sprintf("boot %d", s.boot), "", th.Text)
	}
	if s.crashes > 0 {
		add(7, "crash "+s.ordinal(), "", th.Severity(s.worst).Bold(true))
	} else {
		add(2, "no crash", "", th.Dim)
	}
	if s.trouble > 0 {
		add(2, fmt.Sprintf("%d trouble", s.trouble), "", th.Error)
	}
	if s.debugger != "" {
		add(8, s.debugger, "", th.Loud)
	}
	if s.silent != "" {
		add(8, "SILENT since "+s.silent, "SILENT", th.Loud)
	}
	if s.round > 0 {
		add(6, fmt.Sprintf("round %d", s.round), "", th.Loud)
	}
	facts = append(facts, s.recordFact(th))
	if s.link.Warning != "" { // its words were a notice
		add(6, "PORT?", "", th.Loud)
	}
	if s.link.Noise != "" {
		add(8, "NOISE: wrong speed?", "NOISE", th.Loud)
	}
	if s.link.Lost > 0 {
		add(6, fmt.Sprintf("LOST %d", s.link.Lost), "", th.Warning.Bold(true))
	}
	if s.link.Shared > 0 {
		add(3, fmt.Sprintf("attached to pid %d", s.link.Shared), "attached", th.Dim)
	}
	if s.link.Typist != "" && s.link.State == Up {
		add(5, "keyboard: "+cell.CutMiddle(cell.Clean(s.link.Typist), 32), "view", th.Warning)
	}
	if s.filter != "" {
		add(5, "only "+cell.CutMiddle(s.filter, 24), "filter", th.Warning.Bold(true))
	}
	if s.lines == 1 {
		add(0, "1 line", "", th.Dim)
	} else {
		add(0, say.Thousands(s.lines)+" lines", "", th.Dim)
	}
	if s.link.Record == "" {
		add(1, say.Size(s.link.Received), "", th.Dim)
	}
	return facts
}

func (s status) ordinal() string {
	if s.at == 0 {
		return strconv.Itoa(s.crashes)
	}
	return fmt.Sprintf("%d/%d", s.at, s.crashes)
}

// maxPortName is how much of the line a name may take before everything else
// has to be shortened.
const maxPortName = 24

// linkFact is the state of the line in a sign, a colour and, when it is not
// simply up, a word.
func (s status) linkFact(th *theme.Theme) statusFact {
	l := s.link
	name, sign, style := cell.Clean(l.Name), "●", th.OK
	if name == "-" {
		name = "standard input"
	}
	if cell.Width(name) > maxPortName { // the window's title has all of it
		name = cell.CutMiddle(path.Base(name), maxPortName)
	}
	long := name
	if l.Settings != "" {
		long += " " + cell.Clean(l.Settings)
	}
	switch l.State {
	case Away:
		sign, style = "○", th.Warning.Bold(true)
		long += " AWAY"
	case Over:
		sign, style = "■", th.Text
		switch {
		case l.Shared > 0:
			long = name + " ENDED"
		case s.drawn:
			long += " read to the end"
		}
	case Closed:
		sign, style = "×", th.Error
		long += " closed"
	}
	short := sign + " " + path.Base(name)
	if l.State == Away {
		short += " AWAY"
	}
	return statusFact{sign + " " + long, short, style, 8}
}

// recordFact says whether what is seen is also kept. Not recording is said
// loudly, but not for a capture that is a file already.
func (s status) recordFact(th *theme.Theme) statusFact {
	l := s.link
	switch {
	case l.Trouble != "":
		words, short := cell.Clean(l.Trouble), "REC?"
		words, _, _ = strings.Cut(words, ";") // all of it was a notice
		if l.Unrecorded() {
			words, short = "NOT RECORDING"+strings.TrimPrefix(words, "not recording"), "NO REC"
		}
		return statusFact{words, short, th.Loud, 9}
	case l.Record != "":
		return statusFact{"REC ● " + say.Size(l.Recorded), "REC", th.Error.Bold(true), 6}
	case l.State == Over || !l.Writable && l.Settings == "":
		return statusFact{"capture", "", th.Dim, 1}
	}
	return statusFact{"NOT RECORDING", "NO REC", th.Loud, 9}
}
