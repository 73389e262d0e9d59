package ledger

import (
	"cmp"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/files"
	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/parse"
)

// A Capture is the ledger's view of the one input that is open: what is saved
// and remarked goes with it. Its lines and bytes are the session's; the journal
// has the file's, which differ when a session adds to a record. Its methods may
// be called from several goroutines.
type Capture struct {
	ledger  *Ledger
	target  string // the input as the person gave it
	file    string // where its bytes are recorded or read, "" when nowhere
	growing bool   // the file began with this session
	live    bool   // the input is no capture: the file, if there is one, is its record
	began   time.Time
	named   string // the source, when it is another than the file
	before  int64  // bytes that the file held when the session began

	mu    sync.Mutex
	lines int    // line ends among those bytes, -1 until they are counted
	book  string // the journal, "" until there is one

	seeing sync.Mutex     // around what follows
	met    map[string]int // crashes of this session by signature
	nth    map[int]int    // which of them one is, by its ID
	crowd  crowd          // what there is too much of
}

// Capture returns the view of an input, which is recorded in a file that held
// so many bytes before, or, when record is "", nowhere.
func (l *Ledger) Capture(target, record string, before int64) *Capture {
	p := &Capture{ledger: l, target: target, file: record, growing: record != "" && before == 0, live: target != "-", began: l.now(), before: before, lines: -1}
	if record == "" && isFile(target) {
		p.file, p.live = target, false
	}
	return p
}

// Again tells that an earlier session began the file, and that this one has it from its
// beginning.
func (p *Capture) Again() *Capture {
	p.growing = false
	return p
}

// isFile tells a capture from a device, which must not be opened a second
// time, and from the demo.
func isFile(target string) bool {
	info, err := os.Stat(target)
	return err == nil && info.Mode().IsRegular() && target != "demo"
}

// place looks at the file.
func (p *Capture) place() place {
	if p.file == "" {
		return place{name: p.target}
	}
	path, err := filepath.Abs(p.file)
	if err != nil {
		path = p.file
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	first, _ := firstBytes(path)
	return place{name: filepath.Base(path), path: path, first: first, growing: p.growing}
}

// linesBefore counts the lines that the file held before the session.
func (p *Capture) linesBefore() int {
	if p.lines >= 0 {
		return p.lines
	}
	p.lines = 0
	if p.before > 0 {
		if f, err := files.OpenJoined(p.file); err == nil {
			defer f.Close()
			p.lines, _ = lineEnds(io.NewSectionReader(f, 0, p.before))
		}
	}
	return p.lines
}

// stored is what the journals of a capture hold.
type stored struct {
	all  []word // every word that was ever written
	last []word // the last one on each subject
	path string // of the first journal, "" when there is none
}

func (p *Capture) read(here place) (s stored) {
	list := p.ledger.journals(here)
	if p.book != "" && here.path == "" {
		if j, err := readJournal(p.book); err == nil {
			list = append(list, j)
		}
	}
	for _, j := range list {
		s.all = append(s.all, j.words...)
		s.path = cmp.Or(s.path, j.path)
	}
	if len(list) > 1 { // two sessions began one each, or one came with the capture
		sortByTime(s.all)
	}
	s.last = fold(s.all)
	return s
}

// Save keeps a crash with the exact bytes out of the record or the capture, in
// the folder that it has already if it has one. Without notes the stored ones
// stay.
func (p *Capture) Save(c *parse.Crash, notes string, marks []link.Mark) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := Entry{Source: p.source(), Notes: said.Tidy(notes), Marks: marks, before: p.before, board: p.board(), strip: p.ledger.Strip}
	if p.file != "" {
		if raw, err := files.OpenJoined(p.file); err == nil {
			defer raw.Close()
			e.Raw = io.NewSectionReader(raw, p.before, math.MaxInt64-p.before)
		}
	}
	p.seeing.Lock()
	e.seen = p.known(c)
	p.seeing.Unlock()
	unlock := p.ledger.lockCrashes()
	defer unlock()
	here := p.place()
	words := p.read(here)
	e.known = words.all
	for _, w := range words.last {
		switch at := p.isOn(&w, c); {
		case at && w.kind == aFolder:
			e.folder = w.text
		case at && w.kind == aNote && strings.TrimSpace(e.Notes) == "":
			e.Notes = w.text
		}
	}
	dir, err := p.ledger.save(c, e)
	if err == nil && dir != e.folder {
		// The folder is what matters, and it is there.
		p.write(here, p.onCrash(aFolder, c, dir))
	}
	return dir, err
}

// isOn tells whether a word is on a crash of this session.
func (p *Capture) isOn(w *word, c *parse.Crash) bool {
	return w.byte == p.before+c.FirstByte && (p.file != "" || w.sig == signature(c))
}

// onCrash makes a word on a crash of this session.
func (p *Capture) onCrash(k kind, c *parse.Crash, text string) word {
	w := word{kind: k, line: c.First + p.linesBefore(), byte: c.FirstByte + p.before, sig: signature(c), at: p.ledger.now(), text: text, gone: text == ""}
	if len(c.Body) > 0 {
		w.raw = c.Body[0].Raw
	}
	return w
}

// signature is a crash's exact one, as it may stand in a journal.
func signature(c *parse.Crash) string {
	if isSignature(c.Signature.Exact) {
		return c.Signature.Exact
	}
	return ""
}
