package export

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/mangled"
)

// Place names a symbol the way the kernel does, with its address where there
// is no name: "pru0_comm_receive_msg+0x28/0x94 [shepherd]".
func Place(s arch.Symbol) string {
	var b strings.Builder
	b.WriteString(Clean(mangled.Plain(s.Function)))
	switch {
	case s.Function == "" && known(&s):
		fmt.Fprintf(&b, "%#x", s.Address)
	case s.Function == "":
		return ""
	case s.HasOffset && s.Size != 0:
		fmt.Fprintf(&b, "+%#x/%#x", s.Offset, s.Size)
	case s.HasOffset:
		fmt.Fprintf(&b, "+%#x", s.Offset)
	}
	if s.Module != "" {
		b.WriteString(" [" + Clean(s.Module) + "]")
	}
	return b.String()
}

// Where names the place of death: the PC, else the frame, else the culprit, else
// the file and line of the header.
func Where(c *crash.Crash) string {
	if s := Place(c.Dump.PC); s != "" {
		return s
	}
	if i := c.DeathFrame(); i >= 0 {
		return Place(c.Chain[i].Symbol)
	}
	if c.Culprit.Function != "" {
		return Place(arch.Symbol{Function: c.Culprit.Function, Module: c.Culprit.Module})
	}
	return Clean(c.Source)
}

// Caller names who called the place of death, "" when that is not known.
func Caller(c *crash.Crash) string {
	if f := c.Caller(); f != nil {
		return Place(f.Symbol)
	}
	return ""
}

// Running says what the CPU was doing: "modprobe (pid 1726) on CPU 0, in a
// hard interrupt".
func Running(c *crash.Crash) string {
	var parts []string
	switch t := c.Task; {
	case t.Known || t.PID > 0:
		parts = append(parts, fmt.Sprintf("%s (pid %d)", orUnknown(Clean(t.Comm)), t.PID))
	case t.Comm != "":
		parts = append(parts, Clean(t.Comm))
	}
	if c.CPU >= 0 {
		parts = append(parts, "on CPU "+strconv.Itoa(c.CPU))
	}
	s := strings.Join(parts, " ")
	for _, extra := range []string{contexts[c.Context], workOf(c)} {
		if extra != "" && s != "" {
			s += ", "
		}
		s += extra
	}
	return s
}

var contexts = map[string]string{
	arch.Task:    "in the task's own context",
	arch.SoftIRQ: "in a softirq",
	arch.IRQ:     "in a hard interrupt",
	arch.NMI:     "in an NMI",
	arch.User:    "from user space",
}

func workOf(c *crash.Crash) string {
	if c.Workqueue == "" {
		return ""
	}
	return "working for " + Clean(c.Workqueue)
}

func orUnknown(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

// Fault says what access trapped: "read of 0x1c1, section translation fault".
func Fault(c *crash.Crash) string {
	f := c.Dump.Fault
	s := f.Access
	if f.HasAddress {
		if s == "" {
			s = "access"
		}
		s += fmt.Sprintf(" of %#x", f.Address)
		if in := Clean(f.Lies()); in != "" {
			s += " (" + in + ")"
		}
	}
	if f.Detail != "" {
		if s != "" {
			s += ", "
		}
		s += Clean(f.Detail)
	}
	return s
}

// Aftermath says what the report means for the machine.
func Aftermath(c *crash.Crash) string {
	s := ""
	if c.Aftermath != "" {
		s = Clean(c.Outcome())
	}
	if c.Panic != "" {
		s = strings.TrimSpace(s + ` Panic: "` + Clean(c.Panic) + `".`)
	}
	return s
}

// EchoOf says what the report follows from, and why: "line 152: it dies inside …".
func EchoOf(c *crash.Crash) string {
	if c.Echo.Of == 0 {
		return ""
	}
	return fmt.Sprintf("line %d: %s", c.Echo.First, Clean(c.Echo.Why))
}

// Origin says where in the input the report stands.
func Origin(c *crash.Crash, file string) string {
	var parts []string
	if c.First > 0 {
		parts = append(parts, fmt.Sprintf("lines %d-%d", c.First, c.Last))
	}
	switch file {
	case "":
	case "-":
		parts = append(parts, "of standard input")
	default:
		parts = append(parts, "of "+Clean(file))
	}
	s := strings.Join(parts, " ")
	if c.Boot > 0 {
		s = join(s, fmt.Sprintf("boot %d", c.Boot))
	}
	if c.HasTime {
		s = join(s, fmt.Sprintf("%.6f s after start", c.Time))
	}
	if c.Count > 1 {
		s = join(s, fmt.Sprintf("seen %d times", c.Count))
	}
	return s
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// Taints lists the taint flags with their meaning.
func Taints(c *crash.Crash) string {
	var parts []string
	for _, t := range c.Taint {
		parts = append(parts, Clean(t.Flag)+" ("+Clean(t.Meaning)+")")
	}
	return strings.Join(parts, ", ")
}

// Modules lists the loaded modules as the kernel does, flags in brackets.
func Modules(c *crash.Crash) string {
	var parts []string
	for _, m := range c.Modules {
		s := Clean(m.Name)
		if m.Flags != "" {
			s += "(" + Clean(m.Flags) + ")"
		}
		if m.State != "" {
			s += " " + m.State
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// Location is a frame's source position, "" without symbols.
func Location(f *arch.Frame) string {
	if f.File == "" {
		return ""
	}
	return Clean(f.File) + ":" + strconv.Itoa(f.FileLine)
}

// evidence is "line 5" or "lines 5, 9, 117".
func evidence(lines []int) string {
	if len(lines) == 0 {
		return ""
	}
	parts := make([]string, len(lines))
	for i, n := range lines {
		parts[i] = strconv.Itoa(n)
	}
	if len(parts) == 1 {
		return "line " + parts[0]
	}
	return "lines " + strings.Join(parts, ", ")
}

// Prefix is what was learnt to stand in front of the report's lines, in quotation
// marks because its blanks count; "" when it has a known one.
func Prefix(c *crash.Crash) string {
	if c.Prefix == "" {
		return ""
	}
	return "learnt: " + strconv.Quote(Clean(c.Prefix))
}
