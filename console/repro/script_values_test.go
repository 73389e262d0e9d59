package repro

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"oopscope/console/link"
	"oopscope/parse"
)

// A loop does its steps as often as it says.
func TestALoopIsCounted(t *testing.T) {
	t.Parallel()
	for _, times := range []int{1, 2, 5} {
		c := newTeller(func(string) string { return "" })
		if _, err := play(t, c, &Plan{}, fmt.Sprintf(`steps = [{loop=%d, steps=[{type="x"}]}]`, times)); err != nil || len(c.typed) != times {
			t.Errorf("%d times: typed %q, %v", times, c.typed, err)
		}
	}
}

// Nothing but what can be typed as one line is left of what the board says.
func TestAValueHasNoControls(t *testing.T) {
	if v := value([]byte("a\x00b\x1b[1mc\x7fd\u0085e\u009bf\r\n\tg ü\u00a0h")); v != "ab[1mcdefg ü\u00a0h" {
		t.Errorf("%q", v)
	}
}

// What the board puts into a variable is a text, however long it is.
func TestAValueIsCutBetweenLetters(t *testing.T) {
	for _, text := range []string{strings.Repeat("é", 300), "x" + strings.Repeat("é", 300), strings.Repeat("\xff", 300)} {
		if v := value([]byte(text)); !utf8.ValidString(v) || len(v) > valueMost || len(v) < valueMost-3 {
			t.Errorf("%d bytes, %q", len(v), v[max(0, len(v)-5):])
		}
	}
}

// A break that never comes back does not hold up the end of a script.
func TestABreakThatHangs(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	never := make(chan struct{})
	defer close(never)
	plan := &Plan{Tools: Tools{Break: func() error { cancel(); <-never; return nil }}, Steps: []Step{{Break: true}}}
	if err := Play(ctx, &teller{come: make(chan parse.Batch)}, plan, Player{Does: func(string) {}}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Whoever ends a script ends it although a hook is under way, which is told so.
func TestAHookUnderWayIsEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error, 1)
	hook := func(ctx context.Context, _ string) (link.HookResult, error) {
		cancel()
		<-ctx.Done()
		told <- ctx.Err()
		return link.HookResult{}, ctx.Err()
	}
	plan := &Plan{Tools: Tools{Hook: hook}, Steps: []Step{{Hook: "power-cycle"}}}
	err := Play(ctx, &teller{come: make(chan parse.Batch)}, plan, Player{Does: func(string) {}})
	if failed := (*Failed)(nil); !errors.Is(err, context.Canceled) && !errors.As(err, &failed) {
		t.Error(err)
	}
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
