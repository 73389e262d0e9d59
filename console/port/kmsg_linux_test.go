package port

import (
	"errors"
	"os"
	"regexp"
	"testing"
	"time"
)

// The log of the machine that runs the test: records come one by one, and Close
// ends the wait for the next.
func TestKmsg(t *testing.T) {
	if f, err := os.Open("/dev/kmsg"); err != nil {
		t.Skip(err)
	} else {
		f.Close()
	}
	p, err := Open(t.Context(), "/dev/kmsg", Defaults())
	if err != nil {
		t.Fatal(err)
	}
	if i := p.Info(); i.Kind != KindKmsg || !i.Live || i.Writable {
		t.Errorf("%+v", i)
	}
	got := make(chan error, 1)
	first := make(chan string, 1)
	go func() {
		buf := make([]byte, 16<<10)
		for {
			n, err := p.Read(buf)
			if err != nil {
				got <- err
				return
			}
			select {
			case first <- string(buf[:n]):
			default:
			}
		}
	}()
	select {
	case s := <-first:
		if !regexp.MustCompile(`^\d+,\d+,\d+,.*;`).MatchString(s) {
			t.Errorf("a record reads %q", s)
		}
	case <-time.After(20 * time.Second):
		t.Skip("the log is empty")
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a write: %v", err)
	}
	p.Close()
	select {
	case err := <-got:
		if !errors.Is(err, ErrClosed) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("Close ends no Read")
	}
}
