package triage

import (
	"fmt"
	"math/bits"
	"oopscope/parse/arch"
	"strings"
)

// hardwareRules are about what the software on top cannot help.
var hardwareRules = []rule{
	{
		id: "machine-check", rank: rankCause, confidence: Certain,
		says:       "the hardware itself reports an error",
		suppresses: []string{"bit-flip"},
		fire:       machineCheck,
	},
	{
		id: "asynchronous-abort", rank: rankProof, confidence: Likely, classes: []string{"bus-error", "trap", "bad-access", "panic"},
		says:       "an error came back from the bus late: the instruction at the PC is innocent",
		suppresses: []string{"external-abort", "wild-pointer", "null-member", "stale-mapping", "requested-panic"},
		fire:       asynchronousAbort,
	},
	{
		id: "external-abort", rank: rankProof - 2, confidence: Likely, classes: []string{"bus-error", "bad-access", "trap"},
		says:       "the device or the bus refused the access",
		suppresses: []string{"wild-pointer", "null-member", "stale-mapping", "user-pointer"},
		fire:       externalAbort,
	},
	{
		id: "page-table-corrupt", rank: rankProof, confidence: Likely, classes: faults,
		says:       "the page tables hold impossible entries",
		suppresses: []string{"wild-pointer", "stale-mapping", "null-member"},
		fire:       pageTableCorrupt,
	},
	{
		id: "misaligned-access", rank: rankState, confidence: Likely, classes: []string{"alignment", "bad-access"},
		says:       "the access needs an alignment that the address has not",
		suppresses: []string{"tagged-pointer"},
		fire:       misaligned,
	},
	{
		id: "bit-flip", rank: rankState + 1, confidence: Likely, classes: []string{"bad-access", "gpf", "null-deref", "user-access"},
		says:       "the address is one bit away from a kernel pointer: suspect the memory",
		suppresses: []string{"wild-pointer", "user-pointer", "tagged-pointer"},
		fire:       bitFlip,
	},
	{
		id: "single-bit-error", rank: rankCause, confidence: Likely, classes: []string{"page-state", "slab"},
		says:       "one bit of memory changed by itself: suspect the memory",
		suppresses: []string{"bad-page", "slab-overwritten", "write-after-free"},
		fire:       singleBitError,
	},
	{
		id: "low-memory-overwritten", rank: rankProof, confidence: Likely, classes: []string{"page-state"},
		says:       "the first pages of memory were overwritten, by firmware most often",
		suppresses: []string{"bad-page"},
		fire:       lowMemory,
	},
	{
		id: "firmware-died", rank: rankProof, confidence: Certain, classes: []string{"firmware-panic"},
		says: "boot loader or firmware died, not the kernel",
		fire: firmwareDied,
	},
}

// machineCheck: the CPU itself reports an error.
func machineCheck(x *exam, f *draft) bool {
	n, l := x.line("[Hardware Error]")
	if n == 0 {
		if x.c.Class != "machine-check" {
			return false
		}
		n, l = x.headLine(), x.c.Header
	}
	f.Text = "The hardware, or its firmware, reported an error of its own: " + clip(l, 140) + "."
	if x.c.Class != "machine-check" {
		f.Confidence = Likely
		f.Text = "The hardware, or its firmware, reported an error around this crash: " + clip(l, 140) + ". The crash may be its consequence."
	}
	f.Next = "Do not search the software. Decode the bank with mcelog or rasdaemon; check memory, cooling, power supply and overclocking."
	f.Evidence = []int{n, x.headLine()}
	f.claim(reported(n))
	return true
}

// asynchronousAbort: an error came back from the bus later: the PC is innocent.
func asynchronousAbort(x *exam, f *draft) bool {
	text := x.c.Header + " " + x.c.Dump.Fault.Detail + " " + x.c.Dump.Die + " " + x.c.Panic
	if !strings.Contains(text, "SError") && !strings.Contains(text, "imprecise external abort") && !strings.Contains(text, "asynchronous external abort") {
		return false
	}
	f.Text = "The bus reported an error for an access that was made earlier, most often a write to a device: the place of death is only where the report arrived."
	if w := x.where(); w != nobody && x.c.Dump.PC.Function != "" {
		f.Text = fmt.Sprintf("The bus reported an error for an access that was made earlier, most often a write to a device. The place of death (%s) is only where the report arrived.", w)
	}
	if c := x.culprit(); c != "" && x.c.Dump.PC.Function == "" {
		f.Text = fmt.Sprintf("The bus reported an error for an access that was made just before, most often a write to a device. It came in %s, or in what that had called: the access is there or shortly before.", c)
		f.claim(x.culpritRan())
	}
	f.Next = "Look for register writes to a device without clock, power or reset released, in the driver that ran last. Read a register back after the writes to make the error come at its place."
	f.Evidence = []int{x.headLine(), x.c.Dump.DieLine, x.pcLine()}
	return true
}

