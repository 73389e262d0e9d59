package symbols

import (
	"bytes"
	"io"
	"os"
	"strings"
	"time"

	"oopscope/parse/letter"
)

const (
	maxSource  = 16 << 20 // bytes read of one source file
	maxSources = 64 << 20 // and of all for one listing
	maxColumns = 1000     // bytes shown of a line
)

// text is a source file, or as much of it as is within reason.
type text struct {
	path     string
	data     []byte
	marks    []int // where every markEvery-th line begins
	cut      bool
	modified time.Time
}

// readText reads at most so many bytes of a file.
func readText(f *os.File, path string, most int64) (*text, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	t := &text{path: path, data: data[:min(int64(len(data)), most)], cut: int64(len(data)) > most, modified: info.ModTime()}
	t.mark()
	return t, nil
}

const markEvery = 256

func (t *text) mark() {
	for at, n := 0, 0; at < len(t.data); n++ {
		if n%markEvery == 0 {
			t.marks = append(t.marks, at)
		}
		end := bytes.IndexByte(t.data[at:], '\n')
		if end < 0 {
			return
		}
		at += end + 1
	}
}

// lines returns the lines from one on, at most so many.
func (t *text) lines(first, most int) (out []string) {
	at := (first - 1) / markEvery
	if first < 1 || at >= len(t.marks) {
		return nil
	}
	rest := t.data[t.marks[at]:]
	for n := at*markEvery + 1; n < first && len(rest) > 0; n++ {
		_, rest, _ = bytes.Cut(rest, []byte{'\n'})
	}
	for len(out) < most && len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		out = append(out, shown(line))
	}
	return out
}

// has tells whether there is such a line.
func (t *text) has(line int) bool { return len(t.lines(line, 1)) == 1 }

// shown is a line as text that fits a screen, cut between two letters.
func shown(line []byte) string {
	line = bytes.TrimSuffix(line, []byte{'\r'})
	return letter.Cut(strings.ToValidUTF8(string(line), "?"), maxColumns)
}
