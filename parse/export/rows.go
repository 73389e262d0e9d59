package export

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// The rows of a report's sections, shared by the plain text and the Markdown.
// Every row is one clean line.

// chainRows are the rows of a chain; variables tells the frames that have theirs beside them.
func chainRows(frames []arch.Frame, variables func(i int) bool) []string {
	var rows []string
	context, subsystem := "", ""
	for i := range frames {
		f := &frames[i]
		if f.Context != "" && f.Context != context && (context != "" || f.Context != arch.Task) {
			rows = append(rows, "--- "+contextTitle(f.Context)+" ---")
		}
		if f.Context != "" {
			context = f.Context
		}
		rows = append(rows, frameRows(i, f, subsystem)...)
		if variables != nil && variables(i) {
			rows = append(rows, besideRows(f)...)
		}
		subsystem = crash.Subsystem(f)
	}
	return rows
}

func contextTitle(context string) string {
	switch context {
	case arch.Task:
		return "interrupted: task"
	case arch.User:
		return "user space"
	}
	return context
}

// frameRows are a frame's, behind what was inlined into it: from row to row it goes
// outwards. Its subsystem is said where it is another than above.
func frameRows(i int, f *arch.Frame, above string) []string {
	mark := " "
	if !f.Reliable {
		mark = "?"
	}
	row := fmt.Sprintf("%3d %s %s", i, mark, Place(f.Symbol))
	if at := Location(f); at != "" {
		row += "  " + at
	} else if s := crash.Subsystem(f); s != above && s != "" {
		row += "  (" + s + ")"
	}
	var rows []string
	for _, in := range f.Inlined {
		rows = append(rows, fmt.Sprintf("      (inlined) %s  %s:%d", Clean(in.Function), Clean(in.File), in.Line))
	}
	return append(rows, row)
}

// beforeRows are the lines before the crash that other boots do not have so.
func beforeRows(list []crash.Unusual) (rows []string) {
	for i := range list {
		u := &list[i]
		rows = append(rows, fmt.Sprintf("line %d: %s", u.Line, Clean(u.Text)))
		for _, l := range wrap(u.Words(), columns-4) {
			rows = append(rows, "    "+l)
		}
	}
	return rows
}

func stackTitle(s *crash.Stack) string {
	title := Clean(s.Role)
	if s.Task.Known {
		title += fmt.Sprintf(" by %s (pid %d)", Clean(s.Task.Comm), s.Task.PID)
	}
	if s.CPU >= 0 {
		title += fmt.Sprintf(" on CPU %d", s.CPU)
	}
	return "Stack: " + title
}

func factRows(c *crash.Crash) []string {
	var fs []field
	for _, f := range c.Facts {
		fs = append(fs, field{Clean(f.Name), Clean(f.Value)})
	}
	for _, n := range c.Dump.Notes {
		fs = append(fs, field{Clean(n.Name), Clean(n.Value)})
	}
	width := 0
	for _, f := range fs {
		width = max(width, min(utf8.RuneCountInString(f.name), 20))
	}
	rows := make([]string, len(fs))
	for i, f := range fs {
		rows[i] = fmt.Sprintf("%-*s  %s", width, f.name, f.value)
	}
	return rows
}

func codeRows(d *arch.Dump) []string {
	var rows []string
	for i := range d.Code {
		in := &d.Code[i]
		mark, at := "  ", ""
		if in.Trap {
			mark = "->"
		}
		if in.Address != 0 {
			at = fmt.Sprintf("%x: ", in.Address)
		}
		row := fmt.Sprintf("%s %s%-10s %s", mark, at, Clean(in.Bytes), Clean(in.Text))
		if in.Effective != nil {
			row += fmt.Sprintf("   accesses %#x", *in.Effective)
		}
		rows = append(rows, strings.TrimRight(row, " "))
		if in.Trap {
			rows = append(rows, operandRows(d)...)
		}
	}
	return rows
}

// agreement says how the computed address fits the one the kernel printed.
func agreement(d *arch.Dump) string {
	switch how, why := d.Agreement(); how {
	case arch.Same:
		return ": the fault address"
	case arch.Near:
		return fmt.Sprintf(": the fault address %#x is %s", d.Fault.Address, Clean(why))
	case arch.Contradicts:
		return "; " + Clean(why)
	}
	return ""
}

// operandRows are the values the trapping instruction worked on and where they
// came from.
func operandRows(d *arch.Dump) []string {
	var parts, rows []string
	hang := func(lead, text string) {
		for _, l := range wrap(text, columns-12) {
			rows = append(rows, lead+l)
			lead = "        "
		}
	}
	for _, o := range d.Operands {
		value := fmt.Sprintf("%#x", o.Value)
		if o.Minus {
			value = "-" + value
		}
		if o.Shift > 0 {
			value += fmt.Sprintf(" << %d", o.Shift)
		}
		if o.Name != "" {
			value = Clean(o.Name) + " = " + value
		}
		parts = append(parts, value+" ("+o.Role+")")
	}
	if len(parts) > 0 {
		hang("     ", strings.Join(parts, ", ")+agreement(d))
	}
	for _, s := range d.Origin {
		hang("     <- ", Clean(s.Text))
	}
	return rows
}

func registerRows(c *crash.Crash) []string {
	width := 16
	if c.Dump.Bits == 32 {
		width = 8
	}
	var rows []string
	for _, r := range c.Dump.Registers {
		row := fmt.Sprintf("%-8s %0*x  %s", Clean(r.Name), width, r.Value, Clean(join(join(r.Variable, r.Points()), r.Meaning)))
		rows = append(rows, strings.TrimRight(row, " "))
	}
	var flags []string
	for _, f := range c.Dump.Status {
		flags = append(flags, strings.TrimSpace(Clean(f.Name)+" "+Clean(f.Meaning)))
	}
	if len(flags) > 0 {
		rows = append(rows, labelled("status", strings.Join(flags, "; "))...)
	}
	return rows
}

func environmentRows(c *crash.Crash) []string {
	var rows []string
	if m := Modules(c); m != "" {
		rows = append(rows, labelled("modules", m)...)
	}
	if len(c.LastUnloaded) > 0 {
		rows = append(rows, labelled("unloaded", Clean(strings.Join(c.LastUnloaded, ", ")))...)
	}
	if c.Banner != "" {
		rows = append(rows, labelled("banner", Clean(c.Banner))...)
	}
	return rows
}

// labelled wraps a long value behind its label.
func labelled(label, value string) []string {
	rows := wrap(value, columns-11)
	for i := range rows {
		if i > 0 {
			label = ""
		}
		rows[i] = fmt.Sprintf("%-8s %s", label, rows[i])
	}
	return rows
}

func problemRows(c *crash.Crash) []string {
	var rows []string
	for _, p := range c.Quality.Problems {
		rows = append(rows, Clean(p.Text))
	}
	if !c.Quality.Complete && len(rows) == 0 {
		rows = append(rows, "the report is not complete")
	}
	return rows
}

func rawRows(c *crash.Crash) []string {
	rows := make([]string, len(c.Body))
	for i := range c.Body {
		rows[i] = Clean(c.Body[i].Raw)
	}
	return rows
}
