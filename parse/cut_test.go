package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"oopscope/parse/letter"
)

// TestWordsAreCutBetweenLetters brings letters of several bytes to every place
// where a title or a sentence could be cut.
func TestWordsAreCutBetweenLetters(t *testing.T) {
	long := strings.Repeat("ä串👨‍👩‍👧हि", 20)
	cut := 0
	for pad := range 40 {
		words := strings.Repeat("x", pad) + long
		for _, text := range []string{
			"Kernel panic - not syncing: " + words,
			"Internal error: " + words + ": 5 [#1] SMP ARM",
			"BUG: KASAN: use-after-free in " + words + "\n Read of size 8 at addr ffff888003b8a000 by task " + words + "/82",
			"foo 1-0:1.0: probe of " + words + " failed with error -22",
			"platform foo: error -ENOENT: " + words,
			"watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [" + words + ":1726]",
		} {
			d := New(Options{})
			log := ""
			for i, l := range strings.Split(text, "\n") {
				log += fmt.Sprintf("[    2.%06d] %s\n", i, l)
			}
			crashes := d.Feed([]byte(log), time.Time{}).Crashes
			for _, c := range append(crashes, d.Close().Crashes...) {
				whole(t, c.Title, text)
				if len(c.Title) > 90 {
					cut++
				}
				for _, f := range c.Facts {
					whole(t, f.Value, text)
				}
			}
		}
	}
	if cut == 0 {
		t.Error("no title was cut: they are all short")
	}
}

// whole fails when a text ends within a letter of the text it was taken from.
func whole(t *testing.T, s, from string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("%q tears a letter", s)
	}
	for _, torn := range []string{"👨", "👨‍", "👨‍👩", "👨‍👩‍", "ह"} {
		if strings.HasSuffix(s, torn) || strings.Contains(letter.Clean(s), torn+" in ") {
			t.Fatalf("%q ends within a letter", s)
		}
	}
}
