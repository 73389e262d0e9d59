package ledger

import (
	"fmt"
	"os"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
)

// looping tells a capture's view of so many boots, with trouble of two shapes in each, a kernel
// that is known a moment later, and a crash in every hundredth.
func looping(take func([]*parse.Crash, []parse.Boot), boots int) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := 1; n <= boots; n++ {
		boot := parse.Boot{N: n, First: 100 * n, Seen: start.Add(time.Duration(n) * time.Minute)}
		take(nil, []parse.Boot{boot})
		boot.Kernel = "6.1.0"
		var list []*parse.Crash
		for i := range 2 {
			list = append(list, &parse.Crash{
				ID: 10*n + i, Severity: parse.Error, Header: fmt.Sprintf("foo %d: probe of bar%c failed with error -22", n, 'a'+i), First: 100*n + i, FirstByte: int64(1000*n + i), Boot: n,
				Seen: boot.Seen, Count: 3,
			})
		}
		if n%100 == 0 {
			c := crash()
			c.ID, c.First, c.FirstByte, c.Boot, c.Seen = 10*n+5, 100*n+9, int64(1000*n+9), n, boot.Seen
			c.Body[0].Raw = fmt.Sprintf("[%d] Oops", n)
			list = append(list, c)
		}
		take(list, []parse.Boot{boot})
		take(list, nil) // complete
	}
}

// A board in a boot loop fills neither the index nor the memory: all is counted, most of it
// in one line.
func TestABootLoopIsCounted(t *testing.T) {
	for _, imported := range []bool{false, true} {
		l, _ := open(t)
		const boots = 3_000
		enter := func() {
			if imported {
				in := l.Intake("/x/a.log")
				looping(in.Take, boots)
				if _, _, err := in.Close(); err != nil {
					t.Fatal(err)
				}
				return
			}
			p := l.Capture("ttyUSB0", "/x/a.log", 0)
			looping(func(c []*parse.Crash, b []parse.Boot) {
				if _, err := saw(p, c, b); err != nil {
					t.Fatal(err)
				}
			}, boots)
		}
		enter()
		info, _ := os.Stat(l.index.Path())
		enter() // the same again
		if again, _ := os.Stat(l.index.Path()); again.Size() > info.Size()*11/10 || again.Size() > 1<<20 {
			t.Errorf("the index has %d bytes, and %d when that is read again", info.Size(), again.Size())
		}
		crashes, err := l.Groups(link.ACrash)
		if err != nil || len(crashes) != 1 || crashes[0].Times != boots/100 {
			t.Errorf("%+v, %v", crashes, err)
		}
		about := func(n, want int) bool { return n <= want && n >= want*98/100 }
		trouble, err := l.Groups(link.ATrouble)
		if err != nil || len(trouble) != 2 || !about(trouble[0].Times, 3*boots) || !about(trouble[1].Times, 3*boots) {
			t.Errorf("%+v, %v", trouble, err)
		}
		if trouble[0].Last.At.Sub(trouble[0].First.At) < boots*98/100*time.Minute {
			t.Errorf("trouble was met from %v to %v", trouble[0].First.At, trouble[0].Last.At)
		}
		lives, err := l.Lives()
		if n := link.Boots(lives); err != nil || !about(n, boots) || len(lives) > bootsAlone+boots/100+1 {
			t.Errorf("%d boots in %d lines, %v", n, len(lives), err)
		}
		last, n, err := l.Latest(5, "")
		if err != nil || len(last) != 5 || !about(n, boots) {
			t.Errorf("the last boots are %+v of %d, %v", last, n, err)
		}
	}
}

// A board that crashes alike, to the microsecond, in each boot of a capture did so as often; read
// again, or in a copy of the capture, these are the same.
func TestAlikeInOneCapture(t *testing.T) {
	l, _ := open(t)
	for round, name := range []string{"/x/a.log", "/x/a.log", "/x/copy.log"} {
		in := l.Intake(name)
		p := l.Capture("-", name, 0)
		for n := range 3 {
			c := crash()
			c.ID, c.Boot, c.FirstByte, c.Time, c.HasTime = n+1, n+1, int64(1000*n), 2, true
			if name == "/x/copy.log" {
				c.FirstByte += 77
			}
			if round > 0 {
				in.Take([]*parse.Crash{c}, nil)
			} else if _, err := saw(p, []*parse.Crash{c}, nil); err != nil { // on the screen, one by one
				t.Fatal(err)
			}
		}
		if _, _, err := in.Close(); err != nil {
			t.Fatal(err)
		}
		if all, _ := l.Groups(link.ACrash); len(all) != 1 || all[0].Times != 3 {
			t.Errorf("after %s: %+v", name, all)
		}
	}
}
