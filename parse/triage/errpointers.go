package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// What is said of error numbers that were taken for pointers, and of what looks like them.

// errPointer: an error number was used as a pointer; IS_ERR() was forgotten.
func errPointer(x *exam, f *draft) bool {
	if s := x.errorSummed(); s != nil {
		f.Text = fmt.Sprintf("%s used an error's number as a pointer: %s is %s, %s, and a member at %s of it was touched. This suggests a missing IS_ERR() check.", x.where(), s.Register, hex(s.Value), x.means(s.Value).Text, hex(x.ops.effective-s.Value))
		f.claim(isA(s.Value, x.means(s.Value)), x.whereRan())
		f.Next = "Find the call that returned this pointer and test it with IS_ERR() before use; then find why it failed with that error. Log lines just before the report often say."
		f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.line}
		x.tellCaller(f)
		return true
	}
	v, what, line, ok := x.errorValue()
	if !ok || x.nullMinus(v) {
		return false
	}
	word, used := uint64(max(x.c.Dump.Bits, 32))/8, "an error's number"
	if -v%word == 0 { // members lie at multiples of a word
		used = "an error's number, or NULL less the offset of a member,"
	}
	f.Text = fmt.Sprintf("%s used %s as a pointer: %s is %s, %s", x.where(), used, what, hex(v), x.means(v).Text)
	if !x.explains() || x.ops.baseValue != v { // which error, the offset of the member hides
		f.Text = fmt.Sprintf("%s used %s as a pointer: %s is %s, an error number plus the offset of a member", x.where(), used, what, hex(v))
		if r := x.holding(v); r != nil && !x.explains() {
			f.Text = fmt.Sprintf("%s used %s as a pointer: %s is %s, %s, and %s holds it", x.where(), used, what, hex(v), x.means(v).Text, r.Name)
		}
	}
	f.claim(isA(v, x.means(v)), held(v, line), x.whereRan())
	switch off := x.ops.effective - v; {
	case !x.explains() || x.ops.baseValue != v:
		f.Confidence = Likely // the address may be an error number plus a member's offset
	case off != 0 && off < nullPage:
		f.Text += fmt.Sprintf(", and a member at %s of it was touched", hex(off))
	}
	f.Text += ". This suggests a missing IS_ERR() check."
	switch -v % word {
	case 0:
		f.Confidence = Likely
		f.Text = strings.TrimSuffix(f.Text, ".") + fmt.Sprintf(", or container_of() of a NULL pointer, the member lying at %s: the entry of a list or queue that is not there.", hex(x.c.Dump.Truncate(-v)))
	case 1:
		f.Confidence = Likely
		f.Text = strings.TrimSuffix(f.Text, ".") + fmt.Sprintf(", or container_of() of a pointer that is -1 (all ones), less a member's offset of %s: memory that was overwritten with 0xff.", hex(x.c.Dump.Truncate(-v-1)))
	}
	f.Next = "Find the call that returned this pointer and test it with IS_ERR() before use; then find why it failed with that error. Log lines just before the report often say."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	x.tellCaller(f)
	return true
}

// errorSummed is the step of the code that has an error's number, to which the offset of a
// member was added: the sum is a small address.
func (x *exam) errorSummed() *arch.Step {
	d := &x.c.Dump
	if !x.explains() || len(d.Origin) == 0 || !strings.EqualFold(d.Origin[0].Register, x.ops.base) || d.Origin[0].Kind != arch.FromRegister {
		return nil
	}
	has := func(s *arch.Step) bool {
		return s.Value != x.ops.baseValue && x.means(s.Value).Kind == arch.ErrPtr && x.ops.effective-s.Value < nullPage
	}
	if len(d.Origin) > 1 && d.Origin[1].HasValue && has(&d.Origin[1]) {
		return &d.Origin[1]
	}
	if at := d.Origin[0].Insn; at >= 0 && at < len(d.Code) { // where that came from stands before the code
		_, list, _ := strings.Cut(d.Code[at].Text, " ")
		for _, name := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(" ,()%", r) }) {
			if r := register(d, name); r != nil && has(&arch.Step{Value: r.Value}) {
				return &arch.Step{Register: r.Name, Value: r.Value}
			}
		}
	}
	return nil
}

