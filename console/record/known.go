package record

import (
	"encoding/json"
	"slices"
	"time"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// A Known is what was found in the lines of a record: it is told to its line index, as far as
// it is new, and read back when the record is opened again, so that nothing has to be
// searched for twice.
type Known struct {
	Crashes []*crash.Crash   // that are over; one may come again, newer
	Brief   []crash.Packed   // the same, when they are read
	Boots   []crash.Boot     // likewise
	Marks   []parse.LineMark // of lines that announce something
	Breaks  []int64          // where a line was broken off that has no end of its own
	Rest    *parse.Rest      // what stands here was all that there is before it

	rests  []parse.Rest // those that were told, no more than one in restEvery bytes
	pages  []pageStart  // when it was read
	skips  Skips        // that are new, or, when it was read, all
	hidden Skips        // all so far
}

// crashesMost bounds what is read of an index that a stranger may have written.
const crashesMost = 1 << 17

func (k *Known) empty() bool {
	return len(k.Crashes)+len(k.Brief)+len(k.Boots)+len(k.Marks)+len(k.Breaks)+len(k.rests) == 0
}

// add takes in what was found next.
func (k *Known) add(more *Known) {
	k.Crashes = append(k.Crashes, more.Crashes...)
	k.Boots = append(k.Boots, more.Boots...)
	k.Marks = append(k.Marks, more.Marks...)
	k.Breaks = append(k.Breaks, more.Breaks...)
	for _, s := range more.skips {
		k.skips.add(s)
	}
	for _, r := range append(more.rests, more.latest()...) {
		if n := len(k.rests); n > 1 && r.Bytes < k.rests[n-2].Bytes+restEvery {
			k.rests[n-1] = r
		} else {
			k.rests = append(k.rests, r)
		}
	}
}

// restEvery keeps the rests few.
const restEvery = 64 << 10

func (k *Known) latest() []parse.Rest {
	if k.Rest == nil {
		return nil
	}
	return []parse.Rest{*k.Rest}
}

// The words of an item. Whatever is added to it needs a name that no version used before.
type (
	knownJSON struct {
		Crashes []crashJSON  `json:"c,omitempty"`
		Boots   []crash.Boot `json:"b,omitempty"`
		Marks   []int        `json:"m,omitempty"` // line and severity, line and severity …
		Breaks  []int64      `json:"k,omitempty"`
		Rests   []restJSON   `json:"r,omitempty"`
		Behind  []restJSON   `json:"q,omitempty"` // those behind bytes that are in no line: versions that know of none count other lines
	}
	restJSON struct {
		Lines   int   `json:"l"`
		Bytes   int64 `json:"b"`
		Crashes int   `json:"c"`
		Boot    int   `json:"n"`
		Hidden  int64 `json:"h,omitempty"` // bytes before it that are in no line
	}
	crashJSON struct {
		ID        int            `json:"i"`
		Class     string         `json:"c"`
		Severity  crash.Severity `json:"s"`
		Title     string         `json:"t"`
		Lines     [2]int         `json:"l"`
		Bytes     [2]int64       `json:"b"`
		Boot      int            `json:"n,omitempty"`
		Time      *float64       `json:"k,omitempty"`
		Seen      int64          `json:"w,omitempty"` // microseconds of Unix
		Kernel    string         `json:"v,omitempty"`
		Prefix    string         `json:"p,omitempty"`
		CPU       int            `json:"u"`
		Comm      string         `json:"tc,omitempty"`
		PID       int            `json:"tp,omitempty"`
		KnownTask bool           `json:"tk,omitempty"`
		Die       int            `json:"d,omitempty"`
		Parent    [2]int         `json:"o,omitzero"`
		Function  string         `json:"cf,omitempty"`
		Module    string         `json:"cm,omitempty"`
		PanicLine int            `json:"pl,omitempty"`
		Count     int            `json:"x,omitempty"`
		Aftermath string         `json:"a,omitempty"`
		Echo      *crash.Echo    `json:"e,omitempty"`
		Exact     string         `json:"se,omitempty"`
		Bug       string         `json:"sb,omitempty"`
	}
)

// append writes it behind dst.
func (k *Known) append(dst []byte) []byte {
	j := knownJSON{Boots: k.Boots, Breaks: k.Breaks}
	for _, c := range k.Crashes {
		j.Crashes = append(j.Crashes, wordsOf(c))
	}
	for _, m := range k.Marks {
		j.Marks = append(j.Marks, m.N, int(m.Mark))
	}
	for _, r := range k.rests {
		rest := restJSON{r.Lines, r.Bytes, r.Crashes, r.Boot.N, k.hidden.Before(r.Bytes)}
		if rest.Hidden > 0 {
			j.Behind = append(j.Behind, rest)
			continue
		}
		j.Rests = append(j.Rests, rest)
	}
	text, err := json.Marshal(j)
	if err != nil { // a time that is no number: nothing is known then
		text = []byte("{}")
	}
	return append(dst, text...)
}

func wordsOf(c *crash.Crash) crashJSON {
	j := crashJSON{
		ID: c.ID, Class: c.Class, Severity: c.Severity, Title: c.Title, Lines: [2]int{c.First, c.Last}, Bytes: [2]int64{c.FirstByte, c.LastByte},
		Boot: c.Boot, Kernel: c.Kernel, Prefix: c.Prefix, CPU: c.CPU, Comm: c.Task.Comm, PID: c.Task.PID, KnownTask: c.Task.Known,
		Die: c.Die, Parent: [2]int{c.Parent, c.ParentLine}, Function: c.Culprit.Function, Module: c.Culprit.Module, PanicLine: c.PanicLine,
		Count: c.Count, Aftermath: c.Aftermath, Exact: c.Signature.Exact, Bug: c.Signature.Bug,
	}
	if c.HasTime {
		j.Time = &c.Time
	}
	if !c.Seen.IsZero() {
		j.Seen = c.Seen.UnixMicro()
	}
	if c.Echo.Kind != "" {
		j.Echo = &c.Echo
	}
	return j
}

// crash is the inverse of wordsOf; false for what makes no sense.
func (j *crashJSON) crash() (*crash.Crash, bool) {
	c := &crash.Crash{
		ID: j.ID, Class: j.Class, Severity: j.Severity, Title: j.Title, First: j.Lines[0], Last: j.Lines[1], FirstByte: j.Bytes[0], LastByte: j.Bytes[1],
		Boot: j.Boot, Kernel: j.Kernel, Prefix: j.Prefix, CPU: j.CPU, Task: crash.Task{Comm: j.Comm, PID: j.PID, Known: j.KnownTask},
		Die: j.Die, Parent: j.Parent[0], ParentLine: j.Parent[1], Culprit: crash.Culprit{Function: j.Function, Module: j.Module}, PanicLine: j.PanicLine,
		Count: j.Count, Aftermath: j.Aftermath, Signature: crash.Signature{Exact: j.Exact, Bug: j.Bug}, Brief: true,
	}
	if j.Time != nil {
		c.Time, c.HasTime = *j.Time, true
	}
	if j.Seen != 0 {
		c.Seen = time.UnixMicro(j.Seen)
	}
	if j.Echo != nil {
		c.Echo = *j.Echo
	}
	sound := c.ID > 0 && c.First > 0 && c.Last >= c.First && c.FirstByte >= 0 && c.LastByte >= c.FirstByte
	return c, sound && c.Severity >= crash.Error && c.Severity <= crash.Panic
}

// newest keeps the last of those with the same number, in the order of the numbers.
func newest[T any](list []T, number func(T) int) []T {
	slices.SortStableFunc(list, func(a, b T) int { return number(a) - number(b) })
	out := list[:0]
	for i, v := range list {
		if i+1 == len(list) || number(list[i+1]) != number(v) {
			out = append(out, v)
		}
	}
	return out
}

// Know takes in what is known of the text's beginning. Nothing of it was told before.
func (s *Scroll) Know(k *Known) {
	s.Mark(k.Marks)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range k.pages {
		last := &s.pages[len(s.pages)-1]
		if p.skipped > 0 && last.line == p.line && last.at == p.at-p.skipped { // nothing stands on that one
			last.at, last.skipped = p.at, last.skipped+p.skipped
			continue
		}
		s.pages = append(s.pages, p)
	}
	s.lines, s.end = k.Rest.Lines, k.Rest.Bytes
	for _, at := range k.Breaks {
		if at <= s.end {
			s.breaks = append(s.breaks, at)
		}
	}
}

// Skips are the bytes up to there that are in no line.
func (k *Known) Skips() (list Skips) {
	for _, s := range k.skips {
		if s.To <= k.Rest.Bytes {
			list = append(list, s)
		}
	}
	return list
}

// Prefixes are what was learnt to stand in front of the lines of the crashes.
func (k *Known) Prefixes() (list []*parse.Prefix) {
	if k == nil {
		return nil
	}
	seen := map[string]bool{"": true}
	for i := range k.Brief {
		text := k.Brief[i].Prefix()
		if p, err := parse.ParsePrefix(text); err == nil && !seen[text] {
			list = append(list, p)
		}
		seen[text] = true
	}
	return list
}
