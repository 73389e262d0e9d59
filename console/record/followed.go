package record

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"oopscope/console/files"
)

// A Held is what a record held at a moment, for a process that reads it while another
// writes it: with it the newest line of any size of record is found at once.
type Held struct {
	Path   string   `json:"path" doc:"the raw capture, which is only ever appended to"`
	Inode  uint64   `json:"inode,omitempty" doc:"of the capture, so that no other file is taken for it; 0 where files have none"`
	Base   int64    `json:"base" doc:"offset in the file of the session's first byte; every other offset counts from there"`
	End    int64    `json:"end" doc:"bytes that were in the file"`
	Lines  int      `json:"lines" doc:"whole lines among them"`
	Pages  []int64  `json:"pages,omitempty" doc:"for each page of 64 KiB but the first: its lines, then its bytes, as what they are more than those of the page before"`
	Skips  []int64  `json:"skips,omitempty" doc:"for each page that begins behind bytes which are in no line, of a file that was sent or received: its number, counted from 0, then how many"`
	Breaks []int64  `json:"breaks,omitempty" doc:"where a line was broken off that has no end of its own"`
	Inside bool     `json:"inside,omitempty" doc:"it ends inside a line"`
	Prefix []string `json:"prefix,omitempty" doc:"what stands in front of the kernel's lines, as it was learnt"`
}

// Hold tells what a record holds, whose lines the scroll knows.
func (r *Record) Hold(s *Scroll) (Held, error) {
	if !r.Readable() || r.spool {
		return Held{}, errNotShared
	}
	if r.missing.Load() > 0 { // offsets would not be those of the file
		return Held{}, fmt.Errorf("the record %s lacks bytes that the disk did not take", r.path)
	}
	h := s.held()
	h.Path, h.Inode, h.Base = r.path, inode(r.self), r.base
	return h, nil
}

// held tells where the lines are.
func (s *Scroll) held() (h Held) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h.End, h.Lines, h.Inside = s.end, s.lines, s.open
	h.Breaks = slices.Clone(s.breaks)
	for i, p := range s.pages {
		if i > 0 {
			h.Pages = append(h.Pages, int64(p.line-s.pages[i-1].line), p.at-s.pages[i-1].at)
		}
		if p.skipped > 0 {
			h.Skips = append(h.Skips, int64(i), p.skipped)
		}
	}
	for _, p := range s.learnt {
		h.Prefix = append(h.Prefix, p.String())
	}
	return h
}

var errNotShared = fmt.Errorf("the session has no record that others can read; `oopscope serve PORT` without --record off has one")

// A Followed is a record that another process writes.
type Followed struct {
	raw   *files.Joined
	times *clock // nil when it has none
	base  int64
}

// Follow opens what another process says that it holds.
func Follow(h *Held) (*Followed, error) {
	raw, err := files.OpenJoined(h.Path)
	if err != nil {
		return nil, err
	}
	info, err := raw.Stat()
	if err != nil || h.Inode != 0 && inode(info) != h.Inode {
		raw.Close()
		return nil, fmt.Errorf("%s is not the record any more: it was moved or replaced", h.Path)
	}
	if h.Base < 0 || h.End < 0 {
		raw.Close()
		return nil, fmt.Errorf("what is said of the record %s makes no sense", h.Path)
	}
	f := &Followed{raw: raw, base: h.Base}
	f.times, _ = openClock(h.Path) // without times it is a record as well
	return f, nil
}

// Section returns the bytes from one offset to another, as far as they are there.
func (f *Followed) Section(from, to int64) io.Reader {
	return io.NewSectionReader(f.raw, f.base+from, to-from)
}

// Times tells when the bytes from an offset on came.
func (f *Followed) Times(from int64) *Times {
	t := f.times.from(f.base + from)
	t.shift = f.base
	return t
}

// ReadAt reads what the record holds from an offset on.
func (f *Followed) ReadAt(p []byte, offset int64) (int, error) {
	return f.raw.ReadAt(p, f.base+offset)
}

// Size is how many bytes the record holds now.
func (f *Followed) Size() int64 {
	size, err := f.raw.Size()
	if err != nil {
		return 0
	}
	return size - f.base
}

// Close gives the record up.
func (f *Followed) Close() error {
	f.times.close()
	return f.raw.Close()
}

// ScrollOf returns the lines of a text of which all is known that h tells. It is what
// another process said, so that what makes no sense is an error: a page has no more lines
// than bytes, and its end is the first line end behind pageBytes.
func ScrollOf(t Text, h *Held) (*Scroll, error) {
	s := NewScroll(t)
	lines, size := int64(h.Lines), h.End // that are left for the pages
	skips, sane := h.skips()
	s.pages[0].at, s.pages[0].skipped = skips[0], skips[0]
	size -= skips[0]
	sane = sane && size >= 0 && slices.IsSorted(h.Breaks)
	for i := 0; i+1 < len(h.Pages) && sane; i += 2 {
		n, bytes := h.Pages[i], h.Pages[i+1]
		skipped := skips[int64(i/2+1)]
		sane = n > 0 && n <= min(lines, pageBytes+1) && n <= bytes-skipped && bytes <= size
		lines, size = lines-n, size-bytes
		last := s.pages[len(s.pages)-1]
		s.pages = append(s.pages, pageStart{last.line + int(n), last.at + bytes, skipped})
	}
	if !sane || lines < 0 || lines > min(size, pageBytes+1) {
		return nil, fmt.Errorf("what is said of the record's lines makes no sense")
	}
	s.lines, s.end, s.open, s.breaks = h.Lines, h.End, h.Inside, slices.Clone(h.Breaks)
	return s, nil
}

// skips are the bytes in no line before each page, by its number.
func (h *Held) skips() (before map[int64]int64, sane bool) {
	before = map[int64]int64{}
	for i := 0; i+1 < len(h.Skips); i += 2 {
		if h.Skips[i+1] <= 0 || h.Skips[i+1] > h.End {
			return before, false
		}
		before[h.Skips[i]] = h.Skips[i+1]
	}
	return before, true
}

// Tail returns the bytes behind the last whole line.
func (s *Scroll) Tail() []byte {
	s.mu.Lock()
	end, open, page := s.end, s.open, s.pages[len(s.pages)-1].at
	s.mu.Unlock()
	if !open {
		return nil
	}
	from := max(page, end-tailMost)
	b, _ := io.ReadAll(s.text.Section(from, end))
	return b[bytes.LastIndexByte(b, '\n')+1:]
}

// tailMost is how long an unfinished line may be that is worth showing.
const tailMost = 4 << 10