// externalAbort: the device or the bus refused the access.
func externalAbort(x *exam, f *draft) bool {
	text := x.c.Header + " " + x.c.Dump.Fault.Detail + " " + x.c.Dump.Die
	if !strings.Contains(text, "external abort") && x.c.Class != "bus-error" {
		return false
	}
	what, v := "", uint64(0)
	if d := &x.c.Dump.Fault; d.HasAddress {
		v = d.Address
	} else if x.ops.computed {
		v = x.ops.effective
	}
	if v != 0 || x.c.Dump.Fault.HasAddress {
		what = " at " + hex(v)
	}
	f.Text = fmt.Sprintf("The bus refused an access%s made by %s: nobody answers there. This suggests a device whose clock or power domain is off, that is held in reset, or a wrong address in the device tree.", what, x.where())
	f.Next = "Check pm_runtime_get_sync() and the clocks around this access, the reg property in the device tree, and whether the access comes after the device was suspended or removed. A firewall of the SoC may refuse it too."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine, x.c.Dump.DieLine}
	if x.region(v).Of(arch.LinearMap) && (v>>32 != 0 || v < x.c.Dump.SP) { // on 32 bits devices are mapped behind what memory there is
		f.Text = fmt.Sprintf("The bus refused an access%s made by %s. That is ordinary memory for the kernel (%s), no device: this suggests memory that firmware or a secure world keeps for itself and that nobody told the kernel of, memory that is not there, or an error of the memory itself.", what, x.where(), x.region(v).Name)
		f.Next = "Compare the physical address with the memory map: the memory and reserved-memory (no-map) nodes of the device tree, or what UEFI tells, against the firmware's own list. If that fits, look for reports of ECC (EDAC, RAS) and test the memory."
	}
	return true
}

// pageTableCorrupt: the walk itself found impossible entries.
func pageTableCorrupt(x *exam, f *draft) bool {
	d, n := &x.c.Dump.Fault, 0
	if d.Refusal()&arch.Tables == 0 {
		if n = x.find("reserved bit violation"); n == 0 {
			n = x.find("Corrupted page table at address")
		}
		if n == 0 {
			return false
		}
	}
	f.Text = fmt.Sprintf("The page tables hold an entry that cannot be (%s): they were overwritten. The code on top is innocent.", strings.TrimSpace(d.Detail+" "+clip(x.lineText(n), 80)))
	f.Next = "Suspect DMA into memory that was freed (a device not stopped before its buffer went), then bad RAM. An IOMMU or CONFIG_DMA_API_DEBUG can name the device."
	f.Evidence = []int{n, x.headLine(), x.find("pgd"), x.pcLine()}
	return true
}

// misaligned: the access needs an alignment that the address has not.
func misaligned(x *exam, f *draft) bool {
	if len(x.chain) > 0 && emulates(&x.chain[0]) {
		return false // mips mends what is not aligned there, byte by byte: the address itself is none
	}
	if x.c.Astray() && (x.c.Dump.OddPC || !x.c.Dump.PC.InFunction()) {
		return false // the PC itself is not aligned: no access was made
	}
	v := x.c.Dump.Fault.Address
	if x.c.Dump.Fault.HasAddress && marked(x.means(v)) || x.c.Class != "alignment" && x.c.Dump.Fault.Refusal()&arch.Unaligned == 0 {
		return false
	}
	at := ""
	if x.c.Dump.Fault.HasAddress {
		at = " at " + hex(v)
		switch r := x.region(v); {
		case v < nullPage, byteAccess(x.ops.insn), r.Of(arch.UserMemory | arch.NoAddress):
			return false
		case r.Name == "" && x.arch != nil && x.arch.Region != nil:
			return false // a wild pointer that happens to be odd
		}
	}
	if oddMember(x, f) {
		return true
	}
	f.Text = fmt.Sprintf("%s made an access%s that is not aligned as the CPU or the memory type demands.", x.where(), at)
	f.Next = "Device memory: use readl()/writel() and memcpy_fromio(), never memcpy(). Ordinary memory: a packed structure or a cast needs get_unaligned(). A wild pointer can look like this as well: compare the register with its neighbours."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	return true
}

// oddMember: s390 does not say which operand it was that is not aligned. One in the first page
// is none of the kernel's.
func oddMember(x *exam, f *draft) bool {
	at := x.ops.baseValue + uint64(x.ops.offset)
	if x.c.Dump.Fault.HasAddress || !x.ops.known || x.ops.index != "" || at >= nullPage || at%4 == 0 {
		return false
	}
	f.Text = fmt.Sprintf("%s made an access at %s (%s): nothing of the kernel is in the first page, and the access wants another alignment. This suggests a member of what is no pointer but an error's number (ERR_PTR(), a missing IS_ERR() check), or another small number.", x.where(), hex(at), x.ops.insn)
	f.Next = "Find the call that returned the pointer and test it with IS_ERR() before use; then find why it failed."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.line, x.ops.baseLine}
	f.claim(x.whereRan())
	x.tellCaller(f)
	return true
}

