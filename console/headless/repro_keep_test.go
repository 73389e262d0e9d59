package headless

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The end waits for a disk that is slow, as long as it gets on, and not for one that hangs.
func TestTheEndWaitsForWhatIsKept(t *testing.T) {
	for _, c := range []struct {
		each time.Duration
		kept int
		says string
	}{{400 * time.Millisecond, 5, ""}, {time.Hour, 0, "the disk does not answer"}} {
		synctest.Test(t, func(t *testing.T) {
			var errs strings.Builder
			k, kept, began := newKeeper(&errs), atomic.Int64{}, time.Now()
			for n := range 5 {
				if !k.do(fmt.Sprint("remark ", n), func() error { time.Sleep(c.each); kept.Add(1); return nil }) {
					t.Error("there is no room")
				}
			}
			k.close()
			if got := int(kept.Load()); got != c.kept || (errs.String() == "") != (c.says == "") || !strings.Contains(errs.String(), c.says) {
				t.Errorf("%d kept: %q", got, errs.String())
			}
			if took := time.Since(began); took > keepLongest+forgetAfter {
				t.Errorf("it took %v", took)
			}
			<-k.done
		})
	}
}
