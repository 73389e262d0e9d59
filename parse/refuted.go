package parse

// refuted remembers which lines began a study that came to nothing: a driver that
// says "WARNING: cable length unknown" says so every minute, and a study costs as
// much as reading twenty lines.
type refuted struct {
	seen [64]struct {
		key   uint64
		times uint8
	}
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

// note counts a line whose study was refuted. Of two lines that share a place the
// later one is remembered.
func (r *refuted) note(text []byte) {
	key := keyOf(text)
	s := &r.seen[(key^key>>32)%uint64(len(r.seen))]
	if s.key != key {
		s.key, s.times = key, 0
	}
	s.times = min(s.times+1, enoughRefuted)
}

// vain tells that to study such a line once more tells nothing new.
func (r *refuted) vain(text []byte) bool {
	key := keyOf(text)
	s := &r.seen[(key^key>>32)%uint64(len(r.seen))]
	return s.key == key && s.times >= enoughRefuted
}
