// Package book keeps the crashes of a session: what the screen knows of each, and
// which one is being read. It is asked by the panes, and told by the router.
package book

import (
	"slices"
	"strconv"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// A Report is a crash and everything the screen knows about it.
type Report struct {
	Crash     *parse.Crash     // newest snapshot, with locations once they are resolved
	Number    int              // place among the crashes, from 1; 0 for trouble
	Findings  []triage.Finding // of this snapshot or of the one before
	Symbols   string           // what symbols the locations are from
	SymbolsOK bool             // they are this kernel's
	Notes     string           // what the person wrote
	Noted     string           // the note as it is on the disk
	Unkept    bool             // it is not
	Saved     string           // folder, "" when not saved
	History   link.History     // what is known of its signature from before
	Version   int              // counts changes, so that only those are drawn anew

	printed  *parse.Crash    // the crash without locations: what the board told
	later    parse.Later     // what became of the machine since
	story    *crash.Story    // the account of its boot
	before   []crash.Unusual // what is unusual of the lines before it
	compared bool            // that was asked
	reading  bool            // it is being decoded again
	judged   bool            // findings are of this snapshot
	judging  *parse.Crash
	located  bool // the symbolizer has seen this snapshot
	locating *parse.Crash
}

// IsCrash tells a crash from mere trouble.
func (r *Report) IsCrash() bool { return r.Crash.Severity >= parse.Warning }

// Changed has the report drawn anew.
func (r *Report) Changed() { r.Version++ }

// ToJudge returns the snapshot that findings are to be sought for now, nil when
// there are some or they are being sought.
func (r *Report) ToJudge() *parse.Crash {
	if r.judged || r.judging != nil || r.Crash.Brief {
		return nil
	}
	r.judging = r.Crash
	return r.Crash
}

// Judge takes the findings for a snapshot in. When a newer one came meanwhile
// they are shown all the same, and that one is to be judged next.
func (r *Report) Judge(of *parse.Crash, findings []triage.Finding) {
	r.judged, r.judging = r.Crash == of, nil
	r.Findings = findings
	r.Changed()
}

// ToCompare tells whether the lines before the crash are to be held against other boots
// now: once, when it is complete.
func (r *Report) ToCompare() bool {
	if r.compared || r.Crash.Open || r.Crash.Brief || !r.IsCrash() {
		return false
	}
	r.compared = true
	return true
}

// Compared takes in what is unusual of the lines before the crash.
func (r *Report) Compared(before []crash.Unusual) {
	r.before = before
	r.Crash = r.told(r.Crash)
	r.Changed()
}

// ToLocate returns the snapshot whose frames are to be looked up now, nil when
// they are, or there are none yet. A report that is still growing is looked up
// as well: a board that dies while it prints never ends it.
func (r *Report) ToLocate() *parse.Crash {
	if r.Crash.Brief || r.Crash.Open && len(r.printed.Chain) == 0 || r.located || r.locating != nil {
		return nil
	}
	r.locating = r.printed
	return r.printed
}

// Locate takes the locations for a snapshot in: a crash that has them, and what
// symbols they are from. A snapshot that came meanwhile wins, and is to be
// looked up next; until then its frames are where they were in this one.
func (r *Report) Locate(of, with *parse.Crash, symbols string, ok bool) {
	r.locating = nil
	if with == nil {
		return
	}
	if r.printed != of {
		r.Crash = located(r.Crash, with)
		r.Changed()
		return
	}
	r.Crash, r.located, r.judged = r.told(with), true, false
	r.Symbols, r.SymbolsOK = symbols, ok
	r.Changed()
}

// located returns a snapshot whose frames have the locations that the same
// frames have in an earlier one, so that they stay while the report grows.
func located(now, before *parse.Crash) *parse.Crash {
	out := now
	for i := range min(len(now.Chain), len(before.Chain)) {
		f, was := now.Chain[i], &before.Chain[i]
		if was.File == "" || f.Symbol != was.Symbol || f.Line != was.Line {
			continue
		}
		if out == now { // which others hold
			with := *now
			out, with.Chain = &with, slices.Clone(now.Chain)
		}
		f.File, f.FileLine, f.Inlined = was.File, was.FileLine, was.Inlined
		out.Chain[i] = f
	}
	return out
}

// ToRead returns the crash when it is known in brief and to be decoded again now, else nil.
func (r *Report) ToRead() *parse.Crash {
	if !r.Crash.Brief || r.reading {
		return nil
	}
	r.reading = true
	return r.Crash
}

// shorten keeps the crash in brief. What was found out about it is sought again with it.
func (r *Report) shorten() {
	c := r.Crash.InBrief()
	c.Later = r.later
	r.Crash, r.printed, r.Findings, r.story, r.before = c, c, nil, nil, nil
	r.judged, r.judging, r.located, r.locating, r.compared = false, nil, false, nil, false
	r.Changed()
}

// Relocate has the frames looked up again: the kernel may have been rebuilt since.
func (r *Report) Relocate() { r.located = false }

// Name is how a report is called on the screen: crashes by their place among
// the crashes, as in the status line.
func (r *Report) Name() string {
	if r == nil {
		return "crash"
	}
	if r.Number == 0 {
		return "trouble"
	}
	return "crash " + strconv.Itoa(r.Number)
}
