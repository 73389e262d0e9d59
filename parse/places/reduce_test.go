package places

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// placeNames says of every name where it is defined: in a file, in a directory when
// several of one name lie there, or nowhere ("") when they have nothing in common.
func placeNames(all []definition) map[string]string {
	byName := map[string][]definition{}
	for _, d := range all {
		byName[d.name] = append(byName[d.name], d)
	}
	places := make(map[string]string, len(byName))
	for name, defs := range byName {
		places[name] = placeOf(defs)
	}
	return places
}

// placeOf is where the definitions of one name lie. One that the whole kernel can
// call goes before those that only their file can; one of all machines before
// those of one; and a function of several architectures lies in arch/*.
func placeOf(defs []definition) string {
	prefer := func(better func(definition) bool) {
		if some := slices.DeleteFunc(slices.Clone(defs), func(d definition) bool { return !better(d) }); len(some) > 0 {
			defs = some
		}
	}
	prefer(func(d definition) bool { return !d.static })
	prefer(func(d definition) bool { return !strings.HasPrefix(d.file, "include/") })
	prefer(func(d definition) bool { return !strings.HasPrefix(d.file, "arch/") })
	prefer(func(d definition) bool { return len(defs) == 1 || !defs[0].static && ofAll.MatchString(d.file) })
	files := make([]string, len(defs))
	for i, d := range defs {
		files[i] = d.file
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if len(files) > 1 && strings.HasPrefix(files[0], "arch/") {
		for i, f := range files {
			files[i] = anyMachine(f)
		}
		files = slices.Compact(files)
	}
	place := files[0]
	for _, f := range files[1:] {
		place = common(place, f)
	}
	return coarse(place)
}

// ofAll are the parts that every kernel has: what the others define by a name of
// theirs is for a kernel where they take its place.
var ofAll = regexp.MustCompile(`^(?:kernel|mm|lib|init|ipc|block|fs)/`)

// anyMachine is a path of one architecture as that of any: arch/*/mm/fault.c.
func anyMachine(file string) string {
	if part := strings.SplitN(file, "/", 3); len(part) == 3 && part[0] == "arch" {
		return "arch/*/" + part[2]
	}
	return file
}

// common is the directory that two places have in common.
func common(a, b string) string {
	if a == b {
		return a
	}
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as)-1 && n < len(bs)-1 && as[n] == bs[n] {
		n++
	}
	if n == len(as)-1 && n < len(bs) && as[n] == bs[n] { // a is a directory above b
		n++
	} else if n == len(bs)-1 && n < len(as) && as[n] == bs[n] {
		n++
	}
	return strings.Join(as[:n], "/")
}

// byFile are the directories whose files differ in what they are for; elsewhere
// the directory says enough.
var byFile = []string{"kernel", "mm", "lib", "fs", "block", "init", "ipc", "io_uring", "net/core", "net/socket.c", "security", "crypto", "drivers/base", "drivers/tty", "include/linux", "virt"}

func coarse(place string) string {
	dir := path.Dir(place)
	if path.Ext(place) == "" || strings.HasPrefix(place, "arch/") || slices.Contains(byFile, dir) || slices.Contains(byFile, place) || strings.HasPrefix(dir, "kernel/") || strings.HasPrefix(dir, "mm/") {
		return place
	}
	return dir
}

// fewest are as many functions as a prefix must have to stand for them.
const fewest = 4

// reduce takes out the names whose prefix tells the place: all of btrfs_* lie in
// fs/btrfs. It returns names, and prefixes with a star.
func reduce(places map[string]string) map[string]string {
	names := make([]string, 0, len(places))
	for n := range places {
		names = append(names, n)
	}
	slices.Sort(names)
	out := map[string]string{}
	reduceBelow(names, places, 0, out)
	return out
}

// reduceBelow works on sorted names that share their first at bytes.
func reduceBelow(names []string, places map[string]string, at int, out map[string]string) {
	for len(names) > 0 {
		end := wordEnd(names[0], at)
		if end < 0 {
			out[names[0]] = places[names[0]]
			names = names[1:]
			continue
		}
		prefix, n := names[0][:end], 1
		for n < len(names) && strings.HasPrefix(names[n], prefix) {
			n++
		}
		if place := shared(names[:n], places); n >= fewest && place != "" {
			out[prefix+"*"] = place
		} else {
			reduceBelow(names[:n], places, end, out)
		}
		names = names[n:]
	}
}

// wordEnd is behind the next underscore that ends a word, -1 when there is none.
func wordEnd(name string, at int) int {
	for i := at + 1; i < len(name)-1; i++ {
		if name[i] == '_' && name[i-1] != '_' {
			return i + 1
		}
	}
	return -1
}

// shared is the place that all the names have, or the directory of one driver, file
// system or protocol that they lie in.
func shared(names []string, places map[string]string) string {
	place := places[names[0]]
	for _, n := range names[1:] {
		if place = common(place, places[n]); !telling(place) && place != places[names[0]] {
			return ""
		}
	}
	for _, n := range names {
		if places[n] != place && !telling(place) {
			return ""
		}
	}
	return place
}

// telling tells a directory that is one subsystem, whatever lies below.
func telling(dir string) bool {
	part := strings.Split(dir, "/")
	switch part[0] {
	case "drivers", "sound":
		return len(part) >= 3
	case "fs", "net", "security":
		return len(part) >= 2 && dir != "net/core" && path.Ext(dir) == ""
	}
	return false
}
