package near

import "testing"

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"scan", "scan", 0}, {"scna", "scan", 1}, {"scn", "scan", 1}, {"scanx", "scan", 1}, {"scam", "scan", 1},
		{"prots", "ports", 1}, {"wacth", "watch", 1}, {"", "man", 3}, {"hlep", "help", 1}, {"ttyUSB0", "ttyACM0", 3}, {"ba", "abc", 2},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := Distance(c.b, c.a); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestWord(t *testing.T) {
	words := []string{"scan", "watch", "serve", "ports", "completion", "man", "mcp", "run"}
	for written, want := range map[string]string{
		"scna": "scan", "wacth": "watch", "serv": "serve", "prots": "ports", "port": "ports", "compl": "completion", "complection": "completion",
		"bbb": "", "rpi4": "", "board": "", "x": "", "": "", "mp": "", "ma": "", "mna": "man", "main": "man", "sun": "run", "lab3": "",
	} {
		if got := Word(written, words); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}
