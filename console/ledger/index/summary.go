package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"os"

	"oopscope/console/files"
)

// Beside the file lies what was made of its lines, up to some offset: to read 50,000 of them
// takes a third of a second, to read that some milliseconds. It can be made again at any time: one
// that is missing, torn, damaged, of another format or of another file is passed over.

// summaryHeader is its first line. Whatever changes in what follows needs another one.
const summaryHeader = "oopscope ledger summary 1\n"

// Bounds of a summary: it is written anew when so many bytes of lines are not in it, or an eighth
// of them, and a larger one is none of ours.
const (
	summedLeast = 128 << 10
	summedMost  = 256 << 20
)

// edge is how much of the file before the offset must be as it was.
const edge = 4 << 10

func (x *Index) summary() string { return x.path + ".summary" }

// sum writes a summary when the last one is far behind; the lock is held. That it cannot be
// written costs time only.
func (x *Index) sum() {
	if !x.behind() {
		return
	}
	f, err := files.Open(x.path)
	if err != nil {
		return
	}
	defer f.Close()
	was, ok := edgeOf(f, x.at)
	if !ok {
		return
	}
	err = files.Replace(x.summary(), ".index-", func(w io.Writer) error {
		p := pack{out: []byte(summaryHeader)}
		p.long(uint64(x.at))
		p.long(uint64(was))
		x.known.write(&p)
		_, err := w.Write(binary.LittleEndian.AppendUint32(p.out, crc32.Checksum(p.out, castagnoli)))
		return err
	})
	if x.summed = x.at; err != nil { // not tried again with each line
		x.summed = max(x.at-summedLeast/2, 0)
	}
}

// behind tells that much was added since the summary was written.
func (x *Index) behind() bool {
	return !x.newer && len(x.broken) == 0 && x.at-x.summed >= max(summedLeast, x.summed/8)
}

// edgeOf is a check of what stands in the file before an offset, and of its first line.
func edgeOf(f io.ReaderAt, at int64) (sum uint32, ok bool) {
	first, last := make([]byte, len(header)+1), make([]byte, min(at, edge))
	if _, err := f.ReadAt(first, 0); err != nil || string(first) != header+"\n" {
		return 0, false
	}
	if _, err := f.ReadAt(last, at-int64(len(last))); err != nil {
		return 0, false
	}
	return crc32.Checksum(last, castagnoli), true
}

// recall begins with what the summary says, if it is of this file.
func (x *Index) recall(f *os.File) {
	data, err := files.Read(x.summary(), summedMost)
	if err != nil || len(data) < len(summaryHeader)+4 || !bytes.HasPrefix(data, []byte(summaryHeader)) {
		return
	}
	end := len(data) - 4
	if crc32.Checksum(data[:end], castagnoli) != binary.LittleEndian.Uint32(data[end:]) {
		return
	}
	p := unpack{in: data[len(summaryHeader):end]}
	at, was := int64(p.long()), uint32(p.long())
	m := newMemory()
	if at < 0 || at > x.file.Size() || m.read(&p) != nil {
		return
	}
	if is, ok := edgeOf(f, at); ok && is == was {
		x.known, x.at, x.summed = m, at, at
	}
}

// pack writes numbers and texts behind each other.
type pack struct{ out []byte }

func (p *pack) long(n uint64)  { p.out = binary.LittleEndian.AppendUint64(p.out, n) }
func (p *pack) short(n uint32) { p.out = binary.LittleEndian.AppendUint32(p.out, n) }
func (p *pack) text(s string)  { p.short(uint32(len(s))); p.out = append(p.out, s...) }

// unpack is its inverse. What is not there reads as nothing, and is an error at the end.
type unpack struct {
	in    []byte
	short bool
}

func (p *unpack) take(n int) []byte {
	if n < 0 || n > len(p.in) {
		p.in, p.short = nil, true
		return nil
	}
	b := p.in[:n]
	p.in = p.in[n:]
	return b
}

