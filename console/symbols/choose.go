package symbols

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/proof"
	"oopscope/parse/symbol"
)

// Kernels have functions of one name, static ones in several files, and of one
// size: copies of an inline function that was not inlined. Which of them a frame is
// in, the calls and the code prove, or the file and line that a warning names.

// choose narrows the places down of frames that may be several.
func (set *images) choose(c *parse.Crash) {
	set.chosen = map[frameKey][]uint64{}
	for i, s := range stacksOf(c) {
		site := -1
		if i == 0 {
			if site = c.DeathFrame(); site < 0 {
				site = min(len(c.Chain), 1) - 1
			}
		}
		for k := len(s.Frames) - 1; k >= 0; k-- { // callers first: their calls tell
			f := &s.Frames[k]
			m := set.of(f.Module)
			if m == nil || f.Function == "" || !f.HasOffset {
				continue
			}
			at := m.image.Candidates(set.place(f))
			if len(at) < 2 {
				continue
			}
			at = set.narrow(m, s.Frames, k, at)
			if k == site {
				at = set.narrowByReport(m, c, f, at)
			}
			set.chosen[keyOf(f)] = at
		}
	}
}

// narrow keeps the places that the calls of a chain allow.
func (set *images) narrow(m *module, frames []arch.Frame, k int, at []uint64) []uint64 {
	f, im := &frames[k], m.withCode()
	if im == nil || im != m.image || !f.Reliable {
		return at
	}
	if start, ok := set.calledBy(m, frames, k); ok && slices.Contains(at, start+f.Offset) {
		return []uint64{start + f.Offset}
	}
	if f.Exact || k == 0 || !frames[k-1].Reliable {
		return at
	}
	the := keep(at, func(at uint64) bool { return proof.Call(im, at, frames[k-1].Function) == proof.TheCall })
	if len(the) < len(at) {
		return the
	}
	return keep(at, func(at uint64) bool { return proof.Call(im, at, "") != proof.NoCall })
}

// calledBy returns the start of the function that the next frame outwards calls,
// where it does so by name.
func (set *images) calledBy(m *module, frames []arch.Frame, k int) (start uint64, ok bool) {
	if k+1 >= len(frames) {
		return 0, false
	}
	caller := &frames[k+1]
	if !caller.Reliable || caller.Exact || !caller.HasOffset || set.of(caller.Module) != m {
		return 0, false
	}
	at, ok := m.image.Find(set.place(caller))
	if !ok {
		return 0, false
	}
	return proof.Target(m.image, at)
}

// narrowByReport keeps the places where the code is that was printed, and those on
// the line that the report names: "WARNING: … at fs/inode.c:417".
func (set *images) narrowByReport(m *module, c *parse.Crash, f *arch.Frame, at []uint64) []uint64 {
	if im := m.withCode(); im == m.image && f.Exact && f.Symbol == c.Dump.PC {
		proved := keep(at, func(at uint64) bool { return proof.Code(im, &c.Dump, at) == proof.Agrees })
		if len(proved) == len(at) {
			proved = keep(at, func(at uint64) bool { return proof.Code(im, &c.Dump, at) != proof.Differs })
		}
		at = proved
	}
	file, line, ok := strings.Cut(c.Source, ":")
	n, err := strconv.Atoi(line)
	if !ok || err != nil {
		return at
	}
	return keep(at, func(at uint64) bool {
		p := set.place(f)
		p.Address = at
		return slices.ContainsFunc(m.image.Lookup(p), func(l symbol.Location) bool { return l.Line == n && sameFile(l.File, file) })
	})
}

// sameFile tells whether two names can be of one file: built elsewhere, its name
// begins with other directories.
func sameFile(a, b string) bool {
	a, b = path.Clean("/"+a), path.Clean("/"+b)
	return strings.HasSuffix(a, b) || strings.HasSuffix(b, a)
}

// keep returns the places that are kept, all when that would be none.
func keep(at []uint64, kept func(uint64) bool) []uint64 {
	some := slices.DeleteFunc(slices.Clone(at), func(a uint64) bool { return !kept(a) })
	if len(some) == 0 {
		return at
	}
	return some
}

// candidates are the places that a frame may be, when nothing tells them apart.
func (set *images) candidates(f *arch.Frame) (all []arch.Inline) {
	const enough = 16
	m, at := set.of(f.Module), set.chosen[keyOf(f)]
	if len(at) < 2 {
		return nil
	}
	p := set.place(f)
	for _, p.Address = range at {
		found := m.image.Lookup(p)
		if len(found) == 0 {
			continue
		}
		l := found[len(found)-1]
		in := arch.Inline{Function: l.Function, File: l.File, Line: l.Line}
		if !slices.Contains(all, in) && len(all) < enough {
			all = append(all, in)
		}
	}
	return all
}
