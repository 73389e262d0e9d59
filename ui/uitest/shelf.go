package uitest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// A Shelf has listings that the real symbolizer made, by function; what it does
// not have it says so, like the real one.
type Shelf struct {
	Of    map[string]crash.Listing
	Asked []string // the functions that were looked up
}

// Listing is what the shelf has of a frame.
func (s *Shelf) Listing(c *parse.Crash, f *arch.Frame, lines, instructions int) crash.Listing {
	s.Asked = append(s.Asked, f.Function)
	if l, ok := s.Of[f.Function]; ok {
		l.Function = f.Function
		return l
	}
	return crash.Listing{
		Mark: -1, Places: []crash.Excerpt{{Function: f.Function, Note: "no symbols for 6.1.0-toy: give --vmlinux FILE (a vmlinux with CONFIG_DEBUG_INFO) and --modules DIR for file and line"}},
		NoCode: "no machine code without the file that it is in",
	}
}

// NewShelf has an inlined function and its caller in a module.
func NewShelf(t testing.TB) *Shelf {
	return &Shelf{Of: map[string]crash.Listing{"drain": listing(t, "amd64-inlined"), "toy_poll": listing(t, "module-arm")}}
}

// listing reads one that console/symbols wrote.
func listing(t testing.TB, name string) (l crash.Listing) {
	t.Helper()
	text, err := os.ReadFile(Data(t, filepath.Join("..", "symbol", "listing", name+".json")))
	if err == nil {
		err = json.Unmarshal(text, &l)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// ToyCrash died in drain, which was called by toy_poll, by something unknown.
func ToyCrash() *parse.Crash {
	frame := func(name string, offset, size uint64, module string, line int) arch.Frame {
		return arch.Frame{Symbol: arch.Symbol{Function: name, Offset: offset, Size: size, Module: module, HasOffset: true}, Reliable: true, Line: line}
	}
	c := &parse.Crash{ID: 1, Class: "null-deref", Severity: parse.Oops, Title: "NULL pointer dereference in drain", First: 2, Last: 9, Arch: "x86_64", CPU: -1}
	c.Chain = []arch.Frame{frame("drain", 0x10, 0x50, "", 3), frame("toy_poll", 0xc, 0x2c, "toy", 5), frame("worker", 0x27, 0x40, "", 6)}
	c.Chain[0].Exact, c.Chain[0].Context = true, arch.IRQ
	c.Dump.PC = c.Chain[0].Symbol
	c.Dump.Code = []arch.Insn{{Bytes: "8b4f08", Text: "mov 0x8(%rdi),%ecx", Trap: true}}
	return c
}
