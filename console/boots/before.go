package boots

import (
	"io"
	"os"
	"time"

	"oopscope/console/container"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/parse/crash"
)

// Bounds of what the lines before a crash are held against.
const (
	mostBytes  = 256 << 20 // of a capture: reading all its lines takes seconds
	bootsAfter = 12        // that are read behind the crash's own
	bootsHeld  = 48        // the latest of those that were read
	linesHeld  = 20_000    // of the crash's own boot, the last ones
)

// Before tells what is unusual of the lines before a crash, against the other boots of
// its capture. Of a capture that cannot be read again, or is very large, it tells nothing.
func (r *Reader) Before(capture string, c *parse.Crash) []crash.Unusual {
	if info, err := os.Stat(capture); err != nil || !info.Mode().IsRegular() || info.Size() > mostBytes {
		return nil
	}
	in, err := container.Open(capture, r.UnpackLimit)
	if err != nil {
		return nil
	}
	defer in.Close()
	n := nearby{of: c, others: map[int]*compare.Digest{}}
	n.read(&record.Lined{In: io.LimitReader(in, mostBytes), Skips: record.ReadSkips(capture)}, parse.New(parse.Options{Lines: true, Prefixes: r.Prefixes}))
	var digests []*compare.Digest
	for _, d := range n.others {
		digests = append(digests, d)
	}
	return compare.Unusual(n.own, digests)
}

// nearby is the boots around a crash, as they come out of a decoder.
type nearby struct {
	of     *parse.Crash
	own    []compare.Line
	others map[int]*compare.Digest // by boot
	over   bool
}

func (n *nearby) read(in *record.Lined, d *parse.Decoder) {
	piece := make([]byte, 256<<10)
	for !n.over {
		k, hidden, err := in.Read(piece)
		n.take(d.Feed(piece[:k], time.Time{}))
		if hidden > 0 {
			n.take(d.Skip(hidden, "", time.Time{}))
		}
		if err != nil { // what was read until then tells something
			n.take(d.Close())
			return
		}
	}
}

func (n *nearby) take(b parse.Batch) {
	for i := range b.Lines {
		n.line(&b.Lines[i])
	}
	for _, c := range b.Crashes {
		if d := n.others[c.Boot]; d != nil && c.IsAgain(n.of) {
			d.Alike = true
		}
	}
}

func (n *nearby) line(l *parse.Line) {
	line := lineOf(l)
	switch {
	case l.Boot > n.of.Boot+bootsAfter:
		n.over = true
	case l.Boot == n.of.Boot:
		if l.N < n.of.First {
			n.own = append(n.own, line)
		}
		if len(n.own) > 2*linesHeld {
			n.own = append(n.own[:0], n.own[linesHeld:]...)
		}
	case n.others[l.Boot] == nil:
		n.others[l.Boot] = &compare.Digest{}
		delete(n.others, l.Boot-bootsHeld)
		fallthrough
	case !n.others[l.Boot].Alike: // what it says behind the crash is not before it
		n.others[l.Boot].Add(&line)
	}
}

// lineOf is a line as boots are compared.
func lineOf(l *parse.Line) compare.Line {
	return compare.Line{N: l.N, Micro: l.Micro, Text: l.Said(), OfReport: l.Crash > 0 && l.Mark == 0}
}
