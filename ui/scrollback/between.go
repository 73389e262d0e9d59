package scrollback

import (
	"context"

	"oopscope/parse"
)

// Between reads back the lines from first on and before end, so many at most; more says
// that there are others, or that not all could be read. It waits for the disk.
func Between(ctx context.Context, s Source, first, end, most int) (lines []parse.Line, more bool, err error) {
	for n := first; n < end; {
		if err := ctx.Err(); err != nil {
			return lines, false, err
		}
		page, start, next := s.Page(n)
		if n < start || n >= next {
			break
		}
		read, err := s.Read(page)
		for i := range read {
			if l := &read[i]; l.N >= n && l.N < end {
				if len(lines) >= most {
					return lines, true, nil
				}
				lines = append(lines, *l)
			}
		}
		if err != nil && len(lines) == 0 {
			return nil, false, err
		}
		if err != nil {
			return lines, true, nil
		}
		n = next
	}
	return lines, false, nil
}
