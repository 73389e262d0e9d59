package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/crash"
)

// bootRules are about machines that do not come up, or go down for a reason
// outside of the kernel's code.
var bootRules = []rule{
	{
		id: "init-killed", rank: rankProof, confidence: Certain,
		says:       "process 1 ended, which the kernel does not survive; its exit code or signal",
		suppresses: []string{"requested-panic"},
		fire:       initKilled,
	},
	{
		id: "no-rootfs", rank: rankProof, confidence: Certain, classes: []string{"no-rootfs"},
		says: "the root file system could not be mounted, and what was tried",
		fire: noRootfs,
	},
	{
		id: "no-init", rank: rankProof, confidence: Certain, classes: []string{"no-init"},
		says: "no init program could be started",
		fire: noInit,
	},
	{
		id: "operator", rank: rankFirst, confidence: Certain, classes: []string{"sysrq-crash", "gpf"},
		says:       "somebody asked for it (SysRq-c)",
		suppresses: []string{"null-member", "kasan-shadow", "kasan-null-range", "out-of-tree", "bug-assertion", "first-oops-not-this-one", "requested-panic"},
		fire:       operator,
	},
	{
		id: "panic-on-setting", rank: rankSetting + 5, confidence: Certain, frames: true,
		says:       "a setting (panic_on_oops, panic_on_warn …) made a panic of a report that the machine would have survived",
		suppresses: []string{"requested-panic"},
		fire:       panicOn,
	},
}

// initKilled decodes the exit code of the process that must not end.
func initKilled(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Panic, "Attempted to kill init!") {
		return false
	}
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	f.Text = "Process 1 (init) ended, and the kernel cannot live without it."
	_, code, ok := strings.Cut(x.c.Panic, "exitcode=0x")
	if v, err := strconv.ParseUint(strings.TrimSpace(firstWord(code)), 16, 32); ok && err == nil {
		f.Text = fmt.Sprintf("Process 1 (init) %s, and the kernel cannot live without it.", exitCode(v))
	}
	if slices.Contains(deaths, x.c.Class) && (!x.c.Task.Known || x.c.Task.PID == 1) {
		f.Text = "The task killed by this oops was process 1 (init): the kernel cannot live without it. The oops is the cause, not init."
		f.Next = "Go after the oops."
		f.consequence = true
		f.claim(says("Attempted to kill init!", x.c.PanicLine))
		return true
	}
	f.Next = "Boot with init=/bin/sh (or rdinit= for an initramfs) and start the real init by hand to see its message: a missing library, a wrong architecture or libc, a script that ended, no console (console=)."
	f.claim(says("Attempted to kill init!", x.c.PanicLine))
	return true
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return w
}

// exitCode decodes the status of wait(2): low 7 bits the signal, next byte the
// value given to exit().
func exitCode(v uint64) string {
	if sig := v & 0x7f; sig != 0 {
		name := signals[sig]
		if name == "" {
			name = "signal " + strconv.FormatUint(sig, 10)
		}
		return fmt.Sprintf("was killed by %s (exitcode %#08x)", name, v)
	}
	status := v >> 8 & 0xff
	switch status {
	case 0:
		return fmt.Sprintf("ended with success (exit 0, exitcode %#08x): it returned instead of staying", v)
	case 127:
		return fmt.Sprintf("ended with status 127 (exitcode %#08x), by which shells and loaders mean that a program or library was not found", v)
	case 126:
		return fmt.Sprintf("ended with status 126 (exitcode %#08x), by which shells mean that a program could not be executed", v)
	}
	return fmt.Sprintf("ended with exit status %d (exitcode %#08x)", status, v)
}

// signals by their numbers on most architectures; mips and sparc differ above 6.
var signals = map[uint64]string{
	1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL: an instruction that the CPU does not know, of another CPU or no code at all", 5: "SIGTRAP", 6: "SIGABRT: it aborted itself",
	7: "SIGBUS: a bus error (SIGEMT on mips)", 8: "SIGFPE: an arithmetic error", 9: "SIGKILL", 11: "SIGSEGV: a bad pointer", 13: "SIGPIPE", 15: "SIGTERM", 31: "SIGSYS: a system call that is not allowed",
}

func noRootfs(x *exam, f *draft) bool {
	_, dev, _ := strings.Cut(x.c.Panic, "Unable to mount root fs on ")
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	f.Text = fmt.Sprintf("There is no root file system: %s. %s", clip(x.c.Panic, 120), rootDisk(dev))
	f.Next = "Compare root= with the partitions listed before the panic; then: rootwait for slow media (SD, USB), the controller's driver built in or in the initramfs, the file system built in (CONFIG_EXT4_FS=y), and the initramfs given by the boot loader."
	f.claim(reported(x.c.PanicLine))
	return true
}

