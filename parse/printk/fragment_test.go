package printk

import (
	"strings"
	"testing"
)

func TestFragmentsBecomeOneRecord(t *testing.T) {
	const a, b, c = "6,416,1758426,-,ncfrag=0/33;the first chunk,", "6,416,1758426,-,ncfrag=16/33; the 2nd", "6,416,1758426,-,ncfrag=24/33; chunk."
	const next = "6,417,1758430,-,caller=T1;another"
	for line, want := range map[string]string{
		a + b + c:                               "6,416,1758426,-;the first chunk, the 2nd chunk.",
		a + c + b:                               "6,416,1758426,-;the first chunk, the 2nd chunk.",
		a + c:                                   "6,416,1758426,-;the first chunk,… chunk.",
		b + c:                                   "6,416,1758426,-;… the 2nd chunk.",
		a + next:                                "6,416,1758426,-;the first chunk,…" + next,
		a + strings.Replace(b, "416", "418", 1): "6,416,1758426,-;the first chunk,…6,418,1758426,-;… the 2nd",
		// The text of a piece may end in digits, and hold what looks like heads.
		"6.12.0-rc1,4,7,900,-,caller=C0,ncfrag=0/20;r0 : 1234" + "6.12.0-rc1,4,7,900,-,caller=C0,ncfrag=9/20;5678; 1,2,3": "6.12.0-rc1,4,7,900,-,caller=C0;r0 : 12345678; 1,2,3",
		// None of it:
		next:                                 next,
		"6,416,1758426,-,ncfrag=x/33;a":      "6,416,1758426,-,ncfrag=x/33;a",
		"6,416,1758426,-,ncfrag=0/;a":        "6,416,1758426,-,ncfrag=0/;a",
		"9 a sentence about ,ncfrag=0/9;":    "9 a sentence about ,ncfrag=0/9;",
		"6,416,1758426,-,ncfrag=0/33 no end": "6,416,1758426,-,ncfrag=0/33 no end",
	} {
		if got := string(Join(nil, []byte(line))); got != want {
			t.Errorf("%q\nbecame %q\n  want %q", line, got, want)
		}
		if was := IsFragmented([]byte(line)); was != (want != line) {
			t.Errorf("%q: fragmented %v", line, was)
		}
	}
}

// A line of heads and nothing else takes no longer than its length asks for.
func TestJoinIsBounded(t *testing.T) {
	for _, s := range []string{"6,416,1758426,-,ncfrag=0/33;", "6,1,2,-,ncfrag=0/1;7,1,2,-,ncfrag=0/1;", "6,1,2,-,ncfrag=9/9;;;;;1,1,1,"} {
		line := strings.Repeat(s, 16<<10/len(s))
		if got := Join(nil, []byte(line)); len(got) > 2*len(line) {
			t.Errorf("%q: %d bytes became %d", s, len(line), len(got))
		}
	}
}
