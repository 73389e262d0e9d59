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
		return cpu, task, strings.Contains(t, "Not tainted") || strings.Contains(t, "Tainted: ") || NumberAfter(t, " PID: ") >= 0
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
	return task, cpu
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
func Task(t string) crash.Task {
	rest, ok := strings.CutPrefix(strings.TrimSpace(t), "task:")
	comm, rest, found := strings.Cut(rest, " state:")
	pid := NumberAfter(rest, " pid:", " pid: ")
	if !ok || !found || pid < 0 {
		return crash.Task{}
	}
	return crash.Task{Comm: strings.TrimRight(comm, " "), PID: pid, Known: true}
}

// cutComm ends a comm, which may hold anything but these words.
func cutComm(s string) string {
	for _, end := range []string{" Kdump: ", "Not tainted", "Tainted: "} {
		if i := strings.Index(s, end); i >= 0 {
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
