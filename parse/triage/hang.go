package triage

import (
	"fmt"
	"strings"
)

// hangRules are about consoles that stop without a report.
var hangRules = []rule{
	{
		id: "reset-during-initcall", rank: rankProof, confidence: Likely, classes: []string{"reset", "silence"},
		says: "the board reset or hung inside an initcall that began and did not return",
		fire: initcallOpen,
	},
	{
		id: "hint-before-silence", rank: rankState, confidence: Possible, classes: []string{"reset", "silence"},
		says: "the last lines before the console stopped hold a warning worth reading",
		fire: hintBefore,
	},
	{
		id: "silent-reset", rank: rankPlace, confidence: Certain, classes: []string{"reset"},
		says: "the board restarted without a word",
		fire: silentReset,
	},
	{
		id: "silent-hang", rank: rankPlace, confidence: Certain, classes: []string{"silence"},
		says: "the console stopped without a word",
		fire: silentHang,
	},
}

// initcallOpen: with initcall_debug the last "calling" without its "returned"
// names the driver that hangs or resets the board.
//
//	calling  omap_hsmmc_driver_init+0x0/0x14 @ 1
func initcallOpen(x *exam, f *draft) bool {
	line, fn := 0, ""
	for i := range x.c.Body {
		if i > mostBody {
			break
		}
		t := strings.TrimSpace(x.c.Body[i].Text)
		if rest, ok := strings.CutPrefix(t, "calling "); ok {
			line, fn = x.c.Body[i].N, strings.TrimSpace(rest)
		}
		if strings.HasPrefix(t, "initcall ") && strings.Contains(t, " returned ") {
			line = 0
		}
	}
	if line == 0 {
		return false
	}
	fn, _, _ = strings.Cut(fn, "+")
	f.Text = fmt.Sprintf("The last thing that began and did not end is the initcall %s.", fn)
	f.Next = fmt.Sprintf("Boot with initcall_blacklist=%s: if it comes up, the fault is in that driver's probe (a register access without clock or power hangs the bus).", fn)
	f.Evidence = []int{line, x.c.Last}
	return true
}

// hints are words in the last lines that explain a silence.
var hints = []struct{ mark, text, next string }{
	{"watchdog", "A watchdog is mentioned in the last lines: it may have reset the board.", "Check who feeds it, and its timeout; stop it (wdctl, nowayout=0) to see whether the board then hangs instead."},
	{"undervoltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable."},
	{"under-voltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable."},
	{"Under-voltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable."},
	{"critical temperature", "The chip was too hot just before.", "Check cooling and the thermal trip points."},
	{"thermal", "Temperature is mentioned in the last lines: a thermal shutdown may have reset the board.", "Check cooling and the thermal trip points."},
	{"PM: suspend", "The machine was going to sleep just before.", "Boot with no_console_suspend; try /sys/power/pm_test to find the step that hangs."},
	{"regulator", "A regulator was switched just before.", "Check that what it supplies may be off: a rail shared with memory or the CPU resets the board."},
	{"cpufreq", "The CPU's frequency was changed just before.", "Try a fixed frequency (cpufreq.default_governor=performance); check the voltage table (OPP)."},
	{"cpu clock", "The CPU's clock was changed just before.", "Try a fixed frequency; check the voltage table (OPP)."},
	{"disabling unused clocks", "Unused clocks were switched off just before.", "Boot with clk_ignore_unused: if it comes up, a driver does not claim a clock it needs."},
	{"Disabling unused clocks", "Unused clocks were switched off just before.", "Boot with clk_ignore_unused: if it comes up, a driver does not claim a clock it needs."},
	{"Freeing unused kernel", "The kernel was done booting and about to start init.", "Check console= (the kernel's messages may go elsewhere from here), init= and the root file system."},
}

func hintBefore(x *exam, f *draft) bool {
	last := x.c.Body
	if len(last) > 6 {
		last = last[len(last)-6:]
	}
	for i := len(last) - 1; i >= 0; i-- {
		for _, h := range hints {
			if strings.Contains(last[i].Text, h.mark) {
				f.Text, f.Next, f.Evidence = h.text, h.next, []int{last[i].N}
				return true
			}
		}
	}
	return false
}

// lastWords are the last lines before the silence.
func (x *exam) lastWords() (text string, evidence []int) {
	for i := len(x.c.Body) - 1; i >= 0 && len(evidence) < 3; i-- {
		b := &x.c.Body[i]
		if t := strings.TrimSpace(b.Text); t != "" {
			if text == "" {
				text = clip(t, 100)
			}
			evidence = append(evidence, b.N)
		}
	}
	return text, evidence
}

func silentReset(x *exam, f *draft) bool {
	last, lines := x.lastWords()
	f.Text = "The board started again without a word from the kernel: a watchdog, a loss of power or a brownout, a reset from outside, or a crash that came too early or too deep to be printed."
	if last != "" {
		f.Text += " Last line before it: " + last
	}
	f.Evidence = lines
	f.Next = "Read the SoC's reset reason register (the boot loader often prints it). Then: ramoops or pstore to keep the log over the reset, panic=0 to stay where it died, the watchdog stopped, earlycon and no_console_suspend, initcall_debug for early ones, and a scope on the supply."
	f.claim(reported(x.c.Last))
	return true
}

func silentHang(x *exam, f *draft) bool {
	last, lines := x.lastWords()
	f.Text = "The console stopped without a word."
	if rate := x.rate(); rate != "" {
		f.Text += " " + rate
	}
	if last != "" {
		f.Text += " Last line: " + last
	}
	f.Evidence = lines
	f.Next = "Try SysRq (BREAK, then h): an answer means that interrupts work, then w and l tell who waits and who runs. No answer: the bus or the CPU hangs. For next time: softlockup_panic=1 hung_task_panic=1 panic=10, the hardware watchdog, ramoops, earlycon, no_console_suspend, initcall_debug, ignore_loglevel."
	f.claim(reported(x.c.Last))
	return true
}

// rate says how busy the console was before it stopped.
func (x *exam) rate() string {
	first, last := int64(-1), int64(-1)
	n := 0
	for i := range x.c.Body {
		if m := x.c.Body[i].Micro; m >= 0 {
			if first < 0 {
				first = m
			}
			last, n = m, n+1
		}
	}
	if n < 3 || last <= first {
		return ""
	}
	perSecond := float64(n-1) / (float64(last-first) / 1e6)
	if perSecond < 20 {
		return ""
	}
	return fmt.Sprintf("It was printing %.0f lines a second before: look for a storm of messages.", perSecond)
}
