package literal

import "oopscope/parse/ascii"

// gramOf chooses the five bytes by which a set knows a literal, where they stand
// in it, and the bucket they share. A literal that holds no known gram gets the five
// that look rarest, and no bucket (-1) yet.
func gramOf(literal string, known map[uint64]int) (gram string, at, bucket int) {
	size := min(len(literal), gramLen)
	for i := 0; i+size <= len(literal); i++ {
		if b, ok := known[packed(literal[i:i+size])]; ok {
			return literal[i : i+size], i, b
		}
	}
	gram, at = rarest(literal)
	return gram, at, -1
}

// index says in which bucket a gram is, packed.
func (by *Grams) index() map[uint64]int {
	index := make(map[uint64]int, maxGrams)
	for b, list := range by {
		for _, g := range list {
			index[packed(g)] = b
		}
	}
	return index
}

// packed is a gram as a number: its length, and its bytes.
func packed(gram string) uint64 {
	word := uint64(len(gram))
	for i := range len(gram) {
		word = word<<8 | uint64(gram[i])
	}
	return word
}

// rarest returns the five bytes in a row that a log has least of.
func rarest(literal string) (gram string, at int) {
	if len(literal) <= gramLen {
		return literal, 0
	}
	best := -1
	for i := 0; i+gramLen <= len(literal); i++ {
		score := 0
		for _, c := range []byte(literal[i : i+gramLen]) {
			score += rarity(c)
		}
		if score > best {
			best, at = score, i
		}
	}
	return literal[at : at+gramLen], at
}

func rarity(c byte) int {
	switch {
	case c >= 'A' && c <= 'Z':
		return 4
	case c == 'j', c == 'q', c == 'z', c == 'x', c == 'k', c == 'v', c == 'w':
		return 3
	case c >= 'a' && c <= 'z', c == ' ', ascii.IsDigit(c):
		return 0
	}
	return 2
}
