package all

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
)

// onlyThere are functions that the kernel of one architecture has and no other:
// of its entry code, its system calls, its first instructions
// (arch/*/kernel/entry*.S, head*.S, genex.S, traps.c).
var onlyThere = map[string]string{
	"arm": "ret_fast_syscall __irq_svc __dabt_svc __pabt_svc __und_svc __irq_usr __dabt_usr vector_swi do_DataAbort do_PrefetchAbort",
	"arm64": "el0_svc el0_sync el1_irq el1_abort el0t_64_sync_handler el1t_64_irq el1h_64_sync_handler el1h_64_irq __arm64_sys_write do_el0_svc " +
		"do_el0_irq_bp_hardening invoke_syscall do_mem_abort",
	"x86_64": "entry_SYSCALL_64 entry_SYSCALL_64_after_hwframe entry_SYSCALL_64_fastpath entry_SYSCALL_compat_after_hwframe do_syscall_64 __x64_sys_write " +
		"x64_sys_call x86_64_start_kernel x86_64_start_reservations secondary_startup_64 secondary_startup_64_no_verify system_call_fastpath ret_from_fork_asm stub_execve",
	"i386":  "entry_SYSENTER_32 entry_INT80_32 do_SYSENTER_32 sysenter_do_call sysenter_past_esp syscall_call i386_start_kernel startup_32_smp do_int80_syscall_32",
	"riscv": "__riscv_sys_write do_trap_ecall_u do_trap_unknown do_trap_break do_trap_insn_illegal do_trap_insn_fault handle_riscv_irq riscv_intc_irq",
	"mips": "handle_sys handle_sys64 handle_ri_int handle_adel_int handle_tlbl handle_tlbm handle_tlbs r4k_wait r4k_wait_irqoff plat_irq_dispatch " +
		"syscall_common stack_done except_vec_vi_end rollback_handle_int",
	"powerpc": "system_call_exception system_call_common system_call_vectored_common ret_from_kernel_user_thread interrupt_return_srr interrupt_return_srr_user " +
		"decrementer_common data_access_common start_here_common start_here_multiplatform",
	"s390":      "__s390x_sys_write __s390_sys_read pgm_check_handler __do_pgm_check sysc_do_svc sysc_nr_ok io_int_handler ext_int_handler",
	"loongarch": "handle_vint handle_syscall handle_loongarch_irq handle_tlb_protect ret_from_kernel_thread_asm",
}

// TestOnlyThere: such a function speaks for its architecture and no other.
func TestOnlyThere(t *testing.T) {
	for _, a := range List {
		for name, functions := range onlyThere {
			for f := range strings.FieldsSeq(functions) {
				if got := a.Evidence.HasEntry(f); got != (a.Name == name) {
					t.Errorf("%s speaks for %s: %v", f, a.Name, got)
				}
			}
		}
		for _, f := range []string{"schedule", "kthread", "ret_from_fork", "do_one_initcall", "start_kernel", "panic", "my_el0_svc", "vfs_write"} {
			if a.Evidence.HasEntry(f) {
				t.Errorf("%s is everybody's and speaks for %s", f, a.Name)
			}
		}
	}
	if (&arch.Evidence{Entries: []string{"exact", "begins_"}}).HasEntry("exactly") {
		t.Error("a whole name is taken for a beginning")
	}
}

// A place is an address and what an architecture has there: text, other, or "".
type place struct {
	address uint64
	what    string
}

