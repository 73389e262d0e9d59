package triage

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// Claims about the access that trapped, and the values it was made with.

var (
	throughNull = &kind{name: "null-member", says: "the access was to a member of a NULL structure", check: checkNullMember, access: true}
	namedInC    = &kind{name: "named-in-c", says: "the symbols of this build name what the instruction worked on", check: checkNamed}
	heldValue   = &kind{name: "pointer-value", says: "the pointer that was used has this value", check: checkHeld, access: true}
	accessKind  = &kind{name: "access-kind", says: "it was a read, a write or a fetch", check: checkAccess, access: true}
	jumpedTo    = &kind{name: "jumped-to", says: "the CPU went to this address", check: checkJumped}
	ofUser      = &kind{name: "user-address", says: "the address is user space's", check: checkUser, access: true}
	valueLooks  = &kind{name: "value-meaning", says: "the value is one that the kernel writes on purpose", check: checkMeaning, access: true}
)

// nullMemberAt claims that a member at the offset of a NULL structure was accessed.
func nullMemberAt(offset uint64) Claim { return Claim{kind: throughNull, value: offset} }

// checkNullMember: the operands decide where they are known. A base that is not
// NULL was read from somewhere: an object that was overwritten holds 3 or 0x200
// as well, and then it is no member of NULL.
func checkNullMember(x *exam, c *Claim) (verdict, []int) {
	f := &x.c.Dump.Fault
	switch {
	case x.offNull():
		return proved, []int{f.Line, x.ops.baseLine, x.ops.line}
	case !f.HasAddress || f.Address >= nullPage:
		return refuted, []int{f.Line}
	case !x.explains():
		return open, nil
	case x.ops.index != "" && x.ops.indexValue == 0 && x.ops.baseValue != 0 && !x.ops.scaled: // either may be the pointer, the other one the index
		return open, nil
	case x.ops.baseValue == 0, x.stepsOntoNull():
		return proved, []int{f.Line, x.ops.baseLine, x.ops.line}
	case x.summedWithNull(): // an element of an array in it
		return proved, []int{f.Line, x.ops.baseLine, x.ops.line}
	case x.ops.baseValue%4 == 0 && !x.read(): // &p->member, taken by a caller
		return open, nil
	}
	return refuted, []int{x.ops.baseLine, x.ops.line}
}

// namedBySymbols claims that the operand is what the symbols call it.
func namedBySymbols(expression string) Claim { return Claim{kind: namedInC, text: expression} }

func checkNamed(x *exam, c *Claim) (verdict, []int) {
	if o := x.c.Operand; o == nil || o.Expression != c.text {
		return open, nil
	}
	return proved, []int{x.c.Dump.CodeLine, x.c.Dump.PCLine}
}

// summedWithNull tells that the code computed the base from a pointer that was NULL.
func (x *exam) summedWithNull() bool {
	steps := x.c.Dump.Origin
	return len(steps) > 1 && strings.EqualFold(steps[0].Register, x.ops.base) && slices.Contains([]string{arch.FromRegister, arch.Computed}, steps[0].Kind) &&
		slices.ContainsFunc(steps[1:], func(s arch.Step) bool { return s.HasValue && s.Value == 0 })
}

// read tells that the base was read from memory as it is: a number lay there.
func (x *exam) read() bool {
	steps := x.c.Dump.Origin
	return len(steps) > 0 && strings.EqualFold(steps[0].Register, x.ops.base) && (steps[0].Kind == arch.FromMemory || steps[0].Kind == arch.FromStack)
}

// held claims that the pointer which was used has the value: a register that leads
// to the fault's address, or that address itself.
func held(v uint64, line int) Claim { return Claim{kind: heldValue, value: v, line: line} }

func checkHeld(x *exam, c *Claim) (verdict, []int) {
	d := &x.c.Dump
	if x.explains() && x.ops.baseValue == c.value {
		return proved, []int{x.ops.baseLine, x.ops.line, d.Fault.Line}
	}
	if x.ops.known && x.ops.baseValue == c.value && !d.Fault.HasAddress { // a general protection fault has none
		return proved, []int{x.ops.baseLine, x.ops.line}
	}
	if at, told := x.address(); told && at == c.value {
		return proved, []int{d.Fault.Line}
	}
	return open, nil
}

