package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// mailed breaks lines as a mailer does, at the last blank in front of the width.
func mailed(line string, width int) string {
	var out strings.Builder
	for len(line) > width {
		at := strings.LastIndexByte(line[:width+1], ' ')
		if at < 20 || strings.Trim(line[:at], " ") == "" {
			break
		}
		out.WriteString(line[:at] + "\n")
		line = line[at+1:]
	}
	return out.String() + line + "\n"
}

// TestBrokenLines: an oops whose lines a mailer or a terminal broke is the same
// oops, and says so.
func TestBrokenLines(t *testing.T) {
	ways := map[string]func(string) string{
		"mailed at 76": func(l string) string { return mailed(l, 76) },
		"a terminal": func(l string) (out string) {
			for len(l) > 80 {
				out, l = out+l[:80]+"\n", l[80:]
			}
			return out + l + "\n"
		},
	}
	for name, log := range wrapped(t) {
		var lines []string
		for n, l := range strings.Split(strings.TrimRight(string(log), "\n"), "\n") {
			lines = append(lines, fmt.Sprintf("[  942.%06d] %s", n, l))
		}
		want := bad(decode([]byte(strings.Join(lines, "\n") + "\n")))
		for way, broken := range ways {
			var input string
			for _, l := range lines {
				input += broken(l)
			}
			got := bad(decode([]byte(input)))
			if difference := unlikeWrapped(got, want); difference != "" {
				t.Errorf("%s: %s: %s", way, name, difference)
			} else if input != strings.Join(lines, "\n")+"\n" && strings.Count(input, "\n") > len(lines)+1 && !got[0].Quality.Has(crash.Wrapped) {
				t.Errorf("%s: %s: it is not said", way, name)
			}
		}
	}
}
