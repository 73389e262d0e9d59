package symbols

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"oopscope/console/cellar"
	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// TestTypedOfSplit: what a module worked on is said by its .dwo file, or its .dwp, as by the
// module itself; and not by another module's.
func TestTypedOfSplit(t *testing.T) {
	for name, place := range map[string][2]string{
		"gcc4":   {"pump_chain+0x8/0x10 [pump]", "f3 0f 1e fa 48 8b 47 20 <8b> 40 74 83 c0 01 c3"},
		"gcc5":   {"pump_chain+0x4/0x10 [pump]", "48 8b 47 20 <8b> 40 74 83 c0 01 c3"},
		"clang5": {"pump_chain+0x4/0x10 [pump]", "48 8b 47 20 <8b> 40 74 ff c0 c3"},
	} {
		for _, beside := range []string{"pump.dwo", "pump.dwp as pump.ko.dwp", "", "other"} {
			dir := t.TempDir()
			copyTo(t, "split/"+name+"/pump.ko", dir+"/pump.ko")
			want := "p->bank->used"
			switch from, to, named := strings.Cut(beside, " as "); {
			case beside == "other":
				copyTo(t, "reach/split4-main.dwo", dir+"/pump.dwo")
				want = ""
			case beside == "":
				want = ""
			case named && name == "gcc5":
				continue // no packer at hand makes one
			case named:
				copyTo(t, "split/"+name+"/"+from, dir+"/"+to)
			default:
				copyTo(t, "split/"+name+"/"+from, dir+"/"+from)
			}
			c := trace(place[0])
			c.Arch, c.Dump.Bits, c.Dump.DieLine = "x86_64", 64, 1
			c.Dump.PC, c.Dump.Words = c.Chain[0].Symbol, arch.ParseWords(place[1])
			got, said := newTest(t, Sources{Modules: dir}).Resolve(c), ""
			if got.Operand != nil {
				said = got.Operand.Expression
			}
			if said != want {
				t.Errorf("%s with %q works on %q, want %q; %+v", name, beside, said, want, got.Symbols)
			}
		}
	}
}

// TestCompanionsUnpackApart: the sections of all files of one image have the same names, and
// each is kept for itself.
func TestCompanionsUnpackApart(t *testing.T) {
	dir, memory := t.TempDir(), symbol.NewMemory(1<<30, func() {})
	f := &file{path: copyTo(t, "split/gcc4/pump.ko", dir+"/vmlinux"), share: memory.Share(1 << 20), cellar: cellar.New(t.TempDir(), 1<<30)}
	f.info, _ = anywhere.stat(f.path)
	defer f.close()
	for _, name := range []string{"a.dwo", "b.dwo"} {
		copyTo(t, "split/gcc4/pump.dwo", dir+"/"+name)
		r := sections{f}.Companion(symbol.Companion{Name: name})
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		io.WriteString(z, "strings of "+name)
		z.Close()
		in := io.NewSectionReader(bytes.NewReader(packed.Bytes()), 0, int64(packed.Len()))
		out, err := r.(symbol.Unpacker).Unpack(symbol.Packing{Section: ".debug_str.dwo", Data: in, Size: int64(len("strings of a.dwo"))})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(io.NewSectionReader(out, 0, 1<<10))
		if string(text) != "strings of "+name {
			t.Errorf("%s has %q", name, text)
		}
		if name == "a.dwo" {
			r.(io.Closer).Close()
		}
	}
	if len(f.beside) != 1 {
		t.Errorf("%d files are open", len(f.beside))
	}
}
