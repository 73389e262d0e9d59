package story

import (
	"time"

	"oopscope/parse/crash"
)

// Known is what is known of a boot besides its crashes.
type Known struct {
	Next  crash.Boot // that followed; the zero value when none was seen
	Heard int        // the last line that shows the machine alive in this boot; 0 when none is known
	Quiet time.Time  // when the board printed last, if that is long ago and more could come; else zero
	Over  bool       // the input is over: nothing more can come
	Left  crash.Farewell
}

// Since tells what was seen of the machine after each crash of a boot, in their
// order.
func Since(crashes []*crash.Crash, k Known) []crash.Later {
	after := make([]crash.Later, len(crashes))
	died, heard := 0, k.Heard
	dies := map[crash.Task]int{} // the next report in which a task dies, by its first line
	cut := map[int]int{}         // what cut a report short, by the first lines of both
	cross := map[int]int{}       // the other half of a deadlock, likewise
	may := map[int]int{}         // of what may be one
	for i := len(crashes) - 1; i >= 0; i-- {
		c := crashes[i]
		l := crash.Later{Died: died, Cut: cut[c.First], Cross: cross[c.First], May: may[c.First], Quiet: k.Quiet, Over: k.Over, Spoke: heard > c.Last}
		if l.Spoke {
			l.Heard = heard
		}
		l.Left = k.Left.After(c.Last)
		switch c.Echo.Kind {
		case crash.InReport:
			cut[c.Echo.First] = c.First
		case crash.Deadlock:
			cross[c.Echo.First] = c.First
		case crash.MayCross:
			may[c.Echo.First] = c.First
		}
		switch last := c.Echo.Kind == crash.InReport && !c.Task.Known; {
		case !last:
			heard = max(heard, c.First)
		case heard <= c.Last:
			heard = 0 // these were a report's last words, not those of a machine that went on
		}
		if k.Next.N > 0 {
			l.Boot, l.Line, l.At, l.Hard, l.Quiet = k.Next.N, k.Next.First, k.Next.Seen, k.Next.Silent, time.Time{}
		}
		if c.Die > 0 && c.Task.Known && c.Task.PID > 0 {
			l.Again, dies[c.Task] = dies[c.Task], c.First
		}
		after[i] = l
		if c.Severity > crash.Error && (c.Aftermath == crash.Halted || c.Aftermath == crash.Rebooting) {
			died = c.First
		}
	}
	return after
}
