package triage

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/regex"
)

// contradictions are those of the dump, and of the header with the dump.
func (x *exam) contradictions() []arch.Contradiction {
	if x.arch == nil {
		return nil
	}
	all := x.c.Dump.Contradictions(x.arch)
	if c, ok := x.otherPlace(); ok {
		all = append(all, c)
	}
	if c, ok := x.otherTask(); ok {
		all = append(all, c)
	}
	if c, ok := x.otherTrap(); ok {
		all = append(all, c)
	}
	return all
}

// headTasks are headers that name the PID of the task that runs; a second line of the
// same task repeats it. The CPU may be another by then, where the task can move.
var headTasks = []struct {
	begin string
	form  *regex.Lazy
}{
	{"WARNING: CPU: ", regex.Of(`^WARNING: CPU: \d+ PID: (\d+) at `)},
	{"BUG: scheduling while atomic: ", regex.Of(`^BUG: scheduling while atomic: .*/(\d+)/0x`)},
}

// otherTask compares the PID of the header with that of the line of the CPU, the PID
// and the comm (dump_stack_print_info(), lib/dump_stack.c).
func (x *exam) otherTask() (c arch.Contradiction, differ bool) {
	for _, h := range headTasks {
		if !strings.HasPrefix(x.c.Header, h.begin) {
			continue
		}
		m := h.form.Get().FindStringSubmatch(x.c.Header)
		if m == nil {
			continue
		}
		for i := range x.c.Body[:min(len(x.c.Body), mostBody)] {
			b := &x.c.Body[i]
			_, rest, ok := strings.Cut(b.Text, " PID: ")
			if !ok || !strings.HasPrefix(b.Text, "CPU: ") || !strings.Contains(rest, " Comm: ") {
				continue
			}
			pid, _, _ := strings.Cut(rest, " ")
			return arch.Contradiction{
				Text:  "the header names the task with PID " + m[1] + ", and the line of the CPU the one with PID " + pid,
				Lines: []int{x.headLine(), b.N},
			}, pid != m[1]
		}
	}
	return c, false
}

// otherTrap compares what x86 says of a trap with the one instruction that makes it:
// a BUG() is ud2, and only a division, or aam, divides.
func (x *exam) otherTrap() (c arch.Contradiction, differ bool) {
	d := &x.c.Dump
	in := d.Trapping()
	if in == nil || in.Text == "" || strings.HasPrefix(in.Text, "(") || d.UserMode {
		return c, false
	}
	name, _, _ := strings.Cut(in.Text, " ")
	said := ""
	switch {
	case strings.Contains(d.Die, "divide error") && !strings.Contains(name, "div") && !strings.HasPrefix(name, "aam"):
		said = "a division that the CPU refused"
	case strings.Contains(x.c.Header, "kernel BUG at ") && strings.Contains(d.Die, "invalid opcode") && !strings.HasPrefix(name, "ud"):
		said = "a BUG(), which is the instruction ud2,"
	default:
		return c, false
	}
	return arch.Contradiction{
		Text:  "the kernel reports " + said + " and the instruction that trapped is " + in.Text,
		Lines: []int{x.headLine(), d.DieLine, d.CodeLine},
	}, true
}

// otherPlace compares the function that a WARNING's header names with the PC of the
// registers: where WARN() is a trap, both are its address (lib/bug.c: report_bug()).
func (x *exam) otherPlace() (c arch.Contradiction, differ bool) {
	d := &x.c.Dump
	if x.c.Class != "warning" || d.UserMode || d.PCLine == 0 || d.PC.Function == "" {
		return c, false
	}
	_, rest, ok := strings.Cut(x.c.Header, " at "+x.c.Source+" ")
	s, _, named := arch.ParseSymbol(rest)
	if !d.PC.HasOffset || s.Module != "" && d.PC.Module == "" && s.Function == d.PC.Function {
		return c, false // a line that was cut off disagrees with nothing
	}
	if !ok || !named || x.c.Source == "" || s.Function == d.PC.Function && s.Module == d.PC.Module { // s390 points behind the instruction
		return c, false
	}
	return arch.Contradiction{
		Text:  "the header names " + place(s.Function, s.Module) + ", and the PC is in " + place(d.PC.Function, d.PC.Module),
		Lines: []int{x.headLine(), d.PCLine},
	}, true
}