func (p *unpack) long() uint64 {
	if b := p.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (p *unpack) number() uint32 {
	if b := p.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// many is a count of things that take so many bytes at least.
func (p *unpack) many(size int) int {
	n := int(p.number())
	if n > len(p.in)/size {
		p.short = true
		return 0
	}
	return n
}

// write writes the memory.
func (m *memory) write(p *pack) {
	p.short(uint32(len(m.texts)))
	for _, t := range m.texts {
		p.text(t)
	}
	p.short(uint32(len(m.sessions)))
	for _, s := range m.sessions {
		p.short(s.source)
		p.long(uint64(s.base))
	}
	p.short(uint32(len(m.tallies)))
	for i := range m.tallies {
		t := &m.tallies[i]
		p.short(uint32(t.kind))
		for _, n := range t.numbers() {
			p.short(*n)
		}
	}
	p.short(uint32(len(m.all)))
	for i := range m.all {
		m.all[i].write(p)
	}
	p.short(uint32(len(m.captures)))
	for uid := range m.captures {
		p.long(uid)
	}
	p.text(m.folders)
	p.short(uint32(m.lines))
	p.short(uint32(m.outdated))
}

func (t *tally) numbers() [6]*uint32 {
	return [6]*uint32{&t.key, &t.bug, &t.class, &t.severity, &t.title, &t.errno}
}

// sightingSize is what a sighting takes in the summary.
const sightingSize = 5*8 + 11*4

func (e *sighting) write(p *pack) {
	for _, n := range [5]uint64{e.uid, e.content, uint64(e.at), uint64(e.byte), math.Float64bits(e.uptime)} {
		p.long(n)
	}
	for _, n := range [10]uint32{e.tally, e.of, e.board, e.kernel, e.build, e.machine, e.folder, uint32(e.line), uint32(e.boot), uint32(e.count)} {
		p.short(n)
	}
	p.short(uint32(e.kind) | uint32(e.flags)<<8)
}

var errSummary = errors.New("no summary")

// read reads what write wrote, and refuses what makes no sense.
func (m *memory) read(p *unpack) error {
	m.texts = make([]string, p.many(4))
	for i := range m.texts {
		m.texts[i] = string(p.take(int(p.number())))
		m.text[m.texts[i]] = uint32(i)
	}
	m.sessions = make([]session, p.many(12))
	for i := range m.sessions {
		m.sessions[i] = session{p.number(), int64(p.long())}
		m.session[m.sessions[i]] = uint32(i)
	}
	m.tallies = make([]tally, p.many(28))
	for i := range m.tallies {
		t := &m.tallies[i]
		t.kind = byte(p.number())
		for _, n := range t.numbers() {
			*n = p.number()
		}
		m.tally[t.signature] = uint32(i)
	}
	if err := m.readAll(p); err != nil {
		return err
	}
	for range p.many(8) {
		m.captures[p.long()] = true
	}
	m.folders = string(p.take(int(p.number())))
	m.lines, m.outdated = int(p.number()), int(p.number())
	return m.sound(p)
}

// readAll reads the sightings.
func (m *memory) readAll(p *unpack) error {
	n := p.many(sightingSize)
	m.all = make([]sighting, n)
	m.uid, m.content = make(map[uint64]uint32, n), make(map[uint64]uint32, n)
	for i := range m.all {
		e := &m.all[i]
		e.uid, e.content, e.at, e.byte, e.uptime = p.long(), p.long(), int64(p.long()), int64(p.long()), math.Float64frombits(p.long())
		e.tally, e.of, e.board, e.kernel, e.build, e.machine, e.folder = p.number(), p.number(), p.number(), p.number(), p.number(), p.number(), p.number()
		e.line, e.boot, e.count = int32(p.number()), int32(p.number()), int32(p.number())
		last := p.number()
		e.kind, e.flags = byte(last), byte(last>>8)
		if e.kind > boots || e.kind != boots && int(e.tally) >= len(m.tallies) {
			return errSummary
		}
		m.enter(uint32(i))
		if e.kind != boots {
			t := &m.tallies[e.tally]
			t.list = append(t.list, uint32(i))
		}
	}
	return nil
}

// sound tells by an error that something names what is not there.
func (m *memory) sound(p *unpack) error {
	texts, ok := uint32(len(m.texts)), !p.short && len(m.texts) > 0 && len(m.sessions) > 0
	for i := range m.sessions {
		ok = ok && m.sessions[i].source < texts
	}
	for i := range m.tallies {
		t := &m.tallies[i]
		ok = ok && t.kind <= trouble
		for _, n := range t.numbers() {
			ok = ok && *n < texts
		}
	}
	for i := range m.all {
		e := &m.all[i]
		ok = ok && int(e.of) < len(m.sessions) && max(e.board, e.kernel, e.build, e.machine, e.folder) < texts
	}
	if !ok {
		return errSummary
	}
	return nil
}
