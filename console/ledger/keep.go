package ledger

import (
	"path/filepath"
	"slices"
	"strings"

	"oopscope/console/ledger/said"
	"oopscope/console/link"
	"oopscope/parse"
)

// Remark keeps a person's remark on a line, or that they took it away, and
// returns it as it is kept now and the file that it is in. Was is what stood
// there as far as the person knew: what another session wrote meanwhile stays
// beside theirs. A remark is one line.
func (p *Capture) Remark(m link.Mark, was string) (link.Mark, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := word{line: m.Line + p.linesBefore(), byte: m.Byte, at: m.At, gone: m.Gone, text: strings.ReplaceAll(m.Text, "\n", " "), raw: m.Raw}
	if m.Byte >= 0 {
		w.byte += p.before
	}
	path, err := p.keep(&w, was, " / ")
	m.Text, m.Gone = w.text, w.gone
	return m, path, err
}

// Note keeps a person's note on a crash, or, when it is empty, that they took it
// away. It returns the note as it is kept now and its file, as Remark does.
func (p *Capture) Note(c *parse.Crash, text, was string) (kept, path string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.onCrash(aNote, c, text)
	path, err = p.keep(&w, was, "\n\n")
	if err == nil { // or it is tried again, as a whole
		err = p.sayOn(c, &w)
	}
	return w.text, path, err
}

// sayOn keeps the note on a crash with its signature, too.
func (p *Capture) sayOn(c *parse.Crash, w *word) error {
	key := signature(c)
	if key == "" {
		return nil
	}
	if err := p.ledger.said.SayOn(key, c.Title, p.source(), w.byte, w.text); err != nil {
		return explain("write into", filepath.Dir(p.ledger.said.Path()), err)
	}
	return nil
}

// keep writes a word down, joined with what others wrote on the same subject
// meanwhile. What is there already is not written again.
func (p *Capture) keep(w *word, was, gap string) (path string, err error) {
	w.text, was = said.Tidy(w.text), said.Tidy(was)
	w.gone = w.gone || w.kind == aNote && w.text == ""
	_, unlock := p.ledger.lock(p.ledger.marks())
	defer unlock()
	here := p.place()
	stored := p.read(here)
	at := slices.IndexFunc(stored.last, func(old word) bool { return w.continues(&old) })
	if at < 0 {
		if w.gone {
			return stored.path, nil
		}
		return p.write(here, *w)
	}
	w.join(stored.last[at].text, was, gap)
	if !w.gone && w.text == stored.last[at].text {
		return stored.path, nil
	}
	return p.write(here, *w)
}

// join makes one text of a person's and of what is stored, unless the person
// knew what is stored, or one of the two holds the other.
func (w *word) join(stored, was, gap string) {
	switch {
	case stored == was, strings.Contains(w.text, stored):
	case strings.Contains(stored, w.text):
		w.text, w.gone = stored, false
	default:
		w.text = stored + gap + w.text
	}
}

// write adds words to the capture's journal and returns its path.
func (p *Capture) write(here place, words ...word) (path string, err error) {
	j, err := p.journal(here)
	if err == nil {
		err = j.add(here, words...)
	}
	if err != nil {
		return "", explain("write into", p.ledger.marks(), err)
	}
	p.book = j.path
	return j.path, nil
}

// journal returns the one to add to. An input that is in no file has one for
// itself, which no other session finds.
func (p *Capture) journal(here place) (*journal, error) {
	if here.path == "" && p.book != "" {
		return &journal{path: p.book}, nil
	}
	return p.ledger.journalFor(here)
}
