package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console"
	"oopscope/console/ledger"
	"oopscope/console/record"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/ui"
)

// bench introduces the console and the ledger to the screen, which are
// strangers to each other.
type bench struct {
	*console.Session
	target string
	record string // the raw capture, "" for none
	before int64  // bytes that it held when the session began
	store  *ledger.Ledger
}

var _ ui.RawConsole = bench{} // or there would be no full screen, without a word

// Link is the session's, in the screen's words.
func (b bench) Link() ui.Link {
	l := b.Session.Link()
	return ui.Link{
		Name: l.Name, Settings: l.Settings, State: ui.State(l.State), Detail: l.Detail, Since: l.Since, Writable: l.Writable,
		Received: l.Received, Lost: l.Lost, Record: l.Record, Recorded: l.Recorded, Trouble: l.Trouble, Warning: l.Warning,
	}
}

// Save keeps a crash with the exact bytes out of the record or the capture.
func (b bench) Save(c *parse.Crash, notes string, marks []ui.Mark) (string, error) {
	e := ledger.Entry{Source: b.target, Notes: notes}
	for _, m := range marks {
		e.Marks = append(e.Marks, ledger.Mark(m))
	}
	path := b.record
	if path == "" && isFile(b.target) {
		path = b.target
	}
	if path != "" {
		if raw, err := os.Open(path); err == nil {
			defer raw.Close()
			e.Source, e.Raw = path, io.NewSectionReader(raw, b.before, math.MaxInt64-b.before)
		}
	}
	return b.store.Save(c, e)
}

// Seen counts the crashes of other sessions.
func (b bench) Seen(s parse.Signature) (int, time.Time) { return b.store.Seen(s) }

// isFile tells a capture from a device, which must not be opened a second
// time, and from the demo.
func isFile(target string) bool {
	info, err := os.Stat(target)
	return err == nil && info.Mode().IsRegular() && target != "demo"
}

// Keep writes all remarks of the session down, beside the record, or for a
// capture among our own files. There are few, so the file is written anew.
func (b bench) Keep(marks []ui.Mark) (string, error) {
	path := b.record
	if path == "" {
		path = filepath.Join(stateDir("marks"), record.Sanitize(filepath.Base(b.target)))
	}
	path += ".marks.md"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "# Remarks on %s\n", export.Clean(b.target))
	for _, m := range marks {
		fmt.Fprintf(&text, "\n- line %d, %s: %s\n\n      %s\n", m.Line, m.At.UTC().Format(time.DateTime+"Z"), export.Clean(m.Text), export.Clean(m.Raw))
	}
	whole := path + ".new"
	if err := os.WriteFile(whole, []byte(text.String()), 0o600); err != nil {
		return "", err
	}
	return path, os.Rename(whole, path)
}
