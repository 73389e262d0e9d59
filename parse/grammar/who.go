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
	if !strings.HasPrefix(t, "CPU: ") {
		return cpu, task, false
	}
	cpu = NumberAfter(t, "CPU: ")
	i := strings.Index(t, " Comm: ")
	if i < 0 {
		return cpu, task, strings.Contains(t, "Not tainted") || strings.Contains(t, "Tainted: ")
	}
	task = crash.Task{Comm: cutComm(t[i+len(" Comm: "):]), PID: NumberAfter(t[:i+1], " PID: "), Known: true}
	if task.PID < 0 {
		task.Known = false
	}
	return cpu, task, true
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
	for _, end := range []string{" Kdump: ", " Not tainted", " Tainted: "} {
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
