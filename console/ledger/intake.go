package ledger

import (
	"os"
	"path/filepath"
	"strings"

	"oopscope/console/link"
	"oopscope/parse"
)

// An Intake enters what a capture holds that no session had open: it keeps what
// it is given until the end, because only then it is known whether the capture is
// a copy of one that the ledger has. It is for one goroutine.
type Intake struct {
	p     *Capture
	list  []link.Sighting // crashes, boots and trouble
	all   int             // crashes
	fresh int             // of them not known
}

// Intake begins to enter a capture, by the name that a scan gives it: a file, or
// archive!entry.
func (l *Ledger) Intake(name string) *Intake {
	file, _, _ := strings.Cut(name, "!")
	if _, err := os.Stat(name); err == nil {
		file = name
	}
	p := &Capture{ledger: l, target: name, file: file, began: l.now()}
	if name == "-" {
		p.file = ""
	} else if path, err := filepath.Abs(name); err == nil {
		p.named = path
	}
	return &Intake{p: p}
}

// Take takes crashes that are complete, trouble, and boots.
func (i *Intake) Take(crashes []*parse.Crash, boots []parse.Boot) {
	for n := range boots {
		i.enter(i.p.dated(birthOf(&boots[n], i.p.source(), 0)))
	}
	for _, c := range crashes {
		s := i.p.dated(sightingOf(c, i.p.source(), 0))
		if s.Kind == link.ACrash {
			i.all++
			if _, known := i.p.copied(&s); known {
				continue
			}
			i.fresh++
		}
		i.enter(s)
	}
}

func (i *Intake) enter(s link.Sighting) {
	if s, ok := i.p.crowd.take(s); ok {
		i.list = append(i.list, s)
	}
}

// Close enters what was taken. Of a capture all of whose crashes are known the
// boots and the trouble are known as well.
func (i *Intake) Close() (crashes, fresh int, err error) {
	if i.all == 0 || i.fresh > 0 {
		err = i.p.ledger.index.Add(true, i.list...)
	}
	if err != nil {
		err = explain("enter crashes into", i.p.ledger.index.Path(), err)
	}
	return i.all, i.fresh, err
}

// Imported reports whether a capture of these bytes was imported whole.
func (l *Ledger) Imported(sum uint64) bool { return l.index.Imported(sum) }

// Import notes that one was.
func (l *Ledger) Import(sum uint64, name string) error {
	if path, err := filepath.Abs(name); err == nil {
		name = path
	}
	return l.index.Import(sum, name)
}
