package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse"
)

// What people say of signatures is in one journal, in Markdown, to which entries
// are only ever added, as to those of captures.

// A conversation is that journal as it was read last.
type conversation struct {
	file     os.FileInfo
	verdicts map[string]link.Verdict
}

func (l *Ledger) sayingsPath() string { return filepath.Join(l.dir, "ledger", "signatures.md") }

// verdict returns what was said of a signature.
func (l *Ledger) verdict(key string) link.Verdict {
	v := l.verdicts()[key]
	v.Status = cmp.Or(v.Status, link.New)
	return v
}

// verdicts returns what was said of all signatures. A journal that cannot be read
// says nothing; whoever writes to it is told why.
func (l *Ledger) verdicts() map[string]link.Verdict {
	l.mu.Lock()
	defer l.mu.Unlock()
	info, err := os.Stat(l.sayingsPath())
	if err != nil {
		l.said = conversation{}
		return nil
	}
	if was := l.said.file; was != nil && os.SameFile(was, info) && was.Size() == info.Size() && was.ModTime().Equal(info.ModTime()) {
		return l.said.verdicts
	}
	data, err := files.Read(l.sayingsPath(), journalLimit)
	if err != nil {
		return nil
	}
	l.said = conversation{info, verdicts(readSayings(string(data)))}
	return l.said.verdicts
}

// Say keeps what a person says of a signature: a note, a status ("known", "fixed
// 5.10.3", "ignore", "new") or tags, which replace those that it had. It is on the
// disk when there is no error.
func (l *Ledger) Say(key, what, words string) error {
	if !isSignature(key) {
		return fmt.Errorf("%q is no signature: a report that is too poor for one cannot be told from others", key)
	}
	s := saying{key: key, what: what, at: l.now(), title: l.titleOf(key)}
	switch what {
	case ANote:
		if s.text = tidy(words); s.text == "" {
			return errors.New("a note says something; what does it?")
		}
	case AStatus:
		status, err := readStatus(words)
		if err != nil {
			return err
		}
		s.value = status
	case Tags:
		s.value = strings.Join(strings.Fields(strings.NewReplacer(",", " ", "#", " ").Replace(tidy(words))), " ")
	}
	return l.say(&s)
}

// readStatus reads what a person calls a status.
func readStatus(words string) (string, error) {
	status, version, _ := strings.Cut(strings.TrimSpace(words), " ")
	version = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(version), "in "))
	switch link.Status(status) {
	case link.Fixed:
		if version != "" {
			return "fixed in " + tidy(version), nil
		}
		return status, nil
	case link.New, link.Known, link.Ignore:
		if version == "" {
			return status, nil
		}
	}
	return "", fmt.Errorf("no status %q; there are: new, known, fixed, fixed in VERSION, ignore", words)
}

// sayNote keeps the note on one crash with its signature.
func (l *Ledger) sayNote(c *parse.Crash, source string, at int64, text string) error {
	key := signature(c)
	if key == "" {
		return nil
	}
	was := ""
	for _, n := range l.verdict(key).Notes {
		if n.From == source && n.Byte == at {
			was = n.Text
		}
	}
	if was == text {
		return nil
	}
	return l.say(&saying{key: key, what: ANote, text: text, from: source, byte: at, at: l.now(), title: c.Title})
}

// say adds an entry to the journal.
func (l *Ledger) say(s *saying) error {
	path := l.sayingsPath()
	_, unlock := l.lock(filepath.Dir(path))
	defer unlock()
	f, err := files.Append(path)
	if err == nil {
		defer f.Close()
		err = addWhole(f, func(size int64) string {
			if size == 0 {
				return "# What was said of crashes, by signature\n\n" + sayingsPreamble + "\n" + s.render()
			}
			return s.render()
		})
	}
	if err != nil {
		return explain("write into", filepath.Dir(path), err)
	}
	return nil
}

const sayingsPreamble = `oopscope adds to the end of this file and never changes what stands in it.
Of each signature the last status and the last tags count, and the last note on
each crash. Write into it as you like.`

// titleOf is what the crashes of a signature are called.
func (l *Ledger) titleOf(key string) string {
	if all, _ := l.index.Of(link.ACrash, key); len(all) > 0 {
		return all[0].Title
	}
	return ""
}

// history is what other sessions know of a crash, and which of its kind it is in
// this one.
func (p *Capture) history(s *link.Sighting, c *parse.Crash) link.History {
	if s.Kind != link.ACrash || s.Key == c.Class {
		return link.History{}
	}
	h, _ := p.ledger.index.Elsewhere(s.Key, s.Source, s.Base)
	h.Session = p.placeOf(s.Key, c.ID)
	h.Verdict = p.ledger.verdict(s.Key)
	h.Verdict.Notes = slices.DeleteFunc(slices.Clone(h.Verdict.Notes), func(n link.Note) bool {
		return n.From == s.Source && n.Byte == s.Byte // it stands with the crash
	})
	h.Back = isBack(&h.Verdict, c.Kernel, s.At)
	return h
}

// placeOf is which crash of its signature in the session one is.
func (p *Capture) placeOf(key string, id int) int {
	if p.met == nil {
		p.met, p.nth = map[string]int{}, map[int]int{}
	}
	if p.nth[id] == 0 {
		p.met[key]++
		p.nth[id] = p.met[key]
	}
	return p.nth[id]
}

// isBack tells whether what was called fixed is met by a kernel that should have
// the fix: one that is not before the version, or, where that cannot be told, any
// that came later than the word.
func isBack(v *link.Verdict, kernel string, at time.Time) bool {
	if v.Status != link.Fixed {
		return false
	}
	if before, known := older(kernel, v.Fixed); known {
		return !before
	}
	return at.After(v.Since)
}
