package blame

import "strings"

// bareName is a function's name without what the compiler and the ABI put
// around it: ".isra.0", ".constprop.0", ".part.3", ".cold", ".llvm.123", the
// leading dot of old powerpc, __pfx_ and __cfi_, the hash of Rust's old
// mangling.
func bareName(name string) string {
	name = strings.TrimPrefix(name, ".")
	name = strings.TrimPrefix(name, "__pfx_")
	name = strings.TrimPrefix(name, "__cfi_")
	if i := strings.IndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	if i := strings.LastIndex(name, "17h"); i > 0 && strings.HasPrefix(name, "_ZN") && len(name) == i+20 {
		name = name[:i] + "E"
	}
	return name
}

// syscallPrefixes are the wrappers around one system call, by architecture,
// word size and age of the kernel.
var syscallPrefixes = []string{
	"__x64_sys_", "__ia32_sys_", "__x32_sys_", "__arm64_sys_", "__arm64_compat_sys_", "__riscv_sys_", "__riscv_compat_sys_", "__s390x_sys_", "__s390_sys_",
	"__ia32_compat_sys_", "__x32_compat_sys_", "__s390_compat_sys_", "__se_compat_sys_", "__do_compat_sys_", "__se_sys_", "__do_sys_", "__sys_", "compat_sys_", "compat_SyS_",
	"C_SYSC_", "SYSC_", "SyS_", "ksys_", "sys_",
}

// canonical is a name to compare by: bare, and every wrapper of a system call
// taken for the call itself.
func canonical(name string) string {
	name = bareName(name)
	for _, p := range syscallPrefixes {
		if rest, ok := strings.CutPrefix(name, p); ok && rest != "" {
			return "sys_" + rest
		}
	}
	return name
}

// withoutNumbers replaces every run of digits, and every hexadecimal number, so
// that "unknown-block(0,0)" and "unknown-block(8,1)" are the same words.
func withoutNumbers(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			b.WriteByte(s[i])
			i++
			continue
		}
		for i < len(s) && (symbolByte(s[i]) && s[i] != '_' && s[i] != '.') {
			i++
		}
		b.WriteByte('#')
	}
	return strings.TrimSpace(b.String())
}
