package trigger

import (
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse/literal"
)

var chooseGrams = flag.Bool("grams", false, "choose the grams of the trigger filter anew and write grams.go")

// TestGrams chooses, when asked, the grams over the lines of real captures that
// hold no trigger: as few places as possible may look like a literal there.
func TestGrams(t *testing.T) {
	if !*chooseGrams {
		t.Skip("only with -grams")
	}
	text := quietText(t)
	var literals []string
	for _, x := range table() {
		if !x.early { // wanted seldom
			literals = append(literals, x.literal)
		}
	}
	chosen := append(coverBy(literals, text), "  0.", "  1.")
	c := newChooser(chosen, text)
	c.settle(rand.New(rand.NewPCG(5, 6)), 20000)
	t.Logf("%d grams in %d buckets stop at one place in %d, by nibbles at one in %d",
		len(chosen), literal.Buckets, len(c.samples)/(1+c.stops(0)), len(c.samples)/(1+c.stops(1)))
	if err := os.WriteFile("grams.go", c.source(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// prefixes stand in front of the lines: no logger's own words may look like a
// literal.
var prefixes = []string{
	"[%5d.%06d] ", "[%5d.%06d] ", "[%5d.%06d][    T1] ", "<6>[%5d.%06d] ", "[%5[1]d.%06[2]d] ",
	"Nov 20 05:%02[1]d:07 board kernel: [%5[1]d.%06[2]d] ", "2026-11-20T05:%02[1]d:07.%06[2]d+00:00 host kernel: ",
	"Nov 20 05:%02[1]d:07 raspberrypi systemd[1]: Started %06[2]d ", "[Fri Nov 20 05:%02[1]d:07 2026] %06[2]d",
}

// oftenSaid is how many lines an ordinary one counts for.
const oftenSaid = 30

// quietText is every line of the captures that holds no trigger, without its
// early time, once, and the ordinary lines many times.
func quietText(t *testing.T) []byte {
	var names []string
	for _, of := range []string{"*/*.log", "*/*/*.log", "*/*/*/*.log", "labelled/*.txt"} {
		more, _ := filepath.Glob("../../testdata/" + of)
		names = append(names, more...)
	}
	if len(names) == 0 {
		t.Fatal("no captures")
	}
	seen := map[string]bool{}
	var text []byte
	var m Matcher
	var f Found
	add := func(line []byte) {
		key := string(line[min(len(line), 15):])
		if _, late := m.Match(&f, line, 0); !late && !seen[key] {
			seen[key] = true
			text = append(text, fmt.Sprintf(prefixes[len(seen)%len(prefixes)], len(text)/500, len(text)%1000000)...)
			text = append(text, key...)
		}
	}
	for _, name := range names {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range bytes.SplitAfter(log, newline) {
			add(line)
		}
	}
	for i := range oftenSaid {
		for _, line := range ordinary {
			add(fmt.Appendf(nil, "[%12.6f] "+line+"\n", 1e4+float64(i), i))
		}
	}
	return text
}

// coverBy chooses grams that are rare in the text, each for as many literals as
// possible, until every literal has one.
func coverBy(literals []string, text []byte) []string {
	count := map[string]int{}
	for i := 0; i+literal.GramLen <= len(text); i++ {
		count[string(text[i:i+literal.GramLen])]++
	}
	var chosen []string
	todo := map[string]bool{}
	for _, l := range literals {
		if len(l) < literal.GramLen {
			chosen = append(chosen, l)
		} else {
			todo[l] = true
		}
	}
	var bytes [256]float64
	for i := range text {
		bytes[text[i]] += 1 / float64(len(text))
	}
	for len(todo) > 0 {
		gram := bestGram(todo, count, &bytes)
		chosen = append(chosen, gram)
		for l := range todo {
			if strings.Contains(l, gram) {
				delete(todo, l)
			}
		}
	}
	return chosen
}

func bestGram(todo map[string]bool, count map[string]int, share *[256]float64) string {
	covers := map[string]int{}
	for l := range todo {
		for i := 0; i+literal.GramLen <= len(l); i++ {
			if g := l[i : i+literal.GramLen]; strings.Index(l, g) == i {
				covers[g]++
			}
		}
	}
	best, most := "", -1e9
	for g, n := range covers {
		worth := float64(min(n, 6)) + 0.01*float64(n) - 0.1*float64(count[g])
		for _, c := range []byte(g) { // rare bytes keep a bucket small
			worth -= 0.5 * math.Log10(share[c]+1e-5)
		}
		if worth > most || worth == most && g < best {
			best, most = g, worth
		}
	}
	return best
}

// chooser puts grams into buckets so that few samples of the text pass one.
type chooser struct {
	grams   []string
	bucket  []int
	samples [][literal.GramLen]byte
	passed  [2][literal.Buckets][]bool // by the sets of bytes, and by the sets of nibbles
	through [2][]int8                  // how many buckets a sample passes
	cost    int
}

// What a sample costs that passes a bucket by bytes (the fastest kernel and the
// portable one stop there) and by nibbles.
var costs = [2]int{3, 1}

func newChooser(grams []string, text []byte) *chooser {
	c := &chooser{}
	r := rand.New(rand.NewPCG(7, 8))
	for range 100000 {
		i := r.IntN(len(text) - literal.GramLen)
		c.samples = append(c.samples, [literal.GramLen]byte(text[i:i+literal.GramLen]))
	}
	for way := range costs {
		c.through[way] = make([]int8, len(c.samples))
		for b := range literal.Buckets {
			c.passed[way][b] = make([]bool, len(c.samples))
		}
	}
	for i, g := range grams { // each where it does least harm
		c.grams = append(c.grams, g)
		c.bucket = append(c.bucket, 0)
		c.fill(0)
		best, least := 0, c.cost
		for b := 1; b < literal.Buckets; b++ {
			if c.move(i, b); c.cost < least {
				best, least = b, c.cost
			}
		}
		c.move(i, best)
	}
	return c
}

func (c *chooser) move(gram, to int) {
	from := c.bucket[gram]
	c.bucket[gram] = to
	c.fill(from)
	c.fill(to)
}

// fill works out anew which samples pass a bucket.
func (c *chooser) fill(bucket int) {
	var sets [literal.GramLen][256]bool
	var low, high [literal.GramLen][16]bool
	for i, g := range c.grams {
		for j := 0; c.bucket[i] == bucket && j < literal.GramLen; j++ {
			for x := range 256 {
				if j >= len(g) || g[j] == byte(x) {
					sets[j][x], low[j][x&15], high[j][x>>4] = true, true, true
				}
			}
		}
	}
	for i, s := range c.samples {
		byBytes, byNibbles := true, true
		for j, x := range s {
			byNibbles = byNibbles && low[j][x&15] && high[j][x>>4]
			byBytes = byBytes && sets[j][x]
		}
		c.note(0, bucket, i, byBytes)
		c.note(1, bucket, i, byNibbles)
	}
}

func (c *chooser) note(way, bucket, sample int, passes bool) {
	was := &c.passed[way][bucket][sample]
	if *was == passes {
		return
	}
	n := &c.through[way][sample]
	if *was = passes; passes {
		if *n++; *n == 1 {
			c.cost += costs[way]
		}
	} else if *n--; *n == 0 {
		c.cost -= costs[way]
	}
}

// settle moves one gram at a time as long as it helps.
func (c *chooser) settle(r *rand.Rand, rounds int) {
	for range rounds {
		i, was, cost := r.IntN(len(c.grams)), 0, c.cost
		if was = c.bucket[i]; len(c.grams[i]) < literal.GramLen {
			continue
		}
		if c.move(i, r.IntN(literal.Buckets)); c.cost > cost {
			c.move(i, was)
		}
	}
}

// stops is how many samples pass some bucket.
func (c *chooser) stops(way int) int {
	n := 0
	for _, t := range c.through[way] {
		if t > 0 {
			n++
		}
	}
	return n
}

func (c *chooser) source() []byte {
	var b strings.Builder
	b.WriteString("package trigger\n\nimport \"oopscope/parse/literal\"\n\n// grams, by bucket, were chosen over real logs: run the tests of this package\n// with -grams when the tables of literals grew. A stale table costs time only.\n")
	b.WriteString("var grams = literal.Grams{\n")
	for k := range literal.Buckets {
		var in []string
		for i, g := range c.grams {
			if c.bucket[i] == k {
				in = append(in, fmt.Sprintf("%q", g))
			}
		}
		slices.Sort(in)
		b.WriteString("\t{" + strings.Join(in, ", ") + "},\n")
	}
	b.WriteString("}\n")
	src, err := format.Source([]byte(b.String()))
	if err != nil {
		panic(err)
	}
	return src
}
