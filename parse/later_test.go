package parse_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"oopscope/parse"
)

// TestWhatIsHeldBackIsSaid feeds a crash in two pieces, the second one right behind the
// first: the decoder holds the newer snapshot back, says for how long, and has it then.
func TestWhatIsHeldBackIsSaid(t *testing.T) {
	log, err := os.ReadFile("../testdata/kernels/amd64/null_read.log")
	if err != nil {
		t.Fatal(err)
	}
	trace := bytes.Index(log, []byte("Call Trace:"))
	end := trace + bytes.Index(log[trace:], []byte("Modules linked in:"))
	d := parse.New(parse.Options{Lines: true})
	now := time.Unix(1000, 0)
	if b := d.Feed(log[:trace], now); len(b.Crashes) != 1 || b.Later != 0 {
		t.Fatalf("%d crashes at first, more in %v; want one, and nothing held back", len(b.Crashes), b.Later)
	}
	held := d.Feed(log[trace:end], now.Add(time.Microsecond))
	if len(held.Crashes) != 0 || held.Later <= 0 || held.Later > 10*time.Millisecond {
		t.Fatalf("%d crashes right behind it, more in %v; want none yet, in some milliseconds", len(held.Crashes), held.Later)
	}
	if b := d.Idle(now.Add(time.Microsecond + held.Later)); len(b.Crashes) != 1 || len(b.Crashes[0].Chain) == 0 || b.Later != 0 {
		t.Errorf("%d crashes when it is due, more in %v; want the one with its trace", len(b.Crashes), b.Later)
	}
}
