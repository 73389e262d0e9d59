package places

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"path"
	"slices"
	"strings"
)

// encode writes the table: names, prefixes with a star, modules in brackets, and
// their places.
func encode(places map[string]string) ([]byte, error) {
	var paths []string
	for _, p := range places {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) > 1<<pathBits {
		return nil, fmt.Errorf("%d paths: pathBits is too small", len(paths))
	}
	buckets := make([][]uint32, 1<<bucketBits)
	for name, place := range places {
		n, _ := slices.BinarySearch(paths, place)
		bucket, print := slot(hashOf(name))
		buckets[bucket] = append(buckets[bucket], print|uint32(n))
	}
	out := binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(paths)))
	n := 0
	for _, p := range append([]string{""}, paths...) {
		n += len(p)
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	out = append(out, strings.Join(paths, "")...)
	n = 0
	for _, b := range buckets {
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
		n += len(b)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(n))
	for _, b := range buckets {
		slices.Sort(b)
		for _, e := range b {
			out = binary.LittleEndian.AppendUint32(out, e)
		}
	}
	return out, nil
}

// area is a path, or a pattern and the directory that it stands in, and where its
// owner stands.
type area struct {
	path, pattern string
	owner         int
}

// encodeLists writes what readMaintainers read.
func encodeLists(sections string) []byte {
	var areas []area
	var owners strings.Builder
	for line := range strings.Lines(sections) {
		title, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		list, files, _ := strings.Cut(rest, "\t")
		for _, f := range strings.Fields(files) {
			a := area{strings.TrimSuffix(f, "/"), "", owners.Len()}
			if strings.ContainsAny(f, "*?[") {
				a.path, a.pattern = path.Dir(a.path), a.path
			}
			areas = append(areas, a)
		}
		owners.WriteString(title + "\t" + list + "\n")
	}
	slices.SortStableFunc(areas, func(a, b area) int {
		return cmp.Or(cmp.Compare(a.path+"\t", b.path+"\t"), cmp.Compare(min(1, len(a.pattern)), min(1, len(b.pattern))), cmp.Compare(a.owner, b.owner))
	})
	var out []byte
	for _, a := range areas {
		out = fmt.Appendf(out, "%s\t%s\t%d\n", a.path, a.pattern, a.owner)
	}
	return append(append(out, '\n'), owners.String()...)
}
