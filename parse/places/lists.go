package places

import (
	_ "embed"
	"path"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// lists is what the tests of this package took out of the kernel's MAINTAINERS. It
// names no people. Two tables of lines with tab between their columns, an empty
// line between them:
//
//	a path, or the directory of a pattern; the pattern, empty for a path; where the owner begins in the other table
//	a section's title; its mailing list, empty where it has none
//
// The first is sorted, and searched where it lies in the program.
//
//go:embed lists.bin
var lists string

// An Owner is a section of the kernel's MAINTAINERS.
type Owner struct {
	Title string // "BTRFS FILE SYSTEM"
	List  string // address of its mailing list: "linux-btrfs@vger.kernel.org"
}

// OwnerOf returns whose a place is: the section of MAINTAINERS that names the file,
// else the one that names the nearest directory above it. A section without a list
// of its own has that of the next one above. The zero Owner is nobody's.
func OwnerOf(place string) (o Owner) {
	place = strings.TrimSuffix(place, "/*")
	if strings.HasPrefix(place, "arch/*") {
		return o
	}
	for rest := place; rest != "." && rest != ""; rest = path.Dir(rest) {
		found := named(nil, rest, "")
		if rest == place {
			found = named(found, path.Dir(rest), rest)
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

// areasEnd is where the first table ends.
var areasEnd = sync.OnceValue(func() int { return strings.Index(lists, "\n\n") + 1 })

// named appends the owners of a path, or those of a directory's patterns that match
// a file.
func named(dst []Owner, path, file string) []Owner {
	areas, owners := lists[:areasEnd()], lists[areasEnd()+1:]
	for rest := areas[search(areas, path+"\t"):]; strings.HasPrefix(rest, path+"\t"); {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		pattern, at, _ := strings.Cut(line[len(path)+1:], "\t")
		if !matches(pattern, file) {
			continue
		}
		if i, err := strconv.Atoi(at); err == nil {
			line, _, _ = strings.Cut(owners[i:], "\n")
			title, list, _ := strings.Cut(line, "\t")
			dst = append(dst, Owner{title, list})
		}
	}
	return dst
}

func matches(pattern, file string) bool {
	if pattern == "" || file == "" {
		return pattern == file
	}
	ok, _ := path.Match(pattern, file)
	return ok
}

// search returns where the first of the sorted lines begins that does not sort before
// what it is to begin with.
func search(lines, begin string) int {
	at := func(i int) int { return strings.LastIndexByte(lines[:i], '\n') + 1 } // the line that holds i
	i := sort.Search(len(lines), func(i int) bool { return lines[at(i):] >= begin })
	if i == len(lines) {
		return i
	}
	return at(i)
}
