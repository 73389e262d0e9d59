package ledger

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"slices"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse/printk"
	"oopscope/parse/regex"
)

// Words returns what was kept of the capture when it was open before, as far as
// it is about lines of this session. A word whose line is not there any more is
// counted and stays in its file. What is left of sessions that were killed while
// they saved is removed.
func (p *Capture) Words() (out link.Words, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ledger.tidyUp()
	if p.file == "" || p.growing {
		return out, nil
	}
	f, err := files.OpenJoined(p.file)
	if err != nil {
		return out, err
	}
	defer f.Close()
	stored := p.read(p.place())
	words := stored.last
	out.Path = stored.path
	locate(f, words)
	for i := range words {
		w := &words[i]
		if !w.settle(f) {
			out.Lost++
		} else if w.byte >= p.before { // those of earlier sessions are not shown
			w.byte -= p.before
			w.line -= p.linesBefore()
			p.add(&out, w)
		}
	}
	return out, nil
}

// add sorts a word in: remarks as they are, what is on a crash with the crash.
func (p *Capture) add(out *link.Words, w *word) {
	if w.kind == aRemark {
		out.Marks = append(out.Marks, link.Mark{Line: w.line, Byte: w.byte, Text: w.text, Raw: w.raw, At: w.at})
		return
	}
	at := slices.IndexFunc(out.Crashes, func(c link.CrashWords) bool { return c.Byte == w.byte })
	if at < 0 {
		at = len(out.Crashes)
		out.Crashes = append(out.Crashes, link.CrashWords{Byte: w.byte, Line: w.line, Signature: w.sig})
	}
	switch c := &out.Crashes[at]; {
	case w.kind == aNote:
		c.Note = w.text
	case isDir(w.text):
		c.Folder = w.text
	}
}

// locate finds the bytes of words that were written by hand, or by a version
// that wrote lines only.
func locate(f io.ReaderAt, words []word) {
	var bare []*word
	for i := range words {
		if words[i].byte < 0 {
			bare = append(bare, &words[i])
		}
	}
	slices.SortFunc(bare, func(a, b *word) int { return cmp.Compare(a.line, b.line) })
	r := bufio.NewReaderSize(io.NewSectionReader(f, 0, 1<<62), 256<<10)
	at, line := int64(0), 1
	for _, w := range bare {
		for line < w.line {
			skipped, err := r.ReadSlice('\n')
			at += int64(len(skipped))
			if err == nil {
				line++
			} else if err != bufio.ErrBufferFull {
				return
			}
		}
		w.byte = at
	}
}

// lineEnds counts them.
func lineEnds(r io.Reader) (n int, err error) {
	buf := make([]byte, 256<<10)
	for {
		got, err := r.Read(buf)
		n += bytes.Count(buf[:got], []byte{'\n'})
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// Bytes that a full disk kept out of a record make all that follows stand
// earlier in it than the session said; so far around its place a line is looked
// for.
const around = 64 << 10

// settle finds the line that a word is on, and tells whether it is there: where
// the word says, or the nearest that reads the same.
func (w *word) settle(f io.ReaderAt) bool {
	if w.byte < 0 {
		return false
	}
	want := essence([]byte(w.raw))
	from := max(w.byte-around, 0)
	buf := make([]byte, w.byte-from+around)
	n, _ := f.ReadAt(buf, from)
	buf = buf[:n]
	if here := int(w.byte - from); here < n && matches(buf[here:], want) {
		return true
	}
	best := int64(-1)
	for at := 0; at < n && len(want) > 0; {
		if found := from + int64(at); matches(buf[at:], want) && (best < 0 || distance(found, w.byte) < distance(best, w.byte)) {
			best = found
		}
		end := bytes.IndexByte(buf[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
	}
	if best >= 0 {
		w.byte = best
	}
	return best >= 0
}

func distance(a, b int64) int64 { return max(a-b, b-a) }

// matches tells whether a line that begins here reads as wanted.
func matches(text, want []byte) bool {
	line, _, _ := bytes.Cut(text[:min(len(text), 16<<10)], []byte{'\n'})
	return bytes.Contains(essence(printk.Scrub(nil, line)), want)
}

// essence is what a line is known by, however its odd bytes were shown: its
// first letters and digits.
func essence(line []byte) []byte {
	line = escapes.Get().ReplaceAll(line, nil)
	out := line[:0:0]
	for _, c := range line {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			out = append(out, c)
		}
	}
	return out
}

// escapes are how a journal shows what is no text.
var escapes = regex.Of(`\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}`)
