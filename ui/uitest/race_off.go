//go:build !race

package uitest

// Rounds are how often a random test tries.
func Rounds(n int) int { return n }
