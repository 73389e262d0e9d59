package link

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestFault: a mistake of our own says in one line what was being done, and keeps
// where it happened.
func TestFault(t *testing.T) {
	var f *Fault
	func() {
		defer func() { f = NewFault("decoding the console", recover()) }()
		var none []int
		_ = none[len(none)]
	}()
	want := "a fault of oopscope itself while decoding the console: runtime error: index out of range [0] with length 0"
	if f.Error() != want {
		t.Errorf("%q, want %q", f.Error(), want)
	}
	if !strings.Contains(string(f.Stack), "TestFault") {
		t.Errorf("nothing tells where:\n%s", f.Stack)
	}
	var as *Fault
	if !errors.As(fmt.Errorf("the session is over: %w", f), &as) || as.Doing != "decoding the console" {
		t.Error("the fault is not known within another error")
	}
}

// TestStates are the words that hooks, `watch` and the screen have in common.
func TestStates(t *testing.T) {
	for state, want := range map[State]string{Up: "up", Away: "away", Over: "over", Closed: "closed"} {
		if string(state) != want {
			t.Errorf("%q, want %q", state, want)
		}
	}
}
