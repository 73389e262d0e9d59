package console

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"oopscope/console/port"
	"oopscope/parse"
)

// The numbers of the session stand here a second time, each with what happens at
// it and just beyond.

// TestRetryOfAServer: a line without a node is tried when its pause is over, and
// then four times a second.
func TestRetryOfAServer(t *testing.T) {
	now := time.Unix(1000, 0)
	r := retry{next: now.Add(time.Second)}
	for _, c := range []struct {
		after time.Duration
		due   bool
	}{
		{0, false}, {time.Second - 1, false}, {time.Second, true},
		{time.Second + 250*time.Millisecond - 1, false}, {time.Second + 250*time.Millisecond, true},
	} {
		if got := r.due(port.Node{}, now.Add(c.after)); got != c.due {
			t.Errorf("after %v: %v", c.after, got)
		}
	}
	if got := (&retry{next: now.Add(time.Minute)}).wait(now); got != time.Minute {
		t.Errorf("waits %v for a server", got)
	}
	if got := (&retry{device: "/dev/ttyUSB0"}).wait(now); got != 25*time.Millisecond {
		t.Errorf("looks for a device every %v", got)
	}
}

// TestRetryOfADevice: one that was plugged in is opened at every look for two
// seconds, and what it answers meanwhile is not its last word; afterwards it is
// tried like a server.
func TestRetryOfADevice(t *testing.T) {
	now := time.Unix(1000, 0)
	there, other := port.NodeAt("/dev/null"), port.NodeAt("/dev/zero")
	if there == other || there == (port.Node{}) {
		t.Skip("no nodes here")
	}
	r := retry{device: "/dev/ttyUSB0", node: there, next: now}
	if r.due(port.Node{}, now) {
		t.Error("opens a device that is not there")
	}
	for _, c := range []struct {
		after      time.Duration
		due, fresh bool
	}{
		{time.Second, true, true}, {time.Second + 25*time.Millisecond, true, true},
		{3*time.Second - 1, true, true},
		{3 * time.Second, true, false}, // the first of the slow ones
		{3*time.Second + 25*time.Millisecond, false, false},
		{3*time.Second + 250*time.Millisecond, true, false},
	} {
		at := now.Add(c.after)
		if got := r.due(other, at); got != c.due || r.fresh(at) != c.fresh {
			t.Errorf("after %v: due %v, fresh %v", c.after, got, r.fresh(at))
		}
	}
}

// TestPauseAfterHangUp: who hangs up at once is left alone twice as long each
// time, up to five seconds; a line that was up for two is tried at once.
func TestPauseAfterHangUp(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct{ last, up, want time.Duration }{
		{0, 0, 250 * ms}, {100 * ms, 0, 250 * ms}, {250 * ms, 0, 500 * ms}, {2 * time.Second, 0, 4 * time.Second},
		{2500 * ms, 0, 5 * time.Second}, {4 * time.Second, 0, 5 * time.Second}, {5 * time.Second, 0, 5 * time.Second},
		{5 * time.Second, 2*time.Second - 1, 5 * time.Second}, {5 * time.Second, 2 * time.Second, 250 * ms},
	} {
		if got := nextPause(c.last, c.up); got != c.want {
			t.Errorf("last %v, up for %v: %v, want %v", c.last, c.up, got, c.want)
		}
	}
}

// TestRawBytesThatNobodyTakes: 256 KiB are kept, the latest.
func TestRawBytesThatNobodyTakes(t *testing.T) {
	for _, c := range []struct {
		pieces []int
		kept   int
		lost   bool
	}{
		{[]int{256 << 10}, 256 << 10, false}, {[]int{256<<10 + 1}, 256 << 10, true},
		{[]int{200 << 10, 56 << 10}, 256 << 10, false}, {[]int{200 << 10, 56<<10 + 1}, 256 << 10, true},
	} {
		r, sent := rawBytes{wanted: true}, 0
		for i, n := range c.pieces {
			r.add(bytes.Repeat([]byte{byte('a' + i)}, n))
			sent += n
		}
		if len(r.bytes) != c.kept || r.lost != c.lost || r.bytes[len(r.bytes)-1] != byte('a'+len(c.pieces)-1) {
			t.Errorf("%v: %d bytes kept, lost %v", c.pieces, len(r.bytes), r.lost)
		}
	}
}

// TestFramesOfHandOvers: a batch a frame, 20 a second, and at once when nothing
// more comes.
func TestFramesOfHandOvers(t *testing.T) {
	const frame = 50 * time.Millisecond
	start := time.Unix(1000, 0)
	for _, c := range []struct {
		after, wait time.Duration
		over        bool
	}{
		{0, frame, false}, {frame - 1, 1, false}, {frame, 0, false}, {time.Hour, 0, false},
		{-time.Hour, 0, false}, // the clock was set
		{0, 0, true},
	} {
		m := newMailbox(false)
		m.put(parse.Batch{Lines: []parse.Line{{N: 1}}})
		if _, wait, _ := m.take(start); wait != 0 {
			t.Fatalf("the first waits %v", wait)
		}
		m.put(parse.Batch{Lines: []parse.Line{{N: 2}}})
		if c.over {
			m.finish(errors.New("over"))
		}
		if _, wait, _ := m.take(start.Add(c.after)); wait != c.wait {
			t.Errorf("%v after another: waits %v, want %v", c.after, wait, c.wait)
		}
	}
}

