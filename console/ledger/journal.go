package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"oopscope/console/files"
	"oopscope/console/record"
)

// A journal is a file of a person's words on one capture, in Markdown. Entries
// are only ever added to its end: whatever else stands in it, a person's own
// hand included, stays.
type journal struct {
	path     string
	captures []string // paths that the capture had
	begins   []head   // what its first bytes are known by
	words    []word
}

// head names the first bytes of a capture.
type head struct {
	size int64
	sum  string
}

const (
	journalEnd   = ".marks.md"
	journalLimit = 16 << 20 // no person writes so much
	headLimit    = 64 << 10
	headEnough   = 1 << 10 // first bytes that a capture elsewhere is known by
)

func headOf(first []byte) head {
	sum := sha256.Sum256(first)
	return head{int64(len(first)), hex.EncodeToString(sum[:])}
}

// readJournal reads a journal. Everything that is not understood is left alone.
func readJournal(path string) (*journal, error) {
	data, err := files.Read(path, journalLimit)
	if err != nil {
		return nil, err
	}
	j := &journal{path: path}
	var open *word
	for line := range strings.SplitSeq(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if w, ok := readWord(line); ok {
			j.words = append(j.words, w)
			open = &j.words[len(j.words)-1]
		} else if j.readHead(line) || strings.HasPrefix(line, "#") {
			open = nil
		} else if open != nil {
			open.readMore(line)
		}
	}
	return j, nil
}

// readHead reads what tells the capture from others.
func (j *journal) readHead(line string) bool {
	if quoted, ok := strings.CutPrefix(line, "capture: "); ok {
		if path, err := strconv.Unquote(quoted); err == nil {
			j.captures = append(j.captures, path)
		}
		return true
	}
	var h head
	if n, _ := fmt.Sscanf(line, "begins: %d bytes, sha256 %64s", &h.size, &h.sum); n == 2 {
		j.begins = append(j.begins, h)
		return true
	}
	return false
}

// isOf tells whether the journal is of a capture. Its first bytes have to be
// those that were there then, and at the same path, or right beside the capture,
// that is enough.
func (j *journal) isOf(c place) bool {
	longest := int64(0)
	for _, h := range j.begins {
		if h.size > int64(len(c.first)) || headOf(c.first[:h.size]).sum != h.sum {
			return false
		}
		longest = max(longest, h.size)
	}
	if j.path == c.path+journalEnd || slices.Contains(j.captures, c.path) {
		return true
	}
	return !c.growing && longest > 0 && j.isCopied(c, longest)
}

// isCopied tells whether a capture elsewhere is the one that the journal was
// written on, copied or moved. Boards begin every day alike, so where the other
// is still there it has to agree as far as both are known.
func (j *journal) isCopied(c place, longest int64) bool {
	for _, path := range slices.Backward(j.captures) {
		if other, err := firstBytes(path); err == nil && headOf(other[:min(longest, int64(len(other)))]) == headOf(c.first[:longest]) {
			n := min(len(other), len(c.first))
			return bytes.Equal(other[:n], c.first[:n]) && (n >= headEnough || len(other) == len(c.first))
		}
	}
	return longest >= headEnough || longest == int64(len(c.first))
}

// A place is where a capture lies, and how it begins.
type place struct {
	name    string // for a person
	path    string // absolute, without links; "" when the input is in no file
	first   []byte
	growing bool // it began with this session: today's first bytes may be yesterday's
}

// firstBytes reads the beginning of a capture.
func firstBytes(path string) ([]byte, error) {
	f, err := files.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, headLimit))
}

// journals finds those of a capture: beside it, and in our own folders. Ours
// come first.
func (l *Ledger) journals(c place) (list []*journal) {
	seen := map[string]bool{}
	if c.path == "" {
		return nil
	}
	for _, folder := range []string{filepath.Join(l.marks(), "*"), filepath.Join(l.dir, "*"), c.path} {
		names := []string{c.path + journalEnd}
		if folder != c.path {
			names, _ = filepath.Glob(folder + journalEnd)
		}
		for _, name := range names {
			if seen[name] || !isFileItself(name) {
				continue
			}
			seen[name] = true
			if j, err := readJournal(name); err == nil && j.isOf(c) {
				list = append(list, j)
			}
		}
	}
	return list
}

// ours tells whether a file lies in the ledger's own folders, where nobody else
// can plant anything, and where it is found again after the capture was moved.
func (l *Ledger) ours(path string) bool {
	dir := filepath.Dir(path)
	return dir == l.dir || dir == l.marks()
}

// add writes words to the end of a journal, with what tells its capture where
// that is not in it yet. They are on the disk when it returns; after an error
// none of them is in the file.
func (j *journal) add(c place, words ...word) error {
	err := files.Add(j.path, func(size int64) string {
		var b strings.Builder
		j.introduce(&b, size, c)
		for i := range words {
			b.WriteString(words[i].render())
		}
		return b.String()
	})
	if err == nil {
		j.words = append(j.words, words...)
	}
	return err
}

// introduce writes the beginning of a new journal, or what has to be added to
// an old one: another path, more of the first bytes.
func (j *journal) introduce(b *strings.Builder, size int64, c place) {
	if size == 0 {
		fmt.Fprintf(b, "# Remarks and notes on %s\n\n%s\n\n", record.Sanitize(c.name), preamble)
	}
	if c.path != "" && !slices.Contains(j.captures, c.path) {
		fmt.Fprintf(b, "capture: %q\n", c.path)
		j.captures = append(j.captures, c.path)
	}
	known := slices.ContainsFunc(j.begins, func(h head) bool { return h.size >= int64(len(c.first)) })
	if len(c.first) > 0 && !known {
		h := headOf(c.first)
		fmt.Fprintf(b, "begins: %d bytes, sha256 %s\n", h.size, h.sum)
		j.begins = append(j.begins, h)
	}
}

const preamble = `oopscope adds to the end of this file and never changes what stands in it.
The last entry on a line is the one that counts. Write into it as you like.`

// journalFor returns the journal to add to: one that is there already, or a new
// one, beside a record of ours and among the marks for every other capture.
func (l *Ledger) journalFor(c place) (*journal, error) {
	for _, j := range l.journals(c) {
		if l.ours(j.path) {
			return j, nil
		}
	}
	stem := filepath.Join(l.marks(), record.Sanitize(c.name))
	if c.path != "" && filepath.Dir(c.path) == l.dir {
		stem = c.path
	}
	if err := os.MkdirAll(filepath.Dir(stem), 0o700); err != nil {
		return nil, err
	}
	for try := 1; try < 1000; try++ {
		name := stem + journalEnd
		if try > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, try, journalEnd)
		}
		info, err := os.Lstat(name)
		empty := err == nil && info.Mode().IsRegular() && info.Size() == 0 // begun on a full disk
		if empty || errors.Is(err, fs.ErrNotExist) {
			return &journal{path: name}, nil
		}
	}
	return nil, &fs.PathError{Op: "create", Path: stem + journalEnd, Err: fs.ErrExist}
}
