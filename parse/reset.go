package parse

// A restart without a word is a report of its own: what it has to say are the
// last lines before it.

// recentLines keeps copies of the latest lines without allocating.
type recentLines struct {
	ring [8]keptLine
	next int
}

type keptLine struct {
	n           int
	first, last int64
	micro       int64
	text        int
	raw         []byte
}

const keptBytes = 512

func (r *recentLines) keep(l *Line, clean []byte, p prefix) {
	k := &r.ring[r.next]
	r.next = (r.next + 1) % len(r.ring)
	if len(clean) > keptBytes {
		clean = clean[:keptBytes]
	}
	k.n, k.first, k.last, k.micro = l.N, l.First, l.Last, p.micro
	k.text = min(p.text, len(clean))
	k.raw = append(k.raw[:0], clean...)
}

// stamped counts the kept lines that carry a printk time.
func (r *recentLines) stamped() int {
	n := 0
	for i := range r.ring {
		if r.ring[i].n > 0 && r.ring[i].micro >= 0 {
			n++
		}
	}
	return n
}

// before returns the kept lines in front of line n, oldest first.
func (r *recentLines) before(n int) []BodyLine {
	var lines []BodyLine
	for i := range r.ring {
		k := &r.ring[(r.next+i)%len(r.ring)]
		if k.n > 0 && k.n < n && len(k.raw) > k.text {
			lines = append(lines, BodyLine{N: k.n, Raw: string(k.raw), Text: string(k.raw[k.text:]), Micro: k.micro, First: k.first, Last: k.last})
		}
	}
	return lines
}

// reboot closes every report because the machine started again at line n. When
// nothing explains the restart it becomes a report of its own, made of the last
// lines before it.
func (k *desk) reboot(n int, silent bool, last []BodyLine) {
	explained := false
	for _, l := range k.lanes {
		if l.open != nil {
			explained = explained || l.open.id > 0
			if l.open.stage == settling && l.open.settledN >= n { // as soon as it was suspected
				l.open.closed = closedByReset
			}
			k.finishWindow(l, closedByReset)
		}
		l.lead = l.lead[:0]
	}
	if silent && !explained {
		k.lastWords(last, resetRule, closedByReset, k.d.boots.current)
	}
	k.died = false
}
