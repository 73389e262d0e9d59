package compare

import (
	"strings"
	"testing"
)

func digest(alike bool, text string) *Digest {
	d := &Digest{Alike: alike}
	for _, l := range bootOf(text) {
		d.Add(&l)
	}
	return d
}

// told is what is unusual, a line each.
func told(before []Line, others ...*Digest) string {
	var b strings.Builder
	for _, u := range Unusual(before, others) {
		b.WriteString(u.Text + " | " + u.Words() + "\n")
	}
	return b.String()
}

func TestUnusual(t *testing.T) {
	usual := "1 eth0: link up\n2 mmc0: card 12\n70 nfs: server 10.0.0.1 not responding\n200 nfs: server 10.0.0.1 not responding"
	before := bootOf("1 eth1: link up\n2 mmc1: card 7\n3 thermal: over 90 C\n90 nfs: server 10.0.0.2 not responding\n91 nfs: server 10.0.0.2 not responding\n92 nfs: server 10.0.0.2 not responding\n93 nfs: server 10.0.0.2 not responding\n94 nfs: server 10.0.0.2 not responding\n95 usb 1-1: disconnect")
	got := told(before, digest(false, usual), digest(false, usual), digest(false, usual), digest(false, usual+"\n4 thermal: over 80 C"), digest(true, usual+"\n99 usb 1-2: disconnect"), digest(true, usual))
	want := `thermal: over 90 C | rarer: in 1 of 4 boots without this crash, in none of 2 more with it
nfs: server 10.0.0.2 not responding | faster: 5 in the minute before, at most 1 in any of 4 boots without this crash, in 2 of 2 more with it
usb 1-1: disconnect | new: in none of 4 boots without this crash, in 1 of 2 more with it
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := told(before, digest(true, usual)); got != "" {
		t.Errorf("nothing went otherwise, and yet:\n%s", got)
	}
	if got := told(before, digest(false, usual)); !strings.Contains(got, "new: in none of 1 boot without this crash\n") || strings.Contains(got, "rarer") {
		t.Errorf("against one boot:\n%s", got)
	}
	if told(nil, digest(false, usual)) != "" || told(bootOf("1 eth0: link up"), digest(false, usual)) != "" {
		t.Error("what is usual is told")
	}
}

// TestUnusualIsBounded: a boot of many kinds of lines does not make a report of them, and
// what stands far before the crash is not looked at.
func TestUnusualIsBounded(t *testing.T) {
	var before []Line
	for i := range 1000 {
		before = append(before, Line{N: i + 1, Micro: int64(i), Text: strings.Repeat("x", i%100+1) + strings.Repeat("y", i/100)})
	}
	list := Unusual(before, []*Digest{digest(false, "1 eth0: link up")})
	if len(list) != mostUnusual || list[0].Line <= 1000-linesBefore {
		t.Errorf("%d lines from %d on", len(list), list[0].Line)
	}
	h := habit{}
	for i := range 10 * mostOfShape {
		h.add(int64(i))
	}
	if h.most != mostOfShape || len(h.micros) > mostOfShape {
		t.Errorf("%d in a minute, %d stamps held", h.most, len(h.micros))
	}
}
