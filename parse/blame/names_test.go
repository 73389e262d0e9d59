package blame

import "testing"

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
		if got := canonical(name); got != "sys_read" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for _, name := range []string{"vfs_read", "sys_", "sysfs_read", "x64_sys_read", "_sys_read"} {
		if got := canonical(name); got != name {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestWithoutNumbers: what is the same bug with other numbers.
func TestWithoutNumbers(t *testing.T) {
	for _, same := range [][2]string{
		{"VFS: Unable to mount root fs on unknown-block(0,0)", "VFS: Unable to mount root fs on unknown-block(8,1)"},
		{"Attempted to kill init! exitcode=0x0000000b", "Attempted to kill init! exitcode=0x00000100"},
		{"BUG: soft lockup - CPU#0 stuck for 26s!", "BUG: soft lockup - CPU#13 stuck for 120s!"},
	} {
		if a, b := withoutNumbers(same[0]), withoutNumbers(same[1]); a != b {
			t.Errorf("%q and %q", a, b)
		}
	}
	if withoutNumbers("mount of ext4") == withoutNumbers("mount of xfs") {
		t.Error("words were taken for numbers")
	}
}
