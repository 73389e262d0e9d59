package headless

import (
	"strings"
	"testing"

	"oopscope/parse"
)

// TestSkeletons: what is no crash is counted by shape, and what is new since the
// last boot without a crash stands first.
func TestSkeletons(t *testing.T) {
	var s skeletons
	s.input()
	for _, c := range []parse.Crash{
		{Boot: 1, Severity: parse.Error, Header: "cma: alloc failed, req-size: 2 pages, ret: -16", Count: 3},
		{Boot: 2, Severity: parse.Oops, Title: "NULL pointer dereference"},
		{Boot: 2, Severity: parse.Error, Header: "mmc0: error -110 whilst initialising SD card\x1b[2J"},
		{Boot: 2, Severity: parse.Error, Header: "cma: alloc failed, req-size: 7 pages, ret: -16"},
	} {
		s.add(&c)
	}
	want := `Trouble that is no crash, by the shape of the message
      1  new  ETIMEDOUT  mmc0: error -110 whilst initialising SD card\x1b[2J
      4       EBUSY      cma: alloc failed, req-size: 2 pages, ret: -16
`
	if got := s.tell(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s.input() // another capture, whose only boot went well
	s.add(&parse.Crash{Boot: 1, Severity: parse.Error, Header: "spi0: timeout"})
	if got := s.tell(); strings.Contains(got, "new") {
		t.Errorf("something is new since a boot that had it:\n%s", got)
	}
	var one skeletons
	one.add(&parse.Crash{Boot: 1, Severity: parse.Error, Header: "x"})
	if got := one.tell(); got != "" {
		t.Errorf("a table of one: %q", got)
	}
}