// addressMaps are the first and last addresses of where kernels lie and what is beside
// them: Documentation/arch/{arm64/memory,x86/x86_64/mm,riscv/vm-layout,
// loongarch/introduction}.rst, arch/powerpc/include/asm/book3s/64/{radix,hash}.h,
// arch/mips/include/asm/addrspace.h, the boot of s390 (arch/s390/boot/startup.c) and
// i386's PAGE_OFFSET.
var addressMaps = map[string][]place{
	"arm64": {
		{0xffff000000000000, "text"}, {0xffff0000ffffffff, "text"}, // before 5.4, 48 bits: KIMAGE_VADDR
		{0xffff000100000000, "other"}, {0xffff7fffffffffff, "other"}, // the linear map
		{0xffff800000000000, "text"}, {0xffff87ffffffffff, "text"}, // KIMAGE_VADDR since 5.4
		{0xffff900000000000, ""}, {0xffffa00000000000, "other"}, {0xffffdfffffffffff, "other"}, // with KASLR
		{0xffffe00000000000, ""},
		{0xffffff8000000000, "text"}, {0xffffff80ffffffff, "text"}, {0xffffff8100000000, "other"}, {0xffffffbfffffffff, "other"}, // 39 bits
		{0xffffffc000000000, "text"}, {0xffffffdfffffffff, "text"}, {0xffffffe000000000, "other"}, {0xfffffffeffffffff, "other"},
		{0xffffffff00000000, ""}, {0xfffeffffffffffff, ""}, {0x0000aaaad1234567, ""},
	},
	"x86_64": {
		{0xffffffff81000000, "text"}, {0xffffffffbfffffff, "text"}, {0xffffffffc0000000, "other"}, {0xffffffffffffffff, "other"},
		{0xffffffff80ffffff, ""},
		{0xffff880000000000, "other"}, {0xffffc87fffffffff, "other"}, {0xffffc88000000000, ""}, // the direct map
		{0xffffc90000000000, "other"}, {0xfffffeffffffffff, "other"}, {0xffffff0000000000, ""}, // vmalloc and on
		{0xff11000000000000, "other"}, {0xffdfffffffffffff, "other"}, {0xff10ffffffffffff, ""}, {0xffe0000000000000, ""}, // of five levels
		{0x00007ffd8673e2f8, ""}, {0xffff87ffffffffff, ""},
	},
	"i386": {
		{0xc0100000, "text"}, {0xdfffffff, "text"}, {0xe0000000, "other"}, {0xffbfffff, "other"}, {0xffc00000, ""}, {0xc00fffff, ""}, {0xb7fc6559, ""},
	},
	"riscv": {
		{0xffffffe000000000, "text"}, {0xffffffe0ffffffff, "text"}, // PAGE_OFFSET before 5.13
		{0xffffffff80000000, "text"}, {0xffffffff82ffffff, "text"}, // KERNEL_LINK_ADDR
		{0xffffffc000000000, "other"}, {0xffffffdfffffffff, "other"}, {0xffffffe100000000, "other"}, {0xffffffff7fffffff, "other"}, // 39 bits
		{0xffff8f8000000000, "other"}, {0xfffffeffffffffff, "other"}, // 48 bits
		{0xff1bfffffee00000, "other"}, {0xff9fffffffffffff, "other"}, // 57 bits
		{0xffffffff83000000, ""}, {0xffff8f7fffffffff, ""}, {0xffffff0000000000, ""}, {0xffa0000000000000, ""}, {0xff1bfffffedfffff, ""}, {0x3fffffffff, ""},
	},
	"mips": {
		{0x80000000, "text"}, {0x8fffffff, "text"}, {0x90000000, ""}, {0xc0000000, "other"}, {0xdfffffff, "other"}, {0xe0000000, ""}, {0x7fffffff, ""}, // KSEG0, KSEG2
	},
	"powerpc": {
		{0xc000000000000000, "text"}, {0xc00000ffffffffff, "text"}, {0xc000010000000000, "other"}, {0xdfffffffffffffff, "other"},
		{0xe000000000000000, ""}, {0xbfffffffffffffff, ""},
	},
	"s390": {
		{0x100000, "text"}, {0x3ffffff, "text"}, {0x4000000, "other"}, {0x1fffffffff, "other"}, {0x2000000000, ""},
		{0x3ff00000000, "text"}, {0x3ffffffffff, "text"}, {0x40000000000, ""}, {0xfffff, ""}, {0x3feffffffff, ""},
	},
	"loongarch": {
		{0x9000000000000000, "text"}, {0x9000ffffffffffff, "text"}, {0x8000000000000000, "other"}, {0x8000ffffffffffff, "other"}, // the direct-mapped windows
		{0xffff800000000000, "other"}, {0xffff8000ffffffff, "other"}, {0xffff800100000000, ""}, {0x9001000000000000, ""}, {0x8001000000000000, ""},
	},
}

// TestMaps: what an address speaks for.
func TestMaps(t *testing.T) {
	for name, places := range addressMaps {
		e := ByName(name).Evidence
		for _, p := range places {
			got := ""
			switch {
			case arch.Within(e.Text, p.address).Name != "":
				got = "text"
			case arch.Within(e.Other, p.address).Name != "":
				got = "other"
			}
			if got != p.what {
				t.Errorf("%s: %#x is %q, want %q", name, p.address, got, p.what)
			}
		}
	}
	for _, a := range List {
		if len(a.Evidence.Text) > 0 && len(addressMaps[a.Name]) == 0 {
			t.Errorf("no case has the map of %s", a.Name)
		}
		if digits := a.Evidence.Digits; digits != 0 && digits != a.Bits/4 {
			t.Errorf("%s: addresses of %d digits", a.Name, digits)
		}
	}
}

// TestReasons: by what kind of line an architecture was told.
func TestReasons(t *testing.T) {
	for line, want := range map[string]string{
		"PC is at do_one_initcall+0x34/0x1a0":                               arch.ByRegisters,
		"LR is at do_one_initcall+0x34/0x1a0":                               arch.ByRegisters,
		"RIP: 0010:f+0x5/0x30 [m]":                                          arch.ByRegisters,
		"EIP: f+0x6/0x30 [m]":                                               arch.ByRegisters,
		"epc : f+0xe/0x1a [m]":                                              arch.ByRegisters,
		"RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49cfc2df2235c0": arch.ByRegisters,
		"NIP [c008000000370108] f":                                          arch.ByRegisters,
		"GPR00: c00800000037019c c000000003f2f120":                          arch.ByRegisters,
		" entry_SYSCALL_64_after_hwframe+0x6e/0xd8":                         arch.ByEntries,
		"[<c0101a0c>] show_stack":                                           arch.ByEntries,
		"Code: 48 89 e5 <48> 8b 07 c3":                                      arch.ByCode,
		"Instruction dump:":                                                 arch.ByCode,
		"BUG: Kernel NULL pointer dereference on read at 0x000001c1":        arch.ByErrorLine,
		"Unable to handle kernel paging request at virtual address 1c1":     arch.ByErrorLine,
		"Unhandled fault: page domain fault (0x01b) at 0x000001c1":          arch.ByErrorLine,
		"Internal error: Oops: 5 [#1] SMP ARM":                              arch.ByErrorLine,
		"Oops: 0004 ilc:3 [#1] SMP":                                         arch.ByErrorLine,
		"CPU 0 Unable to handle kernel paging request: epc == c00a9118":     arch.ByErrorLine,
		"Kernel bug detected[#1]:":                                          arch.ByErrorLine,
		"8<--- cut here ---":                                                arch.ByErrorLine,
	} {
		if got := arch.ReasonOf(line); got != want {
			t.Errorf("%q: by its %s, want %s", line, got, want)
		}
	}
	if len(arch.Reasons) != 9 || arch.Reasons[0] != arch.ByRegisters || arch.Reasons[8] != arch.ByEarlier {
		t.Errorf("%q", arch.Reasons)
	}
}
