package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// numbered makes a batch of lines whose bytes are scribbled over afterwards,
// as a decoder does.
func numbered(from, n int) (parse.Batch, func()) {
	var b parse.Batch
	for i := range n {
		b.Lines = append(b.Lines, parse.Line{N: from + i, Raw: []byte(fmt.Sprint("line ", from+i))})
	}
	return b, func() {
		for _, l := range b.Lines {
			copy(l.Raw, "XXXXXXXXXXXXXX")
		}
	}
}

func TestMailboxMergesAndCopies(t *testing.T) {
	m := newMailbox(false)
	for i := range 3 {
		b, scribble := numbered(1+10*i, 10)
		b.Partial = []byte(fmt.Sprint("prompt ", i))
		b.Crashes = []*parse.Crash{{ID: 1, Title: fmt.Sprint("seen ", i)}, {ID: 2 + i}}
		b.Boots = []parse.Boot{{N: 1, Kernel: fmt.Sprint(i)}}
		b.Gaps = []parse.Gap{{Reason: fmt.Sprint(i)}}
		m.put(b)
		scribble()
	}
	b, err := m.next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range b.Lines {
		if want := fmt.Sprint("line ", i+1); l.N != i+1 || string(l.Raw) != want {
			t.Errorf("line %d is %d %q", i+1, l.N, l.Raw)
		}
	}
	if len(b.Lines) != 30 || string(b.Partial) != "prompt 2" || len(b.Gaps) != 3 {
		t.Errorf("%d lines, partial %q, gaps %v", len(b.Lines), b.Partial, b.Gaps)
	}
	if len(b.Crashes) != 4 || b.Crashes[0].Title != "seen 2" || b.Crashes[3].ID != 4 {
		t.Errorf("crashes %+v", b.Crashes)
	}
	if len(b.Boots) != 1 || b.Boots[0].Kernel != "2" {
		t.Errorf("boots %+v", b.Boots)
	}
}

func TestABatchBelongsToItsTaker(t *testing.T) {
	m := newMailbox(false)
	one, _ := numbered(1, 5)
	m.put(one)
	first, _, _ := m.take(time.Now())
	two, _ := numbered(100, 5)
	m.put(two)
	m.take(time.Now().Add(time.Second))
	for i, l := range first.Lines {
		if want := fmt.Sprint("line ", i+1); string(l.Raw) != want {
			t.Errorf("%q became %q", want, l.Raw)
		}
		if cap(l.Raw) != len(l.Raw) {
			t.Errorf("an append to line %d would write into the next one", l.N)
		}
	}
}

func TestMailboxKeepsTheNewest(t *testing.T) {
	m := newMailbox(false)
	const all = 200_007
	for from := 1; from <= all; from += 1000 {
		b, _ := numbered(from, min(1000, all-from+1))
		m.put(b)
	}
	b := takeAll(m)
	kept := len(b.Lines)
	if kept < 40_000 || kept > mailBytes/lineCost || b.Lines[0].N != all-kept+1 || b.Lines[kept-1].N != all {
		t.Fatalf("%d lines, %d to %d", kept, b.Lines[0].N, b.Lines[kept-1].N)
	}
	for i := range b.Lines {
		if got, want := string(b.Lines[i].Raw), fmt.Sprint("line ", b.Lines[i].N); got != want {
			t.Fatalf("line %d reads %q", b.Lines[i].N, got)
		}
	}
	if len(b.Gaps) != 1 || b.Gaps[0].After != all-kept || !strings.Contains(b.Gaps[0].Reason, fmt.Sprint(all-kept)) {
		t.Errorf("gaps %+v", b.Gaps)
	}
}

// takeAll takes what there is, which may come in several batches.
func takeAll(m *mailbox) (all parse.Batch) {
	for now := time.Now(); ; now = now.Add(time.Second) {
		b, wait, _ := m.take(now)
		if wait > 0 {
			return all
		}
		all.Lines, all.Gaps, all.Partial = append(all.Lines, b.Lines...), append(all.Gaps, b.Gaps...), b.Partial
	}
}

