package places

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
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
	out := []byte(magic)
	text := pack(strings.Join(paths, "\n"))
	out = append(binary.LittleEndian.AppendUint32(out, uint32(len(text))), text...)
	n := 0
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

func pack(text string) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	w.Write([]byte(text))
	w.Close()
	return out.Bytes()
}
