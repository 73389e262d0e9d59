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
	if colon < 4 || colon+1 == len(s) || !isSource(s[:colon]) {
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

// isSource tells a name of a source file by its ending.
func isSource(s string) bool {
	for _, ending := range [...]string{".c", ".h", ".S", ".rs"} {
		if strings.HasSuffix(s, ending) {
			return true
		}
	}
	return false
}
