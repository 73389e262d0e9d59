package container

import (
	"bytes"
	"io"
	"time"
)

// gatherFor is how long a pipe may take for what tells a text's wrapping, from its first
// byte on: what a program writes into it is there by then, and a person who looks at a live
// one hardly notices.
const gatherFor = time.Second

// gathered reads what tells a text's wrapping in one go, so that it does not matter in which
// pieces a pipe hands it on. A live one is not waited for.
func gathered(in io.Reader) io.Reader {
	head := make([]byte, headSize)
	n, err := in.Read(head)
	late := make(chan arrival, 1)
	timer := time.NewTimer(gatherFor)
	defer timer.Stop()
	for err == nil && n < len(head) {
		go func(room []byte) {
			n, err := in.Read(room)
			late <- arrival{room[:n], err}
		}(head[n:])
		select {
		case a := <-late:
			n, err = n+len(a.bytes), a.err
		case <-timer.C:
			return io.MultiReader(bytes.NewReader(head[:n]), &overdue{came: late}, in)
		}
	}
	if err != nil {
		return io.MultiReader(bytes.NewReader(head[:n]), failing{err})
	}
	return io.MultiReader(bytes.NewReader(head), in)
}

// An arrival is what a read brought.
type arrival struct {
	bytes []byte
	err   error
}

// overdue is the read that was under way when nobody waited for it any longer.
type overdue struct {
	came chan arrival
	rest []byte
	err  error
	here bool
}

// Read implements io.Reader.
func (o *overdue) Read(p []byte) (int, error) {
	if !o.here {
		a := <-o.came
		o.rest, o.err, o.here = a.bytes, a.err, true
	}
	n := copy(p, o.rest)
	if o.rest = o.rest[n:]; len(o.rest) > 0 {
		return n, nil
	}
	if o.err != nil {
		return n, o.err
	}
	return n, io.EOF // what follows is read directly
}
