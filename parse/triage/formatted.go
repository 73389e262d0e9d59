package triage

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// argumentRules are about pointers of which the place of death, or their own digits, tell
// what they should have been.
var argumentRules = []rule{
	{
		id: "string-argument", rank: rankState + 6, confidence: Likely, classes: faults,
		says:       "a format (%s) was given a pointer at which no string can be read",
		suppresses: []string{"user-pointer", "stale-mapping", "wild-pointer", "nothing-mapped", "integer-pointer", "tagged-pointer"},
		fire:       stringArgument,
	},
	{
		id: "byte-order", rank: rankState + 6, confidence: Likely, classes: []string{"bad-access", "gpf"},
		says:       "a pointer that is one of the kernel's with its bytes in the other order",
		suppresses: []string{"stale-mapping", "wild-pointer", "nothing-mapped", "user-pointer", "tagged-pointer"},
		fire:       byteOrder,
	},
}

// Functions of lib/vsprintf.c: that read what %s is given, and that read the format.
var (
	ofString = []string{"string", "string_nocheck", "strnlen", "strlen"}
	ofFormat = []string{"vsnprintf", "vscnprintf", "vsprintf"}
)

// stringArgument: string() looks for NULL, the first page and error numbers itself
// (check_pointer_msg(), since 5.2); anything else it reads.
func stringArgument(x *exam, f *draft) bool {
	fault := &x.c.Dump.Fault
	reads, format := x.formatting()
	if format == nil || !fault.HasAddress || x.c.Astray() || marked(x.means(fault.Address)) {
		return false
	}
	f.Text = fmt.Sprintf("%s printed a string (%%s) that begins at or goes up to %s, where none can be read. This suggests an argument of the format that is not set, freed, overwritten, a pointer from user space, or no string at all.", subject(x), hex(fault.Address))
	f.Next = "Compare the format with its arguments, one by one (-Wformat), and look where the pointer for the %s comes from."
	f.Evidence = []int{x.headLine(), reads.Line, format.Line, x.culpritLine()}
	f.claim(ranFrame(reads), ranFrame(format), x.subjectRan())
	return true
}

// formatting are the frames that read a string for a format and the format itself, nil
// where it died elsewhere.
func (x *exam) formatting() (reads, format *arch.Frame) {
	const deep = 5
	for i := range x.chain[:min(len(x.chain), deep)] {
		fr := &x.chain[i]
		switch w := word(fr.Function); {
		case !fr.Reliable:
		case fr.Module != "":
			return nil, nil
		case slices.Contains(ofString, w) || strings.HasPrefix(w, "pi_str"):
			if reads == nil || !strings.HasPrefix(w, "str") {
				reads = fr
			}
		case reads != nil && slices.Contains(ofFormat, w):
			return reads, fr
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// byteOrder: a pointer of the kernel begins with more ones than one that was read in the
// wrong order can have at that end by chance; where it does not, another register tells.
func byteOrder(x *exam, f *draft) bool {
	d := &x.c.Dump
	if d.Bits != 64 || !d.Fault.HasAddress && !x.explains() {
		return false
	}
	v, line := d.Fault.Address, x.headLine()
	if x.explains() && x.ops.base != "" {
		if r := register(d, x.ops.base); r != nil {
			v, line = r.Value, x.ops.baseLine
		}
	}
	const aligned = 8
	turned := bits.ReverseBytes64(v)
	if x.region(v).Holds&^arch.Numbers != 0 && x.region(v).Holds&arch.UserMemory == 0 || turned%aligned != 0 || !x.placeOnly(v) {
		return false
	}
	is := "an address of the kernel"
	const lowest = 1 << 20
	switch r := x.holding(turned); {
	case turned < lowest:
		return false
	case r != nil:
		is = "which " + r.Name + " holds"
		f.Evidence = []int{r.Line}
	case x.region(turned).Holds&(arch.LinearMap|arch.VmallocArea|arch.ModuleArea|arch.KernelImage) == 0, turned>>52 < 0xff0 && !x.inCompany(turned):
		return false
	}
	f.Text = fmt.Sprintf("%s used %s as a pointer. With its bytes in the other order it is %s, "+is+". This suggests a pointer that was stored or read in the wrong byte order.", x.where(), hex(v), hex(turned))
	f.Next = "Look where the pointer was stored: cpu_to_be64(), swab64() or a descriptor of the hardware's byte order, and whether it is turned back where it is read. Sparse (C=1) finds mixed __be and __le types."
	f.Evidence = append([]int{line, x.headLine(), x.pcLine()}, f.Evidence...)
	f.claim(reported(line), x.whereRan())
	x.tellCaller(f)
	return true
}
