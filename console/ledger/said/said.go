// Package said is what people say of signatures: notes, tags, a status. It is one
// journal in Markdown, to which entries are only ever added: whatever else stands
// in it, a person's own hand included, stays.
package said

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse/ascii"
	"oopscope/parse/export"
)

// A Journal is the file. Its methods may be called from several goroutines, and
// any number of processes may use one.
type Journal struct {
	path string
	now  func() time.Time

	mu       sync.Mutex
	file     os.FileInfo // as it was read last
	verdicts map[string]link.Verdict
}

const (
	limit    = 16 << 20 // no person writes so much
	patience = 5 * time.Second
)

// Open returns the journal in a folder. Nothing is read yet, and nothing made.
func Open(dir string, now func() time.Time) *Journal {
	return &Journal{path: filepath.Join(dir, "signatures.md"), now: now}
}

// Path is where the file is.
func (j *Journal) Path() string { return j.path }

// Of returns what was said of a signature.
func (j *Journal) Of(key string) link.Verdict {
	v := j.All()[key]
	v.Status = cmp.Or(v.Status, link.New)
	return v
}

// All returns what was said of all signatures of which something was. A journal
// that cannot be read says nothing; whoever writes to it is told why.
func (j *Journal) All() map[string]link.Verdict {
	j.mu.Lock()
	defer j.mu.Unlock()
	info, err := os.Stat(j.path)
	if err != nil {
		j.file, j.verdicts = nil, nil
		return nil
	}
	if was := j.file; was != nil && os.SameFile(was, info) && was.Size() == info.Size() && was.ModTime().Equal(info.ModTime()) {
		return j.verdicts
	}
	data, err := files.Read(j.path, limit)
	if err != nil {
		return nil
	}
	j.file, j.verdicts = info, verdicts(read(string(data)))
	return j.verdicts
}

// Say keeps what a person says of a signature, which is called by a title: a note,
// a status ("known", "fixed in 5.10.3", "ignore", "new"), or tags, which replace
// those that it had. It is on the disk when there is no error.
func (j *Journal) Say(key, title, what, words string) error {
	if !ascii.AllHexDigits(key) || len(key) > 128 {
		return link.NewNonsense(fmt.Sprintf("%q is no signature: a report that is too poor for one cannot be told from others", key))
	}
	s := saying{key: key, what: what, at: j.now(), title: title}
	switch what {
	case Note:
		if s.text = Tidy(words); s.text == "" {
			return link.NewNonsense("a note says something; what does it?")
		}
	case Status:
		status, err := readStatus(words)
		if err != nil {
			return err
		}
		s.value = status
	case Tags:
		s.value = strings.Join(strings.Fields(strings.NewReplacer(",", " ", "#", " ").Replace(Tidy(words))), " ")
	}
	return j.add(&s)
}

// readStatus reads what a person calls a status.
func readStatus(words string) (string, error) {
	status, version, _ := strings.Cut(strings.TrimSpace(words), " ")
	version = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(version), "in "))
	switch link.Status(status) {
	case link.Fixed:
		if version != "" {
			return "fixed in " + Tidy(version), nil
		}
		return status, nil
	case link.New, link.Known, link.Ignore:
		if version == "" {
			return status, nil
		}
	}
	return "", link.NewNonsense(fmt.Sprintf("no status %q; there are: new, known, fixed, fixed in VERSION, ignore", words))
}

// SayOn keeps the note on one crash of a signature, or, when it is empty, that it
// was taken away.
func (j *Journal) SayOn(key, title, source string, at int64, text string) error {
	was := ""
	for _, n := range j.Of(key).Notes {
		if n.From == source && n.Byte == at {
			was = n.Text
		}
	}
	if was == text {
		return nil
	}
	return j.add(&saying{key: key, what: Note, text: text, from: source, byte: at, at: j.now(), title: title})
}

// add adds an entry.
func (j *Journal) add(s *saying) error {
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return err
	}
	_, unlock := files.Lock(filepath.Join(filepath.Dir(j.path), ".lock"), patience)
	defer unlock()
	return files.Add(j.path, func(size int64) string {
		if size == 0 {
			return "# What was said of crashes, by signature\n\n" + preamble + "\n" + s.render()
		}
		return s.render()
	})
}

const preamble = `oopscope adds to the end of this file and never changes what stands in it.
Of each signature the last status and the last tags count, and the last note on
each crash. Write into it as you like.`

// Tidy is a text as a journal gives it back.
func Tidy(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(export.Clean(line), " ")
	}
	return strings.Join(lines, "\n")
}
