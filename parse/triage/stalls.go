package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// stallRules are about what has stopped moving, and who is really to blame.
var stallRules = []rule{
	{
		id: "busy-cpu", rank: rankState, confidence: Likely, classes: []string{"soft-lockup", "hard-lockup", "rcu-stall"},
		says: "which function keeps the CPU",
		fire: busyCPU,
	},
	{
		id: "waits-for-cpu", rank: rankState + 4, confidence: Likely, classes: []string{"soft-lockup", "hard-lockup", "rcu-stall"},
		says:       "the CPU only waits for another one to answer: that one is stuck",
		suppresses: []string{"busy-cpu"},
		fire:       waitsForOther,
	},
	{
		id: "slow-console", rank: rankSetting, confidence: Possible, classes: []string{"rcu-stall", "soft-lockup", "hard-lockup"},
		says:       "the CPU was printing: a slow UART stalls it by itself",
		suppresses: []string{"busy-cpu"},
		fire:       slowConsole,
	},
	{
		id: "cpu-does-not-answer", rank: rankState, confidence: Likely, classes: []string{"csd-stall"},
		says: "a CPU does not answer the call of another one",
		fire: noAnswer,
	},
	{
		id: "reference-leak", rank: rankState, confidence: Certain, classes: []string{"refs-stuck"},
		says: "a network device waits for references that nobody gives back",
		fire: referenceLeak,
	},
	{
		id: "transmit-stuck", rank: rankState, confidence: Likely, classes: []string{"net-watchdog"},
		says: "a network device did not send what it was given",
		fire: transmitStuck,
	},
	{
		id: "irq-nobody-cared", rank: rankProof, confidence: Likely, classes: []string{"irq-unhandled"},
		says: "an interrupt came that no driver took, and was switched off",
		fire: nobodyCared,
	},
}

// softirqLoop tells the function that calls one softirq after the other, kernel/softirq.c.
func softirqLoop(name string) bool {
	name = bare(name)
	return name == "handle_softirqs" || name == "__do_softirq" || name == "___do_softirq"
}

// busyCPU names the function that keeps the CPU.
func busyCPU(x *exam, f *draft) bool {
	if busyUnseen(x, f) {
		return true
	}
	if len(x.chain) == 0 || x.c.Culprit.Function == "" || x.gaveAway() != nil || x.restsIdle() || strings.HasPrefix(word(x.c.Culprit.Function), "schedule") {
		return false
	}
	if softirqLoop(x.chain[0].Function) && x.c.Culprit.Function == x.chain[0].Function {
		f.Text = fmt.Sprintf("The CPU was found where it turns to its softirqs (%s), which is where an interrupt that waits gets in. What kept it busy is what that interrupted, or a softirq before, and does not stand in the trace.", x.where())
		f.claim(x.whereRan())
		f.Next = "Look at the next report of the same CPU, or get its trace again: SysRq-l, or softlockup_all_cpu_backtrace=1."
		f.Evidence = []int{x.headLine(), x.pcLine()}
		return true
	}
	which := "a CPU"
	if x.c.CPU >= 0 {
		which = "CPU " + cpu(x.c.CPU)
	}
	if x.culprit() == "" || x.waitsForCPU() != nil {
		return false
	}
	if x.mixed { // whose frames these are is not sure
		which, f.Confidence = "a CPU", Possible
	}
	f.Text = fmt.Sprintf("%s kept %s busy%s: a long loop, one without end, or one that waits for something without sleeping.", x.loopIn(), which, x.since())
	f.claim(x.culpritRan())
	f.Next = "Look at the loop's exit condition: hardware that never sets a bit needs a timeout (readl_poll_timeout()); long work needs cond_resched(), or interrupts and preemption enabled in between."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	return true
}

// busyUnseen tells of a CPU whose trace is not in the report.
func busyUnseen(x *exam, f *draft) bool {
	if x.c.Class != "soft-lockup" || len(x.chain) > 0 || x.since() == "" || x.c.CPU < 0 {
		return false
	}
	f.Text = fmt.Sprintf("CPU %s did not get to schedule for %s in %s: it loops in the kernel, or spins there for a lock. Where is not in the report.", cpu(x.c.CPU), strings.TrimSuffix(strings.TrimPrefix(x.since(), " (stuck for "), ")"), x.task())
	f.claim(reported(x.headLine()))
	f.Next = "Get the trace of that CPU: SysRq-l, or softlockup_all_cpu_backtrace=1."
	f.Evidence = []int{x.headLine()}
	return true
}

