package symbol

import (
	"encoding/binary"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/symbol/ctype"
)

// TestBTFHasTheMembersThatGdbHas: modules without DWARF know every leaf of
// every structure as the same modules with it do.
func TestBTFHasTheMembersThatGdbHas(t *testing.T) {
	paths, _ := filepath.Glob(typed + "stripped-*.ko")
	if len(paths) < 6 {
		t.Fatalf("%d modules", len(paths))
	}
	for _, path := range paths {
		im := openFile(t, path)
		if im.HasLines() {
			t.Fatalf("%s has DWARF", path)
		}
		module := strings.Replace(strings.TrimSuffix(path, ".ko"), "stripped-", "pump-", 1)
		for _, f := range facts(t, module, "leaf") {
			bit, _ := strconv.ParseInt(f[1], 10, 64)
			size, _ := strconv.ParseInt(f[2], 10, 64)
			if strings.Contains(f[3], "][") { // pahole writes arrays of arrays down as one
				continue
			}
			if st := im.Struct(0, f[0]); st == nil || !hasLeaf(st, bit, size, f[3]) {
				t.Errorf("%s: struct %s has no %s at bit %d with %d bits", path, f[0], f[3], bit, size)
			}
		}
		for _, f := range facts(t, module, "struct") {
			if got := strconv.FormatInt(im.Struct(0, f[0]).Bytes(), 10); got != f[1] {
				t.Errorf("%s: struct %s has %s bytes, gdb says %s", path, f[0], got, f[1])
			}
		}
		if got := im.Function(0, "pump_start").String(); got != "int (struct pump *)" {
			t.Errorf("%s: pump_start is %s", path, got)
		}
		if got := im.Struct(0, "pump").Members()[1].Type.Value(-1); got != "PUMP_BROKEN" {
			t.Errorf("%s: the state -1 is %q", path, got)
		}
	}
}

// TestModuleBTFGoesOnWhereItsKernelsEnds: alone, or on another kernel, it says
// nothing.
func TestModuleBTFGoesOnWhereItsKernelsEnds(t *testing.T) {
	probe := openFile(t, typed+"probe-on-amd64.ko")
	if st := probe.Struct(0, "probe"); st != nil {
		t.Errorf("without a kernel there is %s", st)
	}
	other := &raw{texts: []byte{0}}
	other.put(other.text("int"), btfInt<<24, 4, 32)
	on := readBTF(other.section(), binary.LittleEndian, 8, nil, nil)
	if b := readBTF(probe.section(probe.f.Section(".BTF")), binary.LittleEndian, 8, on, nil); on == nil || b != nil {
		t.Errorf("on another kernel there is %v", b)
	}
	probe.On(openFile(t, typed+"stripped-amd64.ko"))
	at := probe.Function(0, "probe_pressure").Members()[0].Type.Pointee().Exactly(24, 8)
	if len(at) != 1 || at[0].Path() != "valve" {
		t.Fatalf("at 24 of struct probe: %+v", at)
	}
	if in := at[0].Type.Pointee().Exactly(4, 4); len(in) != 1 || in[0].Path() != "pressure" {
		t.Errorf("at 4 of struct valve: %+v", in)
	}
}

// raw writes BTF down.
type raw struct{ types, texts []byte }

func (r *raw) text(s string) uint32 {
	r.texts = append(append(r.texts, s...), 0)
	return uint32(len(r.texts) - len(s) - 1)
}

func (r *raw) put(words ...uint32) {
	for _, w := range words {
		r.types = binary.LittleEndian.AppendUint32(r.types, w)
	}
}

func (r *raw) section() *section {
	var b []byte
	for _, w := range []uint32{btfMagic | 1<<16, btfHeader, 0, uint32(len(r.types)), uint32(len(r.types)), uint32(len(r.texts))} {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	b = append(append(b, r.types...), r.texts...)
	return &section{unpacked: b, size: int64(len(b))}
}

// TestNamesAndSizesAreFoundInTheKernel: .BTF.base says which structure of the
// kernel a module means, the kernel's own BTF says what is in it.
func TestNamesAndSizesAreFoundInTheKernel(t *testing.T) {
	base, module := &raw{texts: []byte{0}}, &raw{}
	base.put(base.text("valve"), btfStruct<<24, 16) // 1: no members
	base.put(base.text("job"), btfStruct<<24, 999)  // 2: of another size than the kernel's
	head := uint32(len(base.texts))
	module.put(0, btfPtr<<24, 1)                               // 3
	module.put(0, btfPtr<<24, 2)                               // 4
	module.put(head+module.text("probe"), btfStruct<<24|2, 16, // 5
		head+module.text("valve_of"), 3, 0, head+module.text("job_of"), 4, 64)
	read := func(r *raw, on *btf) *btf { return readBTF(r.section(), binary.LittleEndian, 8, on, nil) }
	b := read(module, read(base, nil))
	st := b.structure("probe")
	if len(st.Members()) != 2 || st.Members()[0].Type.String() != "struct valve *" || len(st.Members()[0].Type.Pointee().At(4, 4)) != 0 {
		t.Fatalf("without a kernel: %+v", st.Members())
	}
	b = read(module, read(base, nil))
	b.kernel = openFile(t, typed+"stripped-amd64.ko").btf()
	members := b.structure("probe").Members()
	if in := members[0].Type.Pointee().At(4, 4); len(in) != 1 || in[0].Path() != "pressure" {
		t.Errorf("at 4 of struct valve: %+v", in)
	}
	if job := members[1].Type.Pointee(); !job.Partial || len(job.Members()) != 0 {
		t.Errorf("a job of another size has members: %+v", job)
	}
}

// TestHostileBTF: circles, sizes that lie, and any byte changed: no crash, no
// endless walk.
func TestHostileBTF(t *testing.T) {
	circle := &raw{texts: []byte{0}}
	circle.put(circle.text("a"), btfTypedef<<24, 2)
	circle.put(circle.text("b"), btfTypedef<<24, 1)
	circle.put(0, btfArray<<24, 0, 3, 1, 0xffffffff)
	circle.put(circle.text("s"), btfStruct<<24|2, 0xffffffff, circle.text("x"), 4, 0, circle.text("y"), 4, 8)
	circle.put(circle.text("tag"), btfTypeTag<<24, 5)
	walk(readBTF(circle.section(), binary.LittleEndian, 8, nil, nil))

	good := openFile(t, typed+"stripped-amd64.ko")
	data, err := good.section(good.f.Section(".BTF")).window(0, good.section(good.f.Section(".BTF")).length())
	if err != nil || good.btf() == nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	read := 0
	for range 1500 {
		bad := append([]byte(nil), data...)
		for range 1 + random.IntN(4) {
			bad[random.IntN(len(bad))] = byte(random.Uint32())
		}
		bad = bad[:len(bad)-random.IntN(2)*random.IntN(len(bad))]
		if b := readBTF(&section{unpacked: bad, size: int64(len(bad))}, binary.LittleEndian, 8, nil, nil); b != nil {
			read++
			walk(b)
		}
	}
	if read < 100 {
		t.Errorf("only %d of the damaged ones could be read", read)
	}
}

// walk asks all types everything.
func walk(b *btf) {
	for id := range uint32(len(b.starts)) + 2 {
		t := b.at(id)
		_, _, _ = t.String(), t.Bytes(), t.Value(3)
		t.At(8, 4)
		t.Indexed(8, 4)
		t.Holding(8, func(*ctype.Type) bool { return true })
	}
	b.function("pump_start")
	b.variable("pump_one")
}
