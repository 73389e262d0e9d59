package decode_test

import (
	"strings"
	"testing"

	"oopscope/parse"
)

// mips calls the die notifiers before it prints a die line: one that faults is
// reported first, and alone.
const notifierFaults = `[    0.940781] CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c1, epc == ffffffffc0002114, ra == ffffffffc0002fe4
[    0.949256] benchcrash: die notifier runs
[    0.949663] CPU 0 Unable to handle kernel paging request at virtual address 00000000000001c2, epc == ffffffffc0004548, ra == ffffffffc00032e0
[    0.950047] Oops[#1]:
[    0.950170] CPU: 0 PID: 79 Comm: sh Tainted: G           OE      6.1.0-50-5kc-malta #1  Debian 6.1.176-1
[    0.951296] epc   : ffffffffc0004548 die_hook_snapshot.isra.0+0x14/0x20 [benchcrash]
[    0.951664] ra    : ffffffffc00032e0 die_hook+0x70/0x78 [benchcrash]
[    0.954578] Status: 3400a4e3	KX SX UX KERNEL EXL IE 
[    0.954755] Cause : 10800008 (ExcCode 02)
[    0.954810] BadVA : 00000000000001c2
[    0.956513] Call Trace:
[    0.956549] [<ffffffffc0004548>] die_hook_snapshot.isra.0+0x14/0x20 [benchcrash]
[    0.956816] [<ffffffffc00032e0>] die_hook+0x70/0x78 [benchcrash]
[    0.958443] ---[ end trace 0000000000000000 ]---
`

func TestFaultOfTheRegisters(t *testing.T) {
	n := 0
	for c, err := range parse.Crashes(strings.NewReader(notifierFaults)) {
		if n++; err != nil || c.Dump.Fault.Address != 0x1c2 || c.Class != "null-deref" {
			t.Errorf("%v, %+v", err, c)
		}
	}
	if n != 1 {
		t.Errorf("%d crashes", n)
	}
}
