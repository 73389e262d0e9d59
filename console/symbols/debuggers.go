package symbols

import (
	"fmt"
	"path/filepath"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/letter"
)

// Debuggers returns the command lines that go on where the screen ends: gdb, the kernel's
// faddr2line, crash and drgn at the frame, with the files that its symbols are from. They
// are for a shell, so file names are quoted, and what of the board's words no shell and no
// debugger may be given is left out.
func (s *Symbolizer) Debuggers(c *parse.Crash, f *arch.Frame) string {
	if c == nil || f == nil {
		return ""
	}
	type paths struct{ kernel, module string }
	found, ok := within(s.symbols, func() (p paths) {
		set := s.images(c)
		if m := set.of(""); m != nil {
			p.kernel = m.path
		}
		if m := set.of(f.Module); m != nil && f.Module != "" {
			p.module = m.path
		}
		return p
	})
	if !ok {
		return "# " + s.busy() + "\n"
	}
	return debuggers(f, found.kernel, found.module)
}

func debuggers(f *arch.Frame, kernel, module string) string {
	place, name := "", f.Function
	if expression(name) {
		at := f.Offset
		if !f.Exact && at > 0 { // a return address belongs to the call before it
			at--
		}
		place = fmt.Sprintf("%s+%#x", name, at)
	}
	if place == "" {
		return "# the frame has no name that a debugger may be given\n"
	}
	vmlinux, here := orElse(kernel, "VMLINUX"), orElse(kernel, "VMLINUX")
	modules, load := "", ""
	if f.Module != "" {
		here = orElse(module, "MODULE.ko")
		modules = " -s " + here
		if expression(f.Module) {
			load = "mod -s " + f.Module + " " + here + "; "
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "gdb -batch -ex 'list *(%s)' -ex 'disassemble /s %s' %s\n", place, name, here)
	if f.HasOffset {
		fmt.Fprintf(&b, "scripts/faddr2line %s %s+%#x/%#x\n", here, name, f.Offset, f.Size)
	}
	fmt.Fprintf(&b, "crash %s VMCORE  # %sbt; dis -l %s\n", vmlinux, strings.ReplaceAll(load, "\n", ""), place)
	fmt.Fprintf(&b, "drgn -c VMCORE -s %s%s  # print(prog.symbol(%q)); print(prog.crashed_thread().stack_trace())\n", vmlinux, modules, name)
	return b.String()
}

// expression tells words that are one name in gdb, crash and Python, and to a shell.
func expression(word string) bool {
	if word == "" || len(word) > 512 || word[0] >= '0' && word[0] <= '9' {
		return false
	}
	for _, r := range word {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.') {
			return false
		}
	}
	return true
}

// orElse is a file as one word of a shell, or what a person is to put there: where it is
// not known, and where its name has bytes that a terminal would obey.
func orElse(path, name string) string {
	abs, err := filepath.Abs(path)
	if path == "" || err != nil || letter.Clean(abs) != abs {
		return name
	}
	return "'" + strings.ReplaceAll(abs, "'", `'\''`) + "'"
}
