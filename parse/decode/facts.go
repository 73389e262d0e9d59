package decode

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/ascii"
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/letter"
)

// factLines are lines that some class prints about itself: the beginning of
// the line and what to call it.
var factLines = []struct{ Prefix, name string }{
	{"Read of size ", "access"}, {"Write of size ", "access"}, {"Free of addr ", "access"},
	{"Use-after-free ", "access"}, {"Out-of-bounds ", "access"}, {"Corrupted memory at", "access"}, {"Invalid free of", "access"}, {"Invalid read at", "access"}, {"Invalid write at", "access"},
	{"The buggy address belongs to the object at", "object"}, {" which belongs to the cache", "cache"}, {"The buggy address is located", "offset"},
	{"The buggy address belongs to the variable", "object"}, {"The buggy address belongs to stack of", "object"}, {"kfence-#", "object"},
	{"KASAN: ", "hint"}, {"value changed:", "value changed"},
	{"index ", "detail"}, {"shift exponent ", "detail"}, {"signed integer overflow", "detail"}, {"left shift of", "detail"}, {"member access within", "detail"}, {"load of value", "detail"}, {"division by zero", "detail"},
	{"in_atomic(): ", "context"}, {"preempt_count: ", "preempt count"}, {"RCU nest depth: ", "RCU nesting"},
	{"page dumped because: ", "reason"}, {"flags: ", "page flags"},
	{"First byte ", "overwritten"}, {"INFO: 0x", "overwritten"}, {"0x", "overwritten"},
	{"Register r", ""},
}

// fact keeps a line that tells something of the report's own class.
func (x *decoding) fact(l arch.Line) {
	t := l.Text
	if len(x.c.Facts) > 64 || len(t) < 6 {
		return
	}
	if flush := strings.TrimLeft(t, " "); grammar.AtomicState(flush) {
		t = flush // whoever quoted it indented all but the header
	}
	if x.part != nil && !x.class.Stacks.Facts {
		x.classFact(l)
		return
	}
	for i := range factLines {
		f := &factLines[i]
		if f.Prefix[0] != t[0] || !strings.HasPrefix(t, f.Prefix) {
			continue
		}
		if f.name == "" || f.name == "overwritten" && !strings.Contains(t, "First byte") {
			return
		}
		x.addFact(f.name, strings.TrimSpace(strings.TrimPrefix(t, "The buggy address ")), l.N)
		return
	}
	x.classFact(l)
}

// classFact reads lines that mean something in one class only.
func (x *decoding) classFact(l arch.Line) {
	if len(x.class.Facts) == 0 {
		return
	}
	t := strings.TrimSpace(l.Text)
	for i := range x.class.Facts {
		f := &x.class.Facts[i]
		if x.part != nil && !f.Anywhere && !x.class.Stacks.Facts {
			continue
		}
		if strings.HasPrefix(t, f.Prefix) && strings.Contains(t, f.Within) && strings.HasSuffix(t, f.Suffix) {
			x.addFact(f.Name, strings.TrimPrefix(t, f.Trim), l.N)
			return
		}
	}
}

func (x *decoding) addFact(name, value string, line int) {
	if len(x.c.Facts) < 64 && value != "" {
		x.c.Facts = append(x.c.Facts, crash.Fact{Name: name, Value: value, Line: line})
	}
}

// trouble decodes a report that is no crash: driver errors, a restart.
func (x *decoding) trouble() {
	c, r := x.c, x.r
	c.Header = r.Hits[0].At.Text
	c.Aftermath = crash.Continues
	if x.class.Title == class.BareTitle {
		c.Title = cmp.Or(letter.Cut(r.Hits[0].Groups["title"], maxTitle), x.class.Words)
		c.Aftermath = x.class.Aftermath // what became of a silent board nobody knows
		c.Quality.Complete = true       // there is no more to come than the last words
		x.lastFacts()
		return
	}
	c.Count = max(1, r.Count)
	c.Last, c.LastByte = max(c.Last, r.Latest.N), max(c.LastByte, r.Latest.Last)
	for _, h := range r.Hits {
		x.troubleFacts(h)
	}
	c.Title = letter.Cut(c.Header, maxTitle)
	if c.Count > 1 {
		c.Title += fmt.Sprintf(" (%d times)", c.Count)
	}
	c.Quality.Problems = x.r.Problems
	c.Quality.Complete = len(x.r.Problems) == 0
}

// troubleFacts explains numbers in a trouble line: the errno, pages as MiB, a
// length in hex.
func (x *decoding) troubleFacts(h class.Hit) {
	text, n := h.At.Text, h.At.N
	if e, err := strconv.Atoi(h.Groups["errno"]); err == nil {
		value := "-" + strconv.Itoa(e)
		if name := all.ByName(x.c.Arch).ErrnoName(e); name != "" {
			value += " " + name
		}
		x.addFact("errno", value, n)
	}
	if pages := grammar.NumberAfter(text, "req-size: "); pages > 0 && strings.Contains(text, " pages") {
		x.addFact("size", fmt.Sprintf("%d pages = %.1f MiB (4 KiB pages)", pages, float64(pages)*4096/(1<<20)), n)
	}
	if i := strings.Index(text, "len 0x"); i >= 0 {
		digits := text[i+len("len 0x"):]
		end := 0
		for end < len(digits) && ascii.IsHexDigit(digits[end]) {
			end++
		}
		if v, err := strconv.ParseUint(digits[:end], 16, 64); err == nil {
			x.addFact("length", fmt.Sprintf("0x%x = %.1f MiB", v, float64(v)/(1<<20)), n)
		}
	}
}
