package places

import (
	_ "embed"
	"path"
	"strings"
	"sync"
)

// listsPacked is what the tests of this package took out of the kernel's
// MAINTAINERS: lines of a section's title, its mailing list, and its files, tab
// between them and blank between files; DEFLATE. It names no people.
//
//go:embed lists.bin
var listsPacked string

// An Owner is a section of the kernel's MAINTAINERS.
type Owner struct {
	Title string // "BTRFS FILE SYSTEM"
	List  string // address of its mailing list: "linux-btrfs@vger.kernel.org"
}

// A register is MAINTAINERS by path.
type register struct {
	areas map[string][]Owner // of a directory, with everything below, or of a file
	globs map[string][]glob  // of the directory that the pattern stands in
}

type glob struct {
	pattern string
	owner   Owner
}

// OwnerOf returns whose a place is: the section of MAINTAINERS that names the file,
// else the one that names the nearest directory above it. A section without a list
// of its own has that of the next one above. The zero Owner is nobody's.
func OwnerOf(place string) (o Owner) {
	place = strings.TrimSuffix(place, "/*")
	if strings.HasPrefix(place, "arch/*") {
		return o
	}
	r := maintainers()
	for rest := place; rest != "." && rest != ""; rest = path.Dir(rest) {
		found := r.areas[rest]
		for _, g := range r.globs[path.Dir(rest)] {
			if ok, _ := path.Match(g.pattern, rest); ok && (rest == place || strings.HasSuffix(g.pattern, "/")) {
				found = append(found[:len(found):len(found)], g.owner)
			}
		}
		for _, f := range found {
			if o.Title == "" {
				o.Title = f.Title
			}
			if f.List != "" {
				o.List = f.List
				return o
			}
		}
	}
	return o
}

// maintainers is read when somebody asks.
var maintainers = sync.OnceValue(func() *register {
	r := &register{map[string][]Owner{}, map[string][]glob{}}
	for line := range strings.Lines(unpack(listsPacked)) {
		title, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list, files, _ := strings.Cut(rest, "\t")
		for _, f := range strings.Fields(files) {
			r.add(f, Owner{title, list})
		}
	}
	return r
})

func (r *register) add(file string, o Owner) {
	file = strings.TrimSuffix(file, "/")
	if strings.ContainsAny(file, "*?[") {
		r.globs[path.Dir(file)] = append(r.globs[path.Dir(file)], glob{file, o})
		return
	}
	r.areas[file] = append(r.areas[file], o)
}
