package unwrap

import "io"

// A Reader is an [Unwrapper] in front of an io.Reader: reading it gives the text.
type Reader struct {
	Unwrapper
	in   io.Reader
	buf  []byte
	text []byte // read and not yet handed out
	err  error
}

// readSize fits what a pipe holds.
const readSize = 64 << 10

// NewReader returns a Reader of the text in what in has.
func NewReader(in io.Reader) *Reader { return &Reader{in: in} }

// Read implements io.Reader. An error of the input comes behind all text that
// was in what could be read.
func (r *Reader) Read(p []byte) (int, error) {
	for len(r.text) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		if r.buf == nil {
			r.buf = make([]byte, readSize)
		}
		n, err := r.in.Read(r.buf)
		r.text = r.Feed(r.buf[:n])
		if r.err = err; err != nil {
			r.text = append(append([]byte(nil), r.text...), r.Close()...)
		}
	}
	n := copy(p, r.text)
	r.text = r.text[n:]
	return n, nil
}
