// Package container finds the texts in what a person names: a file, a packed
// one, an archive, a folder of those, the parts of a pstore dump. Everything is
// read as it comes, and never more than is granted: archives nest only so deep,
// and what all of them unpack to is bounded. Of what cannot be read, and of what
// is no text, it says so by name.
package container

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"oopscope/console/files"
	"oopscope/console/packed"
	"oopscope/parse/letter"
	"oopscope/parse/unwrap"
)

// Bounds of what is opened. The limit of what a name unpacks to is a person's.
const (
	DefaultLimit = 1 << 30   // bytes
	maxNesting   = 4         // archives and packings in each other
	maxEntries   = 10_000    // of an archive
	maxMemory    = 576 << 20 // for the windows of all packings in each other: xz -9 takes 64 MB, zstd --long twice 128
)

// ErrLimit is the cause when something unpacks to more than it may.
var ErrLimit = errors.New("it unpacks to more than the limit")

// A Text is one text that was found.
type Text struct {
	Name string // as named, or archive!entry
	// In has its bytes. It is the *os.File itself, at its beginning, where that is
	// plain text: several may read it at once.
	In io.Reader
	// Folded says that the name held more than this: it stands in an archive or a
	// folder.
	Folded bool
	// Whole says that it is there as a whole, and not still being written: what
	// comes through a pipe may be.
	Whole bool
}

// A Visitor is told of what was found, in order.
type Visitor struct {
	Text func(Text) error           // an error ends it all
	Lost func(name string, e error) // what could not be read, or not to its end
}

// Visit opens what a name names. The limit is how many bytes it may unpack to,
// 0 for [DefaultLimit]. The error is the visitor's.
func Visit(name string, limit int64, to Visitor) error {
	w := newWalk(limit, to)
	info, err := os.Stat(name)
	w.whole = err == nil && !isLive(info)
	switch {
	case err != nil:
		to.Lost(name, err)
		return nil
	case IsKmsg(info):
		return w.kmsg(name)
	case info.IsDir():
		return w.holding(name, func() error { return w.folder(name, 0) })
	}
	return w.file(name, false)
}

// Sets puts names together that are parts of a pstore dump and stand in a row, as
// a shell names the files of /sys/fs/pstore. All others are alone.
func Sets(names []string) (sets [][]string) {
	for i, name := range names {
		if i > 0 && isDump(name) && isDump(names[i-1]) && filepath.Dir(name) == filepath.Dir(names[i-1]) {
			sets[len(sets)-1] = append(sets[len(sets)-1], name)
			continue
		}
		sets = append(sets, []string{name})
	}
	return sets
}

// VisitSet is Visit for names that [Sets] put together.
func VisitSet(names []string, limit int64, to Visitor) error {
	if len(names) == 1 {
		return Visit(names[0], limit, to)
	}
	w := newWalk(limit, to)
	w.whole = true
	var dumps dumps
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			to.Lost(name, err)
			continue
		}
		if err := w.dumpFile(name, info, &dumps); err != nil {
			return err
		}
	}
	return w.dumps(&dumps)
}

// VisitStream does the same for something that can only be read once, standard
// input for example.
func VisitStream(name string, in io.Reader, limit int64, to Visitor) error {
	w := newWalk(limit, to)
	if f, ok := in.(*os.File); ok {
		info, err := f.Stat()
		w.whole = err == nil && !isLive(info)
		if err == nil && IsKmsg(info) {
			in = openKmsg(f)
		}
	}
	return w.stream(Text{Name: name, In: in}, 0)
}

// kmsg reads what the kernel's log holds now, and does not wait for more.
func (w *walk) kmsg(name string) error {
	f, err := os.Open(name)
	if err != nil {
		w.Lost(name, err)
		return nil
	}
	defer f.Close()
	return w.stream(Text{Name: name, In: openKmsg(f)}, 0)
}

// isLive tells a pipe or a device.
func isLive(info os.FileInfo) bool { return !info.Mode().IsRegular() && !info.IsDir() }

// A walk is one visit.
type walk struct {
	Visitor
	grant
	whole bool
	head  []byte // of the file opened last
}

// found hands a text on.
func (w *walk) found(t Text) error {
	t.Whole = w.whole
	return w.Text(t)
}

func newWalk(limit int64, to Visitor) *walk {
	if limit == 0 {
		limit = DefaultLimit
	}
	return &walk{Visitor: to, grant: grant{limit: limit, left: limit, memory: maxMemory}}
}

// holding tells of what holds nothing: who names it means something else.
func (w *walk) holding(name string, visit func() error) error {
	found := false
	text, lost := w.Visitor.Text, w.Visitor.Lost
	defer func() { w.Visitor = Visitor{text, lost} }()
	w.Text = func(t Text) error { found = true; return text(t) }
	w.Lost = func(name string, e error) { found = true; lost(name, e) }
	err := visit()
	if !found {
		lost(name, errors.New("there is no file in it"))
	}
	return err
}

// file opens a file.
func (w *walk) file(name string, folded bool) error {
	f, err := os.Open(name)
	if err != nil {
		w.Lost(name, err)
		return nil
	}
	defer f.Close()
	if w.head == nil {
		w.head = make([]byte, headSize)
	}
	n, err := f.ReadAt(w.head, 0)
	if n == 0 || err != nil && err != io.EOF { // a pipe, a device, a file of /proc
		return w.stream(Text{Name: name, In: f, Folded: folded}, 0)
	}
	head := w.head[:n]
	t := Text{Name: name, In: f, Folded: folded}
	switch {
	case isListed(head):
		return w.listed(t, f)
	case isPacked(head), isStillPacked(name), isApport(head), unwrap.Wrapped(head):
		return w.stream(t, 0)
	}
	if isBuried(head) {
		w.Lost(name, errBuried)
	}
	if j := files.Join(f, name); !j.Alone() {
		defer j.Close()
		t.In = j.Reader()
	}
	return w.found(t)
}

