package report

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/grammar"
)

// shape compares the line with the last one of the report.
func (f fit) shape() int {
	if len(f.r.body) == 0 {
		return 0
	}
	last := f.r.body[len(f.r.body)-1]
	switch f.kind() {
	case grammar.Hex:
		return f.follows(&last)
	case grammar.Frame:
		return f.links(&last)
	case grammar.Ending:
		return f.unfinished()
	}
	return 0
}

// follows compares rows of memory: each is 0x20 further than the one before, the
// first where the heading says.
//
//	Exception stack(0xd0965fb0 to 0xd0965ff8)
//	5fa0:                                     00000000 00000000 00000000 00000000
//	5fc0: 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
func (f fit) follows(last *line) int {
	if top, ok := stackAt(f.l.Text); ok {
		return f.onStack(top)
	}
	at, labelled := rowAt(f.l.Text)
	if !labelled {
		if last.kind == grammar.Hex || last.kind == grammar.Registers {
			return soon
		}
		return 0
	}
	above, isRow := rowAt(last.Text)
	if top, ok := stackAt(last.Text); ok {
		if uint16(top)&^0x1f == at {
			return itself
		}
		return never
	}
	if last.kind != grammar.Hex && !isRow || isRow && at-above != 0x20 && at-above != 0x10 {
		return never
	}
	return nextRow
}

// onStack compares the address of a part of the stack with the stack pointer, and
// with what was printed of the stack before.
func (f fit) onStack(top uint64) int {
	const size = 1 << 13
	for i := range f.r.body {
		sp, ok := stackAt(f.r.body[i].Text)
		if _, rest, found := strings.Cut(f.r.body[i].Text, "sp : "); found && !ok {
			value, _, _ := strings.Cut(rest, " ")
			v, err := strconv.ParseUint(value, 16, 64)
			sp, ok = v, err == nil
		}
		if !ok {
			continue
		}
		if sp&^(size-1) == top&^(size-1) {
			return itself
		}
		return backwards
	}
	if f.r.lastFrame() != nil {
		return soon
	}
	return 0
}

// stackAt is where a heading says that the rows below begin:
//
//	Stack: (0xd0905f78 to 0xd0906000)
func stackAt(text string) (uint64, bool) {
	_, rest, ok := strings.Cut(text, "tack")
	if !ok {
		return 0, false
	}
	value, ok := strings.CutPrefix(strings.TrimLeft(rest, ": "), "(0x")
	value, _, _ = strings.Cut(value, " ")
	v, err := strconv.ParseUint(value, 16, 64)
	return v, ok && err == nil
}

func rowAt(text string) (uint16, bool) {
	label, _, ok := strings.Cut(text, ":")
	if len(label) < 4 || len(label) > 16 {
		return 0, false
	}
	v, err := strconv.ParseUint(label, 16, 64)
	return uint16(v), ok && err == nil
}

// links compares frames: arm's name the caller, powerpc's the stack pointer.
//
//	ring_push.constprop.0 [benchcrash] from bench_null_write+0x1c/0x24 [benchcrash]
//	bench_null_write [benchcrash] from racer_thread+0xb4/0xc8 [benchcrash]
func (f fit) links(last *line) int {
	above := f.r.lastFrame()
	if above == nil {
		return f.firstFrame(last)
	}
	if sum := linked(above.Text, f.l.Text); sum != 0 {
		return sum
	}
	if last.kind != grammar.Frame {
		return 0
	}
	if f.r.holds(f.l) {
		return repeated + soon
	}
	return soon
}

// unfinished tells an end mark that comes too early: the trace of another report
// goes on behind the frame at which this one stands.
func (f fit) unfinished() int {
	last := f.r.lastFrame()
	if last == nil {
		if f.r.body[len(f.r.body)-1].kind == grammar.Heading {
			return backwards
		}
		return 0
	}
	for _, o := range f.others {
		for i := range o.body[:max(0, len(o.body)-1)] {
			if o != f.r && o.body[i].Text == last.Text && o.body[i+1].kind == grammar.Frame {
				return backwards
			}
		}
	}
	return 0
}

// firstFrame is for a report that has no frame yet: the trace begins with the
// function that the registers name, on most architectures.
func (f fit) firstFrame(last *line) int {
	if last.kind != grammar.Heading {
		return 0
	}
	words := strings.Fields(f.l.Text)
	name := slices.IndexFunc(words, func(w string) bool { return strings.Contains(w, "+0x") })
	if name < 0 || !f.order.FromPC() {
		return soon
	}
	named := false
	for i := range f.r.body {
		switch x := &f.r.body[i]; {
		case x.kind == grammar.Frame: // of a heading further up
			return soon
		case x.kind != grammar.Registers || !strings.Contains(x.Text, "+0x"):
		case strings.Contains(x.Text, words[name]):
			return nextRow
		default:
			named = true
		}
	}
	if named {
		return never
	}
	return soon
}

// lastFrame is the latest frame of the trace that is being printed.
func (r *Report) lastFrame() *line {
	for i := len(r.body) - 1; i >= max(0, len(r.body)-reach); i-- {
		switch r.body[i].kind {
		case grammar.Frame:
			return &r.body[i]
		case grammar.Heading, grammar.System:
			return nil
		}
	}
	return nil
}

func linked(above, below string) int {
	if _, from, ok := strings.Cut(above, " from "); ok {
		callee, _, found := strings.Cut(strings.TrimSpace(below), " ")
		caller, _, _ := strings.Cut(from, "+")
		if !found {
			return 0
		}
		if caller == callee {
			return itself
		}
		return never
	}
	a, ok := stackOf(above)
	b, found := stackOf(below)
	switch {
	case !ok || !found:
		return 0
	case b > a && b-a < 1<<15:
		return itself
	}
	return never
}

// stackOf is the stack pointer in a frame of powerpc:
//
//	[c000000004917940] [c000000000d8b46c] dump_stack_lvl+0x70/0xa0 (unreliable)
func stackOf(frame string) (uint64, bool) {
	sp, _, ok := strings.Cut(strings.TrimPrefix(frame, "["), "] [")
	v, err := strconv.ParseUint(sp, 16, 64)
	return v, ok && err == nil
}