// TestATypistIsShownTheEcho: for 200 ms after a key a hand-over may follow another
// within 4 ms, and a wait for a frame's end is cut short by the key.
func TestATypistIsShownTheEcho(t *testing.T) {
	m := newMailbox(false)
	put := func(n int) { m.put(parse.Batch{Lines: []parse.Line{{N: n}}}) }
	put(1)
	m.take(time.Now())
	m.hurry()
	put(2)
	for _, c := range []struct{ after, wait time.Duration }{{0, 4 * time.Millisecond}, {4 * time.Millisecond, 0}} {
		if _, wait, _ := m.take(m.taken.Add(c.after)); wait != c.wait {
			t.Errorf("%v after another: waits %v, want %v", c.after, wait, c.wait)
		}
	}
	for at, want := range map[time.Duration]time.Duration{200*time.Millisecond - 1: 4 * time.Millisecond, 200 * time.Millisecond: 50 * time.Millisecond} {
		if pace := m.pace(m.typed.Add(at)); pace != want {
			t.Errorf("%v after a key a hand-over waits for %v, want %v", at, pace, want)
		}
	}
	<-m.key
	ends := make(chan bool)
	go func() { m.sleep(context.Background(), time.Hour); close(ends) }()
	m.hurry()
	<-ends
}

// TestWhatAMailboxHolds: 4096 crashes and 1024 gaps, the latest; some 8 MiB of
// lines, handed over by two.
func TestWhatAMailboxHolds(t *testing.T) {
	m := newMailbox(false)
	for i := range 5000 {
		m.put(parse.Batch{Crashes: []*parse.Crash{{ID: i + 1}}, Gaps: []parse.Gap{{After: i + 1}}})
	}
	b, _, err := m.take(time.Now())
	if err != nil || len(b.Crashes) != 4096 || b.Crashes[4095].ID != 5000 || len(b.Gaps) != 1024 || b.Gaps[1023].After != 5000 {
		t.Errorf("%d crashes, %d gaps, %v", len(b.Crashes), len(b.Gaps), err)
	}
	m = newMailbox(false)
	line := bytes.Repeat([]byte{'x'}, 1000)
	for i := range 10_000 {
		m.put(parse.Batch{Lines: []parse.Line{{N: i + 1, Raw: line}}})
	}
	first, _, _ := m.take(time.Now())
	size := 0
	for _, l := range first.Lines {
		size += len(l.Raw)
	}
	if size < 3<<19 || size > 5<<19 {
		t.Errorf("%d bytes were handed over at once", size)
	}
	rest := len(first.Lines)
	for m.lines.n > 0 {
		b, _, _ := m.take(time.Now().Add(time.Hour))
		rest += len(b.Lines)
	}
	if held := rest * 1000; held < 6<<20 || held > 8<<20 {
		t.Errorf("%d bytes of lines were held", held)
	}
}

// TestManyCrashesWait: of crashes that can be decoded again the newest 1024 wait whole, those
// before them in brief, a tenth of the room; they are handed over in their order, some at a time.
func TestManyCrashesWait(t *testing.T) {
	m := newMailbox(false)
	m.readable = true
	const many = 8_000
	var was, is runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&was)
	for i := range many {
		c := parse.Crash{ID: i + 1, Title: "pump", Severity: parse.Oops, First: 10 * i, Last: 10*i + 5, Boot: i}
		m.put(parse.Batch{Crashes: []*parse.Crash{&c}, Boots: []parse.Boot{{N: i}}})
	}
	m.put(parse.Batch{Crashes: []*parse.Crash{{ID: 5, Title: "newer"}}, Lines: []parse.Line{{N: 7, Raw: []byte("line")}}})
	runtime.GC()
	runtime.ReadMemStats(&is)
	if took := is.HeapAlloc - was.HeapAlloc; took > 8<<20 {
		t.Errorf("%d crashes take %d KiB", many, took>>10)
	}
	seen, lines, most := map[int]*parse.Crash{}, 0, 0
	for {
		b, wait, err := m.take(time.Now().Add(time.Hour))
		if wait != 0 || err != nil {
			break
		}
		for _, c := range b.Crashes {
			if was := seen[c.ID]; was == nil && c.ID != len(seen)+1 {
				t.Fatalf("crash %d comes behind %d others", c.ID, len(seen))
			}
			seen[c.ID] = c
		}
		most, lines = max(most, len(b.Crashes)), lines+len(b.Lines)
	}
	if len(seen) != many || lines != 1 || most > mailWhole || seen[5].Title != "newer" || !seen[100].Brief || seen[many].Brief || seen[100].Last != 995 {
		t.Errorf("%d crashes, %d lines, at most %d at once; %+v", len(seen), lines, most, seen[100])
	}
}
