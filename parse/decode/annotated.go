package decode

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// unannotate takes the source location off a line that went through a
// symbolizer before we got it:
//
//	unlock_page+0x18/0xb8 mm/folio-compat.c:20
//	_compound_head include/linux/page-flags.h:253 [inline]
//
// An inlined function comes back in the location's Function; a line without a
// location comes back as it is.
func unannotate(t string) (string, arch.Inline) {
	s := strings.TrimRight(t, " ")
	inline := strings.HasSuffix(s, " [inline]")
	s = strings.TrimSuffix(s, " [inline]")
	colon := strings.LastIndexByte(s, ':')
	if colon < 4 || colon+1 == len(s) || !arch.IsSource(s[:colon]) {
		return t, arch.Inline{}
	}
	line, err := strconv.Atoi(s[colon+1:])
	space := strings.LastIndexByte(s[:colon], ' ')
	if err != nil || space < 1 || !inline && !strings.Contains(s[:space], "+0x") {
		return t, arch.Inline{}
	}
	loc := arch.Inline{File: s[space+1 : colon], Line: line}
	head := strings.TrimRight(s[:space], " ")
	if inline {
		loc.Function = head[strings.LastIndexByte(head, ' ')+1:]
	}
	return head, loc
}

// takeLocated gives the architecture a line of which a symbolizer left the name
// and where in the source it is. What reads places wants an offset: it gets one
// that is taken back.
func (x *decoding) takeLocated(dump *arch.Dump, l arch.Line, head string, all []arch.Inline, module string) {
	var at arch.Inline
	if len(all) > 0 {
		at = all[len(all)-1]
	}
	bare := !strings.Contains(head, "+0x")
	if bare {
		head += "+0x0/0x0"
	}
	if module != "" {
		head += " [" + module + "]"
	}
	if name := strings.TrimPrefix(head, "? "); strings.IndexByte(strings.TrimSuffix(name, " ["+module+"]"), ' ') < 0 {
		head = " " + head // a frame
	}
	frames := len(dump.Chain)
	x.reads().Take(dump, arch.Line{N: l.N, Text: head})
	forget := func(s *arch.Symbol) {
		if bare {
			s.HasOffset, s.Offset, s.Size = false, 0, 0
		}
	}
	switch {
	case len(dump.Chain) > frames:
		f := &dump.Chain[frames]
		f.File, f.FileLine = at.File, at.Line
		forget(&f.Symbol)
	case dump.PCLine == l.N:
		x.diedAt = at
		forget(&dump.PC)
	case dump.LRLine == l.N:
		forget(&dump.LR)
	}
}

// locate gives the place of death what takeLocated kept of it.
func (x *decoding) locate() {
	if c := x.c; x.diedAt.File != "" && len(c.Chain) > 0 && c.Chain[0].File == "" && c.Chain[0].Function == c.Dump.PC.Function {
		c.Chain[0].File, c.Chain[0].FileLine = x.diedAt.File, x.diedAt.Line
	}
}
