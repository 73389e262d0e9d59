package console

import (
	"context"
	"errors"
	"slices"
	"time"

	"oopscope/parse"
)

// Bounds of what is read to decode a crash again: what comes before it in its boot tells of
// its kernel, and what comes behind it that it is over.
const (
	wholeBefore = 256 << 10
	wholeBehind = 256 << 10
)

// Whole decodes a crash again that is known in brief, out of the lines of the session. Boot
// is the one that it happened in.
func (s *Session) Whole(ctx context.Context, brief *parse.Crash, boot parse.Boot) (*parse.Crash, error) {
	if s.back.Scroll == nil {
		return nil, errors.New("its lines are in no file")
	}
	from, lines, err := s.back.Before(brief.FirstByte, wholeBefore, boot.First)
	if err != nil {
		return nil, err
	}
	text := s.back.Scroll.Text()
	times := text.Times(from)
	o := parse.Options{From: &parse.Rest{Lines: lines, Bytes: from, Boot: boot}, When: times.At, Prefixes: slices.Clone(s.opt.Prefixes)}
	if p, err := parse.ParsePrefix(brief.Prefix); err == nil && brief.Prefix != "" {
		o.Prefixes = append(o.Prefixes, p)
	}
	d, in, piece := parse.New(o), text.Section(from, brief.LastByte+wholeBehind), make([]byte, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := in.Read(piece)
		b := d.Feed(piece[:n], time.Time{})
		if err != nil {
			b.Crashes = append(b.Crashes, d.Close().Crashes...)
		}
		for _, c := range b.Crashes {
			if c.FirstByte == brief.FirstByte && !c.Open {
				return c.Within(brief), nil
			}
		}
		if err != nil {
			return nil, errors.New("its lines are not in the record any more, or other ones")
		}
	}
}
