package places

import (
	_ "embed"
	"sort"
	"strings"
)

// table is what the tests of this package write:
//
//	8 bytes   "places 2"
//	4 bytes   how many paths there are
//	          where each of them begins in their text, and the last ends, 4 bytes each
//	          their text, sorted
//	(1<<bucketBits)+1 times 4 bytes: the first entry of each bucket
//	          the entries, 4 bytes each, sorted within their bucket
//
// Nothing of it is copied or unpacked: what is on the heap of a scan is paid for
// several times over, and of a file only the pages that are looked at are read.
// All numbers are little-endian. A name belongs to the bucket of the top bits of
// its hash; its entry is the next bits of the hash and the number of the path.
// What only looks like a name that is there is taken for it once in some 10,000
// times: entries have no room for names.
//
//go:embed places.bin
var table string

const (
	magic      = "places 2"
	bucketBits = 14
	pathBits   = 14
	printBits  = 32 - pathBits
)

// hashSeed and hashByte are FNV-1a.
const hashSeed = uint64(14695981039346656037)

func hashByte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * 1099511628211 }

func hashOf(name string) uint64 {
	h := hashSeed
	for i := 0; i < len(name); i++ {
		h = hashByte(h, name[i])
	}
	return h
}

// slot is where the entry of a name with this hash must be, and the part of the
// entry that tells it. FNV is mixed once more: its top bits are the weak ones.
func slot(h uint64) (bucket int, print uint32) {
	h = (h ^ h>>32) * 0x9e3779b97f4a7c15
	return int(h >> (64 - bucketBits)), uint32(h<<bucketBits>>(64-printBits)) << pathBits
}

// find returns the path of the name with this hash, "" when it has none.
func find(h uint64) string {
	_, buckets := parts()
	entries := buckets[4*(1<<bucketBits+1):]
	bucket, print := slot(h)
	for i, end := number(buckets, bucket), number(buckets, bucket+1); i < end; i++ {
		switch e := number(entries, int(i)); {
		case e>>pathBits == print>>pathBits:
			return pathOf(int(e & (1<<pathBits - 1)))
		case e > print:
			return ""
		}
	}
	return ""
}

// paths is how many there are.
func paths() int { return int(number(table[len(magic):], 0)) }

// parts are the text of the paths and what stands behind it.
func parts() (text, buckets string) {
	from := len(magic) + 4 + 4*(paths()+1)
	end := from + int(number(table[from-4:], 0))
	return table[from:end], table[end:]
}

// pathOf is the i-th of the paths.
func pathOf(i int) string {
	ends := table[len(magic)+4:]
	text, _ := parts()
	return text[number(ends, i):number(ends, i+1)]
}

// number is the i-th number of a part of the table.
func number(part string, i int) uint32 {
	p := part[4*i : 4*i+4]
	return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24
}

// hasDirectory tells that a directory of the kernel's tree holds code.
func hasDirectory(dir string) bool {
	first := func(p string) string { // of the paths that do not sort before p
		if i := sort.Search(paths(), func(i int) bool { return pathOf(i) >= p }); i < paths() {
			return pathOf(i)
		}
		return ""
	}
	return first(dir) == dir || strings.HasPrefix(first(dir+"/"), dir+"/")
}
