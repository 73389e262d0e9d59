package typed

import (
	"cmp"
	"slices"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/symbol/ctype"
)

// bytewise are the functions that touch nothing but what they are given
// (include/linux/string.h), with the argument that each writes to and the one
// that it reads, -1 for none or several; architectures have their own of each,
// in assembly.
var bytewise = map[string]struct{ writes, reads int }{
	"memcpy": {0, 1}, "memmove": {0, 1}, "memset": {0, -1}, "memchr": {-1, 0}, "memscan": {-1, 0}, "strlen": {-1, 0}, "strnlen": {-1, 0},
	"strcpy": {0, 1}, "strncpy": {0, 1}, "strlcpy": {0, 1}, "strscpy": {0, 1}, "strchr": {-1, 0}, "strrchr": {-1, 0}, "strnchr": {-1, 0},
	"memcmp": {-1, -1}, "bcmp": {-1, -1}, "strcmp": {-1, -1}, "strncmp": {-1, -1}, "strstr": {-1, -1},
}

// becomes tells whether a call of one function is one of another: memcpy is the
// best of memcpy_orig, memcpy_erms, __pi_memcpy for the machine.
func becomes(callee, function string) bool {
	callee, function = plainName(callee), plainName(function)
	return callee != "" && (function == callee || strings.HasPrefix(function, callee+"_"))
}

// plainName is a function's name without what marks its copies and the parts that
// the compiler put elsewhere: __pi_memcpy, schedule.cold.
func plainName(function string) string {
	name := strings.TrimSuffix(strings.TrimPrefix(strings.TrimLeft(function, "_"), "pi_"), ".cold")
	return cmp.Or(ioNames[name], name)
}

// ioNames are second names of functions that arm's traces prefer
// (arch/arm/lib/memcpy.S and memset.S).
var ioNames = map[string]string{"mmiocpy": "memcpy", "mmioset": "memset"}

// given is what a function without a file was given that went wrong, in the
// caller's words, where its code was not printed from the beginning: of a
// function on bytes the pointer that it reads, or writes; of others the member
// of a NULL structure at the address.
func (k *looker) given() *crash.Operand {
	caller, call := k.above(&code{frame: 0})
	if caller == nil {
		return nil
	}
	callee := caller.callee[call]
	if touches, ok := bytewise[plainName(callee)]; ok {
		n := touches.reads
		if k.Crash.Dump.Fault.Access == "write" {
			n = touches.writes
		}
		return k.bytesGiven(caller, call, n)
	}
	return k.memberGiven(caller, call)
}

// bytesGiven is the pointer to bytes that a function was given.
func (k *looker) bytesGiven(caller *code, call, n int) *crash.Operand {
	if n < 0 || k.Crash.Dump.Fault.Access == "" {
		return nil
	}
	s := k.search()
	s.deep = true
	vs, _ := s.held(caller, caller.calls.Args[n], call)
	for _, v := range vs {
		v.foreign = true
		if v.off != 0 || v.loose || v.object || v.image || v.number {
			continue
		}
		if ps := v.parts(0); len(ps) == 1 && v.member != nil {
			return k.said(ps, crash.OfMemory)
		}
	}
	return nil
}

// mostGiven is how many arguments a function may have that nothing is known of.
const mostGiven = 4

// memberGiven is the member whose address a function was given, where the
// address of the fault lies in that member of a NULL structure, and of no other.
func (k *looker) memberGiven(caller *code, call int) (found *crash.Operand) {
	callee := caller.callee[call]
	params := caller.debug.Function(caller.insns[caller.at].Address+caller.shift, callee).Members()
	if len(params) > len(caller.calls.Args) || slices.ContainsFunc(params, func(m ctype.Member) bool { return m.Type.Bytes() > caller.word() }) {
		return nil
	}
	if params == nil { // not declared: see [code.passed]
		params = make([]ctype.Member, min(len(caller.calls.Args), mostGiven))
	}
	at, ok := k.effective()
	for n, m := range params {
		vs, _ := k.search().held(caller, caller.calls.Args[n], call)
		size := uint64(max(m.Type.Pointee().Bytes(), 0))
		for i, v := range caller.passed(slices.Clone(vs), callee, n) {
			off := uint64(vs[i].off)
			if v.inside != nil && m.Type == nil {
				size = uint64(max(v.inside.of.Bytes(), 0))
			}
			if v.inside == nil || vs[i].object || !ok || !inNull(at, off, size) {
				continue
			}
			if found != nil {
				return nil
			}
			found = k.said([]part{*v.inside}, crash.OfMemory)
			break
		}
	}
	return found
}

// inNull tells an address in a member of a NULL structure, behind its beginning.
func inNull(at, member, size uint64) bool {
	return member != 0 && at < nullPage && at >= member && at < member+size
}
