// Package boots reads the lines of boots that the ledger knows back from the captures
// that they stand in.
package boots

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"oopscope/console/container"
	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/compare"
)

// A Reader reads boots.
type Reader struct {
	Prefixes    []*parse.Prefix // what the kernel's lines may have in front
	UnpackLimit int64           // of a packed capture, in bytes
}

// Boot returns the lines of a boot, so many at most; cut says that there are more. It
// reads the capture from where the session began, and calls looked with how far it got,
// in percent of the file. The error says why there is nothing.
func (r *Reader) Boot(ctx context.Context, of link.Life, most int, looked func(percent int)) (lines []compare.Line, cut bool, err error) {
	info, err := os.Stat(of.Source)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false, fmt.Errorf("%s is not there any more, or its lines were not recorded", of.Source)
	case err != nil:
		return nil, false, err
	}
	in, err := container.Open(of.Source, r.UnpackLimit)
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	if _, err := io.CopyN(io.Discard, in, of.Base); err != nil {
		return nil, false, fmt.Errorf("%s is shorter than it was when this boot was recorded", of.Source)
	}
	c := collecting{boot: of.Boot, most: most}
	lined := &record.Lined{In: &counted{in: in, at: of.Base, size: info.Size(), looked: looked}, At: of.Base, Skips: record.ReadSkips(of.Source)}
	err = c.read(ctx, lined, parse.New(parse.Options{Lines: true, Prefixes: r.Prefixes}))
	switch {
	case err != nil:
		return nil, false, err
	case len(c.lines) == 0:
		return nil, false, fmt.Errorf("there is no boot %d in %s any more", of.Boot, of.Source)
	}
	return c.lines, c.cut, nil
}

// collecting is the lines of one boot, as they come out of a decoder.
type collecting struct {
	boot, most int
	lines      []compare.Line
	cut        bool
	over       bool // nothing of it comes any more
}

func (c *collecting) read(ctx context.Context, in *record.Lined, d *parse.Decoder) error {
	piece := make([]byte, 256<<10)
	for !c.over {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, hidden, err := in.Read(piece)
		c.take(d.Feed(piece[:n], time.Time{}))
		if hidden > 0 {
			c.take(d.Skip(hidden, "", time.Time{}))
		}
		switch {
		case err == io.EOF:
			c.take(d.Close())
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

func (c *collecting) take(b parse.Batch) {
	for i := range b.Lines {
		switch l := &b.Lines[i]; {
		case c.over || l.Boot < c.boot:
		case l.Boot > c.boot:
			c.over = true
		case len(c.lines) >= c.most:
			c.cut, c.over = true, true
		default:
			c.lines = append(c.lines, lineOf(l))
		}
	}
}

// counted tells how much was read.
type counted struct {
	in       io.Reader
	at, size int64
	looked   func(percent int)
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.at += int64(n)
	c.looked(int(min(c.at*100/max(c.size, 1), 100)))
	return n, err
}
