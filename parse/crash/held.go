package crash

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// A Circle is a deadlock of two tasks as lockdep's table of held locks shows it: each
// holds what the other one waits for.
type Circle struct {
	With Task // the other task

	Wants, Holds           HeldLock // of the report's task: what it waits for, and what it holds
	OtherWants, OtherHolds HeldLock // of the other one
}

// A HeldLock is a line of that table.
type HeldLock struct {
	Name string // "&dev->mutex"
	ID   string // its address, as printed; the name where none is, which all locks of its class share
	Read bool   // locks of its class are taken by readers as well: several may hold it
	At   arch.Symbol
	Line int
}

// A holder is a task of that table with its locks, in the order in which it took them.
type holder struct {
	task  Task
	locks []HeldLock
}

// mostHolders bounds how much of an endless table is read.
const mostHolders = 256

// Circle finds in the report the locks for which its task and another one wait for
// each other. Whoever waits for a lock stands in lockdep's table as its last holder,
// because that asks before it waits (lock_acquire(), kernel/locking/lockdep.c). A lock
// of which both have a line is taken by the one and waited for by the other, unless it
// is one for readers.
//
//	2 locks held by ringd/74:
//	 #0: ffffffffc0a02040 (&ring->lock){+.+.}-{3:3}, at: ring_push+0x1a/0x60 [ring]
//	 #1: ffffffffc0a02080 (&pool->lock){+.+.}-{3:3}, at: ring_push+0x30/0x60 [ring]
func (c *Crash) Circle() (Circle, bool) {
	if !c.Task.Known {
		return Circle{}, false
	}
	table := c.holders()
	for i := range table {
		if mine := &table[i]; mine.task == c.Task && len(mine.locks) > 1 {
			for j := range table {
				if x, ok := mine.crosses(&table[j]); ok && i != j {
					return x, true
				}
			}
		}
	}
	return Circle{}, false
}

// crosses tells that each of two tasks holds the lock that the other one took last.
func (h *holder) crosses(o *holder) (Circle, bool) {
	last := len(o.locks) - 1
	if last < 1 || h.task.PID == o.task.PID {
		return Circle{}, false
	}
	x := Circle{With: o.task, Wants: h.locks[len(h.locks)-1], OtherWants: o.locks[last]}
	var theirs, mine bool
	x.OtherHolds, theirs = heldIn(o.locks[:last], x.Wants.ID)
	x.Holds, mine = heldIn(h.locks[:len(h.locks)-1], x.OtherWants.ID)
	return x, theirs && mine
}

func heldIn(locks []HeldLock, id string) (HeldLock, bool) {
	for _, l := range locks {
		if l.ID == id {
			return l, true
		}
	}
	return HeldLock{}, false
}

// holders reads lockdep's table.
func (c *Crash) holders() (table []holder) {
	in := false
	for i := range c.Body {
		t := c.Body[i].Text
		if task, ok := holds(t); ok {
			if len(table) >= mostHolders {
				return table
			}
			table, in = append(table, holder{task: task}), true
			continue
		}
		l, ok := heldLock(t, c.Body[i].N)
		if in = in && ok; in && !strings.Contains(t, "read_lock") {
			h := &table[len(table)-1]
			h.locks = append(h.locks, l)
		}
	}
	return table
}

// holds reads "2 locks held by ringd/74:".
func holds(text string) (Task, bool) {
	count, who, ok := strings.Cut(strings.TrimSpace(text), " held by ")
	if !ok || !strings.HasSuffix(count, " lock") && !strings.HasSuffix(count, " locks") {
		return Task{}, false
	}
	if i := strings.LastIndexByte(who, ':'); i > 0 {
		who = who[:i]
	}
	i := strings.LastIndexByte(who, '/')
	if i < 0 {
		return Task{}, false
	}
	pid, err := strconv.Atoi(strings.TrimSpace(who[i+1:]))
	return Task{Comm: who[:i], PID: pid, Known: true}, err == nil
}

// Named tells that the lock is known by its name alone, as up to 4.14.
func (l *HeldLock) Named() bool { return l.ID == l.Name }

// heldLock reads a line of a lock, print_lock() in kernel/locking/lockdep.c.
func heldLock(text string, n int) (HeldLock, bool) {
	text = strings.TrimSpace(text)
	head, place, ok := strings.Cut(text, ", at: ")
	if !ok || !strings.HasPrefix(text, "#") {
		return HeldLock{}, false
	}
	_, what, _ := strings.Cut(head, ":")
	id, rest, named := strings.Cut(strings.TrimSpace(what), "(")
	name, usage, closed := strings.Cut(rest, "){")
	if !named || !closed {
		return HeldLock{}, false
	}
	if id = strings.TrimSpace(id); id == "" { // up to 4.14
		id = name
	}
	if _, symbol, raw := strings.Cut(place, ">] "); raw {
		place = symbol
	}
	at, _, _ := arch.ParseSymbol(strings.TrimSpace(place))
	return HeldLock{Name: name, ID: id, Read: forReaders(usage), At: at, Line: n}, at.Function != ""
}

// forReaders reads "+.+.}-{3:3}": the second and the fourth letter are of readers.
func forReaders(usage string) bool {
	return len(usage) > 3 && (usage[1] != '.' || usage[3] != '.')
}
