package port

import (
	"errors"
	"io/fs"
	"os"
)

// filePort is a capture read from its beginning to its end.
type filePort struct {
	info Info
	file *os.File
}

// openFile opens a capture. An empty one is an error: somebody who opens it
// expects to see something.
func openFile(path string, st fs.FileInfo) (Port, error) {
	name := printable(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, &Error{Port: name, What: "cannot be read: " + reason(err).Error(), Do: "check its owner and mode", Err: err}
	}
	if st.Mode().IsRegular() && st.Size() == 0 {
		f.Close()
		return nil, &Error{Port: name, What: "is empty: there is nothing to show"}
	}
	return &filePort{file: f, info: Info{Name: name, Kind: KindFile}}, nil
}

// Read returns the next bytes, and io.EOF at the end.
func (p *filePort) Read(b []byte) (int, error) {
	n, err := p.file.Read(b)
	if errors.Is(err, fs.ErrClosed) {
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
