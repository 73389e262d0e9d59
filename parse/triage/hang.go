package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/crash"
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
	fn, line := x.fact("open call")
	for i := range x.c.Body {
		if i > mostBody || x.c.Class == "silence" { // there the decoder knows, from all lines
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
	f.Text = fmt.Sprintf("The last thing that began and did not end is the call of %s.", fn)
	if at, _ := x.fact("called at"); at != "" {
		f.Text = fmt.Sprintf("The last thing that began and did not end is the call of %s, at %s.", fn, at)
	}
	f.Next = fmt.Sprintf("Boot with initcall_blacklist=%s: if it comes up, the fault is in that driver's probe (a register access without clock or power hangs the bus).", fn)
	f.Evidence = []int{line, x.c.Last}
	return true
}

// hints are words in the last lines that explain a silence.
var hints = []struct {
	mark, text, next string
	before           bool // the kernel's first word: with that it is past
}{
	{"watchdog", "A watchdog is mentioned in the last lines: it may have reset the board.", "Check who feeds it, and its timeout; stop it (wdctl, nowayout=0) to see whether the board then hangs instead.", false},
	{"undervoltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable.", false},
	{"under-voltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable.", false},
	{"Under-voltage", "The supply voltage was low just before.", "Measure the supply under load; try a stronger one and a shorter cable.", false},
	{"critical temperature", "The chip was too hot just before.", "Check cooling and the thermal trip points.", false},
	{"thermal", "Temperature is mentioned in the last lines: a thermal shutdown may have reset the board.", "Check cooling and the thermal trip points.", false},
	{"PM: suspend", "The machine was going to sleep just before.", "Boot with no_console_suspend; try /sys/power/pm_test to find the step that hangs.", false},
	{"regulator", "A regulator was switched just before.", "Check that what it supplies may be off: a rail shared with memory or the CPU resets the board.", false},
	{"cpufreq", "The CPU's frequency was changed just before.", "Try a fixed frequency (cpufreq.default_governor=performance); check the voltage table (OPP).", false},
	{"cpu clock", "The CPU's clock was changed just before.", "Try a fixed frequency; check the voltage table (OPP).", false},
	{"disabling unused clocks", "Unused clocks were switched off just before.", "Boot with clk_ignore_unused: if it comes up, a driver does not claim a clock it needs.", false},
	{"Disabling unused clocks", "Unused clocks were switched off just before.", "Boot with clk_ignore_unused: if it comes up, a driver does not claim a clock it needs.", false},
	{"bootconsole [", "The boot console was just switched off for the real one: from there the UART's own driver prints.", "Boot with keep_bootcon: what comes then is lost today. Check that console= names that driver's port and speed (ttyS0, ttyAMA0, ttymxc0 …), and the UART's clock, pins and power domain, which the boot loader had set up and the driver did not claim.", false},
	{"unused power domains", "Unused power domains were switched off just before.", "Boot with pd_ignore_unused: if it comes up, a driver does not claim its power domain.", false},
	{"unused regulators", "Unused regulators were switched off just before.", "Boot with regulator_ignore_unused (6.8 and later), or give the rail regulator-always-on in the device tree: if it comes up, something runs on a supply that it does not claim.", false},
	{"booting the kernel", "The decompressor was done and jumped to the kernel, which said nothing yet.", "earlycon (or CONFIG_DEBUG_LL with earlyprintk) shows the first steps; check the device tree's address and that it is this board's, console=, the memory that the boot loader describes, and where the kernel was loaded.", true},
	{"Starting kernel ...", "The boot loader started the kernel, which said nothing yet.", "earlycon shows the first steps; check the device tree's address and that it is this board's, console=, and that the image is for this CPU.", true},
	{"Waiting for root", "The kernel waits for its root device, for ever with rootwait.", "Compare root= with the disks that were found; is the controller's driver built in, is its supply on, is the card in?", false},
	{"as init process", "The kernel had just started init.", "Check console= (init prints to the last one that is named), that init is for this CPU and finds its libraries, and init=/bin/sh.", false},
	{"Freeing unused kernel", "The kernel was done booting and about to start init.", "Check console= (the kernel's messages may go elsewhere from here), init= and the root file system.", false},
}

func hintBefore(x *exam, f *draft) bool {
	last := x.c.Body
	if len(last) > 6 {
		last = last[len(last)-6:]
	}
	for i := len(last) - 1; i >= 0; i-- {
		spoke := slices.ContainsFunc(last[i+1:], func(l crash.BodyLine) bool { return l.Micro >= 0 })
		for _, h := range hints {
			if strings.Contains(last[i].Text, h.mark) && !(h.before && spoke) {
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
	f.Text = "The board started again without a word from the kernel: a watchdog, a loss of power or a brownout, a reset from outside, or a crash that came too early or too deep to be printed; or its last words are missing in this log."
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
	quiet, _ := x.fact("quiet for")
	if quiet == "" {
		return logEnds(x, f, last, lines)
	}
	due, _ := x.fact("expected")
	f.Text = fmt.Sprintf("The console stopped without a word: %s is missing for %s.", due, quiet)
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

// logEnds: a log that ends inside a boot may be a hang, or cut by whoever kept it.
func logEnds(x *exam, f *draft, last string, lines []int) bool {
	f.Text = "The log ends before the kernel was done booting: it hangs there, or somebody cut the log."
	if last != "" {
		f.Text += " Last line: " + last
	}
	f.claim(reported(x.c.Last))
	f.Evidence = lines
	f.Next = "If it hangs: initcall_debug and ignore_loglevel name the step, earlycon and keep_bootcon keep the console, clk_ignore_unused and pd_ignore_unused tell whether something was switched off; SysRq (BREAK, then l and w) tells who runs and who waits."
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
