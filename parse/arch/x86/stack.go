package x86

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// usedUp completes a double fault: the CPU could not push what it needed to enter the
// handler of a fault, and left in CR2 where. The handler itself does not name the address
// unless it knows the task's stack (arch/x86/kernel/traps.c, exc_double_fault).
func usedUp(d *arch.Dump) {
	const push = 512 // bytes; what a fault or a call writes at once is less
	sp, hasSP := d.Register(arch.Pick(d.Bits == 32, "ESP", "RSP"))
	at, hasCR2 := d.Register("CR2")
	if d.Die != "double fault" || !hasSP || !hasCR2 || at >= sp || sp-at > push {
		return
	}
	d.FaultAt(at, d.RegisterLine("CR2"))
	d.Fault.Access = "write"
	if size := room(d); size > 0 {
		d.FrameSize = size
		d.Note("stack frame", fmt.Sprintf("%d bytes", size), d.CodeLine)
	}
}

// room is how many bytes of the stack the function takes that trapped, as far as the
// code before the trap shows it: "sub $0x4e28,%rsp".
func room(d *arch.Dump) (size uint64) {
	for i := range d.Code {
		in := &d.Code[i]
		if n, ok := strings.CutPrefix(in.Text, "sub $0x"); ok && (strings.HasSuffix(n, ",%rsp") || strings.HasSuffix(n, ",%esp")) {
			size, _ = strconv.ParseUint(n[:len(n)-len(",%rsp")], 16, 32)
		}
		if in.Trap {
			break
		}
	}
	return size
}