// accessed claims that it was a read, a write or a fetch.
func accessed(how string) Claim { return Claim{kind: accessKind, text: how} }

func checkAccess(x *exam, c *Claim) (verdict, []int) {
	switch f := &x.c.Dump.Fault; f.Access {
	case "":
		return open, nil
	case c.text:
		return proved, []int{f.Line, x.headLine()}
	}
	return refuted, []int{x.c.Dump.Fault.Line}
}

// wentTo claims that the CPU went to the address.
func wentTo(v uint64) Claim { return Claim{kind: jumpedTo, value: v} }

func checkJumped(x *exam, c *Claim) (verdict, []int) {
	d := &x.c.Dump
	switch {
	case d.UserMode:
		return refuted, []int{d.PCLine}
	case d.PC.HasAddress && d.PC.Address == c.value:
		return proved, []int{d.PCLine, x.headLine()}
	case d.Fault.Access == "execute" && d.Fault.HasAddress && d.Fault.Address == c.value:
		return proved, []int{d.Fault.Line}
	}
	return open, nil
}

// userAddress claims that the address is user space's.
func userAddress(v uint64) Claim { return Claim{kind: ofUser, value: v} }

// lowestMapping is where user space's mappings begin (vm.mmap_min_addr is 64 KiB,
// 32 KiB on arm): nothing is mapped below.
const lowestMapping = 0x8000

// checkUser: an address below the kernel's is anything: a number, a piece of text,
// poison. It is user space's where the CPU found a page of user space there and
// refused it (SMAP, PAN, a protection error), or the kernel says so itself.
func checkUser(x *exam, c *Claim) (verdict, []int) {
	f := &x.c.Dump.Fault
	if !x.inUserRange(c.value) || c.value < lowestMapping || slices.Contains(allocationFlags, c.value) {
		return refuted, []int{f.Line}
	}
	for _, words := range []string{"kernel access to user memory", "Kernel attempted to read user page", "Kernel attempted to write user page", "Kernel attempted to access user page", "Unable to handle kernel access to user memory", "LASS violation for address"} {
		if n := x.find(words); n > 0 {
			return proved, []int{n}
		}
	}
	if n := x.presentPage(); n > 0 {
		return proved, []int{f.Line, n}
	}
	return open, nil
}

// inUserRange tells a value that may be an address of user space by the map.
func (x *exam) inUserRange(v uint64) bool {
	return x.region(v).Holds&arch.UserMemory != 0
}

// presentPage returns the line that says that a page was there and may not be
// accessed so.
func (x *exam) presentPage() int {
	d := &x.c.Dump
	if n := x.find("supervisor write to user page"); n > 0 {
		return n
	}
	if d.Fault.Refusal()&(arch.Forbidden|arch.OfDomain) != 0 {
		for _, n := range d.Notes {
			if n.Name == arch.ErrorCode {
				return n.Line
			}
		}
		return max(d.DieLine, d.Fault.Line)
	}
	return 0
}

// isA claims that a value looks so: a poison, an error, a text.
func isA(v uint64, m arch.Meaning) Claim {
	return Claim{kind: valueLooks, value: v, meaning: m.Kind, text: m.Mark}
}

func checkMeaning(x *exam, c *Claim) (verdict, []int) {
	if m := x.means(c.value); m.Kind != c.meaning || m.Mark != c.text {
		return refuted, nil
	}
	d := &x.c.Dump
	for i := range d.Registers {
		if r := &d.Registers[i]; r.Value == c.value {
			return proved, []int{r.Line}
		}
	}
	if d.Fault.HasAddress && d.Fault.Address == c.value {
		return proved, []int{d.Fault.Line}
	}
	if d.PC.HasAddress && d.PC.Address == c.value {
		return proved, []int{d.PCLine}
	}
	return open, nil
}

// allocationFlags are GFP_KERNEL and GFP_ATOMIC with and without __GFP_ZERO, from
// 2.6 to 6.x, include/linux/gfp.h: arguments in the wrong place look like these.
var allocationFlags = []uint64{
	0xcc0, 0xdc0, 0xd0, 0x80d0, 0x20, 0x8020, 0xa20, 0xb20, 0x24000c0, 0x24080c0, 0x2080020, 0x2088020, 0x14000c0, 0x14080c0, 0x1080020, 0x1088020, 0x6000c0, 0x6080c0, 0x480020, 0x488020,
}
