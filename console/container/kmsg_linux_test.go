package container

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A scan of this machine's own log reads what is there, from its first record on,
// and ends, named or as standard input.
func TestKmsgIsReadToItsEnd(t *testing.T) {
	stdin, err := os.Open("/dev/kmsg")
	if err != nil {
		t.Skip(err)
	}
	defer stdin.Close()
	for name, visit := range map[string]func(Visitor) error{
		"/dev/kmsg": func(to Visitor) error { return Visit("/dev/kmsg", 0, to) },
		"-":         func(to Visitor) error { return VisitStream("-", stdin, 0, to) },
	} {
		var f found
		done := make(chan error, 1)
		go func() { done <- visit(f.visitor()) }()
		select {
		case err := <-done:
			if err != nil || len(f.lost) > 0 || len(f.texts) != 1 || len(f.texts[0]) > 0 && strings.Count(f.texts[0], ";") == 0 {
				t.Errorf("%s: %v, lost %q, %d texts", name, err, f.lost, len(f.texts))
			}
		case <-time.After(60 * time.Second):
			t.Fatalf("%s: it waits for more", name)
		}
	}
}

// What was overwritten while it was read is passed over; a failure is told behind
// all that could be read; a record is never read into too little room.
func TestRecords(t *testing.T) {
	long := strings.Repeat("x", kmsgRecord-20)
	steps := []any{"6,1,0,-;one\n", unix.EPIPE, unix.EINTR, "6,9,0,-;" + long + "\n", "6,10,0,-;ten\n", unix.EIO}
	r := &records{read: func(p []byte) (int, error) {
		if len(p) < kmsgRecord {
			return 0, unix.EINVAL // devkmsg_read(), kernel/printk/printk.c
		}
		if len(steps) == 0 {
			return 0, nil
		}
		step := steps[0]
		if steps = steps[1:]; step == unix.EIO {
			steps = []any{"more"}
		}
		if text, ok := step.(string); ok {
			return copy(p, text), nil
		}
		return 0, step.(error)
	}}
	var got strings.Builder
	var err error
	for p := make([]byte, kmsgRecord+100); err == nil; {
		var n int
		n, err = r.Read(p)
		got.Write(p[:n])
	}
	if want := fmt.Sprintf("6,1,0,-;one\n6,9,0,-;%s\n6,10,0,-;ten\n", long); got.String() != want || err != unix.EIO {
		t.Errorf("%d bytes, %v", got.Len(), err)
	}
}
