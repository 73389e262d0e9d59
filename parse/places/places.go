// Package places knows where the functions of the kernel live: the source file, or
// the directory, that a name out of a call trace is defined in, and whose part of
// the kernel that is.
//
// The knowledge is a file of some 1.8 MB that the tests of this package generate
// out of kernel sources and the debug information of distribution kernels; see
// PROVENANCE.md. It is looked up where it lies in the program: nothing is unpacked
// or built for it.
package places

import (
	"path"
	"strings"
)

// Of returns where a function is defined, as a path from the root of the kernel's
// sources: "mm/slub.c", or a directory where that tells enough ("fs/btrfs") or
// where functions of that name lie in several files. A function that several
// architectures define lies in "arch/*/…". It is "" when the name is not known or
// means different things in different parts of the kernel.
//
// The module, as the trace has it, goes before the name: what a driver of the
// kernel's own tree calls its functions is its affair, and of any other module
// nothing is known.
func Of(function, module string) string {
	function = Bare(function)
	if module == "" {
		return ofFunction(function)
	}
	dir := find(hashOf("[" + strings.ReplaceAll(module, "-", "_") + "]"))
	if dir == "" {
		return ""
	}
	if p := ofFunction(function); p == dir || strings.HasPrefix(p, dir+"/") {
		return p
	}
	return dir
}

// ofFunction looks for the name, for the system call that it may wrap, and for
// what is known of all names that begin like it.
func ofFunction(name string) string {
	if p := find(hashOf(name)); p != "" {
		return p
	}
	if call := SystemCall(name); call != name {
		return find(hashOf(call))
	}
	for {
		if p := ofPrefix(name); p != "" {
			return p
		}
		rest, ok := strings.CutPrefix(name, "__")
		if !ok {
			return ""
		}
		if name = rest; find(hashOf(name)) != "" { // __foo() is what foo() calls
			return find(hashOf(name))
		}
	}
}

// ofPrefix looks for the longest part of the name that ends with a word.
func ofPrefix(name string) (place string) {
	h := hashSeed
	for i := 0; i < len(name)-1; i++ {
		h = hashByte(h, name[i])
		if i > 0 && name[i] == '_' && name[i-1] != '_' {
			if p := find(hashByte(h, '*')); p != "" {
				place = p
			}
		}
	}
	return place
}

// tops are the directories of the kernel's tree that hold its code.
var tops = []string{"arch", "block", "crypto", "drivers", "fs", "include", "init", "io_uring", "ipc", "kernel", "lib", "mm", "net", "rust", "security", "sound", "virt"}

// InTree returns the part of a source file's path that begins in the kernel's own
// tree, "" when there is none: compilers write "./mm/slub.c" and
// "/home/me/linux/mm/slub.c".
func InTree(file string) string {
	file = path.Clean(file)
	if strings.HasPrefix(file, "../") {
		return ""
	}
	if !strings.HasPrefix(file, "/") {
		if isTop(file) {
			return file
		}
		return ""
	}
	for rest := file; ; { // the root may itself lie below a directory named as one of the kernel's
		_, after, ok := strings.Cut(rest, "/")
		if !ok {
			return ""
		}
		if rest = after; isTop(rest) && hasDirectory(path.Dir(rest)) {
			return rest
		}
	}
}

func isTop(file string) bool {
	top, _, below := strings.Cut(file, "/")
	if !below {
		return false
	}
	for _, t := range tops {
		if t == top {
			return true
		}
	}
	return false
}

// Directory is the directory of a place, the part of the kernel that it belongs to:
// "mm" of "mm/slub.c". What every architecture has belongs to "arch".
func Directory(place string) string {
	if path.Ext(place) != "" {
		place = path.Dir(place)
	}
	place, _, _ = strings.Cut(place, "/*")
	return place
}

// Within reports whether a place lies in an area of the kernel: a file, the
// beginning of one ("kernel/time/tick"), or a directory ("mm/kasan/"). An area of
// "arch/*/" is that of every architecture.
func Within(place, area string) bool {
	if rest, ok := strings.CutPrefix(area, "arch/*/"); ok {
		machine, ok := strings.CutPrefix(place, "arch/")
		if !ok {
			return false
		}
		if _, place, ok = strings.Cut(machine, "/"); !ok {
			return false
		}
		area = rest
	}
	return strings.HasPrefix(place, area) || len(area) == len(place)+1 && strings.HasPrefix(area, place) && area[len(place)] == '/'
}