// errorValue is the pointer that was used, or else the fault's address, if it is
// one of the last 4095 numbers.
func (x *exam) errorValue() (v uint64, what string, line int, ok bool) {
	v, what, line, ok = x.pointer()
	if ok && x.means(v).Kind == arch.ErrPtr {
		return v, what, line, true
	}
	at, told := x.address()
	return at, "the address", x.c.Dump.Fault.Line, ok && told && x.means(at).Kind == arch.ErrPtr
}

// nullMinus tells what is rather container_of() of NULL than an error: members lie
// at multiples of a word, and few errors that are such are met often.
func (x *exam) nullMinus(v uint64) bool {
	bits := uint64(max(x.c.Dump.Bits, 32))
	less := -v
	if bits == 32 {
		less &= 0xffffffff
	}
	const nomem, busy = 12, 16
	switch {
	case x.explains() && x.ops.baseValue == v && len(x.chain) > 0 && x.chain[0].Module == "" && rooted(x.chain[0].Function, entryWalkers):
		return less%(bits/8) == 0 // they take entries from lists, and no errors
	case x.explains() && x.ops.baseValue != v, !x.explains() && x.holding(v) == nil: // with the offset of a member in it
		return less%4 == 0
	case !x.explains(): // a register may hold it by chance
		return less%(bits/8) == 0
	}
	itself := x.explains() && x.ops.effective < 2*bits/8 // what NULL points to: the two words of a list's entry
	return less%(bits/8) == 0 && (itself || less != nomem && less != busy)
}

// holding is a register that held the very value, other than that in which the CPU
// itself puts the address of the fault.
func (x *exam) holding(v uint64) *arch.Register {
	own := []string{"CR2"}
	if x.arch != nil {
		own = append(own, x.arch.FaultRegister)
	}
	for i := range x.c.Dump.Registers {
		if r := &x.c.Dump.Registers[i]; r.Value == v && !slices.Contains(own, r.Name) {
			return r
		}
	}
	return nil
}

// entryWalkers go from one entry of a list to the next, kernel/sched/{wait,swait}.c and
// lib/klist.c: a list that was never initialised ends in NULL.
var entryWalkers = []string{"wake_up_common", "swake_up_locked", "swake_up_all", "klist_next", "klist_prev", "notifier_call_chain"}

// errPointerInt: an error number that went through an int: its upper half is
// gone (00000000ffffff8a is -118).
func errPointerInt(x *exam, f *draft) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || v>>32 != 0 || v < 0xfffff001 || m.Kind != arch.ErrInt && m.Kind != arch.Minus {
		return false
	}
	if x.c.Dump.Bits == 32 {
		return v == 0xffffffff && !x.stepsOntoNull() && x.minusOne(f, what, line)
	}
	if v == 0xffffffff {
		f.Confidence = Possible // -1 has many meanings
	}
	f.Text = fmt.Sprintf("%s used an error number that was cut to 32 bits as a pointer: %s is %s, which is %s as an int. This suggests that a pointer or an ERR_PTR was kept in an int on its way.", x.where(), what, hex(v), m.Text)
	f.Next = "Find the variable between the failing call and this use that is an int or u32 and make it a pointer; then check it with IS_ERR()."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// minusOne: of 32 bits, all of them set are many things.
func (x *exam) minusOne(f *draft, what string, line int) bool {
	f.Confidence = Possible
	f.Text = fmt.Sprintf("%s used -1 as a pointer: %s is 0xffffffff. It may be an error's number (EPERM) that was not tested with IS_ERR(), a mark that some code sets, what a device reads as that does not answer, or a pointer that was overwritten with one of them.", x.where(), what)
	f.Next = "Look where the pointer was set, and at what is written to its neighbours in the structure."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}
