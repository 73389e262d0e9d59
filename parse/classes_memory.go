package parse

import "oopscope/parse/crash"

// Pieces of patterns.
const (
	symbolRE = `(?P<fn>[^\s(),]+\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[[^\]]+\])?|[A-Za-z_$][\w.$]*(?: \[[\w-]+\])?)`
	addrRE   = `(?:0x)?(?P<addr>[0-9a-f]{3,16})`
	sourceRE = `(?: [\w./+-]+:\d+)?(?: \[inline\])?` // what a symbolizer added
	watchRE  = `^(?:NMI )?(?:[Ww]atchdog: )?`
)

// memoryClasses are the checkers of memory: sanitizers, slab and page
// debugging, list and reference-count hardening.
var memoryClasses = []class{
	{
		name: "kasan", severity: crash.Bug, words: "KASAN report",
		headers: []header{
			// BUG: KASAN: slab-use-after-free in pru0_comm_receive_msg+0x28/0x94 [shepherd]
			{literal: "BUG: KASAN:", pattern: `^BUG: KASAN: (?P<what>.+?)(?: (?:in|on) (?:address )?` + symbolRE + `| (?:in|on) .*| at addr ` + addrRE + `)?\s*$`,
				not: []string{"[kasan_test]"}},
			// BUG kmalloc-128 (Tainted: G    B      O   ): kasan: bad access detected
			{literal: "kasan: bad access detected", pattern: `^BUG [^\s(].* \([^)]*\): kasan: bad access detected`, role: titles},
			// KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]
			{literal: "KASAN: ", pattern: `^KASAN: (?P<what>[a-z -]+) in range \[0x(?P<addr>[0-9a-f]+)-`, role: hints},
		},
		samples: []string{
			"BUG: KASAN: slab-use-after-free in pru0_comm_receive_msg+0x28/0x94 [shepherd]",
			"BUG: KASAN: double-free or invalid-free in kfree+0x10/0x20",
		},
	},
	{
		name: "kfence", severity: crash.Bug, words: "KFENCE report",
		headers: []header{
			// BUG: KFENCE: use-after-free read in sensor_read+0x14/0x40 [sensor]
			{literal: "BUG: KFENCE:", pattern: `^BUG: KFENCE: (?P<what>.+?)(?: in ` + symbolRE + sourceRE + `)?\s*$`, not: []string{"[kfence_test]"}},
		},
		samples: []string{"BUG: KFENCE: use-after-free read in sensor_read+0x14/0x40 [sensor]"},
	},
	{
		name: "kmsan", severity: crash.Bug, words: "KMSAN report",
		headers: []header{
			// BUG: KMSAN: uninit-value in ip_rcv+0x10/0x20
			{literal: "BUG: KMSAN:", pattern: `^BUG: KMSAN: (?P<what>.+?)(?: in ` + symbolRE + sourceRE + `)?\s*$`},
		},
		samples: []string{"BUG: KMSAN: uninit-value in ip_rcv+0x10/0x20"},
	},
	{
		name: "kcsan", severity: crash.Bug, words: "KCSAN report",
		headers: []header{
			// BUG: KCSAN: data-race in tick_sched_do_timer / tick_nohz_stop_tick
			{literal: "BUG: KCSAN:", pattern: `^BUG: KCSAN: (?P<what>.+?) in ` + symbolRE + `(?: / (?P<other>\S+))?`},
		},
		samples: []string{"BUG: KCSAN: data-race in tick_sched_do_timer / tick_nohz_stop_tick"},
	},
	{
		name: "ubsan", severity: crash.Bug, words: "UBSAN",
		headers: []header{
			// UBSAN: array-index-out-of-bounds in drivers/iio/adc/x.c:120:14
			{literal: "UBSAN:", pattern: `^UBSAN: (?P<what>.+?) in (?P<file>\S+?:\d+)(?::\d+)?\s*$`},
			// Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] PREEMPT SMP
			{literal: "Internal error: UBSAN:", pattern: `^Internal error: UBSAN: (?P<what>.+): (?P<code>[0-9a-f]+) \[#(?P<n>\d+)\]`, role: die},
		},
		samples: []string{
			"UBSAN: array-index-out-of-bounds in drivers/iio/adc/x.c:120:14",
			"UBSAN: Undefined behaviour in fs/ext4/super.c:3000:20",
		},
	},
	{
		name: "slab", severity: crash.Bug, words: "slab corruption",
		headers: []header{
			// BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten
			{literal: "BUG ", pattern: `^BUG (?P<cache>[^\s(][^(]*?) \((?:Not tainted|Tainted: [^)]*)\): (?P<what>.+?)\s*$`, not: []string{"): kasan: "}},
			// slab error in verify_redzone_free(): cache `kmalloc-64': double free detected
			{literal: "slab error in ", pattern: `^slab error in (?P<fn>\w+)\(\): cache .(?P<cache>[^']+)': (?P<what>.*)`},
			// Slab corruption (Not tainted): kmalloc-32 start=c1b2, len=32
			{literal: "Slab corruption", pattern: `^Slab corruption(?: \((?:Not tainted|Tainted: [^)]*)\))?: (?P<what>.*)`},
		},
		samples: []string{"BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten"},
	},
	{
		name: "list-corruption", severity: crash.Bug, words: "list corruption",
		headers: []header{
			// list_del corruption, ffff8880b5d5ab08->next is LIST_POISON1 (dead000000000100)
			{literal: "list_del corruption", role: titles},
			// list_add corruption. next->prev should be prev (c1b2), but was c1b3. (next=c1b4).
			{literal: "list_add corruption", role: titles},
			// list_add double add: new=ffff88, prev=ffff88, next=ffff88.
			{literal: "list_add double add", role: titles},
			// kernel BUG at lib/list_debug.c:59!
			{literal: "kernel BUG at lib/list_debug.c", role: titles},
			// WARNING: CPU: 0 PID: 77 at lib/list_debug.c:56 __list_del_entry_valid+0xb4/0xe8
			{literal: "lib/list_debug.c:", pattern: `^WARNING: .*lib/list_debug\.c:\d+`, role: titles},
		},
		samples: []string{"list_del corruption, ffff8880b5d5ab08->next is LIST_POISON1 (dead000000000100)"},
	},
	{
		name: "refcount", severity: crash.Bug, words: "reference count",
		headers: []header{
			// refcount_t: underflow; use-after-free.
			{literal: "refcount_t: ", pattern: `^refcount_t: (?P<what>.+?)\.?\s*$`, role: titles},
			{literal: "lib/refcount.c:", pattern: `^WARNING: .*lib/refcount\.c:\d+`, role: titles},
		},
		samples: []string{"refcount_t: underflow; use-after-free."},
	},
	{
		name: "debugobjects", severity: crash.Bug, words: "object life time",
		headers: []header{
			// ODEBUG: free active (active state 0) object: c1b2 object type: timer_list hint: blink+0x0/0x40
			{literal: "ODEBUG: ", pattern: `^ODEBUG: (?P<what>\w+ \w+(?: \w+)?) \(active state \d+\) object(?:: \S+ object)? type: (?P<type>\S+) hint: (?P<hint>\S+)`, role: titles},
			{literal: "lib/debugobjects.c:", pattern: `^WARNING: .*lib/debugobjects\.c:\d+`, role: titles},
		},
		samples: []string{"ODEBUG: free active (active state 0) object: c1b2 object type: timer_list hint: blink+0x0/0x40"},
	},
	{
		name: "usercopy", severity: crash.Oops, words: "bad user copy",
		headers: []header{
			// usercopy: Kernel memory overwrite attempt detected to SLUB object 'kmalloc-64' (offset 0, size 128)!
			{literal: "usercopy: ", pattern: `^usercopy: (?P<what>[Kk]ernel memory (?:exposure|overwrite) attempt detected .*)`, role: titles},
			{literal: "kernel BUG at mm/usercopy.c", role: titles},
			{literal: "Bad or missing usercopy whitelist?", pattern: `^(?:usercopy: )?Bad or missing usercopy whitelist\? (?P<what>.*)`, role: titles},
			{literal: "mm/usercopy.c:", pattern: `^WARNING: .*mm/usercopy\.c:\d+`, role: titles},
		},
		samples: []string{"usercopy: Kernel memory overwrite attempt detected to SLUB object 'kmalloc-64' (offset 0, size 128)!"},
	},
	{
		name: "fortify", severity: crash.Oops, words: "buffer overflow caught",
		headers: []header{
			// memcpy: detected buffer overflow: 64 byte write of buffer size 32
			{literal: "detected buffer overflow", pattern: `^(?P<what>\w+: detected buffer overflow: .*|detected buffer overflow in (?P<fn>\w+))`, role: titles},
			// memcpy: detected field-spanning write (size 64) of single field "x->y" at drivers/x.c:12 (size 32)
			{literal: "detected field-spanning write", pattern: `^(?P<what>\w+: detected field-spanning write .*)`, role: names},
			{literal: "lib/string_helpers.c:", pattern: `^(?:kernel BUG at|WARNING: .*) ?lib/string_helpers\.c:\d+`, role: titles},
		},
		samples: []string{"detected buffer overflow in strcpy", "memcpy: detected buffer overflow: 64 byte write of buffer size 32"},
	},
	{
		name: "cfi", severity: crash.Oops, words: "control flow integrity",
		headers: []header{
			// CFI failure at do_work+0x10/0x20 (target: handler+0x0/0x8; expected type: 0x12345678)
			{literal: "CFI failure", pattern: `^CFI failure(?: at ` + symbolRE + `)? \(target: (?P<target>[^;)]+)`, role: titles},
			// Missing ENDBR: handler+0x0/0x20
			{literal: "Missing ENDBR: ", pattern: `^(?:traps: )?Missing ENDBR: ` + symbolRE, role: titles},
			{literal: "no CFI hash found at", pattern: `^no CFI hash found at: (?P<what>.*)`, role: titles},
		},
		samples: []string{"CFI failure at do_work+0x10/0x20 (target: handler+0x0/0x8; expected type: 0x12345678)"},
	},
	{
		name: "page-state", severity: crash.Bug, words: "bad page",
		headers: []header{
			// BUG: Bad page state in process modprobe  pfn:9c2a1
			{literal: "BUG: Bad page ", pattern: `^BUG: (?P<what>Bad page (?:state|map|cache)) in process (?P<comm>.*?)  `},
			{literal: "BUG: Bad rss-counter state", pattern: `^BUG: (?P<what>Bad rss-counter state)`},
			{literal: "BUG: non-zero ", pattern: `^BUG: (?P<what>non-zero \S+ on freeing mm)`},
			{literal: "pagealloc: ", pattern: `^pagealloc: (?P<what>memory corruption|single bit error)`},
			{literal: "Corrupted low memory at", pattern: `^(?P<what>Corrupted low memory at \S+)`},
			{literal: "mempool element poison mismatch", pattern: `^BUG: (?P<what>mempool element poison mismatch)`},
		},
		samples: []string{"BUG: Bad page state in process modprobe  pfn:9c2a1"},
	},
	{
		name: "memory-leak", severity: crash.Bug, words: "memory leak",
		headers: []header{
			{literal: "BUG: memory leak"},
			// unreferenced object 0xc1b2c300 (size 64):
			{literal: "unreferenced object 0x", pattern: `^unreferenced object 0x(?P<addr>[0-9a-f]+) \(size (?P<size>\d+)\)`, role: titles},
		},
		samples: []string{"BUG: memory leak"},
	},
}
