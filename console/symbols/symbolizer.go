package symbols

import (
	"slices"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// Resolve returns a copy of the crash with the locations that are known. When
// the files do not answer for long it is a copy without; State says so.
func (s *Symbolizer) Resolve(c *parse.Crash) *parse.Crash {
	if c == nil {
		return nil
	}
	out, ok := within(s.symbols, func() resolved {
		out := s.resolve(c)
		// Once more when the linker wrote while we read, or when the files of
		// this crash left no room for each other beside those of earlier ones.
		if s.files.changed() || s.files.makeRoom() {
			out = s.resolve(c)
		}
		return out
	})
	if !ok {
		unresolved := *c
		return &unresolved
	}
	if out.at != nil {
		s.quote(out.Crash, out.at)
	}
	return out.Crash
}

// State says in one line what symbols are in use for the crash, or how to give
// some; ok is false when they are those of another kernel.
func (s *Symbolizer) State(c *parse.Crash) (text string, ok bool) {
	if c == nil {
		return "", true
	}
	a, answered := within(s.symbols, func() answer { return s.answer(c) })
	if !answered {
		return s.busy(), true
	}
	if news := s.fetches.lately(); news != "" {
		a.text += "; " + news
	}
	return a.text, a.ok
}

func (s *Symbolizer) answer(c *parse.Crash) answer {
	a := s.last
	if s.last = (answer{}); a.of == c && !s.files.changed() {
		return a
	}
	return s.images(c).answer(c)
}

func (set *images) answer(c *parse.Crash) answer {
	text, ok := set.state(c)
	return answer{c, text, ok, set.refusals()}
}

// busy says that a file does not answer, and which.
func (s *Symbolizer) busy() string {
	path := s.reading.Load()
	if path == nil {
		return "the directories of the symbols do not answer; choose the crash again when they do"
	}
	return *path + " does not answer (is it on a network that is away?): no symbols until it does; choose the crash again then"
}

// resolve does the work of Resolve.
func (s *Symbolizer) resolve(c *parse.Crash) resolved {
	set := s.images(c)
	out := *c
	stacks := stacksOf(c)
	if f, ok := set.bareDeath(c); ok {
		stacks[0].Frames = append([]arch.Frame{f}, stacks[0].Frames...)
	}
	for i := range stacks {
		stacks[i].Frames = slices.Clone(stacks[i].Frames)
		set.locate(&stacks[i])
	}
	if len(stacks[0].Frames) > len(c.Chain) {
		out.Dump.PC = stacks[0].Frames[0].Symbol
	}
	out.Chain, out.Stacks = stacks[0].Frames, nil
	if len(stacks) > 1 {
		out.Stacks = stacks[1:]
	}
	out.Symbols, s.last = set.badge(&out), set.answer(c)
	set.explain(&out)
	return resolved{&out, set.quotable(&out, s.src)}
}

// bareDeath is the frame of a PC that was printed as an address only: it has a name
// here, and stands in front of the trace as others do.
func (set *images) bareDeath(c *parse.Crash) (f arch.Frame, ok bool) {
	pc := c.Dump.PC
	if pc.Function != "" || !pc.HasAddress || c.Dump.UserMode || len(c.Chain) > 0 && c.Chain[0].Address == pc.Address {
		return f, false
	}
	f = arch.Frame{Symbol: pc, Reliable: true, Exact: true, Line: c.Dump.PCLine, Context: c.Dump.Context}
	_, _, _, ok = set.name(pc.Address)
	return f, ok
}

// locate fills in the frames of a stack that nobody else holds.
func (set *images) locate(st *parse.Stack) {
	for i := range st.Frames {
		f := &st.Frames[i]
		if f.Function == "" && f.HasAddress {
			back := uint64(1) // a return address may be the first one behind its function
			if f.Exact {
				back = 0
			}
			name, offset, size, ok := set.name(f.Address - back)
			f.Function, f.Offset, f.Size, f.HasOffset = name, offset+back, size, ok
		}
		place := set.place(f)
		f.File, f.FileLine, f.Inlined, f.Candidates = "", 0, nil, nil
		if !f.HasOffset {
			continue
		}
		found := set.lookup(place, f.Module)
		if found == nil {
			f.Candidates = set.candidates(f)
		}
		if n := len(found) - 1; n >= 0 {
			f.File, f.FileLine = found[n].File, found[n].Line
			f.Inlined = slices.Grow(f.Inlined, n)[:n]
			for k, l := range found[:n] {
				f.Inlined[k].Function, f.Inlined[k].File, f.Inlined[k].Line = l.Function, l.File, l.Line
			}
		}
	}
}

// Refusals says which of the files for a crash cannot be used, and what to give
// instead, and of which not all was read, because the memory that they may take did
// not allow it.
func (s *Symbolizer) Refusals(c *parse.Crash) []string {
	all, _ := within(s.symbols, func() []string {
		if s.last.of == c {
			return s.last.refusals
		}
		return s.images(c).refusals()
	})
	return all
}
