package ending

import (
	"context"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"oopscope/console/headless"
)

// What ends in order at a signal, and waits for a slow disk only, is not ended by force: its
// exit status is its own.
func TestASlowDiskIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &Ending{signals: make(chan os.Signal, 2), over: make(chan struct{})}
		e.Context, e.cancel = context.WithCancelCause(t.Context())
		watched := make(chan struct{})
		go func() {
			defer close(watched)
			e.watch() // or it ends this program
		}()
		e.signals <- syscall.SIGTERM
		<-e.Done()
		e.InOrder()
		time.Sleep(2 * inFront)
		if status := e.Leave(headless.Done); status != headless.Done {
			t.Errorf("status %d", status)
		}
		<-watched
	})
}
