package console

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"oopscope/parse"
)

// TestRawBytesAreExact sends every byte there is, cut anywhere, through a pty.
func TestRawBytesAreExact(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	s.WantRaw(true)
	rnd := rand.New(rand.NewPCG(1, 2))
	var sent, got []byte
	for len(sent) < 100<<10 {
		part := make([]byte, 1+rnd.IntN(3000))
		for i := range part {
			part[i] = byte(rnd.IntN(256))
		}
		sent = append(sent, part...)
	}
	go func() { _, _ = w.master.Write(sent) }()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for len(got) < len(sent) {
		if _, err := s.Next(ctx); err != nil {
			t.Fatalf("after %d of %d bytes: %v", len(got), len(sent), err)
		}
		b, lost := s.TakeRaw()
		if lost {
			t.Fatal("bytes were dropped")
		}
		got = append(got, b...)
	}
	if !bytes.Equal(got, sent) {
		t.Error("the bytes are not those that were sent")
	}
}

func TestRawBytesComeOnlyWhenWanted(t *testing.T) {
	m := newMailbox(false)
	m.putRead(parse.Batch{}, []byte("before"))
	if m.fresh {
		t.Error("bytes that nobody wants are no news")
	}
	m.wantRaw(true)
	m.putRead(parse.Batch{}, []byte("\x1b[2J"))
	if !m.fresh {
		t.Error("wanted bytes are news even when they change no line")
	}
	if _, wait, _ := m.take(time.Now()); wait != 0 {
		t.Errorf("waits %v", wait)
	}
	if b, lost := m.takeRaw(); string(b) != "\x1b[2J" || lost {
		t.Errorf("got %q, lost %v", b, lost)
	}
	m.putRead(parse.Batch{}, []byte("more"))
	m.wantRaw(false)
	if b, _ := m.takeRaw(); len(b) > 0 {
		t.Errorf("still %q", b)
	}
}

func TestRawBytesAreBounded(t *testing.T) {
	var r rawBytes
	r.wanted = true
	var all []byte
	for i := range 100 {
		part := bytes.Repeat([]byte{byte(i)}, 9973*(1+i%40))
		all = append(all, part...)
		r.add(part)
		if len(r.bytes) > rawMax {
			t.Fatalf("%d bytes are kept", len(r.bytes))
		}
	}
	if !r.lost || !bytes.Equal(r.bytes, all[len(all)-rawMax:]) {
		t.Errorf("%d bytes, lost %v: not the newest", len(r.bytes), r.lost)
	}
}

func TestATakerOwnsTheRawBytes(t *testing.T) {
	m := newMailbox(false)
	m.wantRaw(true)
	one := []byte("one")
	m.putRead(parse.Batch{}, one)
	copy(one, "XXX")
	b, _ := m.takeRaw()
	m.putRead(parse.Batch{}, []byte("two"))
	if string(b) != "one" {
		t.Errorf("one became %q", b)
	}
}
