package link

import (
	"slices"
	"testing"
	"time"
)

func TestPulsesAreReadStepByStep(t *testing.T) {
	p, err := ParsePulse("reset", "dtr=0  RTS=1 100ms rts=0")
	want := []Step{{Line: DTR}, {Line: RTS, On: true}, {Wait: 100 * time.Millisecond}, {Line: RTS}}
	if err != nil || !slices.Equal(p.Steps, want) || p.Name != "reset" {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := ParsePulse("mine", "esp-boot"); err != nil || p.Name != "mine" || len(p.Steps) != 7 {
		t.Errorf("a known one: %+v, %v", p, err)
	}
	for _, wrong := range []string{"", "cts=1", "dtr=2", "dtr", "-5ms", "rts=1 31s", "esp"} {
		if p, err := ParsePulse("x", wrong); err == nil {
			t.Errorf("%q is %+v", wrong, p)
		}
	}
	if len(KnownPulses) != 6 {
		t.Errorf("%d known pulses, which have six letters on the screen", len(KnownPulses))
	}
}
