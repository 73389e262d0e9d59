package class

import "oopscope/parse/crash"

// placeholders stand in a header where people explain it, in place of an address.
var placeholders = []string{"address xx", "address 0xx"}

// oopsClasses are the ways a task dies in the kernel. The fault line tells more
// than the die line, so the fault classes come first; a plain page fault is
// refined by its address once the architecture has read the registers.
var oopsClasses = []Class{
	{
		Name: "double-fault", Severity: crash.Panic, Words: "double fault",
		Meaning: "an exception struck while another was being entered", Family: "stack-overflow",
		Source:  "arch/x86/kernel/traps.c: exc_double_fault()",
		Culprit: Recursion,
		Headers: []Header{
			// PANIC: double fault, error_code: 0x0
			{Literal: "double fault", Pattern: `^(?:PANIC: |traps: PANIC: )(?P<what>double fault)`, Role: Fault},
			{Literal: "PANIC: early exception", Pattern: `^PANIC: (?P<what>early exception.*)`},
			// double fault: 0000 [#1] PREEMPT SMP KASAN
			{Literal: "double fault:", Pattern: `^(?:Oops: )?(?P<what>double fault): (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{"PANIC: double fault, error_code: 0x0", "double fault: 0000 [#1] PREEMPT SMP KASAN"},
	},
	{
		Name: "stack-overflow", Severity: crash.Oops, Words: "kernel stack overflow",
		Meaning: "the kernel stack ran over", Family: "stack-overflow",
		Source:  "arch/*/kernel/traps.c, arch/*/kernel/irq.c",
		Culprit: Recursion, AfterAll: wildReturn,
		Headers: []Header{
			// BUG: TASK stack guard page was hit at 00000000eb36b93 (stack is ...)
			{Literal: "stack guard page was hit", Pattern: `^BUG: (?:\S+ )?stack guard page was hit at`, Role: Fault},
			{Literal: "Insufficient stack space to handle exception!", Role: Fault},
			{Literal: "stack guard page: ", Pattern: `^(?:Oops: )?stack guard page: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "kernel stack overflow", Pattern: `^(?:Internal error: )?kernel stack overflow(?: \([a-z-]+\))?: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Kernel stack overflow", Pattern: `^(?:Oops: )?Kernel stack overflow(?:, sig: \d+ \[#(?P<n>\d+)\]|\.|: )`, Role: Die},
			{Literal: "Kernel stack pointer invalid", Pattern: `^Kernel stack pointer invalid$`, Role: Die}, // s390, and a panic behind the registers
			{Literal: "Bad kernel stack pointer", Pattern: `^(?:Oops: )?Bad kernel stack pointer(?:, sig: \d+ \[#(?P<n>\d+)\]| \S+ at \S+)`, Role: Die},
			{Literal: "stack overflow", Pattern: `^do_IRQ: (?:\S+ )?(?:has overflown the kernel stack|stack overflow)`},
			{Literal: "near stack overflow (cur:", Pattern: `near stack overflow \(cur:`},
			{Literal: "Thread overran stack, or stack corrupted", Role: Hints},
		},
		Samples: []string{"BUG: TASK stack guard page was hit at 00000000eb36b93 (stack is 0000..0000)", "Insufficient stack space to handle exception!", "stack guard page: 0000 [#1] PREEMPT SMP NOPTI"},
	},
	{
		Name: "user-access", Severity: crash.Oops, Words: "access to a user space address",
		Meaning: "the kernel used an address of user space where it must not", Family: "bad-access",
		Source: "arch/*/mm/fault.c",
		Title:  WordsTitle, Refine: pageFault,
		Headers: []Header{
			// Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000aaaad5d2a1c1
			{Literal: "Unable to handle kernel access to user memory", Pattern: `^Unable to handle kernel access to user memory (?:outside|without) uaccess routines at virtual address ` + addrRE, Role: Fault},
			{Literal: "Unable to handle kernel execution of user memory", Pattern: `^Unable to handle kernel execution of user memory at virtual address ` + addrRE, Role: Fault},
		},
		Samples: []string{"Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000aaaad5d2a1c1"},
	},
	{
		Name: "exec-fault", Severity: crash.Oops, Words: "execution of non-executable memory",
		Meaning: "the kernel jumped to where no code is", Family: "bad-access",
		Source: "arch/*/mm/fault.c",
		Refine: wildJump,
		Headers: []Header{
			{Literal: "Unable to handle kernel execut", Pattern: `^Unable to handle kernel execut(?:ion of memory|e from non-executable memory) at virtual address ` + addrRE, Role: Fault},
			{Literal: "kernel tried to execute ", Pattern: `^kernel tried to execute (?:NX-protected|bad|user) page`, Role: Fault},
			{Literal: "unable to execute userspace code", Role: Hints},
			{Literal: "kernel instruction fetch", Pattern: `^BUG: Unable to handle kernel instruction fetch`, Role: Fault},
			{Literal: "for instruction fetch", Pattern: `^Unable to handle kernel paging request for instruction fetch`, Role: Fault},
		},
		Samples: []string{"Unable to handle kernel execute from non-executable memory at virtual address ffff800008cd2000", "kernel tried to execute NX-protected page - exploit attempt? (uid: 0)"},
	},
	{
		Name: "null-deref", Severity: crash.Oops, Words: "NULL pointer dereference",
		Meaning: "the kernel followed a NULL pointer", Family: "bad-access",
		Source: "arch/*/mm/fault.c",
		Title:  WordsTitle, Refine: pageFault, AfterAll: askedBySysRq,
		Headers: []Header{
			// Unable to handle kernel NULL pointer dereference at virtual address 000001c1 when read
			{Literal: "Unable to handle kernel NULL pointer dereference", Pattern: `^(?:CPU -?\d+ )?Unable to handle kernel NULL pointer dereference(?: in virtual kernel address space| at virtual(?: kernel)? address(?:es)? ` + addrRE + `)?(?: when (?P<access>\w+))?`, Role: Fault, Not: placeholders},
			// BUG: kernel NULL pointer dereference, address: 00000000000001c1
			{Literal: "kernel NULL pointer dereference", Pattern: `^BUG: (?:unable to handle )?kernel NULL pointer dereference(?:, address: | at (?:virtual address )?)\s*(?:\(null\)|` + addrRE + `)`, Role: Fault},
			// BUG: Kernel NULL pointer dereference on read at 0x000001c1
			{Literal: "BUG: Kernel NULL pointer dereference", Pattern: `^BUG: Kernel NULL pointer dereference(?: on (?P<access>\w+))? at ` + addrRE, Role: Fault},
		},
		Samples: []string{
			"Unable to handle kernel NULL pointer dereference at virtual address 000001c1",
			"BUG: kernel NULL pointer dereference, address: 00000000000001c1",
			"BUG: Kernel NULL pointer dereference on read at 0x000001c1",
			"BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
		},
	},
	{
		Name: "bus-error", Severity: crash.Oops, Words: "bus error",
		Printers: "arm64_serror_panic",
		Meaning:  "the bus or a device refused an access", Family: "bus-error",
		Source: "arch/arm64/mm/fault.c: do_sea(); arch/arm64/kernel/traps.c: SError; arch/arm/mm/fault.c",
		Headers: []Header{
			// Unhandled fault: external abort on non-linefetch (0x1028) at 0xf0a2e000
			{Literal: "external abort", Pattern: `^Unhandled (?:prefetch abort|fault): (?P<what>.*external abort.*?) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, Role: Fault},
			// Internal error: synchronous external abort: 0000000096000210 [#1] SMP
			{Literal: "external abort: ", Pattern: `^Internal error: (?P<what>.*external abort.*): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Oops - load access fault", Pattern: `^Oops - (?P<what>load access fault|store \(or AMO\) access fault) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Oops - store (or AMO) access fault", Pattern: `^Oops - (?P<what>store \(or AMO\) access fault) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: " bus error, epc == ", Pattern: `^(?:Data|Instruction) (?P<what>bus error), epc == (?P<pc>[0-9a-f]+)`, Role: Fault},
			// SError Interrupt on CPU1, code 0x00000000bf000002 -- SError
			{Literal: "SError Interrupt on CPU", Pattern: `^SError Interrupt on CPU(?P<cpu>\d+), code (?P<code>0x[0-9a-f]+)`, Role: Fault},
			// Bad mode in Error handler detected on CPU2, code 0xbf000000 -- SError   (arm64 up to 4.14)
			{Literal: "Bad mode in Error handler detected", Pattern: `^Bad mode in Error handler detected(?: on CPU(?P<cpu>\d+))?, code (?P<code>0x[0-9a-f]+)`, Role: Fault},
			{Literal: "Asynchronous SError Interrupt", Pattern: panicRE + `(?P<msg>Asynchronous SError Interrupt)` + endRE, Role: Panics},
		},
		Samples: []string{
			"Unhandled fault: external abort on non-linefetch (0x1028) at 0xf0a2e000",
			"Internal error: synchronous external abort: 0000000096000210 [#1] SMP",
			"SError Interrupt on CPU1, code 0x00000000bf000002 -- SError",
			"Oops - load access fault [#1]",
		},
	},
	{
		Name: "alignment", Severity: crash.Oops, Words: "alignment fault",
		Meaning: "an access that was not aligned", Family: "bad-access",
		Source: "arch/*/mm/alignment.c, arch/*/mm/fault.c, arch/*/kernel/unaligned.c",
		Title:  WordsTitle,
		Headers: []Header{
			{Literal: "alignment", Pattern: `^Unhandled (?:prefetch abort|fault): (?P<what>alignment (?:exception|fault)) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, Role: Fault},
			{Literal: "alignment exception: ", Pattern: `^Internal error: (?P<what>(?:SP/PC|SP or PC|Oops - SP/PC|Oops - SP or PC) alignment.*): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "alignment check: ", Pattern: `^(?:Oops: )?(?P<what>alignment check): (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "address misaligned [#", Pattern: `^Oops - (?P<what>.*misaligned) \[#(?P<n>\d+)\]`, Role: Die},
			// ip (pid 689): Unaligned data reference (code 28)   (arch/parisc/kernel/traps.c: die_if_kernel(); a program's own says at what)
			{Literal: ": Unaligned data reference ", Pattern: `^(?P<comm>[^\s>()[][^()[]{0,15}?)(?: \(pid |\[)(?P<pid>\d+)[)\]]: (?P<what>Unaligned data reference) (?:\(code 28\)|28)$`, Role: Die},
			{Literal: "unaligned access", Pattern: `^(?:BUG: )?(?:Unhandled kernel (?P<what>unaligned access)\[#(?P<n>\d+)\]:|Unable to handle kernel (?:paging request for )?unaligned access at(?: address)? ` + addrRE + `)`, Role: Fault},
		},
		Samples: []string{"Unhandled kernel unaligned access[#1]:", "Oops - load address misaligned [#1]", "alignment check: 0000 [#1] SMP"},
	},
	{
		Name: "gpf", Severity: crash.Oops, Words: "general protection fault",
		Meaning: "the CPU refused an access (general protection)", Family: "bad-access",
		Source: "arch/x86/kernel/traps.c: exc_general_protection()",
		Title:  WordsTitle, Refine: protection,
		Headers: []Header{
			// general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN
			// Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP   (with LASS)
			{Literal: "general protection fault", Pattern: `^(?:Oops: )?(?:traps: )?(?:segment-related )?(?P<what>general protection fault)(?:,? (?:(?:probably |maybe )?(?:for non-canonical address|for address|LASS violation for address)|kernel NULL pointer dereference) 0x(?P<addr>[0-9a-f]+))?: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die,
				Not: []string{" error:0 in "}},
			// the same where a message of a commit left the rest out
			{Literal: "for non-canonical address 0x", Pattern: `^(?:Oops: )?(?P<what>general protection fault), (?:probably |maybe )for non-canonical address 0x(?P<addr>[0-9a-f]{13,16})$`, Role: Die},
		},
		Samples: []string{"general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN", "Oops: general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP NOPTI", "Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP NOPTI"},
	},
	{
		Name: "bad-access", Severity: crash.Oops, Words: "bad memory access",
		Meaning: "the kernel touched memory that is not there", Family: "bad-access",
		Source: "arch/*/mm/fault.c",
		Title:  WordsTitle, Refine: pageFault,
		Headers: []Header{
			// BUG: unable to handle page fault for address: ffffc90000a2e000
			{Literal: "unable to handle page fault for address", Pattern: `^BUG: unable to handle page fault for address: ` + addrRE, Role: Fault},
			{Literal: "unable to handle kernel paging request", Pattern: `^BUG: unable to handle kernel paging request at(?:\s+(?:\(null\)|` + addrRE + `)|\s*$)`, Role: Fault},
			{Literal: "BUG: unable to handle kernel", Pattern: `^BUG: unable to handle kernel\s*$`, Role: Fault},
			// CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, epc == …
			{Literal: "Unable to handle kernel ", Pattern: `^(?:CPU (?P<cpu>-?\d+) )?Unable to handle kernel (?P<what>paging request|read from unreadable memory|write to read-only memory|access to hypervisor-protected memory|pointer dereference|access|paging request for data|unknown fault)(?: in virtual (?:kernel|user) address space)?(?: at (?:virtual |kernel virtual )?addr(?:ess)? ` + addrRE + `)?(?:, (?:epc|era) == (?P<pc>[0-9a-f]+))?(?: when (?P<access>\w+))?`, Role: Fault, Not: placeholders},
			{Literal: "BUG: Unable to handle ", Pattern: `^BUG: Unable to handle (?P<what>kernel data access|unknown paging fault)(?: on (?P<access>\w+))? at ` + addrRE, Role: Fault},
			// Unhandled fault: page domain fault (0x01b) at 0x000001c1
			{Literal: "Unhandled fault", Pattern: `^Unhandled fault(?:: (?P<what>.+?) \((?P<code>0x[0-9a-f]+)\))? at ` + addrRE, Role: Fault},
			{Literal: "Unhandled prefetch abort", Pattern: `^Unhandled prefetch abort: (?P<what>.+?) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, Role: Fault},
			// Kernel attempted to read user page (1c1) - exploit attempt? (uid: 0)
			{Literal: "Kernel attempted to ", Pattern: `^Kernel attempted to (?P<access>read|write|access|execute) (?:user|kernel) page \((?P<addr>[0-9a-f]+)\)`, Role: Fault},
			{Literal: "Page fault: no context", Pattern: `^Page fault: no context`, Role: Fault},
			{Literal: "Kernel Fault: Code=", Pattern: `^Kernel Fault: Code=(?P<code>\d+) \((?P<what>[^)]*)\)(?: at addr ` + addrRE + `)?`, Role: Fault},
			// Bad Address (null pointer deref?): Code=15 (Data TLB miss fault) at addr 0000004140000018
			{Literal: "Bad Address (null pointer deref?)", Pattern: `^Bad Address \(null pointer deref\?\): Code=(?P<code>\d+) \((?P<what>[^)]*)\) at addr ` + addrRE, Role: Fault},
			{Literal: "kernel task_size exceed", Role: Fault},
			// Invalid Read @ 0x00000000 by insn @ rb_erase+0x122/0x3b4 (arch/arc/kernel/troubleshoot.c); a program's own has no name
			{Literal: " by insn @ ", Pattern: `^(?:\[ECR   \]: 0x[0-9a-f]+ => )?Invalid (?P<what>Read|Write|EX) @ ` + addrRE + ` by insn @ (?P<fn>[^\s()+]+\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[[^\]]+\])?)`, Role: Fault},
			{Literal: "Kernel access of bad area", Pattern: `^Oops: (?P<what>Kernel access of bad area), sig: \d+ \[#(?P<n>\d+)\]`, Role: Die},
			// an address of the kernel alone, where symbols are not (arc)
			{Literal: " by insn @ 0x", Pattern: `^(?:\[ECR   \]: 0x[0-9a-f]+ => )?Invalid (?P<what>Read|Write|EX) @ ` + addrRE + ` by insn @ 0x[7-9a-f][0-9a-f]{7}$`, Role: Fault},
			// cpu 0x4: Vector: 300 (Data Access) at [c000000000737aa0]   (arch/powerpc/xmon/xmon.c)
			{Literal: ": Vector: ", Pattern: `^cpu 0x[0-9a-f]+: Vector: [34][08]0 +\((?P<what>[\w /-]*Access)\) at \[[0-9a-f]{8,16}\]`, Role: Fault},
			// microblaze, and powerpc up to 2.4, do not count
			{Literal: "kernel access of bad area", Pattern: `^Oops: (?P<what>kernel access of bad area), sig: \d+$`, Role: Die},
			{Literal: "Oops: ", Pattern: `^(?:Oops: )?Oops: (?P<code>[0-9a-f]{4}) (?:ilc:\d )?\[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Internal error: Oops: ", Pattern: `^Internal error: Oops: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Internal error: : ", Pattern: `^Internal error: : (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			// CPU 0 kworker/0:3(131): Oops 0   (arch/alpha/kernel/traps.c: die_if_kernel())
			{Literal: "): Oops ", Pattern: `^(?:CPU (?P<cpu>\d+) )?(?P<comm>[^\s()][^()]{0,15})\((?P<pid>\d+)\): Oops -?\d+$`, Role: Die},
			{Literal: "Oops[#", Pattern: `^Oops\[#(?P<n>\d+)\]:`, Role: Die},
			{Literal: "Oops [#", Pattern: `^(?:(?P<comm>[\w/:.-]+)\((?P<pid>\d+)\): )?Oops \[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{
			"Unable to handle kernel paging request in virtual user address space",
			"BUG: unable to handle page fault for address: ffffc90000a2e000",
			"Unable to handle kernel paging request at virtual address 6b6b6c2c",
			"Unhandled fault: page domain fault (0x01b) at 0x000001c1",
			"CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, epc == ffffffffc0004010, ra == ffffffffc0004020",
			"Internal error: Oops: 5 [#1] PREEMPT SMP ARM",
			"Oops [#1]",
		},
	},
	{
		Name: "kernel-bug", Severity: crash.Oops, Words: "kernel BUG",
		Meaning: "the code checked itself and found the impossible: BUG()", Family: "kernel-bug",
		Source: "lib/bug.c: report_bug(); arch/*/kernel/traps.c",
		Title:  WordsTitle, Culprit: BufferUser, Asserts: true, Alone: true, Refine: illegalInstruction,
		Headers: []Header{
			// kernel BUG at drivers/misc/bench/benchcrash.c:100!
			{Literal: "ernel BUG at", Pattern: `^[kK]ernel BUG at(?:$| (?P<file>[^\s:]+:\d+)!| ` + symbolRE + ` \[verbose debug info unavailable\]| (?P<what>.*))`, Role: Fault},
			{Literal: "rust_kernel: panicked at", Pattern: `^rust_kernel: panicked at (?:(?:'.*', )?(?P<file>[^\s:']+:\d+):\d+:?$|(?P<what>.*))`, Role: Fault, Announces: true},
			{Literal: "Oops - BUG", Pattern: `^(?:Internal error: )?Oops - BUG(?:: (?P<code>[0-9a-f]+))? ?\[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Kernel BUG [#", Pattern: `^Kernel BUG \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Kernel bug detected[#", Pattern: `^Kernel bug detected\[#(?P<n>\d+)\]:`, Role: Die},
			{Literal: "monitor event: ", Pattern: `^monitor event: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{
			"kernel BUG at drivers/misc/bench/benchcrash.c:100!",
			"Internal error: Oops - BUG: 0 [#1] SMP ARM",
			"Kernel bug detected[#1]:",
			"monitor event: 0040 ilc:2 [#1] SMP",
		},
	},
	{
		Name: "undef-instruction", Severity: crash.Oops, Words: "undefined instruction",
		Meaning: "the CPU met an instruction it does not know", Family: "undef-instruction",
		Source: "arch/*/kernel/traps.c",
		Headers: []Header{
			// vfp_kmode_exception(), arch/arm/vfp/vfpmodule.c
			{Literal: "FP instruction in kernel mode", Pattern: `^BUG: unsupported (?P<what>FP instruction) in kernel mode$`, Role: Fault},
			{Literal: "FP instruction issued in kernel mode", Pattern: `^BUG: (?P<what>FP instruction) issued in kernel mode with FP unit disabled$`, Role: Fault},
			{Literal: "ndefined instruction: ", Pattern: `^Internal error: Oops - [uU]ndefined instruction: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "invalid opcode: ", Pattern: `^(?:Oops: )?invalid opcode: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Oops - illegal instruction", Pattern: `^Oops - illegal instruction \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Reserved instruction in kernel code", Pattern: `^Reserved instruction in kernel code\[#(?P<n>\d+)\]:`, Role: Die},
			{Literal: "illegal operation: ", Pattern: `^illegal operation: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{
			"BUG: unsupported FP instruction in kernel mode",
			"BUG: FP instruction issued in kernel mode with FP unit disabled",
			"Internal error: Oops - undefined instruction: 0 [#1] SMP ARM",
			"invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
			"Reserved instruction in kernel code[#1]:",
			"illegal operation: 0001 ilc:1 [#1] SMP",
		},
	},
	{
		Name: "div-error", Severity: crash.Oops, Words: "division error",
		Meaning: "a division by zero, or one too large", Family: "div-error",
		Source: "arch/*/kernel/traps.c",
		Headers: []Header{
			{Literal: "divide error: ", Pattern: `^(?:Oops: )?divide error: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "divide_error: ", Pattern: `^divide_error: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "fixpoint divide exception", Pattern: `^fixpoint divide exception: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Division by zero in kernel.", Role: Opens, Spares: true}, // __div0(), arch/arm/kernel/traps.c
		},
		Samples: []string{"divide error: 0000 [#1] PREEMPT SMP NOPTI", "Division by zero in kernel."},
	},
	{
		Name: "machine-check", Severity: crash.Oops, Words: "machine check",
		Meaning: "the CPU reported a hardware error", Family: "machine-check",
		Source:    "arch/x86/kernel/cpu/mce/core.c, arch/*/kernel/mce.c",
		Traceless: true, Again: Again{Lines: 2},
		Headers: []Header{
			{Literal: "Oops: Machine check", Pattern: `^Oops: Machine check, sig: \d+ \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Machine check in kernel mode", Role: Fault},
			// mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f
			{Literal: "[Hardware Error]: CPU ", Pattern: `^(?:mce: )?\[Hardware Error\]: CPU (?P<cpu>\d+): Machine Check(?: Exception)?: `},
		},
		Samples: []string{"mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f"},
	},
	{
		Name: "trap", Severity: crash.Oops, Words: "fatal trap",
		Printers: "oops_end page_fault_oops no_context die __die die_kernel_fault __do_kernel_fault die_if_kernel",
		Meaning:  "the CPU trapped in kernel code", Family: "trap",
		Source: "arch/*/kernel/traps.c",
		Refine: fatalTrap,
		Headers: []Header{
			// Internal error: Oops - bad mode: 0 [#1] SMP ARM
			{Literal: "Internal error: ", Pattern: `^Internal error: (?P<what>.*?): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
			// Bad mode in data abort handler detected   (arm: no code, and small letters)
			{Literal: "Bad mode in ", Pattern: `^(?P<what>Bad mode in (?:[a-z ]+ handler detected|.* handler detected(?: on CPU(?P<cpu>\d+))?, code 0x))`, Role: Fault},
			// Unhandled exception: IPSR = 00000003 LR = fffffff1
			{Literal: "Unhandled exception: IPSR = ", Pattern: `^(?P<what>Unhandled exception): IPSR = (?P<code>[0-9a-f]{8})`, Role: Fault},
			{Literal: " exception on CPU", Pattern: `^Unhandled (?P<what>.* exception) on CPU(?P<cpu>\d+), ESR `, Role: Fault},
			// Trap instruction in kernel code[#1]:
			{Literal: "[#", Pattern: `^(?P<what>[A-Za-z][\w !-]*?) ?\[#(?P<n>\d+)\]:$`, Role: Die},
			// Oops: Exception in kernel mode, sig: 5 [#1]
			{Literal: "Oops: ", Pattern: `^Oops: (?P<what>[^,]+), sig: \d+ \[#(?P<n>\d+)\]`, Role: Die},
			{Literal: "Oops - ", Pattern: `^Oops - (?P<what>[^\[]+) \[#(?P<n>\d+)\]`, Role: Die},
			// CPU: 0 PID: 82 Comm: sh Tainted: G           OE      6.1.0-50-amd64 #1
			{Literal: " Comm: ", Pattern: `^CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: `, Role: Inside},
			{Literal: ", comm: ", Pattern: `^Pid: \d+, comm: `, Role: Inside},
			{Literal: "Modules linked in:", Role: Inside},
			// int3: 0000 [#1] PREEMPT SMP
			{Literal: "[#", Pattern: `^(?:Oops: )?(?P<what>[A-Za-z#][\w #,-]{2,60}?): (?P<code>[0-9a-f]{4}) (?:ilc:\d ?)?\[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{
			"Internal error: Oops - bad mode: 0 [#1] SMP ARM",
			"Trap instruction in kernel code[#1]:",
			"Oops: Exception in kernel mode, sig: 5 [#1]",
			"int3: 0000 [#1] PREEMPT SMP",
		},
	},
}