// rootDisk tells what the number of a root device means (init/do_mounts.c). Whether the
// device was there stands before the panic, behind a list of any length.
func rootDisk(dev string) string {
	switch {
	case strings.Contains(dev, "block(0,0)") || strings.TrimSpace(dev) == "":
		return "The number says that no disk was found by that name: root= is missing or wrong, the driver of the disk is not there (yet), or it names no disk at all (ubi, mtd, nfs, 9p), and that could not be mounted."
	case strings.Contains(dev, "block(1,"): // RAMDISK_MAJOR
		return "It is the RAM disk: none was handed over, or none that this kernel can unpack or mount."
	}
	return "Either the disk could not be opened (\"Cannot open root device\" stands before the panic then, with the error), or no file system that the kernel knows is on it (\"No filesystem could mount root\")."
}

func noInit(x *exam, f *draft) bool {
	f.Text = fmt.Sprintf("The root file system is there, and nothing on it could be started as init: %s.", clip(x.c.Panic, 120))
	f.Evidence = []int{x.c.PanicLine, x.headLine()}
	f.Next = "Check that /sbin/init exists, is executable, is built for this CPU, and finds its loader and libraries (error -2: the file or its ELF interpreter is missing; -8: wrong architecture; -13: no permission). init=/bin/sh tells more."
	f.claim(reported(x.c.PanicLine))
	return true
}

// operator: somebody asked for it.
func operator(x *exam, f *draft) bool {
	if x.c.Class == "gpf" && (len(x.chain) == 0 || x.chain[0].Line != x.c.Dump.PCLine || word(x.chain[0].Function) != "sysrq_handle_crash") {
		return false // with KASAN the write to NULL on purpose, before 5.0, ended so
	}
	f.Text = "Somebody asked for this crash with SysRq-c (or echo c > /proc/sysrq-trigger): it is no bug."
	f.Next = "If nobody did: noise on an open serial input can look like BREAK + c. Switch it off with kernel.sysrq=0 or sysrq_always_enabled removed."
	f.Evidence = []int{x.c.PanicLine, x.headLine(), x.find("sysrq: ")}
	f.claim(x.asked())
	return true
}

// panicOn: a report the machine would have survived, had it been told to.
func panicOn(x *exam, f *draft) bool {
	for _, m := range []struct{ mark, setting string }{
		{"panic_on_warn", "panic_on_warn=1"}, {"hung_task: blocked tasks", "hung_task_panic=1"}, {"softlockup: hung tasks", "softlockup_panic=1"},
		{"RCU Stall", "panic_on_rcu_stall=1"}, {"panic_on_oom", "panic_on_oom=1"}, {"Fatal exception", "panic_on_oops=1"}, {"hard LOCKUP", "hardlockup_panic=1"}, {"scheduling while atomic", "panic_on_warn=1"},
		{"panic_on_kmsan set", "panic_on_kmsan=1"}, {"panic_on_taint set", "panic_on_taint"}, {"kasan.fault=panic set", "kasan.fault=panic"},
	} {
		if !strings.Contains(x.c.Panic, m.mark) || strings.Contains(x.c.Panic, "in interrupt") || x.c.Severity != crash.Panic {
			continue
		}
		f.Text = fmt.Sprintf("The machine was told to panic of such a report (%s).", m.setting)
		if m.mark == "Fatal exception" { // oops_end() and die(): in an interrupt the message says so
			f.Text = "The machine was told to panic of every oops (panic_on_oops=1): without that only the task would be killed."
			if t := &x.c.Task; !t.Known || t.PID <= 1 || x.inPanic() != nil {
				f.Text = "The machine was told to panic of every oops (panic_on_oops=1)."
			}
			if t := &x.c.Task; t.Known && t.PID <= 1 {
				f.Text += fmt.Sprintf(" Without that it would have died as well: no kernel survives the death of %s.", x.task())
			}
		}
		f.Next = "Keep it for tests, where the first report is the best one; without it the machine would go on."
		f.Evidence = []int{x.c.PanicLine}
		f.claim(setting(m.mark), panics())
		return true
	}
	return false
}

// asked claims that SysRq-c was pressed or written.
func (x *exam) asked() Claim {
	for _, words := range []string{"sysrq triggered crash", "Trigger a crash", "sysrq_handle_crash"} {
		if n := x.find(words); n > 0 {
			return says(words, n)
		}
	}
	return says("sysrq", 0)
}
