package report

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// names compares whom the line names with whom the report is about.
func (f fit) names() int {
	sum := 0
	if cpu, task, ok := grammar.CPU(f.l.Text); ok {
		sum += same(f.r.cpu, cpu)
		if task.Known {
			sum += same(f.r.pid, task.PID)
		}
	} else if pid := taskOf(f.l.Text); pid >= 0 {
		sum += same(f.r.pid, pid)
	}
	at, ok := walked(f.l.Text)
	if !ok && f.l.kind == grammar.Registers {
		at, ok = f.order.FaultAddress(f.l.Text)
	}
	if ok {
		switch {
		case f.r.faultAt(at):
			sum += itself
		case slices.ContainsFunc(f.r.Hits, func(h class.Hit) bool { return h.Groups["addr"] != "" }):
			sum += never
		}
	}
	return sum
}

// same compares two numbers of which either may be -1 for unknown.
func same(own, named int) int {
	switch {
	case own < 0 || named < 0:
		return 0
	case own == named:
		return itself
	}
	return never
}

// taskOf is the PID in the lines that name a task besides the CPU's line:
//
//	Process racer/1 (pid: 86, stack limit = 0x2f3c5711)
//	note: racer/1[86] exited with irqs disabled
func taskOf(text string) int {
	switch {
	case strings.HasPrefix(text, "Process "):
		return grammar.NumberAfter(text, "(pid: ")
	case strings.HasPrefix(text, "note: "):
		return grammar.NumberAfter(text[strings.LastIndexByte(text, '[')+1:], "")
	}
	return -1
}

// walked is the address whose page tables a line shows:
//
//	[00000028] *pgd=00000000
//	[0000000000000028] pgd=0000000000000000, p4d=0000000000000000
func walked(text string) (uint64, bool) {
	if !strings.HasPrefix(text, "[") || !strings.Contains(text, "pgd=") && !strings.Contains(text, "] address between") {
		return 0, false
	}
	addr, _, _ := strings.Cut(text[1:], "]")
	v, err := strconv.ParseUint(addr, 16, 64)
	return v, err == nil
}

// faultAt tells that a fault line names the address.
func (r *Report) faultAt(addr uint64) bool {
	return slices.ContainsFunc(r.Hits, func(h class.Hit) bool {
		v, err := strconv.ParseUint(h.Groups["addr"], 16, 64)
		return h.Role == class.Fault && err == nil && (v == addr || v<<8 == addr<<8 && v>>56 != 0)
	})
}
