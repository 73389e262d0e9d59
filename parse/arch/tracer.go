package arch

import "strings"

// tracerLeads are the instructions that compilers put before the call of the
// function tracer and nowhere else before a call (mcount and its relatives),
// as they are disassembled here.
var tracerLeads = []string{
	"push {lr}",                  // arm: bl __gnu_mcount_nc
	"str lr, [sp, #-4]!",         //
	"mov x9, x30",                // arm64: -fpatchable-function-entry
	"mflr r0",                    // powerpc: -mprofile-kernel
	"move at,ra", "move t4,zero", // mips: _mcount
}

// callsTracer tells whether an instruction is the call of the function tracer,
// at the start of most functions, which keeps every register. Without tracing
// a nop stands there; mips has the call also in modules that are not traced.
func (d *Dump) callsTracer(i int) bool {
	name, to, _ := strings.Cut(d.Code[i].Text, " ")
	switch name {
	case "call": // x86: the function's first instruction, but for endbr
		first := d.PC.HasOffset && d.distance[i] == -int(d.PC.Offset)
		return first || i > 0 && d.Code[i-1].Text == "endbr64" && d.distance[i-1] == -int(d.PC.Offset)
	case "bl", "jal", "blx":
	case "jalr":
		if strings.HasPrefix(to, "t0") { // riscv: t0 is the tracer's return address
			return true
		}
		if i+1 < len(d.Code) && to == "v1" && d.Code[i+1].Text == "addiu sp,sp,-8" {
			return true
		}
	default:
		return false
	}
	return i > 0 && known(tracerLeads, d.Code[i-1].Text)
}
