package typed

import (
	"encoding/binary"

	"oopscope/parse/arch"
)

// memory returns a number of up to 8 bytes out of the stack as it was printed.
func (k *looker) memory(at uint64, size int64) (uint64, bool) {
	if size <= 0 || size > 8 {
		return 0, false
	}
	b := k.bytes(at, int(size))
	return number(b, k.order()), int64(len(b)) == size
}

// bytes returns what was printed of the stack from an address on, up to n bytes.
func (k *looker) bytes(at uint64, n int) (out []byte) {
	if k.words == nil {
		k.words = make(map[uint64]uint64, len(k.Crash.Dump.Stack))
		words := k.Crash.Dump.Stack
		for _, e := range k.Crash.Dump.Exceptions {
			words = append(words[:len(words):len(words)], e.Words...)
		}
		for _, w := range words {
			if w.Address != 0 {
				k.words[w.Address] = w.Value
			}
		}
	}
	size := k.wordSize()
	for len(out) < n && size > 0 {
		here := at + uint64(len(out))
		start := here &^ uint64(size-1)
		v, ok := k.words[start]
		if !ok {
			break
		}
		var word [8]byte
		if k.order() == binary.ByteOrder(binary.BigEndian) {
			binary.BigEndian.PutUint64(word[:], v<<(64-8*size))
		} else {
			binary.LittleEndian.PutUint64(word[:], v)
		}
		out = append(out, word[here-start:size]...)
	}
	return out[:min(n, len(out))]
}

func (k *looker) wordSize() int { return k.Crash.Dump.Bits / 8 }

// order is that of the bytes of the machine, by the file of the first frame that has one.
func (k *looker) order() binary.ByteOrder {
	for i := range k.Crash.Chain {
		if c := k.code(i); c != nil {
			_, _, order := c.im.Machine()
			return order
		}
	}
	return binary.LittleEndian
}

// number is that of up to 8 bytes.
func number(b []byte, order binary.ByteOrder) (v uint64) {
	for i := range b {
		if order == binary.ByteOrder(binary.BigEndian) {
			v = v<<8 | uint64(b[i])
		} else {
			v |= uint64(b[i]) << (8 * i)
		}
	}
	return v
}

// pointed names the function or the variable that a value is the address of, "" for none
// that is sure.
func (k *looker) pointed(v uint64) string {
	if k.Look.Named != nil {
		if name := k.Look.Named(v); name != "" {
			return name
		}
	}
	if c, at := k.imageAt(v); c != nil {
		if c.im.IsCode(at) {
			at = c.im.Instruction(at)
		}
		return Named(c.im, at)
	}
	return ""
}

// Functions returns what names the place in a module's code that a value is, of whatever
// type; "" for none.
func (l Look) Functions() func(v uint64) string {
	k := looker{Look: l, opened: map[int]*code{}}
	return func(v uint64) string {
		if c, at := k.imageAt(v); c != nil && c.im.Relocatable() {
			return Named(c.im, c.im.Instruction(at))
		}
		return ""
	}
}

// imageAt finds the image of a frame of the chain that an address lies in, and the address
// there; of a module in its code: its data may have been loaded elsewhere.
func (k *looker) imageAt(v uint64) (*code, uint64) {
	seen := map[string]bool{}
	for i := range k.Crash.Chain {
		module := k.Crash.Chain[i].Module
		if seen[module] || k.code(i) == nil {
			continue
		}
		seen[module] = true
		base, ok := k.base(module)
		c, at := k.code(i), k.Crash.Dump.Truncate(v-base)
		if _, _, _, held := c.im.Symbol(at); ok && held && (!c.im.Relocatable() || c.im.IsCode(at)) {
			return c, at
		}
	}
	return nil, 0
}

// describe is what a value looks like.
func (k *looker) describe(a *arch.Arch, v uint64) string {
	if a == nil {
		return ""
	}
	return arch.Describe(&k.Crash.Dump, a, v)
}
