package port

import (
	"errors"
	"io"
	"io/fs"

	"oopscope/console/container"
)

// filePort is a capture read from its beginning to its end.
type filePort struct {
	info Info
	file io.ReadCloser
}

// openFile opens a capture: a file, a packed one, an archive or a folder. An
// empty one is an error: somebody who opens it expects to see something.
func openFile(path string, st fs.FileInfo, s Settings) (Port, error) {
	name := printable(path)
	if st.Mode().IsRegular() && st.Size() == 0 {
		return nil, &Error{Port: name, What: "is empty: there is nothing to show"}
	}
	c, err := container.Open(path, s.UnpackLimit)
	switch none := (*container.NoText)(nil); {
	case errors.As(err, &none):
		return nil, &Error{Port: name, What: printable(none.Error()), Err: err}
	case err != nil && errors.As(err, new(*fs.PathError)):
		return nil, &Error{Port: name, What: "cannot be read: " + reason(err).Error(), Do: "check its owner and mode", Err: err}
	case err != nil:
		return nil, &Error{Port: name, What: "cannot be read: " + printable(err.Error()), Err: err}
	}
	return &filePort{file: c, info: Info{Name: name, Kind: KindFile, Wrapped: !c.Plain}}, nil
}

// Read returns the next bytes, and io.EOF at the end.
func (p *filePort) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	if errors.Is(err, fs.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		err = ErrClosed
	}
	return n, err
}

// Write is not possible: the board is not there.
func (p *filePort) Write([]byte) (int, error) { return 0, ErrReadOnly }

// Break is not possible: the board is not there.
func (p *filePort) Break() error { return ErrNoBreak }

// Close closes the file.
func (p *filePort) Close() error { return p.file.Close() }

// Info tells what the port is.
func (p *filePort) Info() Info { return p.info }

// Counters are not known.
func (p *filePort) Counters() Counters { return Counters{} }
