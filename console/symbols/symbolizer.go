package symbols

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync/atomic"
	"time"

	"oopscope/console/cellar"
	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// Symbolizer adds file, line and inlined functions to the frames of crashes.
// Its methods may be called by several goroutines; they take turns, and none
// of them waits for ever.
type Symbolizer struct {
	symbols *turn // whoever has it may use what follows
	src     Sources
	files   files
	shelves map[string]*shelf

	sources *turn                  // for reading source files, which needs none of the above
	reading atomic.Pointer[string] // the file that was opened last
}

// How long a file may take. A large vmlinux that no cache knows takes seconds
// on a slow disk, and a directory of modules as well.
const (
	symbolPatience = time.Minute
	sourcePatience = 10 * time.Second
)

// New returns a symbolizer; it opens nothing yet.
func New(src Sources) *Symbolizer {
	s := &Symbolizer{src: src, shelves: map[string]*shelf{}, symbols: newTurn(symbolPatience), sources: newTurn(sourcePatience)}
	s.files.memory = symbol.NewMemory(cmp.Or(src.Memory, DefaultMemory), runtime.GC)
	s.files.stores = stores{s.src.Root, s.src.byBuildID}
	if src.Cache != "" {
		s.files.cellar = cellar.New(src.Cache, cmp.Or(src.Cached, DefaultCached))
	}
	s.files.opening = func(path string) { s.reading.Store(&path) }
	return s
}

// Close closes the files, but for one that does not answer.
func (s *Symbolizer) Close() {
	const patience = time.Second / 2
	if s.symbols.begin(time.After(patience)) {
		s.files.drop(func(*file) bool { return true })
		s.symbols.end()
	}
}

// Settle waits no longer than it is told for what is being unpacked on the disk, and
// nearly is: the next one who needs it finds it there.
func (s *Symbolizer) Settle(patience time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if !s.symbols.begin(time.After(patience)) {
		return
	}
	defer s.symbols.end()
	for _, f := range s.files.all {
		for _, c := range f.kept {
			c.Finish(ctx)
		}
	}
}

// Resolve returns a copy of the crash with the locations that are known. When
// the files do not answer for long it is a copy without; State says so.
func (s *Symbolizer) Resolve(c *parse.Crash) *parse.Crash {
	if c == nil {
		return nil
	}
	out, ok := within(s.symbols, func() *parse.Crash {
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
	return out
}

// State says in one line what symbols are in use for the crash, or how to give
// some; ok is false when they are those of another kernel.
func (s *Symbolizer) State(c *parse.Crash) (text string, ok bool) {
	if c == nil {
		return "", true
	}
	type state struct {
		text string
		ok   bool
	}
	st, answered := within(s.symbols, func() state {
		text, ok := s.images(c).state(c)
		return state{text, ok}
	})
	if !answered {
		return s.busy(), true
	}
	return st.text, st.ok
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
func (s *Symbolizer) resolve(c *parse.Crash) *parse.Crash {
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
	out.Symbols = set.badge(&out)
	set.explain(&out)
	return &out
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
			name, offset, size, ok := set.name(f.Address)
			f.Function, f.Offset, f.Size, f.HasOffset = name, offset, size, ok
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
