package decode

// A beginning is the set of first bytes that the texts of a table have: most lines of a
// report begin with none of them, and are not compared with each.
type beginning [256]bool

// beginningOf returns that of a table, whose texts are not empty.
func beginningOf[T any](table []T, text func(*T) string) (b beginning) {
	for i := range table {
		b[text(&table[i])[0]] = true
	}
	return b
}
