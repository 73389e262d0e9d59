package symbols

import (
	"slices"
	"sync"

	"oopscope/parse"
	"oopscope/parse/symbol"
)

// Symbolizer adds file, line and inlined functions to the frames of crashes.
// Its methods may be called by several goroutines; they take turns.
type Symbolizer struct {
	mu      sync.Mutex
	src     Sources
	files   files
	shelves map[string]*shelf
}

// New returns a symbolizer; it opens nothing yet.
func New(src Sources) *Symbolizer {
	return &Symbolizer{src: src, shelves: map[string]*shelf{}}
}

// Close closes the files.
func (s *Symbolizer) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files.all {
		f.close()
	}
	s.files.all = nil
}

// Resolve returns a copy of the crash with the locations that are known.
func (s *Symbolizer) Resolve(c *parse.Crash) *parse.Crash {
	if c == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.resolve(c)
	if s.files.changed() { // the linker wrote while we read: once more
		out = s.resolve(c)
	}
	return out
}

// State says in one line what symbols are in use for the crash, or how to give
// some; ok is false when they are those of another kernel.
func (s *Symbolizer) State(c *parse.Crash) (text string, ok bool) {
	if c == nil {
		return "", true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.images(c).state(c)
}

// resolve does the work of Resolve.
func (s *Symbolizer) resolve(c *parse.Crash) *parse.Crash {
	set := s.images(c)
	out := *c
	stacks := stacksOf(c)
	for i := range stacks {
		stacks[i].Frames = slices.Clone(stacks[i].Frames)
		set.locate(&stacks[i])
	}
	out.Chain, out.Stacks = stacks[0].Frames, nil
	if len(stacks) > 1 {
		out.Stacks = stacks[1:]
	}
	return &out
}

// locate fills in the frames of a stack that nobody else holds.
func (set *images) locate(st *parse.Stack) {
	for i := range st.Frames {
		f := &st.Frames[i]
		if f.Function == "" && f.HasAddress {
			name, offset, size, ok := set.name(f.Address)
			f.Function, f.Offset, f.Size, f.HasOffset = name, offset, size, ok
		}
		place := symbol.Place{Function: f.Function, Offset: f.Offset, Size: f.Size, Exact: f.Exact}
		if f.HasAddress && f.Module == "" {
			place.Address = f.Address - set.slide
		}
		f.File, f.FileLine, f.Inlined = "", 0, nil
		if !f.HasOffset {
			continue
		}
		found := set.lookup(place, f.Module)
		if n := len(found) - 1; n >= 0 {
			f.File, f.FileLine = found[n].File, found[n].Line
			f.Inlined = slices.Grow(f.Inlined, n)[:n]
			for k, l := range found[:n] {
				f.Inlined[k].Function, f.Inlined[k].File, f.Inlined[k].Line = l.Function, l.File, l.Line
			}
		}
	}
}

// name turns a bare address of the kernel into a symbol.
func (set *images) name(address uint64) (name string, offset, size uint64, ok bool) {
	if set.kernel == nil {
		return "", 0, 0, false
	}
	return set.kernel.Symbol(address - set.slide)
}

func (set *images) lookup(p symbol.Place, module string) []symbol.Location {
	im := set.kernel
	if module != "" {
		im = nil
		if m := set.modules[module]; m != nil {
			im = m.image
		}
	}
	if im == nil || p.Function == "" {
		return nil
	}
	return im.Lookup(p)
}
