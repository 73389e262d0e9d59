package headless

import (
	"cmp"
	"runtime"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/export"
)

// few is how many crashes one core writes at a time, and usual how many bytes one takes.
const few, usual = 8, 10 << 10

// addAll writes crashes, on all cores where they are many.
func (p *paper) addAll(crashes []*parse.Crash, opt export.Options) error {
	for crew := runtime.GOMAXPROCS(0); p.whole == nil && crew > 1 && len(crashes) > few; {
		n := min(len(crashes), crew*few)
		if err := p.addAtOnce(crashes[:n], opt); err != nil {
			return err
		}
		crashes = crashes[n:]
	}
	return p.addEach(crashes, opt)
}

// addAtOnce writes crashes on sheets, each on a core of its own, and takes them over in
// their order.
func (p *paper) addAtOnce(crashes []*parse.Crash, opt export.Options) error {
	var sheets []*sheet
	for rest := crashes; len(rest) > 0; rest = rest[min(few, len(rest)):] {
		if len(sheets) == len(p.sheets) {
			p.sheets = append(p.sheets, newSheet(p))
		}
		s := p.sheets[len(sheets)]
		sheets = append(sheets, s)
		go s.fill(rest[:min(few, len(rest))], opt)
	}
	var err error
	for _, s := range sheets { // each is waited for: it is used again
		if fault := <-s.full; err == nil {
			err = cmp.Or(p.write(s.text), fault)
		}
	}
	return err
}

// A sheet is a part of a paper, written by itself.
type sheet struct {
	paper *paper
	text  []byte
	full  chan error
}

func newSheet(of *paper) *sheet {
	s := &sheet{text: make([]byte, 0, few*usual), full: make(chan error, 1)}
	s.paper = newPaper(of.format, of.colour, func(text []byte) error { s.text = append(s.text, text...); return nil })
	return s
}

// fill writes crashes on it, and nothing else.
func (s *sheet) fill(crashes []*parse.Crash, opt export.Options) {
	s.text = s.text[:0]
	link.Deepen()
	s.full <- link.Safely("writing "+opt.File, func() error { return s.paper.addEach(crashes, opt) })
}

func (p *paper) addEach(crashes []*parse.Crash, opt export.Options) error {
	for _, c := range crashes {
		if err := p.add(c, opt, nil); err != nil {
			return err
		}
	}
	return nil
}
