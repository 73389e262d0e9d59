package blame

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/places"
)

// stillActive is the function that a timer or a work calls that was freed while it ran,
// where the one who freed it is not to be seen: RCU frees later what was handed to it, and
// who owns the timer did not stop it before. debug_print_object() names it, lib/debugobjects.c:
//
//	ODEBUG: free active (active state 0) object type: timer_list hint: chan_timeout+0x0/0x150
func stillActive(c *crash.Crash) (arch.Frame, bool) {
	if _, ok := firstFrame(c.Chain, true, []*nameSet{reporting, helpers, libraries, bodies}); ok {
		return arch.Frame{}, false
	}
	for i := range c.Body {
		_, hint, ok := strings.Cut(c.Body[i].Text, " hint: ")
		if !ok || !strings.Contains(c.Body[i].Text, "ODEBUG: free active") {
			continue
		}
		f := symbolIn(hint)
		return f, f.InFunction() && !places.Within(crash.PlaceOf(&f), "kernel/workqueue.c") // the timer of any delayed work
	}
	return arch.Frame{}, false
}
