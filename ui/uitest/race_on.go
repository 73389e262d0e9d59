//go:build race

package uitest

// Rounds are how often a random test tries. None of them starts a goroutine,
// so the race detector, ten times slower, only needs to see each kind of step.
func Rounds(n int) int { return max(n/8, 1) }
