package headless

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"time"

	"oopscope/console/boots"
	"oopscope/console/ledger"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/export"
	"oopscope/parse/schema"
)

// find looks for the crash that is meant: in a saved crash's folder, by its path or
// by its name alone, else in a capture.
func (o *ReportOptions) find(name string) (p *passed, status int, err error) {
	dir := name
	if !ledger.IsSaved(dir) && !exists(name) && o.Dir != "" {
		dir = ledger.Open(o.Dir).Find(name)
	}
	if dir != "" && ledger.IsSaved(dir) {
		if o.ID > 0 {
			return nil, Usage, fmt.Errorf("--crash %d: %s is one saved crash; --crash chooses among those of a capture", o.ID, name)
		}
		p, err = o.saved(dir)
		return p, statusOf(err), err
	}
	return o.captured(name)
}

func statusOf(err error) int {
	if err != nil {
		return Failed
	}
	return Done
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil || name == "-"
}

// saved reads a saved crash anew, from the bytes that were kept, so that a later
// oopscope tells what it has learnt since. What only the whole capture or the
// symbols of that day told comes from the report that was kept.
func (o *ReportOptions) saved(dir string) (*passed, error) {
	s, err := ledger.Load(dir)
	if err != nil {
		return nil, err
	}
	var best *parse.Crash
	for c := range parse.Crashes(bytes.NewReader(s.Raw)) {
		if best == nil || !isCrash(best) && isCrash(c) || best.Signature.Exact != s.Report.Sig() && c.Signature.Exact == s.Report.Sig() {
			best = c
		}
	}
	if best == nil {
		return nil, fmt.Errorf("no crash is in the bytes that %s keeps; what was found when it was saved is in its report.md", dir)
	}
	c := recalled(best, &s.Report)
	if o.Resolve != nil && s.Report.Symbols == nil {
		c = o.Resolve(c)
	}
	return &passed{crash: c, file: "raw.log", raw: func() ([]byte, error) { return s.Raw, nil }, opt: export.Options{Notes: s.Notes, Seen: s.Report.Seen}}, nil
}

// recalled is a crash with what was known of it when it was saved, and its own bytes
// do not tell.
func recalled(read *parse.Crash, r *schema.Report) *parse.Crash {
	c := *read
	c.Kernel, c.Build, c.Machine, c.Arch = cmp.Or(c.Kernel, r.Kernel), cmp.Or(c.Build, r.Build), cmp.Or(c.Machine, r.Machine), cmp.Or(c.Arch, r.Arch)
	c.ID, c.Boot = max(r.ID, 1), r.Boot
	c.Aftermath, c.Panic = cmp.Or(r.Aftermath, c.Aftermath), cmp.Or(c.Panic, r.Panic)
	c.Seen, _ = time.Parse(time.RFC3339Nano, r.At)
	if r.Signature != nil {
		c.Signature.Exact, c.Signature.Bug = r.Signature.Exact, r.Signature.Bug
	}
	if r.Symbols != nil {
		c.Symbols.File, c.Symbols.Doubt = r.Symbols.File, r.Symbols.Doubt
		for _, p := range r.Symbols.Proof {
			c.Symbols.Proof = append(c.Symbols.Proof, crash.Proof(p))
		}
	}
	for _, u := range r.Before {
		c.Before = append(c.Before, crash.Unusual(u))
	}
	c.Chain = positions(c.Chain, r.Chain)
	return &c
}

// positions are frames with the source positions that they had.
func positions(frames []arch.Frame, were []schema.Frame) []arch.Frame {
	located := make([]arch.Frame, len(frames))
	copy(located, frames)
	for i := range min(len(frames), len(were)) {
		was, f := &were[i], &located[i]
		if was.Function != f.Function || was.File == "" {
			continue
		}
		f.File, f.FileLine = was.File, was.Line
		for _, in := range was.Inlined {
			f.Inlined = append(f.Inlined, arch.Inline(in))
		}
	}
	return located
}

// mostNamed is how many crashes of a capture are named to choose from.
const mostNamed = 20

// captured reads a capture for one crash.
func (o *ReportOptions) captured(name string) (*passed, int, error) {
	q := sought{id: o.ID}
	status := Scan([]string{name}, ScanOptions{
		UnpackLimit: o.UnpackLimit, Prefixes: o.Prefixes, Stdin: o.Stdin, Out: o.Out, Err: o.Err, Enter: q.enter,
	})
	switch c := q.chosen(); {
	case c == nil && status != Done:
		return nil, status, errors.New("so there is no report")
	case c == nil:
		return nil, q.status(), q.trouble(name)
	default:
		with := *c.crash
		with.Before = (&boots.Reader{Prefixes: o.Prefixes, UnpackLimit: o.UnpackLimit}).Before(c.file, c.crash)
		found := &with
		if o.Resolve != nil {
			found = o.Resolve(found)
		}
		raw := func() ([]byte, error) { return ledger.Raw(c.crash, c.file) }
		return &passed{crash: found, file: c.file, raw: raw}, status, nil
	}
}

// sought collects what a capture has to choose from.
type sought struct {
	id      int // 0 for the only one
	all     int // crashes, without trouble
	first   *candidate
	matches []candidate
	names   []string
}

type candidate struct {
	crash *parse.Crash
	file  string
}

func (q *sought) enter(file string) (take func([]*parse.Crash, []parse.Boot), over func()) {
	return func(crashes []*parse.Crash, _ []parse.Boot) {
		for _, c := range crashes {
			q.add(c, file)
		}
	}, func() {}
}

func (q *sought) add(c *parse.Crash, file string) {
	if q.id > 0 && c.ID == q.id && len(q.matches) < mostNamed {
		q.matches = append(q.matches, candidate{c, file})
	}
	if !isCrash(c) {
		return
	}
	if q.all++; q.all == 1 {
		q.first = &candidate{c, file}
	}
	if q.all <= mostNamed {
		q.names = append(q.names, fmt.Sprintf("%5d  line %d: %s", c.ID, c.First, export.Headline(c)))
	}
}

// chosen is nil where nothing fits, or more than one does.
func (q *sought) chosen() *candidate {
	switch {
	case q.id > 0 && len(q.matches) == 1:
		return &q.matches[0]
	case q.id == 0 && q.all == 1:
		return q.first
	}
	return nil
}

// status: a question that can be asked better is a usage error.
func (q *sought) status() int {
	if q.all == 0 && q.id == 0 {
		return Failed
	}
	return Usage
}

// A choice is an error after which a person may choose.
type choice struct {
	words string
	from  []string
}

func (c *choice) Error() string { return c.words }

// trouble says why there is no report, and what to do.
func (q *sought) trouble(name string) error {
	from := q.names
	if q.all > mostNamed {
		from = append(from, fmt.Sprintf("  and %d more, which `oopscope scan` shows", q.all-mostNamed))
	}
	name = inputName(name)
	switch {
	case len(q.matches) > 1:
		return fmt.Errorf("several files in %s have a crash %d: %s and others; unpack it and name one of them", name, q.id, q.matches[0].file)
	case q.all == 0 && q.id > 0:
		return fmt.Errorf("%s has no crash %d, and none at all", name, q.id)
	case q.all == 0:
		return fmt.Errorf("no crash in %s, so there is no report; trouble that is none can be named by its id: --crash N", name)
	case q.id > 0:
		return &choice{fmt.Sprintf("%s has no crash %d; give one of these with --crash:", name, q.id), from}
	}
	return &choice{fmt.Sprintf("%s has %d crashes; say which one with --crash:", name, q.all), from}
}
