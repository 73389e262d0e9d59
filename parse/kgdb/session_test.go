package kgdb

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestARealSession: a recording of a real gdb at a real stub, whose line a program prints
// to that says what looks like packets, answers and prompts. However the bytes are cut,
// gdb gets its packets and answers, and the console all of the text.
func TestARealSession(t *testing.T) {
	text, err := os.ReadFile("testdata/gdb-session.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1, 2, 3, 1 << 20} {
		var s Splitter
		var console, gdb strings.Builder
		asked := 0
		for line := range strings.Lines(string(text)) {
			var said string
			if line[0] == '#' {
				continue
			}
			if err := json.Unmarshal([]byte(line[2:]), &said); err != nil {
				t.Fatal(err)
			}
			for rest := said; rest != ""; {
				n := min(size, len(rest))
				if line[0] == '<' {
					a, b := s.Split([]byte(rest[:n]))
					console.Write(a)
					gdb.Write(b)
				} else if _, stop := s.Sent([]byte(rest[:n])); stop {
					t.Fatalf("an interrupt in %q", rest)
				}
				rest = rest[n:]
			}
			if line[0] == '>' {
				asked += strings.Count(said, "$")
			}
		}
		a, b := s.Rest()
		console.Write(a)
		gdb.Write(b)
		if rest := regexp.MustCompile(`(?s)^(\+|\$[^$#]*#[0-9a-f]{2})*$`); !rest.MatchString(gdb.String()) || strings.Count(gdb.String(), "$") < asked-1 || asked < 50 {
			t.Errorf("by %d: gdb asked %d times and got %d packets: %.200q", size, asked, strings.Count(gdb.String(), "$"), gdb.String())
		}
		want := ""
		for n := range 13 {
			if n == 0 || n > 7 { // gdb set it
				want += fmt.Sprintf("[    %d.000000] ------------[ cut here ]------------\n[    %d.000001]  vfs_write+0xc7/0x3f0\n+1 -2 $HOME costs $5, in #1\n~ $ ", n, n)
			}
		}
		if got := console.String(); got == "" || !strings.HasPrefix(want, got) || len(got) < len(want)/2 {
			t.Errorf("by %d: the console has %q", size, got)
		}
	}
}
