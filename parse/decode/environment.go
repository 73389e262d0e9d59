package decode

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
	"oopscope/parse/crash"
)

// taintFlags are kernel/panic.c's taint_flags and what they say to an engineer.
var taintFlags = map[byte]string{
	'P': "proprietary module loaded", 'F': "module loaded by force", 'S': "CPU out of specification", 'R': "module removed by force",
	'M': "machine check happened", 'B': "bad page or memory corruption found", 'U': "asked for by user space", 'D': "kernel died before (oops or BUG)",
	'A': "ACPI table overridden", 'W': "a warning happened before", 'C': "staging driver loaded", 'I': "works around a firmware bug",
	'O': "out-of-tree module loaded", 'E': "unsigned module loaded", 'L': "a soft lockup happened before", 'K': "kernel was live patched",
	'X': "distribution's own flag", 'T': "built with structure randomization", 'N': "in-kernel test ran", 'J': "fwctl debug write", 'H': "hardware unsupported by the distribution",
}

// taints explains a string of taint letters; G only says that no proprietary
// module is loaded.
func taints(letters string) []crash.Taint {
	var list []crash.Taint
	for i := 0; i < len(letters); i++ {
		if m := taintFlags[letters[i]]; m != "" {
			list = append(list, crash.Taint{Flag: letters[i : i+1], Meaning: m})
		}
	}
	return list
}

// moduleList takes the lines that go on with "Modules linked in:"; old kernels
// and narrow consoles wrap it.
func (x *decoding) moduleList(l arch.Line) bool {
	if x.modules == 0 || l.N-x.modules > 2 {
		x.modules = 0
		return false
	}
	if l.N == x.modules || !isModuleRow(l.Text) {
		return false
	}
	x.modules = l.N
	x.addModules(l.Text, l.N)
	return true
}

// isModuleRow tells a line of nothing but module names.
func isModuleRow(t string) bool {
	fields := strings.Fields(t)
	if len(fields) == 0 || t[0] != ' ' && len(fields) < 4 {
		return false
	}
	for _, f := range fields {
		name, flags, _ := strings.Cut(f, "(")
		if name == "" && !strings.HasPrefix(f, "[") || strings.ContainsAny(name, "+./:<>=") || name == "from" || len(flags) > 8 {
			return false
		}
	}
	return t[0] == ' ' && !strings.HasPrefix(t, "  ")
}

// addModules reads " shepherd(O-) pruss wkup_m3_ipc [last unloaded: shepherd]".
func (x *decoding) addModules(s string, line int) {
	c := x.c
	unloaded := false
	for _, f := range strings.Fields(s) {
		switch {
		case strings.HasPrefix(f, "[last"):
			unloaded = true
			continue
		case f == "unloaded:" || f == "Unloaded" || f == "tainted" || f == "modules:":
			continue
		}
		f = strings.TrimRight(f, "]")
		name, flags, _ := strings.Cut(f, "(")
		flags, _, _ = strings.Cut(flags, ")")
		if name == "" || !isModuleName(name) || len(c.Modules) > 1000 {
			continue
		}
		if unloaded {
			c.LastUnloaded = appendNew(c.LastUnloaded, name)
			continue
		}
		if x.part != nil || x.hasModule(name) {
			continue
		}
		c.Modules = append(c.Modules, crash.Module{Name: name, Flags: flags, State: moduleState(flags), Line: line})
	}
}

func isModuleName(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !ascii.IsLetter(c) && !ascii.IsDigit(c) && c != '_' && c != '-' {
			return false
		}
	}
	return len(s) < 64
}

func (x *decoding) hasModule(name string) bool {
	for i := range x.c.Modules {
		if x.c.Modules[i].Name == name {
			return true
		}
	}
	return false
}

func appendNew(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// moduleState reads the last flag: kernel/module/main.c prints "-" while the
// module's exit runs and "+" while its init does.
func moduleState(flags string) string {
	switch {
	case strings.HasSuffix(flags, "-"):
		return "unloading"
	case strings.HasSuffix(flags, "+"):
		return "loading"
	}
	return ""
}

// kernelOffset reads "Kernel Offset: 0x1c000000 from 0xffffffff81000000 (…)".
func (x *decoding) kernelOffset(t string) {
	rest, ok := strings.CutPrefix(t, "Kernel Offset: 0x")
	if !ok {
		return
	}
	digits, _, _ := strings.Cut(rest, " ")
	if v, err := strconv.ParseUint(digits, 16, 64); err == nil {
		x.c.KernelOffset, x.c.HasKernelOffset = v, true
	}
}
