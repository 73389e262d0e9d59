package symbol

import (
	"strings"
	"unicode"

	"oopscope/parse/mangled"
)

// base is a function's name in the source: without the dot of PowerPC's ELFv1
// and without what compilers append when they split, clone or specialise it
// (.cold, .isra.0, .constprop.0, .part.0, .llvm.123, .lto_priv.0).
func base(name string) string {
	return mangled.Uncloned(strings.TrimLeft(name, "."))
}

// cold tells the out-of-line part that GCC and clang split off; it shares the
// name but not the code with the rest.
func cold(name string) bool { return strings.Contains(name, ".cold") }

// hidden tells symbols that kallsyms leaves out (scripts/kallsyms.c and
// scripts/mksysmap of 4.x to 6.x): they neither name a place nor end one.
func hidden(name string) bool {
	if name == "" || name[0] == '$' { // mapping symbols: $a, $d, $t, $x
		return true
	}
	if strings.HasPrefix(name, ".L") || strings.HasPrefix(name, "L0\x01") {
		return true
	}
	for _, p := range hiddenPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	// arm64 compiles some files a second time, for before the kernel is mapped (__pi_)
	// and for its hypervisor (__kvm_nvhe_): their functions count, their labels do not.
	for _, p := range []string{"__pi_", "__kvm_nvhe_"} {
		if rest, twice := strings.CutPrefix(name, p); twice && rest != "" && (rest[0] == '$' || strings.HasPrefix(rest, ".L") || strings.HasPrefix(rest, "__kcfi_typeid_")) {
			return true
		}
	}
	return thunk(name)
}

var hiddenPrefixes = []string{"__crc_", "__kcrctab_", "__ksymtab_", "__kstrtab", "__efistub_", "__cfi_", "__kcfi_typeid_"}

// thunk tells the code that linkers put where a call reaches too far:
// __AArch64ADRPThunk_printk, __ThumbV7PILongThunk_printk, __LA25Thunk_printk.
func thunk(name string) bool {
	kind, of, is := strings.Cut(name, "Thunk_")
	return is && of != "" && len(kind) > 2 && strings.HasPrefix(kind, "__") && !strings.Contains(kind[2:], "_")
}

// hash is FNV-1a of a name's base, so that all variants fall together.
func hash(name string) uint32 {
	h := uint32(2166136261)
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * 16777619
	}
	return h
}

// printed is a name out of a file as it may be shown: a file may be made to
// harm the terminal. What does not print becomes "?".
func printed(name string) string {
	if !strings.ContainsFunc(name, odd) {
		return name
	}
	return strings.Map(func(r rune) rune {
		if odd(r) {
			return '?'
		}
		return r
	}, name)
}

func odd(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsPrint(r) }

// SameFunction reports whether two names are of one function in the source: clones
// and parts of it have names of their own.
func SameFunction(a, b string) bool { return a != "" && base(a) == base(b) }
