package places

import (
	"strings"

	"oopscope/parse/mangled"
)

// Bare is a function's name without what the compiler and the ABI put around it:
// ".isra.0", ".constprop.0", ".part.3", ".cold", ".llvm.123", the leading dot of old
// powerpc, __pfx_, __cfi_ and __pi_, the __raw_callee_save_ of the wrapper that saves
// all registers for it, the hash of Rust's old mangling.
func Bare(name string) string {
	name = strings.TrimPrefix(name, ".")
	if strings.HasPrefix(name, "__") {
		for _, p := range [...]string{"__pfx_", "__cfi_", "__pi_", "__raw_callee_save_"} {
			name = strings.TrimPrefix(name, p)
		}
	}
	name = mangled.Uncloned(name)
	if strings.HasPrefix(name, "_ZN") {
		if i := strings.LastIndex(name, "17h"); i > 0 && len(name) == i+20 {
			name = name[:i] + "E"
		}
	}
	return name
}

// Word is a name to look up: bare, and without leading underscores.
func Word(name string) string { return strings.TrimLeft(Bare(name), "_") }

// syscallPrefixes are the wrappers around one system call, by architecture,
// word size and age of the kernel.
var syscallPrefixes = []string{
	"__x64_sys_", "__ia32_sys_", "__x32_sys_", "__arm64_sys_", "__arm64_compat_sys_", "__riscv_sys_", "__riscv_compat_sys_", "__s390x_sys_", "__s390_sys_",
	"__ia32_compat_sys_", "__x32_compat_sys_", "__s390_compat_sys_", "__se_compat_sys_", "__do_compat_sys_", "__se_sys_", "__do_sys_", "__sys_", "compat_sys_", "compat_SyS_",
	"C_SYSC_", "SYSC_", "SyS_", "ksys_", "sys_",
}

// SystemCall is a name to compare by: bare, and every wrapper of a system call
// taken for the call itself, sys_read.
func SystemCall(name string) string {
	name = Bare(name)
	for _, p := range syscallPrefixes {
		if rest, ok := strings.CutPrefix(name, p); ok && rest != "" {
			return "sys_" + rest
		}
	}
	return name
}
