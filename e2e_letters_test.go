//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/letter"
)

const scripts = "[    1.000000] emoji 😀👍🏽 👨‍👩‍👧 🇩🇪🇫🇷 ❤️ 1️⃣|\n[    1.100000] 串口中文 한국어 ひらがな|\n" +
	"[    1.200000] العربية مُحَمَّد 123 שָׁלוֹם|\n[    1.300000] हिन्दी नमस्ते दुनिया|\n[    1.400000] ภาษาไทย ที่ กำ|\n" +
	"[    1.500000] cafe\u0301 naïve|\n[    1.600000] தமிழ் বাংলা|\n"

// inTmux is how many columns tmux gives a text: it draws joined emoji in two
// and everything else by the rune.
func inTmux(s string) (w int) {
	for s != "" {
		n, _ := letter.Next(s)
		if l := s[:n]; strings.Contains(l, "\u200d") && ansi.StringWidthWc(l) > 3 {
			w += 2
		} else {
			w += ansi.StringWidthWc(l)
		}
		s = s[n:]
	}
	return w
}

func TestLettersOnARealTerminal(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "letters.log")
	if err := os.WriteFile(log, []byte(scripts+oops), 0o600); err != nil {
		t.Fatal(err)
	}
	for size, border := range map[[2]int]int{{140, 30}: 74, {80, 24}: -1} {
		d := sit(t, size[0], size[1], "$OOPSCOPE "+log)
		screen := d.sees("串口", "বাংলা", "crash 1/1", "NORMAL")
		for line := range strings.SplitSeq(strings.TrimSpace(scripts), "\n") {
			// Blanks may stand behind an emoji that tmux draws narrower.
			if !strings.Contains(strings.ReplaceAll(screen, " ", ""), strings.ReplaceAll(line, " ", "")) {
				t.Errorf("%q is not on the screen:\n%s", line, screen)
			}
		}
		rows := strings.Split(strings.TrimRight(screen, "\n"), "\n")
		for _, row := range rows {
			if w := inTmux(row); w > size[0] {
				t.Errorf("%d columns: %q", w, row)
			}
		}
		for _, row := range rows[:len(rows)-2] {
			if at := strings.Index(row, "│"); border > 0 && (at < 0 || inTmux(row[:at]) != border) {
				t.Errorf("the border is not in column %d of %q", border, row)
			}
		}
		d.keys("q")
	}
}
