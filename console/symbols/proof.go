package symbols

import (
	"fmt"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/proof"
	"oopscope/parse/symbol"
)

// prove asks of every file in use whether it is the board's: by what [symbol.Verdict]
// compared, then by the code that was printed and by the calls of the traces.
func (set *images) prove(c *parse.Crash) {
	calls := map[*module]*tally{}
	for _, s := range stacksOf(c) {
		for i := 1; i < len(s.Frames); i++ {
			if m := set.of(s.Frames[i].Module); m != nil && m.withCode() != nil {
				if calls[m] == nil {
					calls[m] = &tally{}
				}
				calls[m].add(set.call(m.withCode(), &s.Frames[i-1], &s.Frames[i]))
			}
		}
	}
	for _, m := range set.all() {
		m.conclude(set.codeAt(m, c), set.onBoundary(m, c), calls[m])
	}
}

// tally counts what stands before return addresses.
type tally struct{ named, other, none int }

func (t *tally) add(s proof.Site) {
	switch s {
	case proof.TheCall:
		t.named++
	case proof.SomeCall:
		t.other++
	case proof.NoCall:
		t.none++
	}
}

// finding weighs the calls. A frame or two of entry code are come to by other means
// than calls; where none of the calls names the function above, chance must be kept
// out by their number.
func (t *tally) finding() proof.Finding {
	switch {
	case t == nil:
		return proof.Silent
	case t.none > 1 && t.none > t.named+t.other/2:
		return proof.Differs
	case t.none*4 <= t.named+t.other && (t.named > 1 || t.named == 1 && t.other > 0 || t.other > 3):
		return proof.Agrees
	}
	return proof.Silent
}

// call looks at what stands before a frame's return address.
func (set *images) call(im *symbol.Image, above, f *arch.Frame) proof.Site {
	if f.Exact || !f.Reliable || !above.Reliable || !f.HasOffset || !f.InFunction() {
		return proof.Unread
	}
	at, ok := im.Find(set.place(f))
	if !ok {
		return proof.Unread
	}
	return proof.Call(im, at, above.Function)
}

// death returns where in the file the code was printed, if it was of this file.
func (set *images) death(m *module, c *parse.Crash) (im *symbol.Image, at uint64, ok bool) {
	pc := arch.Frame{Symbol: c.Dump.PC, Exact: true}
	if im = m.withCode(); im == nil || c.Dump.UserMode || pc.Function == "" || !pc.InFunction() || set.of(pc.Module) != m {
		return im, 0, false
	}
	at, ok = im.Find(set.place(&pc))
	return im, at, ok
}

func (set *images) codeAt(m *module, c *parse.Crash) proof.Finding {
	im, at, ok := set.death(m, c)
	if !ok {
		return proof.Silent
	}
	return proof.Code(im, &c.Dump, at)
}

func (set *images) onBoundary(m *module, c *parse.Crash) proof.Finding {
	im, at, ok := set.death(m, c)
	if !ok {
		return proof.Silent
	}
	return proof.Boundary(im, at)
}

// conclude puts together what was found of a file.
func (m *module) conclude(code, boundary proof.Finding, calls *tally) {
	m.verdict, m.proof, m.aged = m.compared, nil, false
	v := &m.verdict
	called := calls.finding()
	switch {
	case !v.OK:
		return
	case v.BuildID: // nothing can be surer; where the rest differs, the memory of the board does
	case code == proof.Differs:
		m.refute("the code that the board printed is not this file's")
	case boundary == proof.Differs:
		m.refute("the PC is not where an instruction of this file begins")
	case called == proof.Differs:
		m.refute(fmt.Sprintf("no call stands before %d of %d return addresses", calls.none, calls.none+calls.named+calls.other))
	}
	if !v.OK {
		return
	}
	for _, p := range []struct {
		proof crash.Proof
		holds bool
		words string
	}{
		{crash.ByCode, code == proof.Agrees, "same code at the PC"},
		{crash.ByCalls, called == proof.Agrees, "calls before return addresses"},
		{crash.BySizes, v.Sizes > 1, ""},
		{crash.ByBuildID, v.BuildID, ""},
		{crash.ByBanner, v.Banner, ""},
	} {
		if !p.holds {
			continue
		}
		m.proof = append(m.proof, p.proof)
		switch {
		case p.words != "" && !v.Compared:
			v.Text = p.words
		case p.words != "":
			v.Text += ", " + p.words
		}
		v.Compared = true
	}
}

// suspect says why the file may be another build's: by its age alone.
func (m *module) suspect(why string) {
	m.refute(why)
	m.aged = true
}

// refute says why the file is another build's.
func (m *module) refute(why string) {
	m.verdict.Compared, m.verdict.OK, m.verdict.Text = true, false, why
}
