package ledger

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/export"
)

// A Capture is the ledger's view of the one input that is open: what is saved
// and remarked goes with it.
type Capture struct {
	ledger *Ledger
	target string // the input as the person gave it
	record string // the raw capture of this session, "" for none
	before int64  // bytes that it held when the session began
}

// Capture returns the view of an input, which is recorded in a file that held
// so many bytes before, or, when record is "", nowhere.
func (l *Ledger) Capture(target, record string, before int64) *Capture {
	return &Capture{l, target, record, before}
}

// Save keeps a crash with the exact bytes out of the record or the capture.
func (p *Capture) Save(c *parse.Crash, notes string, marks []link.Mark) (string, error) {
	e := Entry{Source: p.target, Notes: notes, Marks: marks}
	path := p.record
	if path == "" && isFile(p.target) {
		path = p.target
	}
	if path != "" {
		if raw, err := os.Open(path); err == nil {
			defer raw.Close()
			e.Source, e.Raw = path, io.NewSectionReader(raw, p.before, math.MaxInt64-p.before)
		}
	}
	return p.ledger.Save(c, e)
}

// Seen counts the crashes of other sessions.
func (p *Capture) Seen(s parse.Signature) (int, time.Time) { return p.ledger.Seen(s) }

// isFile tells a capture from a device, which must not be opened a second
// time, and from the demo.
func isFile(target string) bool {
	info, err := os.Stat(target)
	return err == nil && info.Mode().IsRegular() && target != "demo"
}

// Keep writes all remarks of the session down, beside the record, or for a
// capture among our own files. There are few, so the file is written anew.
func (p *Capture) Keep(marks []link.Mark) (string, error) {
	path := p.record
	if path == "" {
		path = filepath.Join(p.ledger.dir, "marks", record.Sanitize(filepath.Base(p.target)))
	}
	path += ".marks.md"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "# Remarks on %s\n", export.Clean(p.target))
	for _, m := range marks {
		fmt.Fprintf(&text, "\n- line %d, %s: %s\n\n      %s\n", m.Line, m.At.UTC().Format(time.DateTime+"Z"), export.Clean(m.Text), export.Clean(m.Raw))
	}
	whole := path + ".new"
	if err := os.WriteFile(whole, []byte(text.String()), 0o600); err != nil {
		return "", err
	}
	return path, os.Rename(whole, path)
}