// restsIdle tells that the CPU was in its idle loop; what an interrupt does that came there is
// no rest.
func (x *exam) restsIdle() bool {
	for i := range x.chain[:min(len(x.chain), 12)] {
		f := &x.chain[i]
		if bare(f.Function) == x.c.Culprit.Function && f.Module == x.c.Culprit.Module && (f.Context == arch.IRQ || f.Context == arch.SoftIRQ) {
			return false
		}
		if crash.Idle(x.chain[i : i+1]) {
			return true
		}
	}
	return false
}

func cpu(n int) string {
	if n < 0 {
		return "?"
	}
	return fmt.Sprint(n)
}

// since reads for how long, as the header says.
func (x *exam) since() string {
	if _, rest, ok := strings.Cut(x.c.Header, "stuck for "); ok {
		s, _, _ := strings.Cut(rest, "!")
		return " (stuck for " + s + ")"
	}
	return ""
}

// culpritLine is the line of the frame that is to blame.
func (x *exam) culpritLine() int {
	for i := range x.chain {
		if bare(x.chain[i].Function) == x.c.Culprit.Function {
			return x.chain[i].Line
		}
	}
	return 0
}

// slowConsole: the CPU was printing: a slow UART can stall it by itself.
func slowConsole(x *exam, f *draft) bool {
	for i := range x.chain {
		w := word(x.chain[i].Function)
		if i > 14 {
			break
		}
		if strings.HasPrefix(w, "console_unlock") || strings.HasPrefix(w, "console_flush") || strings.HasPrefix(w, "console_emit") || strings.HasPrefix(w, "serial8250_console") || strings.HasSuffix(w, "_console_write") || strings.HasSuffix(w, "_console_putchar") || strings.HasPrefix(w, "uart_console_write") {
			f.Text = fmt.Sprintf("The CPU was printing to the console (%s). At 115200 baud a long burst of messages takes seconds and can look like a stall.", bare(x.chain[i].Function))
			f.Next = "Lower the console's log level (dmesg -n 4, loglevel=4) or raise its speed; then see whether the stall comes again."
			f.Evidence = []int{x.chain[i].Line, x.headLine()}
			return true
		}
	}
	return false
}

