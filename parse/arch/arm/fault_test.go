package arm

import (
	"strings"
	"testing"
)

// shortDescriptors are the fault statuses of the short-descriptor format, DFSR bits
// 10 and 3:0 (ARM DDI 0406C, table B3-23), in the words of arch/arm/mm/fsr-2level.c.
const shortDescriptors = `vector exception
alignment exception
debug event
section access flag fault
I-cache maintenance fault
section translation fault
page access flag fault
page translation fault
external abort on non-linefetch
section domain fault
external abort on non-linefetch
page domain fault
external abort on translation
section permission fault
external abort on translation
page permission fault
fault status 16
fault status 17
fault status 18
fault status 19
lock abort
fault status 21
imprecise external abort
fault status 23
dcache parity error
parity error on memory access
fault status 26
fault status 27
parity error on translation table walk
fault status 29
parity error on translation table walk
fault status 31`

// longDescriptors are those of the long-descriptor format, bits 5:0 (table B3-24,
// arch/arm/mm/fsr-3level.c), the ones with a name.
var longDescriptors = map[uint64]string{
	4: "reserved translation fault", 5: "level 1 translation fault", 6: "level 2 translation fault", 7: "level 3 translation fault",
	8: "reserved access flag fault", 9: "level 1 access flag fault", 10: "level 2 access flag fault", 11: "level 3 access flag fault",
	12: "reserved permission fault", 13: "level 1 permission fault", 14: "level 2 permission fault", 15: "level 3 permission fault",
	16: "synchronous external abort", 17: "asynchronous external abort",
	20: "synchronous abort (translation table walk)", 21: "synchronous abort (translation table walk)",
	22: "synchronous abort (translation table walk)", 23: "synchronous abort (translation table walk)",
	24: "synchronous parity error", 25: "asynchronous parity error",
	28: "synchronous parity error (translation table walk)", 29: "synchronous parity error (translation table walk)",
	30: "synchronous parity error (translation table walk)", 31: "synchronous parity error (translation table walk)",
	33: "alignment fault", 34: "debug event", 52: "implementation fault (lockdown abort)", 58: "implementation fault (coprocessor abort)",
}

func TestFaultStatuses(t *testing.T) {
	for status, want := range strings.Split(shortDescriptors, "\n") {
		fsr := uint64(status&15 | status>>4<<10)
		if got := faultName(fsr, ""); got != want {
			t.Errorf("FSR %#x: %q, want %q", fsr, got, want)
		}
		if got := faultName(fsr, "as the kernel says"); got != "as the kernel says" {
			t.Errorf("FSR %#x: %q", fsr, got)
		}
	}
	const lpae = 1 << 9
	for status := range uint64(64) {
		want := longDescriptors[status]
		if got := faultName(lpae|status, ""); got != want && (want != "" || !strings.HasPrefix(got, "fault status ")) {
			t.Errorf("long descriptors, %#x: %q, want %q", status, got, want)
		}
	}
}

// TestFaultBits: WnR is bit 11, the external abort type 12, cache maintenance 13; bit
// 31 is the kernel's own mark of a prefetch abort (FSR_LNX_PF).
func TestFaultBits(t *testing.T) {
	for fsr, want := range map[uint64]string{
		0x5: "0x5: section translation fault, domain 0, read", 0x805: "0x805: section translation fault, domain 0, write",
		0x1b: "0x1b: page domain fault, domain 1, read", 0xf5: "0xf5: section translation fault, domain 15, read",
		0x1008:     "0x1008: external abort on non-linefetch, domain 0, read, external abort type 1",
		0x2005:     "0x2005: section translation fault, domain 0, read, cache maintenance",
		0x80000005: "0x80000005: section translation fault, domain 0, instruction fetch",
		0x206:      "0x206: level 2 translation fault, long descriptors (LPAE), read",
		0xa06:      "0xa06: level 2 translation fault, long descriptors (LPAE), write",
	} {
		if got := fsrText(fsr); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for fsr, want := range map[uint64]string{5: "read", 0x805: "write", 0x80000005: "execute"} {
		if got := access(fsr, false); got != want {
			t.Errorf("%#x: %s, want %s", fsr, got, want)
		}
	}
	if access(0x805, true) != "execute" {
		t.Error("a prefetch abort writes")
	}
}