// Much is handed over in pieces, with everything in its place.
func TestMuchComesInSeveralBatches(t *testing.T) {
	m := newMailbox(false)
	for from := 1; from <= 60_000; from += 1000 {
		b, _ := numbered(from, 1000)
		b.Gaps = []parse.Gap{{After: from + 999}}
		b.Partial = []byte("prompt")
		m.put(b)
	}
	lines, batches := 0, 0
	for now := time.Now(); ; now = now.Add(time.Microsecond) {
		b, wait, _ := m.take(now)
		if wait > 0 {
			break
		}
		batches++
		for _, l := range b.Lines {
			if lines++; l.N != lines {
				t.Fatalf("line %d comes as number %d", l.N, lines)
			}
		}
		if last := m.lines.n == 0; last != (string(b.Partial) == "prompt") {
			t.Errorf("batch %d has the partial line %q", batches, b.Partial)
		}
		for _, g := range b.Gaps {
			if g.After > lines {
				t.Errorf("a gap behind line %d comes with line %d", g.After, lines)
			}
		}
	}
	if lines != 60_000 || batches < 2 || len(m.gaps) > 0 {
		t.Errorf("%d lines in %d batches, %d gaps left", lines, batches, len(m.gaps))
	}
}

func TestMailboxIsBoundedInBytes(t *testing.T) {
	m := newMailbox(false)
	long := make([]byte, 16<<10)
	for i := range 3 * mailBytes / len(long) {
		m.put(parse.Batch{Lines: []parse.Line{{N: i + 1, Raw: long}}})
	}
	held := 0
	for _, b := range m.lines.blocks {
		held += cap(b.text) + cap(b.lines)*lineCost
	}
	if held > mailBytes*5/4 {
		t.Errorf("%d MiB for at most %d", held>>20, mailBytes>>20)
	}
	if m.unshown == 0 {
		t.Error("nothing was dropped")
	}
}

func TestMailboxHandsOverOnceAFrame(t *testing.T) {
	m := newMailbox(false)
	now := time.Now()
	b, _ := numbered(1, 1)
	m.put(b)
	if _, wait, _ := m.take(now); wait != 0 {
		t.Errorf("the first waits %v", wait)
	}
	m.put(b)
	if _, wait, _ := m.take(now.Add(frame / 4)); wait != frame-frame/4 {
		t.Errorf("a quarter of a frame later: waits %v", wait)
	}
	if got, wait, _ := m.take(now.Add(frame)); wait != 0 || len(got.Lines) != 1 {
		t.Errorf("a frame later: %d lines, waits %v", len(got.Lines), wait)
	}
	if _, wait, _ := m.take(now.Add(time.Hour)); wait != forever {
		t.Errorf("nothing new: waits %v", wait)
	}
}

func TestIdleTicksWakeNobody(t *testing.T) {
	m := newMailbox(false)
	m.put(parse.Batch{Partial: []byte("login: ")})
	if b, _, _ := m.take(time.Now()); string(b.Partial) != "login: " {
		t.Errorf("partial %q", b.Partial)
	}
	m.put(parse.Batch{Partial: []byte("login: ")})
	if m.fresh {
		t.Error("an idle tick is no news")
	}
	m.put(parse.Batch{})
	if !m.fresh {
		t.Error("a prompt that went away is news")
	}
}

func TestTheEndComesBehindTheRest(t *testing.T) {
	m := newMailbox(true)
	b, _ := numbered(1, 1)
	m.put(b)
	m.take(time.Now())
	m.put(b)
	m.finish(io.EOF)
	if got, err := m.next(context.Background()); err != nil || len(got.Lines) != 1 {
		t.Errorf("%d lines, %v", len(got.Lines), err)
	}
	if _, err := m.next(context.Background()); !errors.Is(err, io.EOF) {
		t.Errorf("then %v", err)
	}
}

func BenchmarkMailbox(b *testing.B) {
	m := newMailbox(false)
	lines, _ := numbered(1, 500)
	now := time.Now()
	for b.Loop() {
		m.put(lines)
		now = now.Add(frame)
		m.take(now)
	}
}
