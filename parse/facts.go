package parse

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/crash"
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
	if len(x.c.Facts) > 64 || len(t) < 6 || x.part != nil && x.class.name != "slab" {
		if !strings.Contains(t, "is blocked on a") && !strings.Contains(t, "likely owned by task") {
			return
		}
	}
	for i := range factLines {
		f := &factLines[i]
		if !strings.HasPrefix(t, f.Prefix) {
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
	t := strings.TrimSpace(l.Text)
	switch x.class.name {
	case "lockdep":
		x.lockFact(t, l.N)
	case "hung-task":
		if strings.Contains(t, "likely owned by task") || strings.Contains(t, "likely last held by") || strings.Contains(t, "is blocked on a") {
			x.addFact("blocker", t, l.N)
		}
	case "rcu-stall":
		if strings.Contains(t, "starved for") || strings.Contains(t, "detected by") || strings.Contains(t, "(t=") || strings.Contains(t, "ticks this GP") || strings.Contains(t, "GPs behind") || strings.Contains(t, "blocked on level") {
			x.addFact("rcu", strings.TrimPrefix(t, "rcu: "), l.N)
		}
	case "oom":
		if strings.Contains(t, "Killed process") || strings.HasPrefix(t, "oom-kill:") {
			x.addFact("victim", t, l.N)
		}
	case "spinlock":
		if strings.HasPrefix(t, "lock: ") {
			x.addFact("lock", t[len("lock: "):], l.N)
		}
	case "preempt-use":
		if strings.HasPrefix(t, "caller is ") {
			x.addFact("caller", t[len("caller is "):], l.N)
		}
	case "irq-unhandled":
		if x.part != nil && x.part.Role == "handlers" && strings.HasPrefix(t, "[<") {
			x.addFact("handler", t, l.N)
		}
	case "list-corruption":
		if strings.HasPrefix(t, "list_") {
			x.addFact("pointers", t, l.N)
		}
	}
}

// lockFact reads the two locks of a deadlock and the scenario.
func (x *decoding) lockFact(t string, n int) {
	switch {
	case strings.HasSuffix(t, "is trying to acquire lock:"), strings.HasSuffix(t, "is trying to acquire:"), strings.HasSuffix(t, "is trying to lock:"), strings.HasSuffix(t, " takes:"):
		x.addFact("task", t, n)
	case strings.Contains(t, "}, at: ") || strings.Contains(t, "), at: "):
		x.addFact("lock", t, n)
	case strings.Contains(t, " --> "):
		x.addFact("chain", t, n)
	case strings.HasPrefix(t, "inconsistent {"):
		x.addFact("usage", t, n)
	}
}

func (x *decoding) addFact(name, value string, line int) {
	if len(x.c.Facts) < 64 && value != "" {
		x.c.Facts = append(x.c.Facts, crash.Fact{Name: name, Value: value, Line: line})
	}
}

// trouble decodes a report that is no crash: driver errors, a restart.
func (x *decoding) trouble() {
	c, w := x.c, x.w
	c.Header = w.hits[0].at.Text
	c.Aftermath = crash.Continues
	if c.Class == "reset" || c.Class == "silence" {
		c.Title = x.class.words
		if c.Class == "reset" {
			c.Aftermath = crash.Rebooting
		}
		x.lastFacts()
		return
	}
	c.Count = 1
	if w.trouble != nil {
		c.Count = w.trouble.count
		last := w.trouble.latest
		c.Last, c.LastByte = max(c.Last, last.N), max(c.LastByte, last.Last)
	}
	for _, h := range w.hits {
		x.troubleFacts(h)
	}
	c.Title = clip(c.Header, 120)
	if c.Count > 1 {
		c.Title += fmt.Sprintf(" (%d times)", c.Count)
	}
	c.Quality.Complete = true
	c.Signature = crash.Signature{Exact: hash(burstKey(w.body)), Bug: hash(burstKey(w.body[:1]))}
}

// troubleFacts explains numbers in a trouble line: the errno, pages as MiB, a
// length in hex.
func (x *decoding) troubleFacts(h hit) {
	text, n := h.at.Text, h.at.N
	if e, err := strconv.Atoi(h.groups["errno"]); err == nil {
		value := "-" + strconv.Itoa(e)
		if name := arch.ErrnoName(e, x.c.Arch); name != "" {
			value += " " + name
		}
		x.addFact("errno", value, n)
	}
	if pages := numberAfter(text, "req-size: "); pages > 0 && strings.Contains(text, " pages") {
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

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:n]
}
