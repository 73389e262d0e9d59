package book

import (
	"testing"

	"oopscope/parse"
)

// A crash that comes to very many costs no more than they are looked through: nothing of
// those in brief is made anew. When nothing comes, nothing is done at all.
func TestACrashAmongManyIsCheap(t *testing.T) {
	const many = 20_000
	b := &Book{Rereads: true}
	n := 0
	come := func(brief bool) {
		n++
		c := &parse.Crash{ID: n, Severity: parse.Oops, Boot: 1, First: 10 * n, Last: 10*n + 5, Title: "Oops", Brief: brief}
		b.Count(b.Upsert(c))
		b.Tell(parse.Later{}, 10*n+9)
	}
	for range many {
		n++
		b.Count(b.Upsert(&parse.Crash{ID: n, Severity: parse.Oops, Boot: 1, First: 10 * n, Last: 10*n + 5, Title: "Oops", Brief: true}))
	}
	come(false)
	if made := testing.AllocsPerRun(5, func() { come(false) }); made > many/10 {
		t.Errorf("%v allocations for a crash among %d", made, many)
	}
	lines := 10*n + 9
	if made := testing.AllocsPerRun(5, func() { lines++; b.Tell(parse.Later{}, lines) }); made > 0 {
		t.Errorf("%v allocations for lines that bring no crash", made)
	}
	b.Boot(parse.Boot{N: 2, First: lines + 1})
	b.Tell(parse.Later{}, lines+5)
	for _, r := range b.All {
		if r.Crash.Later.Boot != 2 {
			t.Fatalf("crash %d is told of boot %d", r.Crash.ID, r.Crash.Later.Boot)
		}
	}
}

// What a report that is read again says of the machine is as true as if it had never been
// kept in brief.
func TestAReportReadAgainIsTold(t *testing.T) {
	b := &Book{Rereads: true}
	task := parse.Task{Comm: "cat", PID: 7, Known: true}
	whole := parse.Crash{ID: 1, Severity: parse.Oops, Boot: 1, First: 10, Last: 15, Die: 1, Task: task}
	b.Upsert(&parse.Crash{ID: 1, Severity: parse.Oops, Boot: 1, First: 10, Last: 15, Die: 1, Task: task, Brief: true})
	b.Tell(parse.Later{}, 20)
	b.Upsert(&parse.Crash{ID: 2, Severity: parse.Panic, Boot: 1, First: 30, Last: 35, Die: 2, Task: task, Aftermath: parse.Halted, Brief: true})
	b.Tell(parse.Later{}, 40)
	r := b.Upsert(&whole)
	b.Tell(parse.Later{}, 41)
	if l := r.Crash.Later; l.Died != 30 || l.Again != 30 || !l.Spoke || l.Heard != 20 {
		t.Errorf("it is told of %+v", l)
	}
}
