package parse

import "slices"

// refuted remembers which lines began a study that came to nothing: a driver that
// says "WARNING: cable length unknown" says so every minute, and a study costs as
// much as reading twenty lines.
type refuted struct {
	seen [16][4]oneRefuted // by the key's last bits, the latest first
}

type oneRefuted struct {
	key   uint64
	times uint8
}

// enoughRefuted is how often the same words are studied in vain.
const enoughRefuted = 4

// keyBytes bounds what of a line counts for its key.
const keyBytes = 120

// keyOf is the same for lines that differ in numbers alone.
func keyOf(text []byte) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for _, c := range text[:min(len(text), keyBytes)] {
		if c < '0' || c > '9' {
			h = (h ^ uint64(c)) * 1099511628211
		}
	}
	return h
}

// note counts a line whose study was refuted. Of lines that share a place the latest
// are remembered.
func (r *refuted) note(text []byte) {
	key := keyOf(text)
	row := r.row(key)
	i := slices.IndexFunc(row[:], func(o oneRefuted) bool { return o.key == key })
	of := oneRefuted{key: key}
	if i < 0 {
		i = len(row) - 1
	} else {
		of = row[i]
	}
	of.times = min(of.times+1, enoughRefuted)
	copy(row[1:i+1], row[:i])
	row[0] = of
}

// vain tells that to study such a line once more tells nothing new.
func (r *refuted) vain(text []byte) bool {
	key := keyOf(text)
	return slices.Contains(r.row(key)[:], oneRefuted{key, enoughRefuted})
}

func (r *refuted) row(key uint64) *[4]oneRefuted { return &r.seen[(key^key>>32)%uint64(len(r.seen))] }
