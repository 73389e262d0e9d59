package port

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"oopscope/console/link"
)

// wired is an adapter whose lines are only noted.
type wired struct {
	Port
	kind   Kind
	fails  error
	driven []string
	closed bool
}

func (w *wired) Info() Info                     { return Info{Name: "adapter", Kind: w.kind} }
func (w *wired) Close() error                   { w.closed = true; return nil }
func (w *wired) Signals() (link.Signals, error) { return link.Signals{}, w.fails }
func (w *wired) Assert(name string, on bool) error {
	w.driven = append(w.driven, fmt.Sprint(name, on))
	return w.fails
}

// The system raises DTR and RTS as it opens an adapter; what is to be otherwise is driven at once.
func TestLinesAreDrivenAtTheOpening(t *testing.T) {
	w := &wired{kind: KindSerial}
	if err := atOpen(w, "dtr=0 1ms rts=0"); err != nil || !slices.Equal(w.driven, []string{"DTRfalse", "RTSfalse"}) || w.closed {
		t.Errorf("%q, %v", w.driven, err)
	}
	for _, w := range []*wired{{kind: KindSerial}, {kind: KindTCP, fails: ErrNoSignals}} {
		text := ""
		if w.kind == KindTCP { // a profile may stand for a server, too
			text = "dtr=0"
		}
		if err := atOpen(w, text); err != nil || len(w.driven) > 0 {
			t.Errorf("%q, %v", w.driven, err)
		}
	}
	w = &wired{kind: KindPty, fails: ErrNoSignals}
	if err := atOpen(w, "dtr=0"); !errors.Is(err, ErrNoSignals) || !w.closed || !strings.Contains(err.Error(), "leave at-open out") {
		t.Errorf("without lines: %v", err)
	}
}
