package container

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// tarMagic stands at its place in the header of every tar file since 1988, POSIX's
// and GNU's.
const (
	tarMagic = "ustar"
	tarAt    = 257
	tarBlock = 512
)

func isTar(head []byte) bool {
	return len(head) >= tarAt+len(tarMagic) && string(head[tarAt:tarAt+len(tarMagic)]) == tarMagic
}

// mayBeTar tells the beginning of a header: a name, and NULs behind it.
func mayBeTar(head []byte) bool {
	nul := bytes.IndexByte(head, 0)
	return len(head) < tarBlock && nul > 0 && nul < 100
}

// archive opens the files in a tar file. What stands in it as a link, a device or
// a folder holds no text.
func (w *walk) archive(t Text, in io.Reader, nesting int) error {
	end := &zeroEnd{in: in}
	r := tar.NewReader(end)
	var dumps dumps
	for n := 0; ; n++ {
		h, err := r.Next()
		switch {
		case err == io.EOF && end.zeros < tarBlock:
			err = io.ErrUnexpectedEOF
		case err == io.EOF:
			return w.dumps(&dumps)
		case err == nil && n == maxEntries:
			err = fmt.Errorf("more than %d entries: the rest is not read; unpack it by hand", maxEntries)
		}
		if err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = errors.New("the archive ends too early: what is missing is not read")
			}
			w.Lost(t.Name, err)
			return w.dumps(&dumps)
		}
		if h.Typeflag != tar.TypeReg && h.Typeflag != tar.TypeGNUSparse {
			continue
		}
		entry := Text{Name: within(t.Name, h.Name), In: &metered{in: r, by: &w.grant}, Folded: true}
		if dumps.take(h.Name, entry, h.ModTime) {
			continue
		}
		if err := w.stream(entry, nesting+1); err != nil {
			return err
		}
	}
}

// zeroEnd counts the zeros that what was read ends with: an archive ends with blocks of
// them (POSIX, pax), and one that was cut off behind an entry has no other sign.
type zeroEnd struct {
	in    io.Reader
	zeros int
}

// Read implements io.Reader.
func (z *zeroEnd) Read(p []byte) (n int, err error) {
	n, err = z.in.Read(p)
	zeros := n - len(bytes.TrimRight(p[:n], "\x00"))
	if zeros == n {
		zeros += z.zeros
	}
	z.zeros = zeros
	return n, err
}
