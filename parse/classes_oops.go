package parse

import "oopscope/parse/crash"

// rustPanics begins the message of a Rust panic; the BUG() follows.
const rustPanics = "rust_kernel: panicked at"

// oopsClasses are the ways a task dies in the kernel. The fault line tells more
// than the die line, so the fault classes come first; a plain page fault is
// refined by its address once the architecture has read the registers.
var oopsClasses = []class{
	{
		name: "double-fault", severity: crash.Panic, words: "double fault",
		headers: []header{
			// PANIC: double fault, error_code: 0x0
			{literal: "double fault", pattern: `^(?:PANIC: |traps: PANIC: )(?P<what>double fault)`, role: fault},
			{literal: "PANIC: early exception", pattern: `^PANIC: (?P<what>early exception.*)`},
			// double fault: 0000 [#1] PREEMPT SMP KASAN
			{literal: "double fault:", pattern: `^(?:Oops: )?(?P<what>double fault): (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{"PANIC: double fault, error_code: 0x0", "double fault: 0000 [#1] PREEMPT SMP KASAN"},
	},
	{
		name: "stack-overflow", severity: crash.Oops, words: "kernel stack overflow",
		headers: []header{
			// BUG: TASK stack guard page was hit at 00000000eb36b93 (stack is ...)
			{literal: "stack guard page was hit", pattern: `^BUG: (?:\S+ )?stack guard page was hit at`, role: fault},
			{literal: "Insufficient stack space to handle exception!", role: fault},
			{literal: "stack guard page: ", pattern: `^(?:Oops: )?stack guard page: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
			{literal: "kernel stack overflow", pattern: `^(?:Internal error: )?kernel stack overflow(?: \([a-z-]+\))?: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Kernel stack overflow", pattern: `^(?:Oops: )?Kernel stack overflow(?:, sig: \d+ \[#(?P<n>\d+)\]|\.|: )`, role: die},
			{literal: "Bad kernel stack pointer", pattern: `^(?:Oops: )?Bad kernel stack pointer(?:, sig: \d+ \[#(?P<n>\d+)\]| \S+ at \S+)`, role: die},
			{literal: "stack overflow", pattern: `^do_IRQ: (?:\S+ )?(?:has overflown the kernel stack|stack overflow)`},
			{literal: "near stack overflow (cur:", pattern: `near stack overflow \(cur:`},
			{literal: "Thread overran stack, or stack corrupted", role: hints},
		},
		samples: []string{"BUG: TASK stack guard page was hit at 00000000eb36b93 (stack is 0000..0000)", "Insufficient stack space to handle exception!", "stack guard page: 0000 [#1] PREEMPT SMP NOPTI"},
	},
	{
		name: "user-access", severity: crash.Oops, words: "user memory touched outside of uaccess",
		headers: []header{
			// Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000aaaad5d2a1c1
			{literal: "Unable to handle kernel access to user memory", pattern: `^Unable to handle kernel access to user memory (?:outside|without) uaccess routines at virtual address ` + addrRE, role: fault},
			{literal: "Unable to handle kernel execution of user memory", pattern: `^Unable to handle kernel execution of user memory at virtual address ` + addrRE, role: fault},
		},
		samples: []string{"Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000aaaad5d2a1c1"},
	},
	{
		name: "exec-fault", severity: crash.Oops, words: "execution of non-executable memory",
		headers: []header{
			{literal: "Unable to handle kernel execut", pattern: `^Unable to handle kernel execut(?:ion of memory|e from non-executable memory) at virtual address ` + addrRE, role: fault},
			{literal: "kernel tried to execute ", pattern: `^kernel tried to execute (?:NX-protected|bad|user) page`, role: fault},
			{literal: "unable to execute userspace code", role: hints},
			{literal: "kernel instruction fetch", pattern: `^BUG: Unable to handle kernel instruction fetch`, role: fault},
			{literal: "for instruction fetch", pattern: `^Unable to handle kernel paging request for instruction fetch`, role: fault},
		},
		samples: []string{"Unable to handle kernel execute from non-executable memory at virtual address ffff800008cd2000", "kernel tried to execute NX-protected page - exploit attempt? (uid: 0)"},
	},
	{
		name: "null-deref", severity: crash.Oops, words: "NULL pointer dereference",
		headers: []header{
			// Unable to handle kernel NULL pointer dereference at virtual address 000001c1 when read
			{literal: "Unable to handle kernel NULL pointer dereference", pattern: `^(?:CPU \d+ )?Unable to handle kernel NULL pointer dereference(?: in virtual kernel address space| at virtual(?: kernel)? address(?:es)? ` + addrRE + `)?(?: when (?P<access>\w+))?`, role: fault},
			// BUG: kernel NULL pointer dereference, address: 00000000000001c1
			{literal: "kernel NULL pointer dereference", pattern: `^BUG: (?:unable to handle )?kernel NULL pointer dereference(?:, address: | at (?:virtual address )?)\s*(?:\(null\)|` + addrRE + `)`, role: fault},
			// BUG: Kernel NULL pointer dereference on read at 0x000001c1
			{literal: "BUG: Kernel NULL pointer dereference", pattern: `^BUG: Kernel NULL pointer dereference(?: on (?P<access>\w+))? at ` + addrRE, role: fault},
		},
		samples: []string{
			"Unable to handle kernel NULL pointer dereference at virtual address 000001c1",
			"BUG: kernel NULL pointer dereference, address: 00000000000001c1",
			"BUG: Kernel NULL pointer dereference on read at 0x000001c1",
			"BUG: unable to handle kernel NULL pointer dereference at 0000000000000008",
		},
	},
	{
		name: "bus-error", severity: crash.Oops, words: "bus error",
		headers: []header{
			// Unhandled fault: external abort on non-linefetch (0x1028) at 0xf0a2e000
			{literal: "external abort", pattern: `^Unhandled (?:prefetch abort|fault): (?P<what>.*external abort.*?) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, role: fault},
			// Internal error: synchronous external abort: 0000000096000210 [#1] SMP
			{literal: "external abort: ", pattern: `^Internal error: (?P<what>.*external abort.*): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops - load access fault", pattern: `^Oops - (?P<what>load access fault|store \(or AMO\) access fault) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops - store (or AMO) access fault", pattern: `^Oops - (?P<what>store \(or AMO\) access fault) \[#(?P<n>\d+)\]`, role: die},
			{literal: " bus error, epc == ", pattern: `^(?:Data|Instruction) (?P<what>bus error), epc == (?P<pc>[0-9a-f]+)`, role: fault},
			// SError Interrupt on CPU1, code 0x00000000bf000002 -- SError
			{literal: "SError Interrupt on CPU", pattern: `^SError Interrupt on CPU(?P<cpu>\d+), code (?P<code>0x[0-9a-f]+)`, role: fault},
			{literal: "Asynchronous SError Interrupt", role: hints},
		},
		samples: []string{
			"Unhandled fault: external abort on non-linefetch (0x1028) at 0xf0a2e000",
			"Internal error: synchronous external abort: 0000000096000210 [#1] SMP",
			"SError Interrupt on CPU1, code 0x00000000bf000002 -- SError",
			"Oops - load access fault [#1]",
		},
	},
	{
		name: "alignment", severity: crash.Oops, words: "alignment fault",
		headers: []header{
			{literal: "alignment", pattern: `^Unhandled (?:prefetch abort|fault): (?P<what>alignment (?:exception|fault)) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, role: fault},
			{literal: "alignment exception: ", pattern: `^Internal error: (?P<what>(?:SP/PC|SP or PC|Oops - SP/PC|Oops - SP or PC) alignment.*): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "alignment check: ", pattern: `^(?:Oops: )?(?P<what>alignment check): (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
			{literal: "address misaligned [#", pattern: `^Oops - (?P<what>.*misaligned) \[#(?P<n>\d+)\]`, role: die},
			{literal: "unaligned access", pattern: `^(?:BUG: )?(?:Unhandled kernel (?P<what>unaligned access)\[#(?P<n>\d+)\]:|Unable to handle kernel (?:paging request for )?unaligned access at(?: address)? ` + addrRE + `)`, role: fault},
		},
		samples: []string{"Unhandled kernel unaligned access[#1]:", "Oops - load address misaligned [#1]", "alignment check: 0000 [#1] SMP"},
	},
	{
		name: "gpf", severity: crash.Oops, words: "general protection fault",
		headers: []header{
			// general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN
			{literal: "general protection fault", pattern: `^(?:Oops: )?(?:traps: )?(?:segment-related )?(?P<what>general protection fault)(?:, (?:probably|maybe) for (?:non-canonical )?address 0x(?P<addr>[0-9a-f]+))?: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die,
				not: []string{" error:0 in "}},
		},
		samples: []string{"general protection fault, probably for non-canonical address 0xdffffc0000000001: 0000 [#1] PREEMPT SMP KASAN", "Oops: general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP NOPTI"},
	},
	{
		name: "bad-access", severity: crash.Oops, words: "bad memory access",
		headers: []header{
			// BUG: unable to handle page fault for address: ffffc90000a2e000
			{literal: "unable to handle page fault for address", pattern: `^BUG: unable to handle page fault for address: ` + addrRE, role: fault},
			{literal: "unable to handle kernel paging request", pattern: `^BUG: unable to handle kernel paging request at\s+(?:\(null\)|` + addrRE + `)`, role: fault},
			{literal: "BUG: unable to handle kernel", pattern: `^BUG: unable to handle kernel\s*$`, role: fault},
			// CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, epc == …
			{literal: "Unable to handle kernel ", pattern: `^(?:CPU \d+ )?Unable to handle kernel (?P<what>paging request|read from unreadable memory|write to read-only memory|access to hypervisor-protected memory|pointer dereference|access|paging request for data|unknown fault)(?: in virtual (?:kernel|user) address space)?(?: at (?:virtual |kernel virtual )?addr(?:ess)? ` + addrRE + `)?(?:, (?:epc|era) == (?P<pc>[0-9a-f]+))?(?: when (?P<access>\w+))?`, role: fault},
			{literal: "BUG: Unable to handle ", pattern: `^BUG: Unable to handle (?P<what>kernel data access|unknown paging fault)(?: on (?P<access>\w+))? at ` + addrRE, role: fault},
			// Unhandled fault: page domain fault (0x01b) at 0x000001c1
			{literal: "Unhandled fault", pattern: `^Unhandled fault(?:: (?P<what>.+?) \((?P<code>0x[0-9a-f]+)\))? at ` + addrRE, role: fault},
			{literal: "Unhandled prefetch abort", pattern: `^Unhandled prefetch abort: (?P<what>.+?) \((?P<code>0x[0-9a-f]+)\) at ` + addrRE, role: fault},
			// Kernel attempted to read user page (1c1) - exploit attempt? (uid: 0)
			{literal: "Kernel attempted to ", pattern: `^Kernel attempted to (?P<access>read|write|access|execute) (?:user|kernel) page \((?P<addr>[0-9a-f]+)\)`, role: fault},
			{literal: "Page fault: no context", pattern: `^Page fault: no context`, role: fault},
			{literal: "Kernel Fault: Code=", pattern: `^Kernel Fault: Code=(?P<code>\d+) \((?P<what>[^)]*)\)(?: at addr ` + addrRE + `)?`, role: fault},
			{literal: "kernel task_size exceed", role: fault},
			{literal: "Kernel access of bad area", pattern: `^Oops: (?P<what>Kernel access of bad area), sig: \d+ \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops: ", pattern: `^(?:Oops: )?Oops: (?P<code>[0-9a-f]{4}) (?:ilc:\d )?\[#(?P<n>\d+)\]`, role: die},
			{literal: "Internal error: Oops: ", pattern: `^Internal error: Oops: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Internal error: : ", pattern: `^Internal error: : (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops[#", pattern: `^Oops\[#(?P<n>\d+)\]:`, role: die},
			{literal: "Oops [#", pattern: `^(?:[\w/]+\(\d+\): )?Oops \[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{
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
		name: "kernel-bug", severity: crash.Oops, words: "kernel BUG",
		headers: []header{
			// kernel BUG at drivers/misc/bench/benchcrash.c:100!
			{literal: "ernel BUG at ", pattern: `^[kK]ernel BUG at (?:(?P<file>[^\s:]+:\d+)!|` + symbolRE + ` \[verbose debug info unavailable\]|(?P<what>.*))`, role: fault},
			{literal: rustPanics, pattern: `^rust_kernel: panicked at (?P<what>.*)`, role: fault},
			{literal: "Oops - BUG", pattern: `^(?:Internal error: )?Oops - BUG(?:: (?P<code>[0-9a-f]+))? ?\[#(?P<n>\d+)\]`, role: die},
			{literal: "Kernel BUG [#", pattern: `^Kernel BUG \[#(?P<n>\d+)\]`, role: die},
			{literal: "Kernel bug detected[#", pattern: `^Kernel bug detected\[#(?P<n>\d+)\]:`, role: die},
			{literal: "monitor event: ", pattern: `^monitor event: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{
			"kernel BUG at drivers/misc/bench/benchcrash.c:100!",
			"Internal error: Oops - BUG: 0 [#1] SMP ARM",
			"Kernel bug detected[#1]:",
			"monitor event: 0040 ilc:2 [#1] SMP",
		},
	},
	{
		name: "undef-instruction", severity: crash.Oops, words: "undefined instruction",
		headers: []header{
			{literal: "ndefined instruction: ", pattern: `^Internal error: Oops - [uU]ndefined instruction: (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "invalid opcode: ", pattern: `^(?:Oops: )?invalid opcode: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops - illegal instruction", pattern: `^Oops - illegal instruction \[#(?P<n>\d+)\]`, role: die},
			{literal: "Reserved instruction in kernel code", pattern: `^Reserved instruction in kernel code\[#(?P<n>\d+)\]:`, role: die},
			{literal: "illegal operation: ", pattern: `^illegal operation: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{
			"Internal error: Oops - undefined instruction: 0 [#1] SMP ARM",
			"invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
			"Reserved instruction in kernel code[#1]:",
			"illegal operation: 0001 ilc:1 [#1] SMP",
		},
	},
	{
		name: "div-error", severity: crash.Oops, words: "division error",
		headers: []header{
			{literal: "divide error: ", pattern: `^(?:Oops: )?divide error: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
			{literal: "divide_error: ", pattern: `^divide_error: (?P<code>[0-9a-f]{4}) \[#(?P<n>\d+)\]`, role: die},
			{literal: "fixpoint divide exception", pattern: `^fixpoint divide exception: (?P<code>[0-9a-f]{4}) ilc:\d ?\[#(?P<n>\d+)\]`, role: die},
			{literal: "Division by zero in kernel.", role: opens},
		},
		samples: []string{"divide error: 0000 [#1] PREEMPT SMP NOPTI", "Division by zero in kernel."},
	},
	{
		name: "machine-check", severity: crash.Oops, words: "machine check",
		headers: []header{
			{literal: "Oops: Machine check", pattern: `^Oops: Machine check, sig: \d+ \[#(?P<n>\d+)\]`, role: die},
			{literal: "Machine check in kernel mode", role: fault},
			// mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f
			{literal: "[Hardware Error]: CPU ", pattern: `^(?:mce: )?\[Hardware Error\]: CPU (?P<cpu>\d+): Machine Check(?: Exception)?: `},
		},
		samples: []string{"mce: [Hardware Error]: CPU 0: Machine Check Exception: 5 Bank 4: b200000000070f0f"},
	},
	{
		name: "trap", severity: crash.Oops, words: "fatal trap",
		headers: []header{
			// Internal error: Oops - bad mode: 0 [#1] SMP ARM
			{literal: "Internal error: ", pattern: `^Internal error: (?P<what>.*?): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
			{literal: "Bad mode in ", pattern: `^(?P<what>Bad mode in .* handler detected)`, role: fault},
			{literal: " exception on CPU", pattern: `^Unhandled (?P<what>.* exception) on CPU(?P<cpu>\d+), ESR `, role: fault},
			// Trap instruction in kernel code[#1]:
			{literal: "[#", pattern: `^(?P<what>[A-Za-z][\w !-]*?) ?\[#(?P<n>\d+)\]:$`, role: die},
			// Oops: Exception in kernel mode, sig: 5 [#1]
			{literal: "Oops: ", pattern: `^Oops: (?P<what>[^,]+), sig: \d+ \[#(?P<n>\d+)\]`, role: die},
			{literal: "Oops - ", pattern: `^Oops - (?P<what>[^\[]+) \[#(?P<n>\d+)\]`, role: die},
			// int3: 0000 [#1] PREEMPT SMP
			{literal: "[#", pattern: `^(?:Oops: )?(?P<what>[A-Za-z#][\w #,-]{2,60}?): (?P<code>[0-9a-f]{4}) (?:ilc:\d ?)?\[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{
			"Internal error: Oops - bad mode: 0 [#1] SMP ARM",
			"Trap instruction in kernel code[#1]:",
			"Oops: Exception in kernel mode, sig: 5 [#1]",
			"int3: 0000 [#1] PREEMPT SMP",
		},
	},
}
