package places

import (
	"compress/flate"
	_ "embed"
	"io"
	"strings"
	"sync"
)

// table is what the tests of this package write:
//
//	8 bytes   "places 1"
//	4 bytes   length of the paths, packed
//	          the paths: one a line, DEFLATE
//	(1<<bucketBits)+1 times 4 bytes: the first entry of each bucket
//	          the entries, 4 bytes each, sorted within their bucket
//
// All numbers are little-endian. A name belongs to the bucket of the top bits of
// its hash; its entry is the next bits of the hash and the number of the path.
// What only looks like a name that is there is taken for it once in some 10,000
// times: entries have no room for names.
//
//go:embed places.bin
var table string

const (
	magic      = "places 1"
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
	buckets := table[len(magic)+4+packed():]
	entries := buckets[4*(1<<bucketBits+1):]
	bucket, print := slot(h)
	for i, end := number(buckets, bucket), number(buckets, bucket+1); i < end; i++ {
		switch e := number(entries, int(i)); {
		case e>>pathBits == print>>pathBits:
			return paths()[e&(1<<pathBits-1)]
		case e > print:
			return ""
		}
	}
	return ""
}

// packed is the length of the packed paths.
func packed() int { return int(number(table[len(magic):], 0)) }

// number is the i-th number of a part of the table.
func number(part string, i int) uint32 {
	p := part[4*i : 4*i+4]
	return uint32(p[0]) | uint32(p[1])<<8 | uint32(p[2])<<16 | uint32(p[3])<<24
}

// paths are unpacked when the first name is found.
var paths = sync.OnceValue(func() []string {
	from := len(magic) + 4
	return strings.Split(unpack(table[from:from+packed()]), "\n")
})

// unpack reads what the generator packed. It is part of the program: damage is not
// to be expected and leaves nothing known.
func unpack(packed string) string {
	text, err := io.ReadAll(flate.NewReader(strings.NewReader(packed)))
	if err != nil {
		return ""
	}
	return string(text)
}

// directories are those of the kernel's tree that hold code.
var directories = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, p := range paths() {
		for ; p != "" && !all[p]; p = p[:max(0, strings.LastIndexByte(p, '/'))] {
			all[p] = true
		}
	}
	return all
})

func hasDirectory(dir string) bool { return directories()[dir] }
