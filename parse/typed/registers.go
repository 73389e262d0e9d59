package typed

import (
	"fmt"

	"oopscope/parse/crash"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// death returns the code at the place of death, nil when there is none or it is
// of another build.
func (k *looker) death() *code {
	if k.Crash.Dump.UserMode || len(k.Crash.Chain) == 0 {
		return nil
	}
	if c := k.code(0); c != nil && k.sameCode(c) {
		return c
	}
	return nil
}

// Variables returns the variables in the registers at the place of death, by
// the register's name: the innermost function's where there are several.
func (l Look) Variables() map[string]crash.Variable {
	k := looker{Look: l, opened: map[int]*code{}}
	c := k.death()
	if c == nil {
		return nil
	}
	out := map[string]crash.Variable{}
	for _, v := range c.seen(c.at) {
		w := v.Where
		if w.Held != symbol.AsValue || w.Base != symbol.FromRegister || w.Offset != 0 {
			continue
		}
		if reg := c.register(w.Register); reg != "" && out[reg].Name == "" {
			out[reg] = k.variable(reg, v.Name, v.Type)
		}
	}
	if c.stripped() {
		k.passed(c, out)
	}
	return out
}

// passed adds the parameters that are still in a register, or in the one that
// they were copied to.
func (k *looker) passed(c *code, out map[string]crash.Variable) {
	for _, reg := range c.calls.Numbers {
		if reg == "" {
			continue
		}
		vs, _ := k.search().held(c, reg, c.at)
		if len(vs) != 1 {
			continue
		}
		if v := vs[0]; v.variable != "" && v.expr == v.variable && v.off == 0 && !v.loose && !v.object && v.inside == nil {
			out[reg] = k.variable(reg, v.variable, v.of)
		}
	}
}

// variable is one in a register, with what the register's value means to its type.
func (k *looker) variable(reg, name string, t *ctype.Type) crash.Variable {
	v := crash.Variable{Name: name, Type: t.String()}
	if b := t.Bare(); b != nil && b.Kind == ctype.Enum {
		if n, ok := k.Crash.Dump.Register(reg); ok {
			shift := 64 - 8*min(max(b.Bytes(), 1), 8)
			if v.Value = b.Value(int64(n<<shift) >> shift); v.Value == "" {
				v.Value = b.Value(int64(n << shift >> shift))
			}
		}
	}
	return v
}

// Points returns what the registers at the place of death point to in the image
// of the function, where its instructions put the address of a symbol there: so
// it needs no proof of where a module's data was loaded, and is one. The key is the
// register's name. The image is nil where none do.
func (l Look) Points() (im *symbol.Image, at map[string]uint64) {
	k := looker{Look: l, opened: map[int]*code{}}
	c := k.death()
	if c == nil || !c.im.Relocatable() { // of a linked kernel any number may look like an address
		return nil, nil
	}
	at = map[string]uint64{}
	for _, reg := range c.calls.Numbers {
		if reg == "" {
			continue
		}
		s := k.search()
		s.machine, s.above = true, func(*code) (*code, int) { return nil, 0 } // a caller may be of another image
		found, _ := s.held(c, reg, c.at)
		if len(found) == 1 && found[0].image && !found[0].loose && found[0].off > 0 {
			at[reg] = uint64(found[0].off)
		}
	}
	return c.im, at
}

// Named names the symbol at an address of an image as kernels do,
// "init_task+0x1c0"; "" when there is none.
func Named(im *symbol.Image, at uint64) string {
	name, offset, size, ok := im.Symbol(at)
	if !ok || offset > 0 && offset >= size {
		return ""
	}
	return Place(name, offset)
}

// Place writes down a symbol and an offset as kernels do.
func Place(name string, offset uint64) string {
	if offset == 0 {
		return name
	}
	return fmt.Sprintf("%s+%#x", name, offset)
}
