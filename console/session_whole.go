package console

import (
	"context"
	"errors"
	"slices"
	"time"

	"oopscope/console/record"
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
	in := record.Lined{In: text.Section(from, brief.LastByte+wholeBehind), At: from, Skips: s.skips()}
	d, piece := parse.New(o), make([]byte, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, hidden, err := in.Read(piece)
		b := d.Feed(piece[:n], time.Time{})
		if hidden > 0 {
			b.Crashes = append(b.Crashes, d.Skip(hidden, "", time.Time{}).Crashes...)
		}
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

// skips are the bytes of the line that are in none of its lines.
func (s *Session) skips() (list record.Skips) {
	for _, h := range s.Holes(0) {
		if h.Skip > 0 {
			list = append(list, record.Skip{From: h.At - h.Skip, To: h.At})
		}
	}
	return list
}
