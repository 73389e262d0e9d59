package torture

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// trial adds a trial to the table for the length of a test.
func trial(t *testing.T, do func(*round) error) *Trial {
	t.Helper()
	before := rounds
	rounds = map[string]func(*round) error{t.Name(): do}
	t.Cleanup(func() { rounds = before })
	return &Trial{Name: t.Name()}
}

func TestRoundsAreCounted(t *testing.T) {
	var dirs []string
	var order []int
	one := trial(t, func(r *round) error {
		if held, err := os.ReadDir(r.dir); err != nil || len(held) > 0 || r.n != len(dirs) {
			t.Errorf("round %d begins with %v, %v", r.n, held, err)
		}
		dirs = append(dirs, r.dir)
		r.atEnd(func() { order = append(order, 1) })
		r.atEnd(func() { order = append(order, 2) })
		first := len(r.ends)
		r.atEnd(func() { order = append(order, 3) })
		r.endFrom(first)
		r.note(func(x *Result) { x.Bytes += 5 })
		time.Sleep(time.Millisecond)
		return nil
	})
	got := one.Run(t.Context(), Options{Rounds: 3, For: time.Hour})
	if got.Rounds != 3 || got.Bytes != 15 || got.Err != nil || got.Took < 3*time.Millisecond || got.Name != t.Name() {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(order, []int{3, 2, 1, 3, 2, 1, 3, 2, 1}) {
		t.Errorf("what is done at the end is done in the order %v", order)
	}
	for _, d := range dirs {
		if _, err := os.Stat(d); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left: %v", d, err)
		}
	}
}

// Without a number of rounds the time ends a trial, but for its first round.
func TestATrialEndsByTheClock(t *testing.T) {
	one := trial(t, func(r *round) error { time.Sleep(time.Millisecond); return nil })
	if got := one.Run(t.Context(), Options{For: time.Nanosecond}); got.Rounds != 1 || got.Err != nil {
		t.Errorf("%+v", got)
	}
	if got := one.Run(t.Context(), Options{For: 20 * time.Millisecond}); got.Rounds < 2 || got.Took < 20*time.Millisecond {
		t.Errorf("%+v", got)
	}
}

func TestATrialEndsWithWhatDoesNotHold(t *testing.T) {
	ended := false
	wrong := errors.New("a byte is missing")
	one := trial(t, func(r *round) error {
		r.atEnd(func() { ended = true })
		return wrong
	})
	if got := one.Run(t.Context(), Options{For: time.Hour}); !errors.Is(got.Err, wrong) || got.Rounds != 0 || !ended {
		t.Errorf("%+v", got)
	}
	if got := (&Trial{Name: "of another system"}).Run(t.Context(), Options{For: time.Hour}); !errors.Is(got.Err, errNoSystem) {
		t.Errorf("%+v", got)
	}
}

// Who ends the trials ends what waits in them.
func TestATrialIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	one := trial(t, func(r *round) error {
		cancel()
		return r.wait("end of the world", func() bool { return false })
	})
	if got := one.Run(ctx, Options{For: time.Hour}); !errors.Is(got.Err, context.Canceled) || got.Rounds != 0 {
		t.Errorf("%+v", got)
	}
	if got := one.Run(ctx, Options{For: time.Hour}); got.Err == nil {
		t.Error("a trial that was interrupted before its first round held")
	}
}

func TestTrialsAreFoundByName(t *testing.T) {
	if all, err := Find(nil); err != nil || len(all) != len(Trials) {
		t.Errorf("%d of %d, %v", len(all), len(Trials), err)
	}
	if some, err := Find([]string{"kill", "ends"}); err != nil || len(some) != 2 || some[0].Name != "kill" || some[1].Name != "ends" {
		t.Errorf("%+v, %v", some, err)
	}
	if _, err := Find([]string{"ends", "nonsense"}); err == nil || !strings.Contains(err.Error(), `"nonsense"; there are ends, hostile`) {
		t.Errorf("an unknown one: %v", err)
	}
	for _, trial := range Trials {
		if rounds != nil && rounds[trial.Name] == nil {
			t.Errorf("%s does nothing", trial.Name)
		}
	}
}

func TestTheTable(t *testing.T) {
	var b strings.Builder
	Print(&b, []Result{
		{Name: "ends", Rounds: 3, Bytes: 1234, Took: 1500 * time.Millisecond, End: 120 * time.Millisecond, Peak: 30 << 20},
		{Name: "disk", Err: errors.New("a byte\nis missing")},
	})
	want := []string{
		"  trial  rounds  bytes   took  to end    peak held",
		"   ends       3   1234  1.5 s  0.12 s  30 MiB yes",
		"   disk       0      0  0.0 s       -       - NO",
		"disk: a byte is missing", "",
	}
	if got := strings.Split(b.String(), "\n"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