// bitFlip: the pointer is no address, and with one bit changed it is one of the
// kernel's. The upper bits of its addresses are all alike.
func bitFlip(x *exam, f *draft) bool {
	d := &x.c.Dump
	bad, what, line, ok := x.pointer()
	if !ok || d.Bits != 64 || bad < 1<<40 || !x.placeOnly(bad) || x.ofKernel(bad) || x.means(bad).Kind == arch.ErrPtr {
		return false
	}
	const lowest = 40 // bits below tell places apart
	for bit := lowest; bit < 64; bit++ {
		if good := bad ^ 1<<bit; x.ofKernel(good) && bits.LeadingZeros64(^good) >= 16 && x.inCompany(good) {
			f.Text = fmt.Sprintf("%s is %s: with bit %d changed it would be %s, an address of the kernel (%s). This suggests a bit that flipped in memory.", what, hex(bad), bit, hex(good), x.region(good).Name)
			f.Text = strings.ToUpper(f.Text[:1]) + f.Text[1:]
			f.claim(held(bad, line))
			f.Next = "Run a memory test; lower the DDR clock or check its timing and supply. If other crashes of this board differ in single bits too, stop searching the software."
			f.Evidence = []int{x.headLine(), line}
			return true
		}
	}
	return x.bitBeside(f, bad)
}

// inCompany tells that other registers hold pointers to the same part of memory: how many
// levels of page tables there are, and so where the kernel's parts lie, differs between boots.
func (x *exam) inCompany(good uint64) bool {
	const part = 40 // a terabyte
	for i := range x.c.Dump.Registers {
		if v := x.c.Dump.Registers[i].Value; v>>part == good>>part {
			return true
		}
	}
	return false
}

// bitBeside: the address is one bit away from one of the task's other pointers.
func (x *exam) bitBeside(f *draft, bad uint64) bool {
	d := &x.c.Dump
	r := x.region(bad)
	if !r.Of(arch.NoAddress) {
		return false
	}
	for i := range d.Registers {
		good := d.Registers[i].Value
		if good < 1<<32 || good == bad || x.region(good).Of(arch.UserMemory) || x.region(good) == r {
			continue
		}
		// same 4 KiB page but for one bit
		if diff := (good ^ bad) >> 12; bits.OnesCount64(diff) == 1 {
			f.Confidence = Possible
			f.Text = fmt.Sprintf("The address %s differs from the pointer in %s (%s) in a single bit above the page. It may be a bit that flipped in memory.", hex(bad), d.Registers[i].Name, hex(good))
			f.Next = "Run a memory test; lower the DDR clock or check its timing and supply. If other crashes of this board differ in single bits too, stop searching the software."
			f.Evidence = []int{x.headLine(), d.Registers[i].Line, x.ops.baseLine}
			return true
		}
	}
	return false
}

func singleBitError(x *exam, f *draft) bool {
	n := x.find("single bit error")
	if n == 0 {
		if _, found, want, line := x.overwritten(); line > 0 && want != 0 && bits.OnesCount8(found^want) == 1 && x.oneByte() && !counted(found, want) {
			n = line
			f.Confidence = Possible
		}
	}
	if n == 0 {
		return false
	}
	f.Text = "A single bit of free memory changed. This suggests bad or badly driven RAM, or a device that writes by DMA."
	f.Next = "Run a memory test; lower the DDR clock or check its timing and supply. If it is always the same bit of a structure, look for set_bit() on a freed object instead."
	f.Evidence = []int{n, x.headLine()}
	return true
}

func lowMemory(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Header, "Corrupted low memory") {
		return false
	}
	f.Text = "The firmware wrote into memory that it gave to the kernel: " + clip(x.c.Header, 100) + "."
	f.Next = "Update the firmware, or reserve that range (memory_corruption_check, memmap=)."
	f.Evidence = []int{x.headLine()}
	f.claim(reported(x.headLine()))
	return true
}

func firmwareDied(x *exam, f *draft) bool {
	f.Text = "The firmware or boot loader died, not the kernel: " + clip(x.c.Header, 120) + "."
	f.Next = "Find the firmware's own symbols (its .elf) for the addresses printed; check whether it comes at the same place each boot, and what changed in the firmware or its device tree."
	if words, ok := strings.CutPrefix(x.c.Header, "(XEN) "); ok {
		f.Text = "The hypervisor died, not the kernel of a guest: " + clip(words, 120) + "."
		f.Next = "Look the addresses up in xen-syms; check which guest or device of the device tree it was at work for, and what changed in Xen, its command line or the device tree."
	}
	f.Evidence = []int{x.headLine(), x.pcLine()}
	f.claim(reported(x.headLine()))
	return true
}
