package term

import "os"

// Output is the terminal that frames are written to, with doubtful letters
// anchored. One frame is one Write, so that a sequence is never cut.
type Output struct{ *os.File }

// Write writes a frame.
func (w Output) Write(p []byte) (int, error) {
	if n, err := w.File.Write(anchored(p)); err != nil {
		return min(n, len(p)), err
	}
	return len(p), nil
}
