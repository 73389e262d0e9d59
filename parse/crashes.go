package parse

import (
	"io"
	"iter"
	"time"
)

// chunk is how much is read at a time.
const chunk = 256 << 10

// Crashes reads a capture to its end and yields its crashes in the order of their
// appearance, each as soon as it is over. An error of the reader other than
// io.EOF comes last, with no crash beside it; what was read before it is decoded.
func Crashes(r io.Reader) iter.Seq2[*Crash, error] {
	return func(yield func(*Crash, error) bool) {
		d, p := New(Options{}), make([]byte, chunk)
		each := func(b Batch) bool {
			for _, c := range b.Crashes {
				if !yield(c, nil) {
					return false
				}
			}
			return true
		}
		for {
			n, err := r.Read(p)
			if !each(d.Feed(p[:n], time.Time{})) {
				return
			}
			if err == nil {
				continue
			}
			if each(d.Close()) && err != io.EOF {
				yield(nil, err)
			}
			return
		}
	}
}
