package decode_test

import (
	"strings"
	"testing"
)

// What powerpc's own debugger prints of an oops is the report.
func TestXmon(t *testing.T) {
	const log = `Unable to handle kernel paging request for data at address 0x00000010
Faulting instruction address: 0xc00000000007a874
cpu 0x1f: Vector: 300 (Data Access) at [c00000009a9b74f0]
    pc: c00000000007a874: .pump_fill+0x54/0xb0 [pump]
    lr: c00000000007a844: .pump_start+0x24/0xb0 [pump]
    sp: c00000009a9b7770
   msr: 8000000000001032
   dar: 10
 dsisr: 42000000
  current = 0xc00000009fd537f0
  paca    = 0xc000000000641c00   softe: 0        irq_happened: 0x01
    pid   = 4330, comm = pump, too
enter ? for help
1f:mon> t
[c00000009a9b7810] c00000000007b578 .pump_write+0xf8/0x1b0 [pump]
[c00000009a9b78a0] c00000000027a654 .vfs_write+0x154/0x1a0
`
	c := decoded(t, strings.Split(log, "\n")...)
	d := &c.Dump
	if c.CPU != 0x1f || c.Task.PID != 4330 || c.Task.Comm != "pump, too" || d.PC.Function != "pump_fill" || d.LR.Function != "pump_start" ||
		d.SP != 0xc00000009a9b7770 || len(c.Chain) != 3 || c.Chain[2].Function != "vfs_write" || d.Fault.Access != "write" || c.Arch != "powerpc" {
		t.Errorf("CPU %d, %+v, PC %v, LR %v, SP %x, %d in the chain, %q on %s", c.CPU, c.Task, d.PC, d.LR, d.SP, len(c.Chain), d.Fault.Access, c.Arch)
	}
}
