package class

import "oopscope/parse/crash"

// Pieces of patterns.
const (
	symbolRE = `(?P<fn>[^\s(),]+\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[[^\]]+\])?|[A-Za-z_$][\w.$]*(?: \[[\w-]+\])?)`
	addrRE   = `(?:0x)?(?P<addr>[0-9a-f]{3,16})`
	sourceRE = `(?: [\w./+-]+:\d+|` + placesRE + `)?(?: \[inline\])?` // what a symbolizer added
	placesRE = ` \([\w./+-]+:\d+(?: \(discriminator \d+\))?(?: [\w./+-]+:\d+(?: \(discriminator \d+\))?)*\)(?: \w+)?`
	panicRE  = `^(?:---\[ end )?Kernel panic(?: -|:) not syncing: ` // panic() says it twice: first, and in its end mark
	endRE    = `\s*(?: \]---)?$`                                    // without the closing bracket up to 4.19
	watchRE  = `^(?:NMI )?(?:[Ww]atchdog: )?`
)

// memoryClasses are the checkers of memory: sanitizers, slab and page
// debugging, list and reference-count hardening.
var memoryClasses = []Class{
	{
		Name: "kasan", Severity: crash.Bug, Words: "KASAN report",
		Printers: "kasan_report __kasan_report kasan_report_error kasan_report_invalid_free kasan_object_err",
		Meaning:  "memory used out of bounds or after it was freed", Family: "bad-access",
		Source: "mm/kasan/report.c",
		Title:  CheckerTitle, Damages: true, Frees: true, Ruled: true, Taints: "B", Checks: "__asan_",
		Headers: []Header{
			// BUG: KASAN: slab-use-after-free in pru0_comm_receive_msg+0x28/0x94 [shepherd]
			{Literal: "BUG: KASAN:", Pattern: `^BUG: KASAN: (?P<what>.+?)(?: in ` + symbolRE + sourceRE + `)?(?: (?:at|on) addr(?:ess)? ` + addrRE + `| (?:in|on) .*)?\s*$`,
				Not: []string{"[kasan_test]"}},
			// BUG: KASan: use after free in tfw_http_msg_free+0x2c9/0x340 [tempesta_fw] at addr ffff880d59947040   (4.0 to 4.4)
			{Literal: "BUG: KASan:", Pattern: `^BUG: KASan: (?P<what>.+?) in ` + symbolRE + `(?: at addr ` + addrRE + `)?\s*$`},
			// BUG kmalloc-128 (Tainted: G    B      O   ): kasan: bad access detected
			{Literal: "kasan: bad access detected", Pattern: `^BUG [^\s(].* \([^)]*\): kasan: bad access detected`, Role: Titles},
			// Read of size 4 at addr ffff888003a7c000 by task sh/82
			{Literal: " at addr ", Pattern: `^(?:Read|Write) of size \d+ at addr [0-9a-f]+ by task `, Role: Inside, Not: []string{" by task kunit_try_catch/"}},
			// KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]
			{Literal: "KASAN: ", Pattern: `^KASAN: (?P<what>[a-z -]+) in range \[0x(?P<addr>[0-9a-f]+)-`, Role: Hints},
		},
		Samples: []string{
			"BUG: KASAN: slab-use-after-free in pru0_comm_receive_msg+0x28/0x94 [shepherd]",
			"BUG: KASAN: double-free or invalid-free in kfree+0x10/0x20",
		},
	},
	{
		Name: "kfence", Severity: crash.Bug, Words: "KFENCE report",
		Printers: "kfence_report_error",
		Meaning:  "memory used out of bounds or after it was freed", Family: "bad-access",
		Source: "mm/kfence/report.c",
		Title:  CheckerTitle, Damages: true, Frees: true, Ruled: true,
		Headers: []Header{
			// BUG: KFENCE: use-after-free read in sensor_read+0x14/0x40 [sensor]
			{Literal: "BUG: KFENCE:", Pattern: `^BUG: KFENCE: (?P<what>.+?)(?: in ` + symbolRE + sourceRE + `)?\s*$`, Not: []string{"[kfence_test]"}},
		},
		Samples: []string{"BUG: KFENCE: use-after-free read in sensor_read+0x14/0x40 [sensor]"},
	},
	{
		Name: "kmsan", Severity: crash.Bug, Words: "KMSAN report",
		Printers: "kmsan_report __msan_warning",
		Meaning:  "uninitialised memory was used", Family: "kmsan",
		Source: "mm/kmsan/report.c",
		Title:  CheckerTitle, Culprit: Reader, Ruled: true,
		Headers: []Header{
			// BUG: KMSAN: uninit-value in ip_rcv+0x10/0x20
			{Literal: "BUG: KMSAN:", Pattern: `^BUG: KMSAN: (?P<what>.+?)(?: in ` + symbolRE + sourceRE + `)?\s*$`},
		},
		Samples: []string{"BUG: KMSAN: uninit-value in ip_rcv+0x10/0x20"},
	},
	{
		Name: "kcsan", Severity: crash.Bug, Words: "KCSAN report",
		Printers: "kcsan_report_known_origin kcsan_report_unknown_origin",
		Meaning:  "two CPUs touched the same data without a lock", Family: "kcsan",
		Source: "kernel/kcsan/report.c",
		Title:  CheckerTitle, Culprit: Racer, Traceless: true, Ruled: true, Stacks: Stacks{Races: true},
		Headers: []Header{
			// BUG: KCSAN: data-race in tick_sched_do_timer / tick_nohz_stop_tick
			{Literal: "BUG: KCSAN:", Pattern: `^BUG: KCSAN: (?P<what>.+?) in ` + symbolRE + `(?: / (?P<other>\S+))?`},
		},
		Samples: []string{"BUG: KCSAN: data-race in tick_sched_do_timer / tick_nohz_stop_tick"},
	},
	{
		Name: "ubsan", Severity: crash.Bug, Words: "UBSAN",
		Printers: "ubsan_epilogue",
		Meaning:  "undefined behaviour in C", Family: "ubsan",
		Source: "lib/ubsan.c",
		Title:  CheckerTitle, Ruled: true,
		Headers: []Header{
			// UBSAN: array-index-out-of-bounds in drivers/iio/adc/x.c:120:14
			{Literal: "UBSAN:", Pattern: `^UBSAN: (?P<what>.+?) in (?P<file>\S+?:\d+)(?::\d+)?\s*$`},
			{Literal: "is out of range for type '", Pattern: `^index -?\d+ is out of range for type '`, Role: Inside},
			{Literal: "shift exponent ", Pattern: `^shift exponent -?\d+ is (?:too large for|negative)`, Role: Inside},
			// Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] PREEMPT SMP
			{Literal: "Internal error: UBSAN:", Pattern: `^Internal error: UBSAN: (?P<what>.+): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, Role: Die},
		},
		Samples: []string{
			"UBSAN: array-index-out-of-bounds in drivers/iio/adc/x.c:120:14",
			"UBSAN: Undefined behaviour in fs/ext4/super.c:3000:20",
		},
	},
	{
		Name: "slab", Severity: crash.Bug, Words: "slab corruption",
		Printers: "object_err slab_err print_trailer check_bytes_and_report",
		Meaning:  "the allocator found an object overwritten", Family: "bad-access",
		Source:  "mm/slub.c: object_err(), slab_err()",
		Culprit: ObjectUser, Damages: true, Frees: true, Taints: "B", ClosingWarn: " mm/sl", Again: Again{Text: "Slab cache still has objects"}, Stacks: Stacks{Facts: true},
		Headers: []Header{
			// BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten
			{Literal: "BUG ", Pattern: `^BUG (?P<cache>[^\s(][^(]*?) \((?:Not tainted|Tainted: [^)]*)\): (?P<what>.+?)\s*$`, Not: []string{"): kasan: "}},
			// without the taint up to 2.6.38: BUG chip_cache: Objects remaining on kmem_cache_close()
			{Literal: "BUG ", Pattern: `^BUG (?P<cache>[^\s(][^(:]*?): (?P<what>(?:Objects remaining|(?:Left |Right )?Redzone overwritten|Poison overwritten|(?:Object p|P)adding overwritten|Object already free|Freepointer corrupt|Object is on free-list).*?)\s*$`},
			// kmem_cache_destroy chip_cache: Slab cache still has objects
			{Literal: "Slab cache still has objects", Pattern: `^kmem_cache_destroy (?P<cache>.+): (?P<what>Slab cache still has objects)$`, Role: Titles},
			// INFO: Slab 0x(ptrval) objects=32 used=32 fp=0x(ptrval) flags=0x10201
			{Literal: "Slab 0x", Pattern: `^(?:INFO: )?Slab 0x\S+ objects=\d+ used=\d+ fp=`, Role: Inside},
			// slab error in verify_redzone_free(): cache `kmalloc-64': double free detected
			{Literal: "slab error in ", Pattern: `^slab error in (?P<fn>\w+)\(\): cache .(?P<cache>[^']+)': (?P<what>.*)`},
			// Slab corruption (Not tainted): kmalloc-32 start=c1b2, len=32
			{Literal: "Slab corruption", Pattern: `^Slab corruption(?: \((?:Not tainted|Tainted: [^)]*)\))?: (?P<what>.*)`},
		},
		Samples: []string{"BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten"},
	},
	{
		Name: "list-corruption", Severity: crash.Bug, Words: "list corruption",
		Meaning: "the pointers of a list do not agree", Family: "bad-access",
		Source:  "lib/list_debug.c",
		Damages: true,
		Facts:   []FactLine{{Name: "pointers", Prefix: "list_"}},
		Headers: []Header{
			// list_del corruption, ffff8880b5d5ab08->next is LIST_POISON1 (dead000000000100)
			{Literal: "list_del corruption", Role: Titles},
			// list_add corruption. next->prev should be prev (c1b2), but was c1b3. (next=c1b4).
			{Literal: "list_add corruption", Role: Titles},
			// list_add double add: new=ffff88, prev=ffff88, next=ffff88.
			{Literal: "list_add double add", Role: Titles},
			// kernel BUG at lib/list_debug.c:59!
			{Literal: "kernel BUG at lib/list_debug.c", Role: Titles},
			// WARNING: CPU: 0 PID: 77 at lib/list_debug.c:56 __list_del_entry_valid+0xb4/0xe8
			{Literal: "lib/list_debug.c:", Pattern: `^WARNING: .*lib/list_debug\.c:\d+`, Role: Titles},
		},
		Samples: []string{"list_del corruption, ffff8880b5d5ab08->next is LIST_POISON1 (dead000000000100)"},
	},
	{
		Name: "refcount", Severity: crash.Bug, Words: "reference count",
		Printers: "refcount_warn_saturate",
		Meaning:  "a reference count went wrong", Family: "refcount",
		Source:  "lib/refcount.c: refcount_warn_saturate()",
		Damages: true,
		Headers: []Header{
			// refcount_t: underflow; use-after-free.
			{Literal: "refcount_t: ", Pattern: `^refcount_t: (?P<what>.+?)\.?\s*$`, Role: Titles},
			// refcount_t overflow at skb_get+0x2b/0x70 in ping[10384], uid/euid: 0/0   (x86, 4.14 to 5.4)
			{Literal: "refcount_t ", Pattern: `^refcount_t (?P<what>hit zero|overflow|underflow|unknown state) at (?P<fn>[^\s+]+\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[[^\]]+\])?) in`, Role: Titles},
			{Literal: " refcount_error_report+0x", Pattern: `^WARNING: .* refcount_error_report\+0x`, Role: Titles},
			{Literal: "lib/refcount.c:", Pattern: `^WARNING: .*lib/refcount\.c:\d+`, Role: Titles},
		},
		Samples: []string{"refcount_t: underflow; use-after-free."},
	},
	{
		Name: "debugobjects", Severity: crash.Bug, Words: "object life time",
		Printers: "debug_print_object",
		Meaning:  "an object was used in the wrong state", Family: "debugobjects",
		Source:  "lib/debugobjects.c",
		Damages: true, Culprit: StillActive,
		Headers: []Header{
			// ODEBUG: free active (active state 0) object: c1b2 object type: timer_list hint: blink+0x0/0x40
			{Literal: "ODEBUG: ", Pattern: `^ODEBUG: (?P<what>\w+ \w+(?: \w+)?) \(active state \d+\) object(?:: \S+ object)? type: (?P<type>\S+) hint: (?P<hint>\S+)`, Role: Titles},
			{Literal: "lib/debugobjects.c:", Pattern: `^WARNING: .*lib/debugobjects\.c:\d+`, Role: Titles},
		},
		Samples: []string{"ODEBUG: free active (active state 0) object: c1b2 object type: timer_list hint: blink+0x0/0x40"},
	},
	{
		Name: "usercopy", Severity: crash.Oops, Words: "bad user copy",
		Printers: "usercopy_abort",
		Meaning:  "a copy to or from user space left its object", Family: "usercopy",
		Source: "mm/usercopy.c: usercopy_abort()",
		Headers: []Header{
			// usercopy: Kernel memory overwrite attempt detected to SLUB object 'kmalloc-64' (offset 0, size 128)!
			{Literal: "usercopy: ", Pattern: `^usercopy: (?P<what>[Kk]ernel memory (?:exposure|overwrite) attempt detected .*)`, Role: Titles},
			{Literal: "kernel BUG at mm/usercopy.c", Role: Titles},
			{Literal: "Bad or missing usercopy whitelist?", Pattern: `^(?:usercopy: )?Bad or missing usercopy whitelist\? (?P<what>.*)`, Role: Titles},
			{Literal: "mm/usercopy.c:", Pattern: `^WARNING: .*mm/usercopy\.c:\d+`, Role: Titles},
		},
		Samples: []string{"usercopy: Kernel memory overwrite attempt detected to SLUB object 'kmalloc-64' (offset 0, size 128)!"},
	},
	{
		Name: "fortify", Severity: crash.Oops, Words: "buffer overflow caught",
		Meaning: "a string function would have left its buffer", Family: "fortify",
		Source: "lib/string_helpers.c: __fortify_panic()",
		DiesIn: "lib/string_helpers.c",
		Headers: []Header{
			// memcpy: detected buffer overflow: 64 byte write of buffer size 32
			{Literal: "detected buffer overflow", Pattern: `^(?P<what>\w+: detected buffer overflow: .*|detected buffer overflow in (?P<fn>\w+))`, Role: Titles},
			{Literal: "lib/string_helpers.c:", Pattern: `^(?:kernel BUG at|WARNING: .*) ?lib/string_helpers\.c:\d+`, Role: Titles},
		},
		Samples: []string{"detected buffer overflow in strcpy", "memcpy: detected buffer overflow: 64 byte write of buffer size 32"},
	},
	{
		Name: "field-overflow", Severity: crash.Warning, Words: "write past a member",
		Meaning: "more was copied to a member of a structure than it holds; the copy is only warned of", Family: "fortify",
		Source: "include/linux/fortify-string.h: fortify_memcpy_chk()",
		Headers: []Header{
			// memcpy: detected field-spanning write (size 64) of single field "x->y" at drivers/x.c:12 (size 32)
			{Literal: "detected field-spanning write", Pattern: `^(?P<what>\w+: detected field-spanning write .*)`, Role: Titles},
		},
		Samples: []string{`memcpy: detected field-spanning write (size 24) of single field "m->name" at drivers/acq.c:388 (size 16)`},
	},
	{
		Name: "cfi", Severity: crash.Oops, Words: "control flow integrity",
		Meaning: "an indirect call to a function of the wrong type", Family: "cfi",
		Source:  "kernel/cfi.c",
		Culprit: StrayCaller,
		Headers: []Header{
			// CFI failure at do_work+0x10/0x20 (target: handler+0x0/0x8; expected type: 0x12345678)
			{Literal: "CFI failure", Pattern: `^CFI failure(?: at ` + symbolRE + `)? \(target: (?P<target>[^;)]+)`, Role: Titles},
			// Missing ENDBR: handler+0x0/0x20
			{Literal: "Missing ENDBR: ", Pattern: `^(?:traps: )?Missing ENDBR: ` + symbolRE, Role: Titles},
			{Literal: "no CFI hash found at", Pattern: `^no CFI hash found at: (?P<what>.*)`, Role: Titles},
		},
		Samples: []string{"CFI failure at do_work+0x10/0x20 (target: handler+0x0/0x8; expected type: 0x12345678)"},
	},
	{
		Name: "page-state", Severity: crash.Bug, Words: "bad page",
		Printers: "bad_page",
		Meaning:  "a page is in a state it cannot be in", Family: "page-state",
		Source:  "mm/page_alloc.c: bad_page(); mm/memory.c: print_bad_pte(); kernel/fork.c: check_mm()",
		Culprit: PageUser, Damages: true, Traceless: true, Taints: "B", Again: Again{Lines: 2},
		Headers: []Header{
			// BUG: Bad page state in process modprobe  pfn:9c2a1
			{Literal: "BUG: Bad page ", Pattern: `^BUG: (?P<what>Bad page (?:state|map|cache)) in process (?P<comm>.*?)(?:  | pfn:)`},
			{Literal: "BUG: Bad rss-counter state", Pattern: `^BUG: (?P<what>Bad rss-counter state)`},
			{Literal: "BUG: non-zero ", Pattern: `^BUG: (?P<what>non-zero \S+ on freeing mm)`},
			{Literal: "pagealloc: ", Pattern: `^pagealloc: (?P<what>memory corruption|single bit error)`},
			{Literal: "Corrupted low memory at", Pattern: `^(?P<what>Corrupted low memory at \S+)`},
			{Literal: "mempool element poison mismatch", Pattern: `^BUG: (?P<what>mempool element poison mismatch)`},
		},
		Samples: []string{"BUG: Bad page state in process modprobe  pfn:9c2a1"},
	},
	{
		Name: "memory-leak", Severity: crash.Bug, Words: "memory leak",
		Meaning: "memory that nothing points to any more", Family: "memory-leak",
		Source:  "mm/kmemleak.c",
		Culprit: Leaker,
		Headers: []Header{
			{Literal: "BUG: memory leak"},
			// unreferenced object 0xc1b2c300 (size 64):
			{Literal: "unreferenced object 0x", Pattern: `^unreferenced object 0x(?P<addr>[0-9a-f]+) \(size (?P<size>\d+)\)`, Role: Titles},
		},
		Samples: []string{"BUG: memory leak"},
	},
}
