package grammar

import (
	"strconv"
	"strings"

	"oopscope/parse/ascii"
	"oopscope/parse/crash"
)

// CPU reads the line that says who ran where, "CPU: 0 PID: 1726 Comm: modprobe
// Tainted: G  O  4.19.94 #1", and its older and newer forms (lib/dump_stack.c;
// "Pid: 1, comm: init" before 3.10). The CPU is -1 when the line does not tell;
// ok says that it is such a line.
func CPU(t string) (cpu int, task crash.Task, ok bool) {
	cpu = -1
	if rest, found := strings.CutPrefix(t, "Pid: "); found {
		pid, rest, _ := strings.Cut(rest, ", comm: ")
		n, err := strconv.Atoi(pid)
		if err != nil {
			return cpu, task, false
		}
		return cpu, crash.Task{Comm: cutComm(rest), PID: n, Known: true}, true
	}
	rest, found := strings.CutPrefix(t, "CPU: ")
	if !found {
		return cpu, task, false
	}
	cpu = NumberAfter(strings.TrimLeft(rest, " "), "")
	i := strings.Index(t, " Comm: ")
	if i < 0 {
		pid := NumberAfter(t, " PID: ")
		task.PID = max(pid, 0) // the name was taken out
		return cpu, task, pid >= 0 || strings.Contains(t, "Not tainted") || strings.Contains(t, "Tainted: ")
	}
	task = crash.Task{Comm: cutComm(t[i+len(" Comm: "):]), PID: NumberAfter(t[:i+1], " PID: "), Known: true}
	if task.PID < 0 {
		task.PID, task.Known = 0, false
	}
	return cpu, task, true
}

// acts are what a line says that a task does, whose name and PID stand before it:
//
//	ksdioirqd/mmc0/73 is trying to acquire lock:
//	swapper/1/0 [HC0[0]:SC1[1]:HE1:SE0] takes:
var acts = [...]string{" is trying to ", " takes:", " just changed the state of lock:", " is freeing memory ", " is leaving the kernel with locks still held!"}

// TaskIn reads the task, and the CPU or -1, in other lines than the CPU's: what
// lockdep and the sanitizers say of it. A comm may hold slashes; the PID stands
// behind the last.
//
//	Write of size 4 at addr ffff88006cb9ed60 by task sh/77
//	read to 0xffff8880b5d5ab08 of 8 bytes by task 231 on cpu 1:
//	in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: 7578, name: dd
//	note: modprobe[573] exited with preempt_count 1
func TaskIn(t string) (task crash.Task, cpu int) {
	cpu = -1
	if _, by, ok := strings.Cut(t, " by task "); ok {
		if pid := NumberAfter(by, ""); pid > 0 && strings.Contains(by, " on cpu ") {
			return crash.Task{PID: pid}, NumberAfter(by, " on cpu ")
		}
		return commPID(by), cpu
	}
	for _, act := range acts {
		if who, _, ok := strings.Cut(t, act); ok {
			who, _, _ = strings.Cut(who, " [HC")
			return commPID(who), cpu
		}
	}
	if t := strings.TrimLeft(t, " "); strings.HasPrefix(t, "in_atomic(): ") {
		before, comm, ok := strings.Cut(t, ", name: ")
		if pid := NumberAfter(before, ", pid: "); ok && comm != "" && pid >= 0 {
			return crash.Task{Comm: comm, PID: pid, Known: true}, cpu
		}
	}
	if rest, ok := strings.CutPrefix(t, "note: "); ok {
		who, _, ok := strings.Cut(rest, "] exited with ")
		if at := strings.LastIndexByte(who, '['); ok && at > 0 {
			return commPID(who[:at] + "/" + who[at+1:]), cpu
		}
	}
	return task, cpu
}

// BareCPU reads the CPU where it has a line of its own, -1 in any other line.
//
//	CPU:    0               i386 up to 2.6.30, and Xen
//	CPU 2                   x86_64 up to 3.8
//	Cpu 0                   mips up to 3.9
//	CPU #: 0                openrisc
func BareCPU(t string) int {
	for _, head := range [...]string{"CPU:", "CPU #:", "CPU ", "Cpu "} {
		if rest, ok := strings.CutPrefix(t, head); ok {
			if digits := strings.Trim(rest, " "); len(digits) <= 4 && ascii.AllDigits(digits) {
				return NumberAfter(digits, "")
			}
		}
	}
	return -1
}

// commPID reads "ksdioirqd/mmc0/73".
func commPID(s string) crash.Task {
	i := strings.LastIndexByte(s, '/')
	if i < 1 || i > 64 || !ascii.AllDigits(s[i+1:]) {
		return crash.Task{}
	}
	pid, err := strconv.Atoi(s[i+1:])
	if err != nil {
		return crash.Task{}
	}
	return crash.Task{Comm: s[:i], PID: pid, Known: true}
}

// StalledCPU reads the CPU in the list of those that hold RCU up, -1 in any other
// line (kernel/rcu/tree_stall.h: print_cpu_stall_info()).
//
//	1-...: (1 GPs behind) idle=7db/2/0 softirq=4884/4886 fqs=6999
//	rcu: 	12-...!: (0 ticks this GP) idle=7db/1/0x4000000000000002
func StalledCPU(t string) int {
	t = strings.TrimLeft(strings.TrimPrefix(t, "rcu: "), " \t")
	cpu, rest, ok := strings.Cut(t, "-")
	flags, _, counts := strings.Cut(rest, ": (")
	if !ok || !counts || cpu == "" || len(cpu) > 5 || !ascii.AllDigits(cpu) || len(flags) > 8 {
		return -1
	}
	return NumberAfter(cpu, "")
}

