// Package resume keeps what is needed to take a session up again: a small file beside
// its record, RECORD.session, which is replaced in one step. It is read as what a
// stranger may have written.
package resume

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"oopscope/console/files"
	"oopscope/console/link"
	"oopscope/parse/letter"
)

// Ending is what the file's name has behind the record's.
const Ending = ".session"

const (
	version = 1
	maxFile = 64 << 10
	maxText = 1 << 10
)

// A State is a session as it was left.
type State struct {
	V      int               `json:"v"`
	Target string            `json:"target"`            // as the person named it
	Flags  map[string]string `json:"flags,omitempty"`   // settings of the command line, by their long names
	Of     string            `json:"profile,omitempty"` // the profile in use
	Saved  time.Time         `json:"saved"`
	View   link.View         `json:"view"`

	Record string `json:"-"` // what it stands beside
}

// notOurs are the flags that no state settles: a capture may come from a stranger together
// with what stands beside it, and only the person here says where the record goes, which
// records are taken away, and whether servers are asked.
var notOurs = []string{"record", "keep-records", "rotate", "debuginfod"}

// Keep writes the state of the session that records to a file.
func Keep(s *State) error {
	s.V = version
	kept := *s
	kept.Flags = maps.Clone(s.Flags)
	kept.dropFlags()
	text, err := json.MarshalIndent(&kept, "", " ")
	if err != nil {
		return err
	}
	return files.Replace(s.Record+Ending, ".session-", func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	})
}

// Load reads the state beside a record.
func Load(record string) (*State, error) {
	path := record + Ending
	text, err := files.Read(path, maxFile)
	if err != nil {
		return nil, err
	}
	s := &State{Record: record, View: link.View{Crash: -1}}
	switch err := json.Unmarshal(text, s); {
	case err != nil:
		return nil, fmt.Errorf("%s is no state of a session: %w", path, err)
	case s.V > version:
		return nil, fmt.Errorf("%s is of a newer oopscope; that one takes it up", path)
	case s.V < 1 || s.Target == "" || !harmless(s.Target):
		return nil, fmt.Errorf("%s names no port", path)
	}
	s.tame()
	return s, nil
}

// LiesIn reports whether the record is in a folder, and no link leads out of it.
func (s *State) LiesIn(dir string) bool {
	own, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	record, err := filepath.Abs(s.Record)
	if err != nil {
		return false
	}
	record, err = filepath.EvalSymlinks(record)
	return err == nil && filepath.Dir(record) == own
}

func (s *State) dropFlags() {
	for _, name := range notOurs {
		delete(s.Flags, name)
	}
}

// tame takes out what no session of ours would have written.
func (s *State) tame() {
	s.dropFlags()
	for name, v := range s.Flags {
		if !harmless(v) {
			delete(s.Flags, name)
		}
	}
	v := &s.View
	for _, t := range []*link.Sought{&v.Search, &v.Filter} {
		if !harmless(t.Text) {
			*t = link.Sought{}
		}
	}
	for _, rules := range []*[]link.Rule{&v.Filters, &v.Highlights} {
		*rules = slices.DeleteFunc((*rules)[:min(len(*rules), link.MostRules)], func(r link.Rule) bool {
			return !harmless(r.Name) || !harmless(r.Text) || r.Check() != nil
		})
	}
	v.Line, v.Times = max(v.Line, 0), max(v.Times, 0)
	v.Share = min(max(v.Share, 0), 100)
}

// harmless tells a short text of letters.
func harmless(s string) bool {
	return len(s) <= maxText && utf8.ValidString(s) && letter.Clean(s) == s
}

// Latest returns the session that was left last in a folder, of a target when that is
// named. A target may be a record, too.
func Latest(dir, target string) (*State, error) {
	if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
		if s, err := Load(target); err == nil || !errors.Is(err, fs.ErrNotExist) {
			return s, err
		}
	}
	found, err := Recent(dir, target, 1)
	if err != nil {
		return nil, err
	}
	const elsewhere = "; --resume RECORD takes up one whose record lies elsewhere"
	switch {
	case len(found) > 0:
		return found[0], nil
	case target != "":
		err = fmt.Errorf("no session of %s is left to take up in %s%s", target, dir, elsewhere)
	default:
		err = fmt.Errorf("no session is left to take up in %s%s", dir, elsewhere)
	}
	if why := unreadable(dir); why != nil {
		err = fmt.Errorf("%w; %w", err, why)
	}
	return nil, err
}

// unreadable says of one state in a folder why it cannot be read; nil when all can.
func unreadable(dir string) error {
	paths, _ := filepath.Glob(filepath.Join(dir, "oopscope-*"+Ending)) // it can be none where dir has odd letters: the reason is a help, no more
	for _, path := range paths {
		if _, err := Load(strings.TrimSuffix(path, Ending)); err != nil {
			return err
		}
	}
	return nil
}

// Recent returns the sessions that were left last in a folder, the latest first, so many
// at most. What cannot be read is passed over.
func Recent(dir, target string, most int) (found []*State, err error) {
	list, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, e := range list {
		record, ok := strings.CutSuffix(e.Name(), Ending)
		if !ok {
			continue
		}
		record = filepath.Join(dir, record)
		if info, err := os.Lstat(record); err != nil || !info.Mode().IsRegular() {
			continue
		}
		if s, err := Load(record); err == nil && (target == "" || s.Target == target) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(a, b *State) int { return b.Saved.Compare(a.Saved) })
	return found[:min(len(found), most)], nil
}
