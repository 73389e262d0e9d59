package book

import (
	"iter"
	"time"

	"oopscope/parse"
)

// An Entry is a report, at hand or on the shelf, until the book changes.
type Entry struct {
	book *Book
	held *Report // nil when it is on the shelf
	row  *row
}

// Entries are all reports in the order of their lines.
func (b *Book) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		rows, all := b.shelf.rows, b.All
		for len(rows)+len(all) > 0 {
			var e Entry
			if len(all) == 0 || len(rows) > 0 && rows[0].first() < all[0].Crash.First {
				e, rows = Entry{b, nil, &rows[0]}, rows[1:]
			} else {
				e, all = Entry{b, all[0], nil}, all[1:]
			}
			if !yield(e) {
				return
			}
		}
	}
}

// Report is the report itself.
func (e Entry) Report() *Report {
	if e.held != nil {
		return e.held
	}
	return e.book.unpack(e.row)
}

// ID is that of the crash.
func (e Entry) ID() int {
	if e.held != nil {
		return e.held.Crash.ID
	}
	return e.row.packed.ID()
}

// Life is the boot that the report is of.
func (e Entry) Life() Life {
	if e.held != nil {
		return e.held.Life()
	}
	sender, n := e.row.packed.Boot()
	return Life{sender, n}
}

// Signature is the exact one of the crash.
func (e Entry) Signature() string {
	if e.held != nil {
		return e.held.Crash.Signature.Exact
	}
	return e.row.packed.Signature()
}

// IsCrash tells a crash from mere trouble.
func (e Entry) IsCrash() bool {
	if e.held != nil {
		return e.held.IsCrash()
	}
	return e.row.isCrash()
}

// Met is when it was met, its class, its title and how bad it is.
func (e Entry) Met() (at time.Time, class, title string, s parse.Severity) {
	if e.held != nil {
		c := e.held.Crash
		return c.Seen, c.Class, c.Title, c.Severity
	}
	p := &e.row.packed
	return p.Seen(), p.Class(), p.Title(), p.Severity()
}

// Name is how the report is called: see [Report.Name].
func (e Entry) Name() string {
	if e.held != nil {
		return e.held.Name()
	}
	return (&Report{Number: e.row.number}).Name()
}

// AtByte returns the report that begins at an offset of the input, nil for none.
func (b *Book) AtByte(offset int64) *Report {
	for e := range b.Entries() {
		at := int64(0)
		if e.held != nil {
			at = e.held.Crash.FirstByte
		} else {
			at, _ = e.row.packed.Bytes()
		}
		if at == offset {
			return e.Report()
		}
	}
	return nil
}

// AgainIn returns the first report of a boot that is the same crash again, nil for none.
func (b *Book) AgainIn(boot int, c *parse.Crash) *Report {
	for e := range b.Entries() {
		if e.IsCrash() && e.Life().Boot == boot {
			if r := e.Report(); r.Crash.IsAgain(c) {
				return r
			}
		}
	}
	return nil
}