// listed opens an archive with its list at its end.
func (w *walk) listed(t Text, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		w.Lost(t.Name, err)
		return nil
	}
	return w.entries(t, f, info.Size(), w.head, 0)
}

// headSize is how much of a file is looked at.
const headSize = 64 << 10

// stream opens what is read in a row. An archive's entries, and what is packed,
// go through here again.
func (w *walk) stream(t Text, nesting int) error {
	head, in := peek(t.In)
	kind, _ := packed.Tell(head)
	if isStillPacked(t.Name) && kind == "" {
		return w.stillPacked(t, in)
	}
	tarred, listed := isTar(head), isListed(head)
	if kind == "" && !tarred && !listed {
		if (isMail(head) || isApport(head)) && nesting < maxNesting {
			return w.mailed(t, in, nesting)
		}
		return w.unwrapped(t, in, nesting)
	}
	if nesting == maxNesting {
		w.Lost(t.Name, fmt.Errorf("more than %d archives and packings are in each other: not read; unpack it by hand", maxNesting))
		return nil
	}
	if tarred {
		return w.holding(t.Name, func() error { return w.archive(t, in, nesting) })
	}
	if listed {
		return w.held(t, in, nesting)
	}
	r, err := packed.Open(kind, in, &w.grant)
	if err != nil {
		w.Lost(t.Name, fmt.Errorf("%s: %w", kind, err))
		return nil
	}
	defer r.Close()
	t.In = &metered{in: r, by: &w.grant}
	return w.stream(t, nesting+1)
}

// mailed reads a mail, and then what is attached.
func (w *walk) mailed(t Text, in io.Reader, nesting int) error {
	m := newMail(in)
	if err := w.unwrapped(t, m, nesting); err != nil {
		return err
	}
	for _, a := range m.found {
		entry := Text{Name: within(t.Name, a.name), In: &metered{in: bytes.NewReader(a.data), by: &w.grant}, Folded: true}
		if m.lost != nil && a.name == m.found[len(m.found)-1].name {
			w.Lost(entry.Name, m.lost)
			continue
		}
		if err := w.stream(entry, nesting+1); err != nil {
			return err
		}
	}
	return nil
}

// unwrapped opens a text, which may be base64 of something packed.
func (w *walk) unwrapped(t Text, in io.Reader, nesting int) error {
	if w.whole {
		in = filled(in)
	} else {
		in = gathered(in)
	}
	var head []byte
	if head, t.In = peek(unwrap.NewReader(in)); isPacked(head) {
		return w.stream(t, nesting+1)
	}
	if isBuried(head) {
		w.Lost(t.Name, errBuried)
	}
	return w.found(t)
}

// filled reads as much as tells a text's wrapping in one go. Of a live one nothing may be
// waited for.
func filled(in io.Reader) io.Reader {
	head := make([]byte, headSize)
	var err error
	n := 0
	for got := 0; err == nil && n < len(head); n += got {
		got, err = in.Read(head[n:])
	}
	if err != nil {
		return io.MultiReader(bytes.NewReader(head[:n]), failing{err})
	}
	return io.MultiReader(bytes.NewReader(head), in)
}

// isPacked tells what has to be unpacked by its first bytes.
func isPacked(head []byte) bool {
	kind, _ := packed.Tell(head)
	return kind != "" || isTar(head)
}

// peek reads what tells how something is packed, and no more than what is there:
// a pipe may be a live one.
func peek(in io.Reader) (head []byte, whole io.Reader) {
	buf := make([]byte, 4<<10)
	var err error
	n := 0
	for err == nil && n < len(buf) && wantsMore(buf[:n]) {
		var got int
		got, err = in.Read(buf[n:])
		n += got
	}
	head = buf[:n]
	if err != nil {
		return head, io.MultiReader(bytes.NewReader(head), failing{err})
	}
	return head, io.MultiReader(bytes.NewReader(head), in)
}

func wantsMore(head []byte) bool {
	if len(head) == 0 {
		return true
	}
	_, may := packed.Tell(head)
	return may || mayBeTar(head)
}

// failing is what is behind the bytes that could be read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// within names something in an archive. Whoever made the archive chose the name:
// it is of one line, acts on no terminal, and is no longer than a path.
func within(archive, entry string) string {
	const most = 300
	entry = letter.Clean(path.Clean(strings.ToValidUTF8(entry, "?")))
	if len(entry) > most {
		entry = strings.ToValidUTF8(entry[:most], "") + "…"
	}
	return archive + "!" + entry
}

// grant is what a visit may still use.
type grant struct {
	limit, left int64
	memory      int64
}

// Take implements [packed.Memory].
func (g *grant) Take(n int64) error {
	if n > g.memory {
		return fmt.Errorf("it wants more than the %d MB of memory that unpacking may take; unpack it by hand", maxMemory>>20)
	}
	g.memory -= n
	return nil
}

// Give implements [packed.Memory].
func (g *grant) Give(n int64) { g.memory += n }

// Left implements [packed.Memory].
func (g *grant) Left() int64 { return g.memory }

// metered counts what is unpacked.
type metered struct {
	in io.Reader
	by *grant
}

// Read implements io.Reader.
func (m *metered) Read(p []byte) (int, error) {
	if m.by.left <= 0 {
		return 0, fmt.Errorf("%w of %d MB: what comes then is not read; is it what you think it is? --unpack-limit MB raises the limit", ErrLimit, m.by.limit>>20)
	}
	n, err := m.in.Read(p[:min(int64(len(p)), m.by.left)])
	m.by.left -= int64(n)
	return n, err
}
