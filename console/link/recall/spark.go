package recall

import (
	"strings"

	"oopscope/console/link"
)

// Spark draws numbers as a row of letters, one each: a dot for none, and from ▁ to
// █ for the largest.
func Spark(counts []int) string {
	most := 0
	for _, n := range counts {
		most = max(most, n)
	}
	var b strings.Builder
	for _, n := range counts {
		if n <= 0 {
			b.WriteRune('·')
		} else {
			b.WriteRune(bars[(n*len(bars)+most-1)/most-1])
		}
	}
	return b.String()
}

var bars = []rune("▁▂▃▄▅▆▇█")

// ByBoot counts the crashes of every signature in each of the last boots, oldest
// first.
func ByBoot(lives []link.Life, boots int) map[string][]int {
	lives = lives[max(len(lives)-boots, 0):]
	counts := map[string][]int{}
	for i := range lives {
		for _, d := range lives[i].Crashes {
			if counts[d.Key] == nil {
				counts[d.Key] = make([]int, len(lives))
			}
			counts[d.Key][i]++
		}
	}
	return counts
}

// Boots returns the row of one signature, "" when it is in none of the boots.
func Boots(counts map[string][]int, key string) string {
	if counts[key] == nil {
		return ""
	}
	return Spark(counts[key])
}
