package places

import "testing"

// TestInTreeOfEveryTop: each directory that holds the kernel's code, below whatever
// the tree lies in.
func TestInTreeOfEveryTop(t *testing.T) {
	for _, top := range []string{"arch", "block", "crypto", "drivers", "fs", "include", "init", "io_uring", "ipc", "kernel", "lib", "mm", "net", "rust", "security", "sound", "virt"} {
		if got := InTree("./" + top + "/x.c"); got != top+"/x.c" {
			t.Errorf("./%s/x.c is %q", top, got)
		}
	}
	for in, want := range map[string]string{
		"/home/me/linux/mm/slub.c": "mm/slub.c", "mm/slub.c": "mm/slub.c", "./mm/slub.c": "mm/slub.c", "mm/../fs/open.c": "fs/open.c",
		"../mm/slub.c": "", "mm": "", "elsewhere/slub.c": "", "/home/me/shepherd/shepherd.c": "", "": "",
	} {
		if got := InTree(in); got != want {
			t.Errorf("%q is %q in the tree, want %q", in, got, want)
		}
	}
}

// TestSystemCalls: the wrappers of one call, by architecture, word size and age:
// arch/*/include/asm/syscall_wrapper.h and include/linux/syscalls.h of 3.x to 6.x.
func TestSystemCalls(t *testing.T) {
	for _, wrapper := range []string{
		"__x64_sys_", "__ia32_sys_", "__x32_sys_", "__arm64_sys_", "__arm64_compat_sys_", "__riscv_sys_", "__riscv_compat_sys_", "__s390x_sys_", "__s390_sys_",
		"__ia32_compat_sys_", "__x32_compat_sys_", "__s390_compat_sys_", "__se_compat_sys_", "__do_compat_sys_", "__se_sys_", "__do_sys_", "__sys_",
		"compat_sys_", "compat_SyS_", "C_SYSC_", "SYSC_", "SyS_", "ksys_", "sys_",
	} {
		if got := SystemCall(wrapper + "read"); got != "sys_read" {
			t.Errorf("%sread is %q", wrapper, got)
		}
		if got := SystemCall(wrapper); got == "sys_" && wrapper != "sys_" {
			t.Errorf("%s alone is a call", wrapper)
		}
	}
	for _, name := range []string{"vfs_read", "my_sys_read", "system_wq", "sysfs_open"} {
		if got := SystemCall(name); got != name {
			t.Errorf("%s is %q", name, got)
		}
	}
}