func noAnswer(x *exam, f *draft) bool {
	f.Text = "A CPU does not answer a call of another one: it runs with interrupts off or hangs in hardware or firmware."
	if _, rest, ok := strings.Cut(x.c.Header, "for CPU#"); ok {
		id, _, _ := strings.Cut(rest, " ")
		f.Text = fmt.Sprintf("CPU %s does not answer a call of CPU %s: it runs with interrupts off or hangs in hardware or firmware.", strings.TrimLeft(id, "0 ")+zero(id), cpu(x.c.CPU))
	}
	f.Next = "Read the backtrace of the CPU that does not answer, not of the one that complains."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func zero(id string) string {
	if strings.Trim(id, "0") == "" {
		return "0"
	}
	return ""
}

func referenceLeak(x *exam, f *draft) bool {
	f.Evidence = []int{x.headLine()}
	f.claim(reported(x.headLine()))
	f.Text = "Something still holds a reference to an object that is being taken down, and has not given it back so far: " + clip(x.c.Header, 120) + "."
	if strings.Contains(x.c.Header, "file count is") { // fs/open.c, filp_close()
		f.Text = "A file was closed whose count of references was 0 already: they were dropped once too often, or it was freed or overwritten."
		f.Next = "Look for the put without a get: an fput() or close on an error path for a file that somebody else holds."
		return true
	}
	f.Next = "Look for the get without a put: for network devices CONFIG_NET_DEV_REFCNT_TRACKER, for inodes and dentries the open files of that file system (fuser -m)."
	return true
}

// foundLeft tells a report of references that were found when the object went: nothing
// waits for them, fs/dcache.c and fs/super.c.
func (x *exam) foundLeft() bool {
	return x.c.Class == "refs-stuck" && !strings.Contains(x.c.Header, "waiting for")
}

func transmitStuck(x *exam, f *draft) bool {
	n, l := x.line("NETDEV WATCHDOG: ")
	if n == 0 {
		return false
	}
	_, what, _ := strings.Cut(l, "NETDEV WATCHDOG: ")
	f.Text = fmt.Sprintf("The network hardware stopped sending: %s. The driver waits for a transmit interrupt that does not come.", clip(what, 100))
	f.Next = "Check cable, PHY and link partner, then the clock and power management of the controller, and whether its interrupt counts up in /proc/interrupts."
	f.Evidence = []int{n, x.headLine()}
	return true
}

func nobodyCared(x *exam, f *draft) bool {
	f.Evidence = []int{x.headLine()}
	if returnedNonsense(x, f) {
		return true
	}
	f.Text = "An interrupt keeps coming and no handler recognises it as its own"
	if id, _, ok := strings.Cut(x.c.Header, ":"); ok && strings.HasPrefix(x.c.Header, "irq ") {
		f.Text = fmt.Sprintf("Interrupt line %s keeps coming and no handler recognises it as its own", strings.TrimPrefix(id, "irq "))
	}
	off := x.find("Disabling IRQ")
	if off > 0 {
		f.Text += "; the kernel switched the line off"
	}
	f.Text += "."
	var who []string
	for i := range x.c.Facts {
		if h := &x.c.Facts[i]; h.Name == "handler" {
			_, name, _ := strings.Cut(h.Value, ">] ")
			who, f.Evidence = append(who, strings.TrimSpace(name)), append(f.Evidence, h.Line)
		}
	}
	if len(who) > 0 {
		f.Text += " Handlers: " + strings.Join(who, ", ") + "."
	}
	f.Next = "Check the trigger type (level or edge) in the device tree or request_irq(), whether the device was left with its interrupt on (boot loader, kexec, driver removed), and which device shares the line. The devices on it are dead until reboot."
	f.Evidence = append(f.Evidence, off)
	return true
}

// returnedNonsense: the same report is made at the first interrupt whose handlers return what
// is no irqreturn_t, kernel/irq/spurious.c: the line goes on.
func returnedNonsense(x *exam, f *draft) bool {
	head, value, ok := strings.Cut(x.c.Header, ": bogus return value ")
	if !ok {
		return false
	}
	f.Text = fmt.Sprintf("A handler of interrupt line %s returned 0x%s, which is neither IRQ_NONE nor IRQ_HANDLED nor IRQ_WAKE_THREAD.", strings.TrimPrefix(head, "irq event "), value)
	f.Next = "Look at what the handlers of this line return: an error number, or a function of another type that was cast. Handlers that share a line are added up, so that two correct ones never make this."
	return true
}

// waitsForCPU returns the frame in which the CPU waits for another one.
func (x *exam) waitsForCPU() *arch.Frame { return crash.WaitsForCPU(x.chain) }

// waitsForOther: the sender of an interrupt to other CPUs is a victim.
func waitsForOther(x *exam, f *draft) bool {
	fr := x.waitsForCPU()
	if fr == nil {
		return false
	}
	f.claim(ranFrame(fr))
	which := "A CPU"
	if x.c.CPU >= 0 {
		which = "CPU " + cpu(x.c.CPU)
	}
	f.Text = fmt.Sprintf("%s waits in %s() for another CPU to answer and is a victim: that CPU runs with interrupts off, or hangs.", which, bare(fr.Function))
	if s := x.c.OtherCPU(); s != nil {
		f.also(fmt.Sprintf(" CPU %d was in %s meanwhile.", s.CPU, at(&s.Frames[0])), reported(s.Frames[0].Line))
		f.Evidence = append(f.Evidence, s.Frames[0].Line)
	}
	f.Next = "Look at the backtraces of the other CPUs (SysRq-l): one of them takes no interrupts. It may have a report of its own nearby."
	f.Evidence = append(f.Evidence, x.headLine(), fr.Line)
	return true
}
