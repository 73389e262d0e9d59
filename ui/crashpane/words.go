package crashpane

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/ui/say"
)

// faultWords says what the access was: "read of 0x1c1 (NULL + 0x1c1): section
// translation fault".
func faultWords(d *arch.Dump) string {
	f := d.Fault
	if !f.HasAddress && f.Access == "" {
		return f.Detail
	}
	s := f.Access
	switch s {
	case "":
		s = "access"
	case "execute":
		s = "jump"
	}
	if f.HasAddress {
		of := " of "
		if f.Access == "execute" || f.Access == "" {
			of = " to "
		}
		s += of + say.Hex(f.Address) + nearNull(f.Address, d.Bits)
		if in := f.Lies(); in != "" {
			s += " (" + in + ")"
		}
	}
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// nearNull explains addresses next to either end of the address space: a member
// of a structure that is not there, or an error code taken for a pointer.
func nearNull(a uint64, bits int) string {
	top := ^uint64(0)
	if bits == 32 {
		top = 1<<32 - 1
	}
	switch {
	case a == 0:
		return " (NULL)"
	case a < 4096:
		return " (NULL + " + say.Hex(a) + ")"
	case a <= top && top-a < 4095:
		return " (NULL - " + say.Hex(top-a+1) + ", or an error code used as a pointer)"
	}
	return ""
}

// taskWords is "modprobe[1726]", "" when no task is known.
func taskWords(t parse.Task) string {
	if !t.Known {
		return ""
	}
	comm := t.Comm
	if comm == "" {
		comm = "?"
	}
	return comm + "[" + strconv.Itoa(t.PID) + "]"
}

// whoWords says what the CPU was doing: "in an interrupt on CPU 0, on top of
// modprobe[1726]".
func whoWords(c *parse.Crash) string {
	var place, tail string
	task := taskWords(c.Task)
	switch c.Context {
	case arch.IRQ:
		place = "in an interrupt"
	case arch.SoftIRQ:
		place = "in a softirq"
	case arch.NMI:
		place = "in an NMI"
	default:
		place = task
	}
	if place != task && task != "" {
		tail = ", on top of " + task
	}
	if c.CPU >= 0 {
		place = strings.TrimSpace(place + fmt.Sprintf(" on CPU %d", c.CPU))
	}
	if c.Workqueue != "" {
		tail += ", working for " + c.Workqueue
	}
	return strings.TrimPrefix(place+tail, ", ")
}

// earlierReports explains the taint flags that an earlier report of this boot
// leaves behind. The kernel sets them after it printed that report, so a report
// that shows one is not the first.
func earlierReports(c *parse.Crash) string {
	words := map[string]string{"D": "an oops", "W": "a warning", "L": "a soft lockup", "M": "a hardware error", "B": "a bad page or bad memory"}
	for _, own := range class.ByName(c.Class).Taints {
		delete(words, string(own)) // SLUB sets B before it prints the rest of its report
	}
	var seen []string
	for _, t := range c.Taint {
		if w := words[t.Flag]; w != "" {
			seen = append(seen, w+" ("+t.Flag+")")
		}
	}
	if len(seen) == 0 && c.Die > 1 {
		seen = []string{"an oops (this is #" + strconv.Itoa(c.Die) + ")"}
	}
	if len(seen) == 0 {
		return ""
	}
	return "Not the first report of this boot: " + strings.Join(seen, ", ") + " came before. Look at the first one."
}

// foreignCode names the code that does not come with the kernel.
func foreignCode(c *parse.Crash) string {
	var names []string
	for _, m := range c.Modules {
		if strings.ContainsAny(m.Flags, "OPEF") {
			names = append(names, m.Name)
		}
	}
	var flags []string
	for _, t := range c.Taint {
		if strings.Contains("OPEFRCK", t.Flag) && t.Flag != "" {
			flags = append(flags, t.Meaning+" ("+t.Flag+")")
		}
	}
	s := strings.Join(flags, ", ")
	if s != "" && len(names) > 0 {
		s += ": " + strings.Join(names, ", ")
	}
	return s
}
