package places

import "testing"

func TestBareName(t *testing.T) {
	for in, want := range map[string]string{
		"f": "f", ".f": "f", "__pfx_f": "f", "f.isra.0": "f", "f.constprop.0.isra.0": "f", "f.part.3.cold": "f", "f.llvm.123": "f",
		"_ZN4core9panicking5panic17h0123456789abcdefE":                                 "_ZN4core9panicking5panicE",
		"_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deep17hbd14aed403c02bdfE":            "_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deepE",
		"_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deep17hbd14aed403c02bdfE.llvm.123.4": "_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deepE",
		"_ZN3net4CardI4ringE5depthEi.isra.0":                                           "_ZN3net4CardI4ringE5depthEi",
		"":                                                                             "", ".": "",
	} {
		if got := Bare(in); got != want {
			t.Errorf("Bare(%q) = %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"__x64_sys_read", "__arm64_sys_read", "__se_sys_read", "ksys_read", "SyS_read", "sys_read", "compat_SyS_read"} {
		if got := SystemCall(in); got != "sys_read" {
			t.Errorf("SystemCall(%q) = %q", in, got)
		}
	}
}

// TestWrappersOfSystemCalls: one system call has another name on every
// architecture and in every age of the kernel (include/linux/syscalls.h,
// arch/*/include/asm/syscall_wrapper.h).
func TestWrappersOfSystemCalls(t *testing.T) {
	for _, name := range []string{
		"__x64_sys_read", "__ia32_sys_read", "__x32_sys_read", "__arm64_sys_read", "__arm64_compat_sys_read", "__riscv_sys_read", "__riscv_compat_sys_read",
		"__s390x_sys_read", "__s390_sys_read", "__ia32_compat_sys_read", "__x32_compat_sys_read", "__s390_compat_sys_read", "__se_compat_sys_read",
		"__do_compat_sys_read", "__se_sys_read", "__do_sys_read", "__sys_read", "compat_sys_read", "compat_SyS_read", "C_SYSC_read", "SYSC_read", "SyS_read",
		"ksys_read", "sys_read", "__x64_sys_read.isra.0", "__pfx___x64_sys_read", ".sys_read", "__cfi_sys_read",
	} {
		if got := SystemCall(name); got != "sys_read" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, name := range []string{"vfs_read", "sys_", "sysfs_read", "x64_sys_read", "_sys_read"} {
		if got := SystemCall(name); got != name {
			t.Errorf("%s: %q", name, got)
		}
	}
}
