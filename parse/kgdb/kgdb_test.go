package kgdb

import (
	"fmt"
	"strings"
	"testing"
)

// frame makes a packet.
func frame(text string) string {
	sum := byte(0)
	for i := range len(text) {
		sum += text[i]
	}
	return fmt.Sprintf("$%s#%02x", text, sum)
}

func TestSpot(t *testing.T) {
	for line, want := range map[string]Debugger{
		"[0]kdb> ":   KDB,
		"[12]kdb>":   KDB,
		"kdb> ":      KDB,
		"echo kdb>":  None,
		"[x]kdb> ":   None,
		"[]kdb> ":    None,
		"[0]kdb> ps": None,
		"more> ":     KDB,
		"no more> ":  None,
		"Entering kdb (current=0xc0b0c2c0, pid 0) on processor 0 due to Keyboard Entry": KDB,
		"[    2.1] KGDB: Waiting for connection from remote gdb...":                     KGDB,
		"Entering please attach debugger or use $D#44+ or $3#33":                        KGDB,
		"$S05#b8":                         KGDB,
		"~# " + frame("T05thread:01;"):    KGDB,
		"$S05#b9":                         None,
		"costs $5, paid in #1 and $S0 #a": None,
		"":                                None,
	} {
		if got := Spot([]byte(line)); got != want {
			t.Errorf("%q: %d, want %d", line, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	stop, memory := frame("T05thread:01;"), frame(strings.Repeat("0", 2000))
	for _, c := range []struct{ line, console, gdb string }{
		{"login: ", "login: ", ""},
		{"a" + stop + "b", "ab", stop},
		{"+" + memory + "text\r\n", "text\r\n", "+" + memory},
		{"+" + stop + "1 + 1\n", "1 + 1\n", "+" + stop},
		{"it costs $5\n" + stop, "it costs $5\n", stop},
		{"$S05#b9", "$S05#b9", ""},
		{"$HOME" + stop + "\n", "$HOME\n", stop},
		{"$" + strings.Repeat("x", 2*packetMost) + "\n", "$" + strings.Repeat("x", 2*packetMost) + "\n", ""},
		{"$ls#zz\n", "$ls#zz\n", ""},
		{"foo+0x10/0x20\n+" + stop, "foo+0x10/0x20\n", "+" + stop},
		{"foo+" + stop + "bar", "foobar", "+" + stop},
		{"+" + frame("m<xml>\n</xml>\n") + "text\n", "text\n", "+" + frame("m<xml>\n</xml>\n")},
		{frame("m<xml>\n") + "\n", frame("m<xml>\n") + "\n", ""},
		{"login: -", "login: ", "-"},
		{"------------[ cut here ]\n", "------------[ cut here ]\n", ""},
		{"1-+$x\n", "1-+$x\n", ""},
	} {
		for _, size := range []int{1, 7, 1 << 20} { // however the bytes are cut
			var s Splitter
			s.Sent([]byte("$g#67"))
			var text, packets strings.Builder
			for rest := c.line; rest != ""; {
				n := min(size, len(rest))
				a, b := s.Split([]byte(rest[:n]))
				text.Write(a)
				packets.Write(b)
				rest = rest[n:]
			}
			a, b := s.Rest()
			console, gdb := text.String()+string(a), packets.String()+string(b)
			if console != c.console || gdb != c.gdb {
				t.Errorf("%.40q by %d: console %.40q, gdb %.40q", c.line, size, console, gdb)
			}
		}
	}
}

// TestSent: an interrupt is one between packets only, however the bytes are cut.
func TestSent(t *testing.T) {
	sent := "\x03+" + frame("X10,3:\x03+$") + "\x03" + frame("g") + "\x03\x03"
	want := "!+" + frame("X10,3:\x03+$") + "!" + frame("g") + "!!"
	for size := 1; size <= len(sent); size++ {
		var s Splitter
		got := ""
		for rest := []byte(sent); len(rest) > 0; {
			n, stop := s.Sent(rest[:min(size, len(rest))])
			got += string(rest[:n])
			rest = rest[n:]
			if stop {
				got, rest = got+"!", rest[1:]
			}
		}
		if got != want || s.owed != 2 {
			t.Errorf("by %d: %q, want %q; %d answers are owed", size, got, want, s.owed)
		}
	}
}

func TestResumes(t *testing.T) {
	for sent, want := range map[string]bool{
		"+" + frame("c"): true, frame("D"): true, frame("vCont;c"): true, frame("s"): true, frame("C05"): true,
		"+": false, "": false, frame(""): false, frame("vCont?"): false, frame("g"): false, "$c#00": false, frame("m10,4"): false,
	} {
		if Resumes([]byte(sent)) != want {
			t.Errorf("%q: %v", sent, !want)
		}
	}
}

// FuzzSplit: no byte is lost, and none comes twice.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("a$S05#b8+$$x#78\n"), 1)
	f.Fuzz(func(t *testing.T, p []byte, owed int) {
		s := Splitter{owed: owed & 7}
		console, gdb := s.Split(p)
		a, b := s.Rest()
		if n := len(console) + len(gdb) + len(a) + len(b); n != len(p) {
			t.Errorf("%d bytes of %d", n, len(p))
		}
	})
}
