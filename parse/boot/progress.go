package boot

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"oopscope/parse/crash"
)

// A kernel that boots has more to say until init runs, a call that began is to
// return: whoever knows how far a boot has come knows whether a silence means
// anything. progressMarks are the lines that tell.
var progressMarks = []string{
	"calling  ", "initcall ", " returned ", // initcall_debug, init/main.c and drivers/base/power/main.c
	"Freeing unused kernel", "Freeing init memory", " as init process", // init/main.c: the boot is done
	"ommand line: ",                 // init/main.c, arch/x86/kernel/setup.c
	"Starting kernel ...",           // U-Boot, boot/bootm_os.c
	"Exiting boot services",         // the EFI stub
	"suspend entry", "suspend exit", // kernel/power/suspend.c
	"reboot: ", // kernel/reboot.c
}

// A Stage is how far a boot has come.
type Stage int

// The stages.
const (
	Unknown    Stage = iota // nothing says that a boot is under way
	HandedOver              // the boot loader or the decompressor gave way to the kernel
	Kernel                  // the kernel boots
	Init                    // init is being started
	Asleep                  // the machine was suspended or switched off on purpose
)

// progress is how far the boot has come.
type progress struct {
	stage Stage
	at    int    // the line that showed it
	calm  bool   // the command line tells the kernel to say little
	calls []Call // that began and did not return
}

// A Call is a function that was called and did not return yet.
type Call struct {
	Function string         // "omap_hsmmc_driver_init"
	Line     crash.BodyLine // that says so
	Came     time.Time      // host time of that line; zero when not known
}

// mostCalls bounds the calls that are remembered: asynchronous ones can be many.
const mostCalls = 64

// see looks at a line that may tell of progress.
func (p *progress) see(l *Line, m *marker) {
	text := l.Text
	if m != nil {
		p.reach(stageOf(m), l.N)
	}
	if !l.Tells.Progress {
		return
	}
	switch {
	case bytes.Contains(text, []byte("calling  ")):
		p.begin(l)
	case bytes.Contains(text, []byte(" returned ")):
		p.end(string(text))
	case bytes.HasPrefix(text, []byte("Starting kernel ...")), bytes.Contains(text, []byte("Exiting boot services")):
		p.reach(HandedOver, l.N)
	case bytes.HasPrefix(text, []byte("Freeing unused kernel")), bytes.HasPrefix(text, []byte("Freeing init memory")):
		p.reach(Init, l.N)
	case bytes.Contains(text, []byte(" as init process")):
		p.reach(Init, l.N)
		p.at = l.N
	case bytes.Contains(text, []byte("ommand line: ")) && l.Prefix.Kernel:
		p.calm = saysLittle(string(text))
	case bytes.Contains(text, []byte("suspend entry")), bytes.HasPrefix(text, []byte("reboot: ")):
		p.stage = Asleep
	case bytes.Contains(text, []byte("suspend exit")) && p.stage == Asleep:
		p.stage = Unknown
	}
}

func (p *progress) reach(s Stage, line int) {
	if s > p.stage {
		p.stage, p.at = s, line
	}
	if s == Init {
		p.calls = nil // all of the boot's own are through
	}
}

// stageOf is the stage that a marker of boots shows.
func stageOf(m *marker) Stage {
	switch {
	case m.rank >= rankKernel:
		return Kernel
	case m.rank >= rankStub:
		return HandedOver
	}
	return Unknown
}

// begin takes a call of initcall_debug:
//
//	calling  omap_hsmmc_driver_init+0x0/0x14 @ 1
//	mmc_host mmc0: calling  mmc_bus_suspend+0x0/0x50 @ 77, parent: 48060000.mmc
func (p *progress) begin(l *Line) {
	_, rest, _ := strings.Cut(string(l.Text), "calling  ")
	function, where, ok := strings.Cut(rest, " @ ")
	function, _, _ = strings.Cut(function, "+")
	if !ok || where == "" || function == "" || strings.ContainsAny(function, " \t") || len(function) > 128 {
		return
	}
	if len(p.calls) >= mostCalls {
		p.calls = slices.Delete(p.calls, 0, 1)
	}
	text := string(l.Text)
	p.calls = append(p.calls, Call{Function: function, Came: l.Came, Line: crash.BodyLine{N: l.N, Raw: text, Text: text, Micro: l.Prefix.Micro, First: l.First, Last: l.Last}})
}

// end takes the return of a call:
//
//	initcall pru_init+0x0/0x14 [pru] returned 0 after 1234 usecs
//	mmc_host mmc0: mmc_bus_suspend+0x0/0x50 returned 0 after 12 usecs
func (p *progress) end(text string) {
	before, _, _ := strings.Cut(text, " returned ")
	before, _, _ = strings.Cut(before, " [") // the module
	function := before[strings.LastIndexByte(before, ' ')+1:]
	function, _, _ = strings.Cut(function, "+")
	for i := len(p.calls) - 1; i >= 0; i-- {
		if p.calls[i].Function == function {
			p.calls = slices.Delete(p.calls, i, i+1)
			return
		}
	}
}

// saysLittle tells that the kernel's command line keeps its messages off the
// console.
func saysLittle(text string) bool {
	for _, w := range strings.Fields(text) {
		if level, ok := strings.CutPrefix(w, "loglevel="); ok && level < "5" {
			return true
		}
		if w == "quiet" {
			return true
		}
	}
	return false
}

// stale is how many lines may follow a call that is taken to be open: the line that
// says it returned can be lost.
const stale = 2000

// Due tells what is to come behind line n, and for a call which one it is. Nothing
// is due of a machine that went down, or that says little on purpose.
func (b *Log) Due(n int, recent *Recent) (r Reason, open Call) {
	p := &b.progress
	if b.died || b.orderly || b.Undecided() || b.Replaying() {
		return Nothing, open
	}
	if k := len(p.calls); k > 0 && n-p.calls[k-1].Line.N < stale {
		return Return, p.calls[k-1]
	}
	switch {
	case p.calm:
	case p.stage == HandedOver:
		return Start, open
	case p.stage == Kernel:
		return Boot, open
	case p.stage == Init && p.onlyInit(n, recent):
		return InitUp, open
	}
	return Nothing, open
}

// onlyInit tells that nothing but the kernel's own words on the start of init came
// since, up to line n:
//
//	Run /sbin/init as init process
//	  with arguments:
//	    /sbin/init
func (p *progress) onlyInit(n int, recent *Recent) bool {
	if n-p.at >= RecentLines {
		return false
	}
	return !slices.ContainsFunc(recent.Before(n+1), func(l crash.BodyLine) bool {
		return l.N > p.at && (l.Micro < 0 || !strings.HasPrefix(l.Text, "  "))
	})
}
