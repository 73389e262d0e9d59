package telemetry

import (
	"bufio"
	"errors"
	"io"
)

// lineMost is more than any report takes, and what a session's socket allows.
var lineMost = 64 << 20

// errTooLong is the error of a line that is longer; the next one can be read.
var errTooLong = errors.New("the line is too long")

// lines reads text by the line, and keeps no line that is too long.
type lines struct{ in *bufio.Reader }

func newLines(in io.Reader) *lines { return &lines{bufio.NewReaderSize(in, 64<<10)} }

// next returns a line with its end, or without at the end of the input; it is valid until the
// next call.
func (l *lines) next() (line []byte, err error) {
	long := false
	for {
		piece, err := l.in.ReadSlice('\n')
		if line == nil && err == nil && !long {
			return piece, nil
		}
		if long = long || len(line)+len(piece) > lineMost; long {
			line = nil
		} else {
			line = append(line, piece...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case long:
			return nil, errTooLong
		default:
			return line, err
		}
	}
}
