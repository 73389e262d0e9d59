package symbol

import (
	"debug/dwarf"
	"slices"
)

// Call is a call as the compiler wrote it down (DWARF 5 section 3.4).
type Call struct {
	Function string   // that is called, as its source has it; "" where a pointer says which
	Passed   []Passed // what is known of the arguments
}

// Passed is what a call gave to the function in a register.
type Passed struct {
	Register int   // DWARF's number
	Where    Where // what it is, counted from the caller's registers
}

// maxPassed bounds the arguments of one call.
const maxPassed = 64

// Call returns what is written down of the call that returns to an address of the image;
// ok is false for nothing.
func (im *Image) Call(returns uint64) (found Call, ok bool) {
	if im.debug == nil || returns == 0 {
		return found, false
	}
	defer func() {
		if catchPanics && recover() != nil {
			found, ok = Call{}, false
		}
	}()
	im.eachUnit(returns-1, func(u *unit, before uint64) bool {
		e, known := u.function(before)
		if !known {
			return true
		}
		v := visit{u: u, pc: before, frame: u.block(e.frameBase)}
		found, ok = v.call(e)
		return false
	})
	return found, ok
}

// call looks for the call in a function or block and in those in it around the place.
func (v *visit) call(e *typeEntry) (found Call, ok bool) {
	v.u.eachChild(e, func(pos int, child *typeEntry) bool {
		switch child.tag {
		case dwarf.TagCallSite, tagGNUCallSite:
			if at, known := child.returns.address(v.u); known && at == v.pc+1 {
				found, ok = Call{Passed: v.arguments(child)}, true
				if child.origin > 0 {
					found.Function = v.u.d.nameOf(child.origin)
				}
			}
		case dwarf.TagLexDwarfBlock, dwarf.TagInlinedSubroutine:
			if v.went++; v.went <= maxScopes && v.around(pos) {
				found, ok = v.call(child)
			}
		}
		return !ok
	})
	return found, ok
}

func (v *visit) arguments(call *typeEntry) (found []Passed) {
	v.u.eachChild(call, func(_ int, child *typeEntry) bool {
		if child.tag != dwarf.TagCallSiteParameter && child.tag != tagGNUCallSiteParameter {
			return true
		}
		to := v.u.evaluate(v.u.block(child.location), nil)
		if to.Held == AsValue && to.Base == FromRegister && to.Offset == 0 {
			value := append(slices.Clone(v.u.block(child.passes)), opStackValue) // it is no location
			found = append(found, Passed{to.Register, v.u.evaluate(value, v.frame)})
		}
		return len(found) < maxPassed
	})
	return found
}
