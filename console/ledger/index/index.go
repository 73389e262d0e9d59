package index

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/files"
	"oopscope/console/link"
)

// ErrNewer means that the file was written by a newer oopscope, in a way that this
// one does not know. It is left as it is.
var ErrNewer = errors.New("it was written by a newer oopscope; update this one, or set XDG_STATE_HOME to a folder of its own")

// header is the first line; a higher number is another format.
const header = "oopscope ledger 1"

// An Index is the file. Its methods may be called from several goroutines.
type Index struct {
	path string

	mu     sync.Mutex
	known  *memory
	at     int64       // bytes that were read
	file   os.FileInfo // the file that they were of
	newer  bool
	broken [][]byte // lines that are not what was written
	summed int64    // bytes that the summary tells of
}

// Open returns the index in a folder. Nothing is read yet, and nothing made.
func Open(dir string) *Index {
	return &Index{path: filepath.Join(dir, "index"), known: newMemory()}
}

// Path is where the file is.
func (x *Index) Path() string { return x.path }

const patience = 5 * time.Second // for other processes that add

// read brings the memory up to the file; mu is held.
func (x *Index) read() error {
	info, err := os.Stat(x.path)
	if errors.Is(err, os.ErrNotExist) {
		x.forget()
		return nil
	}
	if err != nil {
		return err
	}
	if x.is(info) && info.Size() == x.at {
		x.file = info
		return x.verdict()
	}
	f, err := files.Open(x.path)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil { // another may lie there since
		return err
	}
	if !x.is(info) || info.Size() < x.at {
		x.forget()
	}
	x.file = info
	if x.at == 0 {
		x.recall(f)
	}
	if err := x.readOn(f); err != nil {
		return err
	}
	if x.behind() { // unless somebody adds, who will do it
		if held, unlock := x.lock(0); held {
			x.sum()
			unlock()
		}
	}
	return x.verdict()
}

// is tells whether a file is the one that was read.
func (x *Index) is(info os.FileInfo) bool { return x.file != nil && os.SameFile(x.file, info) }

// readOn reads to the end of the file, by the piece.
func (x *Index) readOn(f io.ReaderAt) error {
	piece := make([]byte, min(x.file.Size()-x.at+1, 1<<20))
	for {
		n, err := f.ReadAt(piece, x.at)
		if err != nil && err != io.EOF {
			return err
		}
		was := x.at
		switch x.take(piece[:n]); {
		case n < len(piece):
			return nil
		case x.at == was: // no line of ours is so long, but what is there may be
			piece = make([]byte, 2*len(piece))
		}
	}
}

func (x *Index) verdict() error {
	if x.newer {
		return &os.PathError{Op: "read", Path: x.path, Err: ErrNewer}
	}
	return nil
}

func (x *Index) forget() {
	x.known, x.at, x.file, x.newer, x.broken, x.summed = newMemory(), 0, nil, false, nil, 0
}

// take reads whole lines; what stands behind the last one is read when it is one.
func (x *Index) take(data []byte) {
	text := string(data) // the strings of all sightings are parts of it
	for len(data) > 0 {
		end := strings.IndexByte(text, '\n')
		if end < 0 {
			return
		}
		switch said, ok := body(data[:end]); {
		case ok && !x.newer:
			x.known.add(text[checkSize : checkSize+len(said)])
		case end == 0, x.newer: // an empty line ends what was torn
		case strings.HasPrefix(text[:end], "oopscope ledger "):
			x.newer = text[:end] != header
		default:
			x.broken = append(x.broken, data[:end:end])
		}
		data, text = data[end+1:], text[end+1:]
		x.at += int64(end + 1)
	}
}

// Add adds sightings. Those that say nothing new are left out. Sync sees them onto
// the disk; without it a power cut may cost them, a kill does not.
func (x *Index) Add(sync bool, list ...link.Sighting) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(x.path), 0o700); err != nil {
		return err
	}
	held, unlock := x.lock(patience)
	defer unlock()
	if err := x.read(); err != nil {
		return err
	}
	var b strings.Builder
	for i := range list {
		if !x.known.says(&list[i]) {
			b.WriteString(render(&list[i]))
		}
	}
	if b.Len() == 0 {
		return nil
	}
	if err := x.append(held, sync, b.String()); err != nil {
		return err
	}
	if err := x.read(); err != nil {
		return err
	}
	if held && (len(x.broken) > 0 || x.known.outdated > x.known.lines/2+1000) {
		_ = x.compact() // what is there is as good, and it is tried again
	}
	if held {
		x.sum()
	}
	return nil
}

// lock keeps other processes from writing.
func (x *Index) lock(patience time.Duration) (held bool, unlock func()) {
	return files.Lock(filepath.Join(filepath.Dir(x.path), ".lock"), patience)
}

// append writes lines to the end of the file. After an error none of them is in
// it, unless others may be writing, too: then what is torn there is passed over.
func (x *Index) append(held, sync bool, lines string) error {
	f, err := files.Append(x.path)
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size == 0 {
		lines = header + "\n" + lines
	} else if size > x.at { // somebody was killed within a line
		lines = "\n" + lines
	}
	n, err := io.WriteString(f, lines)
	if err == nil && sync {
		err = f.Sync()
	}
	if err != nil && n > 0 && held {
		f.Truncate(size)
	}
	return err
}

// compact writes the file anew, without what is outdated. Lines that are not what
// was written are kept beside it; what they told of folders is looked up again.
func (x *Index) compact() error {
	f, err := files.Open(x.path)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(f)
	f.Close()
	if err != nil {
		return err
	}
	fresh := latest(data, len(x.broken) == 0)
	err = files.Replace(x.path, ".index-", func(w io.Writer) error {
		_, err := w.Write(fresh)
		return err
	})
	if err == nil && len(x.broken) > 0 {
		err = x.setAside()
	}
	x.forget()
	return errors.Join(err, x.read())
}

// setAside keeps the broken lines, for a person.
func (x *Index) setAside() error {
	f, err := files.Append(x.path + ".damaged")
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Write(append(bytes.Join(x.broken, []byte("\n")), '\n'))
	return err
}

// latest returns a file's lines of which no later one tells anew, verbatim and in
// their order.
func latest(data []byte, folders bool) []byte {
	type line struct{ text, key string }
	var lines []line
	last := map[string]int{}
	for text := range strings.Lines(string(data)) {
		said, ok := body([]byte(strings.TrimSuffix(text, "\n")))
		if !ok || !folders && strings.HasPrefix(string(said), aFolders) {
			continue
		}
		kind, rest, _ := strings.Cut(string(said), "\t")
		uid, _, _ := strings.Cut(rest, "\t")
		if kind == aFolders {
			uid = ""
		}
		lines = append(lines, line{text, kind + uid})
		last[kind+uid] = len(lines) - 1
	}
	out := []byte(header + "\n")
	for i := range lines {
		if last[lines[i].key] == i {
			out = append(out, lines[i].text...)
		}
	}
	return out
}
