package ledger

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/console/ledger/index"
	"oopscope/console/link"
	"oopscope/parse"
)

// Folders are what a person saved, and may be copied in, taken away, or left
// without a line in the index by a session that was killed. So the index notes
// when the folder of folders changed last, and what it does not know is looked up
// when that is another time.

// catchUp enters the folders that the index does not know, and forgets none: that
// a crash was seen stays true.
func catchUp(x *index.Index, crashes string) error {
	state := folderState(crashes)
	known, err := x.Folders()
	if err != nil || known == state {
		return err
	}
	entries, _ := os.ReadDir(crashes)
	saved := x.Saved()
	var list []link.Sighting
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") || saved[e.Name()] {
			continue
		}
		if s, ok := load(filepath.Join(crashes, e.Name())); ok {
			list = append(list, s)
		}
		if len(list) == atOnce { // a session that ends meanwhile leaves what is done
			if err := x.Add(false, list...); err != nil {
				return err
			}
			list = list[:0]
		}
	}
	if err := x.Add(true, list...); err != nil {
		return err
	}
	return x.SetFolders(state)
}

const atOnce = 500

// settled tells whether the index knows all folders.
func settled(x *index.Index, crashes string) bool {
	known, err := x.Folders()
	return err == nil && known == folderState(crashes)
}

// folderState changes whenever a folder is made, renamed or removed.
func folderState(dir string) string {
	info, err := os.Stat(dir)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(info.ModTime().UnixNano(), 36)
}

// A stored report is what of a report.json makes a sighting.
type storedReport struct {
	File, Sender    string
	Class, Severity string
	Title           string
	Kernel, Build   string
	Machine, At     string
	Seen            json.RawMessage // the host time, in what was written before there was an index
	Boot            int
	Time            *float64
	Bytes           struct{ First int64 }
	Lines           struct{ First int }
	Signature       parse.Signature
	Raw             []string
}

// load reads a folder's report.json. A folder that is none of ours, or that
// somebody damaged, is passed over.
func load(dir string) (link.Sighting, bool) {
	data, err := files.Read(filepath.Join(dir, jsonFile), reportLimit)
	if err != nil {
		return link.Sighting{}, false
	}
	var r storedReport
	if json.Unmarshal(data, &r) != nil || r.Class == "" {
		return link.Sighting{}, false
	}
	s := link.Sighting{
		Kind: link.ACrash, Source: r.File, Byte: r.Bytes.First, Line: r.Lines.First, Board: r.Sender, Kernel: r.Kernel,
		Build: r.Build, Machine: r.Machine, Boot: r.Boot, Bug: r.Signature.Bug, Class: r.Class, Severity: r.Severity, Title: r.Title,
		Folder: filepath.Base(dir), Key: keyOf(r.Signature, r.Class),
	}
	if r.Time != nil {
		s.Uptime, s.Timed = *r.Time, true
	}
	seen := r.At
	if seen == "" {
		_ = json.Unmarshal(r.Seen, &seen)
	}
	if at, err := time.Parse(time.RFC3339Nano, seen); err == nil {
		s.At = at
	} else {
		s.At, s.About = when(dir), true
	}
	s.UID = sum(fmt.Sprintf(identityFormat, r.File, r.Bytes.First, r.Boot, seen))
	if len(r.Raw) > 0 {
		s.Content = fingerprint(r.Raw[0], r.Bytes.First, s.Timed, s.Uptime)
	}
	return s, true
}

// when reads the time that a folder's name begins with.
func when(dir string) time.Time {
	stamp, _, _ := strings.Cut(filepath.Base(dir), "-")
	at, err := time.Parse("20060102T150405Z", stamp)
	if info, e := os.Stat(dir); err != nil && e == nil {
		return info.ModTime()
	}
	return at
}

// reportLimit bounds what is read of a report.json: a crash with all its lines
// takes less than a tenth of it.
const reportLimit = 32 << 20
