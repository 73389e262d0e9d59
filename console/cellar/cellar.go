package cellar

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"oopscope/console/files"
)

// A Cellar is a directory of unpacked contents. Its methods may be called by several
// goroutines, and several programs may use one directory.
type Cellar struct {
	dir   string
	limit int64
	mu    sync.Mutex // held while room is made
}

// Why something is not kept.
var (
	ErrLarge  = errors.New("it is larger than all that may be kept on disk (--symbol-cache)")
	errNoDisk = errors.New("the disk has not enough room")
)

// New returns the cellar in a directory that may hold so many bytes. It makes the
// directory when there is something to keep.
func New(dir string, limit int64) *Cellar { return &Cellar{dir: dir, limit: limit} }

// Limit returns how many bytes may be kept.
func (c *Cellar) Limit() int64 { return c.limit }

// A Source opens what is to be kept, unpacked.
type Source func() (io.ReadCloser, error)

// Keep returns the contents that are kept under a name; where there are none it
// begins to make them of source, and they can be read as they grow. Sizes below zero
// are not known yet; most bounds them then. Letters of the name that
// could lead elsewhere are an error.
func (c *Cellar) Keep(name string, size, most int64, source Source) (*Contents, error) {
	if !plain(name) {
		return nil, fmt.Errorf("%q cannot be the name of a file", name)
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(c.dir)
	if err != nil {
		return nil, err
	}
	if kept, err := openSealed(root, name, size); err == nil {
		return kept, root.Close()
	} else if !errors.Is(err, fs.ErrNotExist) {
		root.Remove(name)
	}
	out, err := c.begin(root, name, size, most)
	if err != nil {
		root.Close()
		return nil, err
	}
	go out.unpack(source)
	return out, nil
}

// begin makes room for what is to come, and the file for it.
func (c *Cellar) begin(root *os.Root, name string, size, most int64) (*Contents, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case size > c.limit:
		return nil, ErrLarge
	case size < 0:
		most = min(most, c.limit)
	default:
		most = size
	}
	// Of what is not known as much is made room for as it can become, but for what
	// leaves no room for anything else.
	expected := most
	if size < 0 {
		expected = min(most, c.limit/2)
	}
	sweep(root, c.limit-expected, time.Now())
	if !files.HasRoom(c.dir, max(size, 0)) {
		return nil, errNoDisk
	}
	part := name + "." + unique() + partial
	f, err := root.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return newContents(root, f, part, name, size, most), nil
}

const partial = ".part" // how the names of files end that are being made

func unique() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// plain tells names that are files in this directory, and no hidden ones.
func plain(name string) bool {
	if name == "" || len(name) > 180 || name[0] == '.' {
		return false
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.') {
			return false
		}
	}
	return true
}
