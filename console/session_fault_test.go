package console

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/parse"
)

// broken is a decoder with a mistake in one of its methods.
type broken struct {
	Decoder
	where string
}

func (b broken) Feed(p []byte, now time.Time) parse.Batch {
	if b.where == "feed" {
		panic("index out of range")
	}
	return b.Decoder.Feed(p, now)
}

func (b broken) Idle(now time.Time) parse.Batch {
	if b.where == "idle" {
		panic("nil map")
	}
	return b.Decoder.Idle(now)
}

// brokenPort breaks what is sent.
type brokenPort struct{ port.Port }

func (brokenPort) Write([]byte) (int, error) { panic("a bad send") }

// A panic in any goroutine of a session ends the session, not the program, and
// the record has what came.
func TestAFaultEndsTheSessionInOrder(t *testing.T) {
	for where, words := range map[string]string{
		"feed": "while reading the console: index out of range",
		"idle": "while waiting for the console: nil map",
		"send": "while sending to the board: a bad send",
	} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			w := newWire(t)
			s := openSession(t, Options{Spec: w.link, Decode: func(o parse.Options) Decoder { return broken{parse.New(o), where} },
				Open: func(ctx context.Context, spec string, set port.Settings) (port.Port, error) {
					p, err := port.Open(ctx, spec, set)
					return brokenPort{p}, err
				}})
			io.WriteString(w.master, "words\r\n")
			until(t, "the words in the record", func() bool { return s.Link().Recorded == 7 })
			if where == "send" {
				s.Send([]byte("x"))
			}
			ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
			defer cancel()
			var err error
			for err == nil {
				_, err = s.Next(ctx)
			}
			if f := (*link.Fault)(nil); !errors.As(err, &f) || !strings.HasSuffix(f.Error(), words) || len(f.Stack) == 0 || f != s.Fault() {
				t.Errorf("Next: %v; Fault: %v", err, s.Fault())
			}
			<-s.Broken()
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if held, _ := os.ReadFile(s.Link().Record); string(held) != "words\r\n" {
				t.Errorf("the record holds %q", held)
			}
		})
	}
}
