// Package near finds the word that a person probably meant.
package near

// Distance counts the letters to change, to add, to drop, or to swap with the next one,
// that make b of a.
func Distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := make([]int, len(b)+1)
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// Word returns the one of the words that is nearest to what was written, and "" when none
// is near: one letter of three may be wrong, and of words begun, half is there.
func Word(written string, words []string) (word string) {
	least := len(written)/3 + 1
	for _, w := range words {
		if d := Distance(written, w); d < least {
			word, least = w, d
		}
	}
	if word != "" || len(written) < 3 {
		return word
	}
	for _, w := range words {
		if len(w) > len(written) && w[:len(written)] == written {
			return w
		}
	}
	return ""
}
