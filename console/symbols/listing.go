package symbols

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// Listing shows one of a crash's frames in its source, with so many lines
// around, and in its machine code, with so many instructions around. The
// symbols' turn is over when the sources are read.
func (s *Symbolizer) Listing(c *parse.Crash, f *arch.Frame, lines, instructions int) crash.Listing {
	if c == nil || f == nil {
		return crash.Listing{Mark: -1}
	}
	l, ok := within(s.symbols, func() *look { return s.look(c, f, instructions) })
	if !ok {
		note := s.busy()
		return crash.Listing{Mark: -1, Places: []crash.Excerpt{{Function: f.Function, Note: note}}, NoCode: note}
	}
	out, ok := within(s.sources, func() crash.Listing { return l.read(lines) })
	if !ok {
		return l.unread(s.sources.patience)
	}
	return out
}

// A look is what the symbols tell of a frame, before sources are read.
type look struct {
	crash.Listing
	module  *module // nil when there is none
	src     Sources
	claims  []claim // of the places
	release string  // of the kernel, as the board or its image tells it
}

func (s *Symbolizer) look(c *parse.Crash, f *arch.Frame, instructions int) *look {
	set := s.images(c)
	l := set.lookAt(c, f, s.src)
	set.code(&l.Listing, f, instructions)
	return l
}

// lookAt is the look without the machine code.
func (set *images) lookAt(c *parse.Crash, f *arch.Frame, src Sources) *look {
	l := &look{Listing: crash.Listing{Mark: -1}, module: set.of(f.Module), src: src}
	if l.module != nil {
		l.Doubt = l.module.doubt()
	}
	set.places(&l.Listing, c, f)
	l.claims = set.claims(c, f, l.Places)
	if l.release = c.Kernel; l.release == "" && l.module != nil {
		l.release = l.module.image.Release()
	}
	return l
}

// read fills the sources in.
func (l *look) read(lines int) crash.Listing {
	out := l.Listing
	text := newReader(l.src.trees(l.module))
	defer text.roots.close()
	out.Places, out.Code = slices.Clone(out.Places), slices.Clone(out.Code)
	for i := range out.Places {
		if e := &out.Places[i]; e.Note == "" {
			text.fill(e, l.module, lines)
			if t, err := text.text(e.File); err == nil && t.has(e.Line) {
				e.Note = cmp.Or(text.mismatch(t, e, l.claims[i], l.release), e.Note)
			}
		}
	}
	for i := range out.Code {
		out.Code[i].Source = text.line(out.Code[i].File, out.Code[i].Line)
	}
	return out
}

// unread is the listing without sources, as they cannot be had.
func (l *look) unread(waited time.Duration) crash.Listing {
	out := l.Listing
	out.Places = slices.Clone(out.Places)
	for i := range out.Places {
		if e := &out.Places[i]; e.Note == "" {
			e.Note = fmt.Sprintf("%s cannot be read: the disk or network that holds the sources does not answer (%v)", e.File, waited)
		}
	}
	return out
}

// places are where a frame is, and what is inlined there.
func (set *images) places(out *crash.Listing, c *parse.Crash, f *arch.Frame) {
	var found []symbol.Location
	if f.HasOffset {
		found = set.lookup(set.place(f), f.Module)
	}
	for _, l := range found {
		out.Places = append(out.Places, crash.Excerpt{Function: l.Function, File: l.File, Line: l.Line})
	}
	if found == nil {
		out.Places = []crash.Excerpt{{Function: f.Function, Note: set.noLocation(c, f)}}
	}
}

// noLocation says why a frame has no source line and what to do about it.
func (set *images) noLocation(c *parse.Crash, f *arch.Frame) string {
	m := set.of(f.Module)
	switch {
	case f.Function == "" || !f.HasOffset:
		return "the frame is a bare address that no symbol file explains"
	case m == nil && set.refused[f.Module] != nil:
		return set.refused[f.Module].Error()
	case m == nil && f.Module != "":
		return "no file for module " + f.Module + ": give --modules DIR, where " + f.Module + ".ko lies"
	case m == nil:
		text, _ := set.kernelState(c)
		return text
	case m.image.Refused() != nil:
		return notWhole(m.path, m.image)
	case !m.image.HasLines():
		return filepath.Base(m.path) + " has no debug information: build it with CONFIG_DEBUG_INFO, or -g"
	}
	if several := set.candidates(f); several != nil {
		words := make([]string, len(several))
		for i, in := range several {
			words[i] = fmt.Sprintf("%s:%d", in.File, in.Line)
		}
		return fmt.Sprintf("%d functions are called %s and nothing tells which it was: %s", len(several), f.Function, strings.Join(words, ", "))
	}
	return filepath.Base(m.path) + " does not tell the line of " + f.Function
}

// noCode says why a frame has no machine code, "" when it should.
func (set *images) noCode(f *arch.Frame) string {
	m := set.of(f.Module)
	switch {
	case m == nil, f.Function == "", !f.HasOffset:
		return "no machine code without the file that it is in"
	case m.withCode() == nil:
		return filepath.Base(m.path) + " holds symbols only, no machine code: give the vmlinux or .ko itself"
	}
	return ""
}

// What is decoded around a place. Farther back than this x86 does not begin at
// an instruction for certain; it finds the boundary within a few.
const (
	codeBefore = 4096
	codeBehind = 2048
)

// code fills in the machine code of a frame.
func (set *images) code(out *crash.Listing, f *arch.Frame, around int) {
	if out.NoCode = set.noCode(f); out.NoCode != "" {
		return
	}
	m := set.of(f.Module)
	im := m.withCode()
	out.Image = filepath.Base(m.path)
	at, ok := im.Find(set.place(f))
	if !ok || at < f.Offset {
		out.NoCode = out.Image + " has no function " + f.Function + " that this must be"
		return
	}
	machine, _, _ := im.Machine()
	d := disassembly{im: im, arch: all.ByMachine(machine), function: f.Function, start: at - f.Offset, at: at}
	if f.Offset == 0 && !f.Exact { // the call was the last instruction of what stands before
		if name, offset, _, ok := im.Symbol(at - min(at, 1)); ok {
			d.function, d.start = name, at-1-offset
		}
	}
	code := d.decode()
	if len(code) == 0 {
		out.NoCode = "there is no disassembler for " + strings.ToLower(strings.TrimPrefix(machine.String(), "EM_")) + " here"
		return
	}
	out.Function, out.Start, out.Return = d.function, d.start, !f.Exact
	mark := slices.IndexFunc(code, func(in crash.Instruction) bool { return in.Address >= at })
	if mark < 0 {
		mark = len(code)
	}
	switch {
	case !f.Exact:
		mark = d.callBefore(code, mark)
	case mark > 0 && mark < len(code) && code[mark].Address != at: // within the one before
		mark--
	}
	first := max(mark-around, 0)
	out.Code, out.Mark = code[first:min(max(mark, 0)+around+1, len(code))], mark-first
	if mark < 0 || mark == len(code) {
		out.Mark = -1
	}
	d.lines(out.Code, m.image, symbol.Place{Function: d.function, Size: f.Size})
}

// callBefore returns the call that returns to an instruction: the one before it,
// or, as MIPS runs one more behind a jump, the one before that; -1 for none.
func (d *disassembly) callBefore(code []crash.Instruction, at int) int {
	if at > 1 && !d.arch.Branches(code[at-1].Text) && d.arch.Branches(code[at-2].Text) {
		return at - 2
	}
	return at - 1
}
