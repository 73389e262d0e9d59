package triage

import (
	"fmt"

	"oopscope/parse/arch"
)

// What is said of where the CPU went when it left the kernel's code.

// wentNowhere tells that the CPU was where the kernel has no function.
func (x *exam) wentNowhere() bool {
	d := &x.c.Dump
	switch {
	case d.UserMode, d.PCLine == 0 && !d.PC.HasAddress:
		return false
	case x.c.Class == "exec-fault":
		return true
	case d.PC.InFunction(), !x.anyNamed(), x.means(d.PC.Address).Kind == arch.Named: // the report names it elsewhere
		return false
	}
	return d.PC.HasAddress && d.PC.Address != 0 || d.PC.Function != ""
}

// wentWords says where the CPU went, and what that suggests.
func (x *exam) wentWords(who string) string {
	to, pc := x.destination(), x.c.Dump.PC.Address
	switch m := x.means(pc); {
	case ofSlab(m):
		return fmt.Sprintf("%s jumped to %s, which is not code. This suggests a function pointer that was read from a freed object.", who, to)
	case pattern(pc, m):
		return fmt.Sprintf("%s went to %s, which is no address but data. This suggests that a return address on the stack, or a function pointer, was overwritten with it.", who, to)
	case x.wentToNoModule():
		return fmt.Sprintf("%s jumped to %s, where modules are loaded and no code is. This suggests an __init function of a module that is called after its memory was given back, a callback of a module that is gone, or a function pointer that was overwritten.", who, to)
	}
	return fmt.Sprintf("%s jumped to %s, which is no code of the kernel. This suggests a function pointer that is not set, overwritten, or read from a freed object; the caller is to look at, not the place of death.", who, to)
}

// startOf tells of a function, or of data of its own name, to whose first byte the CPU went.
func (x *exam) startOf(who string) string {
	pc := x.c.Dump.PC
	if m := pc.Module; m != "" && x.listed(m, "loading") != nil {
		return fmt.Sprintf("%s called %s, which may not be executed, while that module was being set up. This suggests that the kernel did not make the module's code executable: the attributes of its pages, or of the part of the address space where modules lie.", who, arch.SymbolText(pc))
	}
	return fmt.Sprintf("%s jumped to the start of %s, which may not be executed. This suggests a call of an __init function after the kernel gave its memory back, or, where that is the name of data, a function pointer that was overwritten.", who, arch.SymbolText(pc))
}

// wentToNoModule tells that the CPU went to where modules are loaded, and the place is
// neither a module's that is known nor mapped as data.
func (x *exam) wentToNoModule() bool {
	d := &x.c.Dump
	m := x.means(d.PC.Address)
	if d.PC.Function != "" || !d.PC.HasAddress || m.Kind != arch.Place && m.Kind != arch.Named || d.Fault.Refusal()&arch.Forbidden != 0 {
		return false
	}
	if m.Kind == arch.Place && (m.Holds == arch.ModuleArea || m.Holds&arch.ModuleArea != 0 && d.Fault.Refusal() == arch.Unmapped) { // arm64's kernel lies among its modules, mapped
		return true
	}
	return m.Kind == arch.Named && x.inModule(d.PC.Address) && d.Fault.Refusal()&arch.Unmapped != 0 // it lies beside a module: data that is mapped is refused otherwise
}

// destination names where the CPU went.
func (x *exam) destination() string {
	pc := &x.c.Dump.PC
	switch means := x.means(pc.Address); {
	case x.wentToNoModule():
		return hex(pc.Address)
	case pc.HasAddress && means.Text != "":
		return hex(pc.Address) + " (" + means.Text + ")"
	case pc.HasAddress:
		return hex(pc.Address)
	case pc.Function != "" && pc.Module != "": // the name is that of the last function before it
		return "data of module " + pc.Module
	case pc.Function != "":
		return "data of the kernel"
	}
	return "somewhere that is no function"
}

// pattern tells that a value is a fill pattern or text, no address.
func pattern(v uint64, m arch.Meaning) bool {
	b := v & 0xff
	return v > 0xffff && (v == b*0x0101010101010101 || v == b*0x01010101 || m.Kind == arch.Letters)
}

// anyNamed tells that this kernel prints names at all.
func (x *exam) anyNamed() bool {
	for i := range x.chain {
		if x.chain[i].InFunction() {
			return true
		}
	}
	return x.c.Dump.LR.InFunction() // riscv prints no trace when the PC is nowhere
}

// accessedElsewhere tells that the CPU read or wrote in another page than the one it was in.
func (x *exam) accessedElsewhere() bool {
	d := &x.c.Dump
	at := &d.Fault
	return at.HasAddress && (at.Access == "read" || at.Access == "write") && at.Address>>12 != d.PC.Address>>12
}
