package headless

import (
	"slices"

	"oopscope/parse"
)

// A queue puts crashes back into the order in which they appeared: a nested
// oops closes before the one around it, but comes second. It holds a crash
// only while it, or an earlier one, is open.
type queue struct {
	waiting []*parse.Crash // by id
	written int            // the highest id handed out
}

// put takes new and grown crashes in and returns those whose turn has come.
func (q *queue) put(crashes []*parse.Crash) []*parse.Crash {
	for _, c := range crashes {
		q.upsert(c)
	}
	n := 0
	for n < len(q.waiting) && !q.waiting[n].Open {
		n++
	}
	return q.take(n)
}

// open tells whether a crash is still being printed.
func (q *queue) open() bool { return len(q.waiting) > 0 }

// rest returns what still waits, open or not.
func (q *queue) rest() []*parse.Crash { return q.take(len(q.waiting)) }

func (q *queue) take(n int) []*parse.Crash {
	out := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	if n > 0 {
		q.written = max(q.written, out[n-1].ID)
	}
	return out
}

func (q *queue) upsert(c *parse.Crash) {
	at, found := slices.BinarySearchFunc(q.waiting, c.ID, func(w *parse.Crash, id int) int { return w.ID - id })
	switch {
	case found:
		q.waiting[at] = c
	case c.ID > q.written: // a later word on a crash already written comes too late
		q.waiting = slices.Insert(q.waiting, at, c)
	}
}
