package cellar

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
)

// Contents are what something unpacks to. They can be read while they are made: a
// read waits for what is not there yet. Close them after the last use.
type Contents struct {
	f    *os.File
	sums *sums // of a file that was complete before

	root       *os.Root
	part, name string
	most       int64 // no more than this is kept

	mu   sync.Mutex
	more *sync.Cond // there is more, or it is over
	size int64      // -1 while nobody knows
	have int64      // bytes that can be read
	over bool
	made chan struct{} // closed when it is
	shut bool          // nobody reads any more
	err  error
}

var (
	errShut  = errors.New("closed while it was being unpacked")
	errShort = errors.New("it unpacks to less than it says")
	// ErrSwollen says that something unpacks to more than it may.
	ErrSwollen = errors.New("it unpacks to more than it may")
)

func newContents(root *os.Root, f *os.File, part, name string, size, most int64) *Contents {
	c := &Contents{f: f, root: root, part: part, name: name, size: size, most: most, made: make(chan struct{})}
	c.more = sync.NewCond(&c.mu)
	return c
}

// ReadAt implements io.ReaderAt.
func (c *Contents) ReadAt(p []byte, off int64) (int, error) {
	if c.sums != nil {
		return c.sums.read(c.f, p, off)
	}
	want := off + int64(len(p))
	c.mu.Lock()
	for c.have < want && !c.over {
		c.more.Wait()
	}
	have, err := c.have, c.err
	c.mu.Unlock()
	if off < 0 || off >= have {
		if err == nil {
			err = io.EOF
		}
		return 0, err
	}
	if want <= have {
		return c.f.ReadAt(p, off)
	}
	n, err2 := c.f.ReadAt(p[:have-off], off)
	if err = errors.Join(err2, err); err == nil {
		err = io.EOF
	}
	return n, err
}

// Wait waits until all is unpacked and returns how much that is.
func (c *Contents) Wait() (int64, error) {
	if c.sums != nil {
		return c.sums.size, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.over {
		c.more.Wait()
	}
	return c.have, c.err
}

// Finish waits for contents the most of which is unpacked, until ctx ends.
func (c *Contents) Finish(ctx context.Context) {
	if c.sums != nil {
		return
	}
	c.mu.Lock()
	most := c.over || c.size >= 0 && c.have >= c.size-c.size/4
	c.mu.Unlock()
	if !most {
		return
	}
	select {
	case <-c.made:
	case <-ctx.Done():
	}
}

// Close lets the contents go. What is not complete yet is given up.
func (c *Contents) Close() error {
	if c.sums != nil {
		return c.f.Close()
	}
	c.mu.Lock()
	c.shut = true
	over := c.over
	c.mu.Unlock()
	if over {
		return c.f.Close()
	}
	c.root.Remove(c.part) // the program may end before the one who makes it sees that
	return nil            // and closes it
}

// unpack makes all there is.
func (c *Contents) unpack(source Source) {
	err := c.fill(source)
	if err == nil {
		err = c.root.Rename(c.part, c.name)
	}
	if err != nil {
		c.root.Remove(c.part)
	}
	c.root.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over, c.err = true, err
	close(c.made)
	if c.shut {
		c.f.Close()
	}
	c.more.Broadcast()
}

func (c *Contents) fill(source Source) error {
	in, err := source()
	if err != nil {
		return err
	}
	seal := &sealer{}
	next, used := c.unpackAhead(in)
	defer close(used)
	for piece := range next {
		n := int64(len(piece.data))
		if c.have+n > c.most {
			return ErrSwollen
		}
		if _, err := c.f.WriteAt(piece.data, c.have); err != nil {
			return err
		}
		seal.add(piece.data)
		if !c.grew(n) {
			return errShut
		}
		if piece.err != nil && piece.err != io.EOF {
			return piece.err
		}
		used <- piece.data
	}
	if c.size >= 0 && c.have != c.size {
		return errShort
	}
	_, err = c.f.WriteAt(seal.trailer(c.have), c.have)
	return err
}

// piece is what was unpacked at a time; err is what ended it, [io.EOF] behind the last.
type piece struct {
	data []byte
	err  error
}

// unpackAhead unpacks one piece while another is written: the disk takes a tenth of the
// time. Pieces that were used are given back, until used is closed.
func (c *Contents) unpackAhead(in io.ReadCloser) (next chan piece, used chan []byte) {
	next, used = make(chan piece, 2), make(chan []byte, 2)
	used <- make([]byte, 4*sumBlock)
	used <- make([]byte, 4*sumBlock)
	go func() {
		defer in.Close()
		defer close(next)
		for buf := range used {
			n, err := io.ReadFull(in, buf[:4*sumBlock])
			if err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			next <- piece{buf[:n], err}
			if err != nil {
				return
			}
		}
	}()
	return next, used
}

// grew makes n more bytes known, and tells whether somebody still wants them.
func (c *Contents) grew(n int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.have += n
	c.more.Broadcast()
	return !c.shut
}