// Task reads the head of a task's stack as sched_show_task() prints it; the comm
// is padded with blanks. Of another line it is not Known.
//
//	task:sh              state:R  running task     stack:0     pid:89    ppid:1
//	docker          D ffff88021fc12ec0     0 10467      1 0x00000000            (up to 5.9)
//	LNTEE_HOST      R  running task        0  1406   1404 0x00000002
func Task(t string) crash.Task {
	t = strings.TrimSpace(t)
	rest, ok := strings.CutPrefix(t, "task:")
	if !ok {
		return unnamedTask(t)
	}
	comm, rest, found := strings.Cut(rest, " state:")
	pid := NumberAfter(rest, " pid:", " pid: ")
	if !ok || !found || pid < 0 {
		return crash.Task{}
	}
	return crash.Task{Comm: strings.TrimRight(comm, " "), PID: pid, Known: true}
}

// unnamedTask reads it where nothing is named: comm, state, perhaps the address where
// it waits, the stack that is free, PID, parent and flags.
func unnamedTask(t string) crash.Task {
	words := strings.Fields(t)
	n := len(words)
	if n < 6 || n > 10 || !strings.HasPrefix(words[n-1], "0x") || !ascii.AllHexDigits(words[n-1][2:]) || !ascii.AllDigits(words[n-2]) || !ascii.AllDigits(words[n-4]) {
		return crash.Task{}
	}
	pid, err := strconv.Atoi(words[n-3])
	at := stateAt(words, n-5)
	if err != nil || at < 1 || len(words[at]) != 1 || !strings.Contains("RSDTtXZPI", words[at]) {
		return crash.Task{}
	}
	return crash.Task{Comm: strings.Join(words[:at], " "), PID: pid, Known: true}
}

// stateAt is where the state of a task stands in these words, of which the last in front
// of the numbers may tell where it waits, or that it runs.
func stateAt(words []string, last int) int {
	switch w := words[last]; {
	case w == "task" && last > 1 && words[last-1] == "running":
		return last - 2
	case w == "running", len(w) >= 8 && ascii.AllHexDigits(w):
		return last - 1
	}
	return last
}

// OldTask reads the task as powerpc printed it before there was a CPU line, up to 3.9.
//
//	TASK = cfa5d000[950] 'bash' THREAD: cf9ce000 CPU: 1
//	TASK = c0197020[0] 'swapper' Last syscall: 120         (up to 2.4)
func OldTask(t string) crash.Task {
	rest, ok := strings.CutPrefix(t, "TASK = ")
	if !ok {
		return crash.Task{}
	}
	_, rest, found := strings.Cut(rest, "[")
	id, rest, named := strings.Cut(rest, "] '")
	pid, err := strconv.Atoi(id)
	end := max(strings.LastIndex(rest, "' THREAD: "), strings.LastIndex(rest, "' Last syscall: "))
	if !found || !named || err != nil || end < 0 {
		return crash.Task{}
	}
	return crash.Task{Comm: rest[:end], PID: pid, Known: true}
}

// DebuggerTask reads the CPU or the task as powerpc's xmon prints them, each on a line of
// its own; cpu is -1 where it is not told.
//
//	cpu 0x4: Vector: 300 (Data Access) at [c000000000737aa0]
//	    pid   = 8319, comm = make
func DebuggerTask(t string) (task crash.Task, cpu int) {
	if before, _, ok := strings.Cut(t, ": Vector: "); ok {
		_, id, hex := strings.Cut(before, "0x")
		if n, err := strconv.ParseUint(id, 16, 15); hex && err == nil {
			return task, int(n)
		}
	}
	if before, comm, ok := strings.Cut(t, ", comm = "); ok && comm != "" {
		key, id, _ := strings.Cut(before, "= ")
		if pid, err := strconv.Atoi(id); err == nil && strings.TrimSpace(key) == "pid" {
			return crash.Task{Comm: comm, PID: pid, Known: true}, -1
		}
	}
	return task, -1
}

// cutComm ends a comm, which may hold anything but these words.
func cutComm(s string) string {
	for _, end := range [...]string{" Kdump: ", "Not tainted", "Tainted: "} {
		i := strings.Index(s, end)
		if cut := strings.TrimSpace(end); i < 0 && strings.HasSuffix(s, " "+cut) {
			i = len(s) - len(cut) // the line is cut here
		}
		if i >= 0 {
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

// NumberAfter returns the decimal behind the first of the marks that stand in s,
// -1 when there is none.
func NumberAfter(s string, marks ...string) int {
	for _, m := range marks {
		if i := strings.Index(s, m); i >= 0 {
			n, digits := 0, 0
			for _, c := range []byte(s[i+len(m):]) {
				if !ascii.IsDigit(c) || digits > 8 {
					break
				}
				n, digits = n*10+int(c-'0'), digits+1
			}
			if digits > 0 {
				return n
			}
		}
	}
	return -1
}

// AtomicState tells what __might_resched() prints of the context that may not sleep.
func AtomicState(t string) bool {
	return strings.HasPrefix(t, "in_atomic(): ") || strings.HasPrefix(t, "preempt_count: ") || strings.HasPrefix(t, "RCU nest depth: ")
}
