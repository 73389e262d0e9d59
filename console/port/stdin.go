package port

import (
	"io"
	"os"
	"sync"

	"oopscope/console/container"
)

// stdinPort is standard input, a capture or a pipe from something that runs,
// or a named pipe. A read of it cannot be interrupted, so a goroutine does it,
// and is left behind when the port is closed before the input ends.
type stdinPort struct {
	info   Info
	chunks chan []byte
	rest   []byte
	err    error // why chunks was closed
	done   chan struct{}
	once   sync.Once
}

func openStdin(f *os.File, s Settings) Port {
	st, err := f.Stat()
	file := err == nil && st.Mode().IsRegular()
	p := newStdin(Info{Name: "-", Kind: KindStdin, Live: !file})
	go p.pump(f, s)
	return p
}

// openPipe opens a named pipe. The system lets nobody have its reading end
// before somebody writes, which the goroutine waits for.
func openPipe(path string, s Settings) Port {
	p := newStdin(Info{Name: printable(path), Kind: KindPipe, Live: true})
	go func() {
		f, err := os.Open(path)
		if err != nil {
			p.err = reason(err)
			close(p.chunks)
			return
		}
		defer f.Close()
		p.pump(f, s)
	}()
	return p
}

func newStdin(i Info) *stdinPort {
	return &stdinPort{info: i, chunks: make(chan []byte), done: make(chan struct{})}
}

// pump reads the input to its end. What comes packed is unpacked here, so that a
// record holds the text; all else comes as it is.
func (p *stdinPort) pump(f io.Reader, s Settings) {
	defer close(p.chunks)
	r := container.OpenStream(p.info.Name, f, s.UnpackLimit)
	for {
		b := make([]byte, 64<<10)
		n, err := r.Read(b)
		if n > 0 {
			select {
			case p.chunks <- b[:n]:
			case <-p.done:
				return
			}
		}
		if err != nil {
			p.err = err
			return
		}
	}
}

// Read returns the next bytes, and io.EOF at the end.
func (p *stdinPort) Read(b []byte) (int, error) {
	if len(p.rest) == 0 {
		select {
		case <-p.done:
			return 0, ErrClosed
		case chunk, ok := <-p.chunks:
			if !ok {
				return 0, p.err
			}
			p.rest = chunk
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Write is not possible: standard input has no way back.
func (p *stdinPort) Write([]byte) (int, error) { return 0, ErrReadOnly }

// Break is not possible: standard input has no way back.
func (p *stdinPort) Break() error { return ErrNoBreak }

// Close gives the input up, and ends a Read in progress.
func (p *stdinPort) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

// Info tells what the port is.
func (p *stdinPort) Info() Info { return p.info }

// Counters are not known.
func (p *stdinPort) Counters() Counters { return Counters{} }
