package ledger

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console/files"
	"oopscope/parse"
)

// saved is what the ledger needs to know of a stored crash.
type saved struct {
	dir   string
	id    string
	exact string
	at    time.Time
}

// Seen tells how often a crash with this signature was saved before, in other
// sessions, and when first. A crash too poor for a signature was never seen.
func (l *Ledger) Seen(s parse.Signature) (times int, first time.Time) {
	if s.Exact == "" {
		return 0, time.Time{}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	mine := map[string]bool{}
	for _, dir := range l.mine {
		mine[dir] = true
	}
	for _, e := range l.stored() {
		if e.exact != s.Exact || mine[e.dir] {
			continue
		}
		times++
		if first.IsZero() || e.at.Before(first) {
			first = e.at
		}
	}
	return times, first
}

// stored reads the folder anew every time: other sessions write to it as well,
// and a person saves dozens of crashes, not thousands.
func (l *Ledger) stored() []saved {
	entries, _ := os.ReadDir(l.crashes())
	var out []saved
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			if s, ok := load(filepath.Join(l.crashes(), e.Name())); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// load reads a folder's report.json. A folder that is none of ours, or that
// somebody damaged, is passed over.
func load(dir string) (saved, bool) {
	data, err := files.Read(filepath.Join(dir, jsonFile), reportLimit)
	if err != nil {
		return saved{}, false
	}
	var r struct {
		File      string
		Boot      int
		Bytes     struct{ First int64 }
		Seen      string
		Signature struct{ Exact string }
	}
	if json.Unmarshal(data, &r) != nil {
		return saved{}, false
	}
	return saved{dir, fmt.Sprintf(identityFormat, r.File, r.Bytes.First, r.Boot, r.Seen), r.Signature.Exact, when(dir)}, true
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

const identityFormat = "%s@%d boot %d seen %s"

// identity tells one crash from every other: where in which input it began,
// and, on a live console whose name stays the same, when.
func identity(c *parse.Crash, source string) string {
	seen := ""
	if !c.Seen.IsZero() {
		seen = c.Seen.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprintf(identityFormat, source, c.FirstByte, c.Boot, seen)
}
