package symbol

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// OpenSystemMap reads a System.map of the given size: names and sizes for
// addresses, no source lines.
//
//	ffffffff81000000 T _text
func OpenSystemMap(r io.ReaderAt, size int64) (*Image, error) {
	var all []rawSymbol
	var addresses []uint64
	var top uint64
	err := eachLine(r, min(size, 1<<31), func(off int64, line []byte) {
		hex, rest, ok := bytes.Cut(line, []byte{' '})
		at, err := strconv.ParseUint(string(hex), 16, 64)
		if !ok || err != nil || len(rest) < 3 || rest[1] != ' ' || len(all) >= maxSymbols {
			return
		}
		name := string(bytes.TrimRight(rest[2:], "\r"))
		if at == 0 || bytes.IndexByte([]byte("TtWwDdBbRrVv"), rest[0]) < 0 || hidden(name) {
			return
		}
		all = append(all, rawSymbol{name: uint32(off + int64(len(hex)+3)), hash: hash(base(name))})
		addresses = append(addresses, at)
		top = max(top, at)
	})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New("not a System.map: no line reads \"address type name\"")
	}
	// The kernel is at the top; per-CPU symbols of x86-64 count from zero and
	// are no places.
	low, kept := top-min(top, 0xffffffff), all[:0]
	for i, s := range all {
		if addresses[i] >= low {
			s.rel = uint32(addresses[i] - low)
			kept = append(kept, s)
		}
	}
	return &Image{symbols: newSymtab(&section{r: mapNames{r}, size: size}, low, kept)}, nil
}

// mapNames makes the names of a System.map end in zero bytes, as those of a
// string table do, so that they too can stay in the file.
type mapNames struct{ r io.ReaderAt }

func (m mapNames) ReadAt(p []byte, off int64) (int, error) {
	n, err := m.r.ReadAt(p, off)
	for i, b := range p[:n] {
		if b == '\n' || b == '\r' {
			p[i] = 0
		}
	}
	return n, err
}

// eachLine calls f for every line with its offset; longer ones than a block
// are cut, no symbol has such a name.
func eachLine(r io.ReaderAt, size int64, f func(off int64, line []byte)) error {
	buf := make([]byte, 64<<10)
	for off := int64(0); off < size; {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-off)], off)
		if n == 0 {
			return err
		}
		used := 0
		for {
			i := bytes.IndexByte(buf[used:n], '\n')
			if i < 0 {
				break
			}
			f(off+int64(used), buf[used:used+i])
			used += i + 1
		}
		if used == 0 || off+int64(n) == size {
			f(off+int64(used), buf[used:n])
			used = n
		}
		off += int64(used)
	}
	return nil
}
