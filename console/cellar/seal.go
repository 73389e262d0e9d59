package cellar

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"sync"
	"time"
)

// Behind the contents of a file stand a sum of each block of them, what marks the
// file as one of ours, the size of the contents, and a sum of all this.
const (
	sumBlock = 64 << 10
	mark     = "oopscope cellar\x00\x01\r\n\xff"
	footer   = len(mark) + 8 + 4
)

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	errDamaged = errors.New("damaged on the disk")
)

// A sealer makes the trailer of what is written. All pieces but the last are whole
// blocks.
type sealer struct{ sums []byte }

func (s *sealer) add(p []byte) {
	for len(p) > 0 {
		block := p[:min(len(p), sumBlock)]
		s.sums = binary.LittleEndian.AppendUint32(s.sums, crc32.Checksum(block, castagnoli))
		p = p[len(block):]
	}
}

func (s *sealer) trailer(size int64) []byte {
	t := append(s.sums, mark...)
	t = binary.LittleEndian.AppendUint64(t, uint64(size))
	return binary.LittleEndian.AppendUint32(t, crc32.Checksum(t, castagnoli))
}

// sums check what is read of a file that was complete before it was opened.
type sums struct {
	size int64
	want []byte // four bytes a block

	mu      sync.Mutex
	checked []bool // blocks that were found to be right
}

// openSealed opens a complete file; size is that of its contents, below zero when
// nobody knows it. Another error than that there is none means that it is damaged.
func openSealed(root *os.Root, name string, size int64) (*Contents, error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", name, errDamaged)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	s, err := readSums(f, info.Size())
	if err == nil && size >= 0 && s.size != size {
		err = errDamaged
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	now := time.Now()
	root.Chtimes(name, now, now) // what was used last goes last
	return &Contents{f: f, sums: s}, nil
}

func readSums(f *os.File, length int64) (*sums, error) {
	end := make([]byte, footer)
	if _, err := f.ReadAt(end, length-int64(footer)); err != nil || string(end[:len(mark)]) != mark {
		return nil, errDamaged
	}
	size := int64(binary.LittleEndian.Uint64(end[len(mark):]))
	blocks := (size + sumBlock - 1) / sumBlock
	if size < 0 || size > length || length != size+4*blocks+int64(footer) {
		return nil, errDamaged
	}
	table := make([]byte, 4*blocks)
	if _, err := f.ReadAt(table, size); err != nil {
		return nil, errDamaged
	}
	all := append(table, end[:footer-4]...)
	if crc32.Checksum(all, castagnoli) != binary.LittleEndian.Uint32(end[footer-4:]) {
		return nil, errDamaged
	}
	return &sums{size: size, want: table[:4*blocks], checked: make([]bool, blocks)}, nil
}

// read reads contents of f, the blocks of which are checked before anybody sees them.
func (s *sums) read(f *os.File, p []byte, off int64) (int, error) {
	if off < 0 || off >= s.size {
		return 0, io.EOF
	}
	n := min(int64(len(p)), s.size-off)
	for b := off / sumBlock; b*sumBlock < off+n; b++ {
		if err := s.check(f, b); err != nil {
			return 0, err
		}
	}
	got, err := f.ReadAt(p[:n], off)
	if err == nil && n < int64(len(p)) {
		err = io.EOF
	}
	return got, err
}

func (s *sums) check(f *os.File, block int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.checked[block] {
		return nil
	}
	buf := make([]byte, min(sumBlock, s.size-block*sumBlock))
	if _, err := f.ReadAt(buf, block*sumBlock); err != nil {
		return err
	}
	if crc32.Checksum(buf, castagnoli) != binary.LittleEndian.Uint32(s.want[4*block:]) {
		os.Remove(f.Name()) // it is made anew the next time
		return errDamaged
	}
	s.checked[block] = true
	return nil
}
