package symbol

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
)

// exercise asks an image everything.
func exercise(data []byte, share *Share) {
	im, err := Open(bytes.NewReader(data), share)
	if err != nil {
		return
	}
	im.Match(Board{Banner: "Linux version 6.1.0", BuildID: "00", Functions: []Place{{Function: "worker", Size: 1}}})
	im.Info("vermagic")
	im.BuildDir()
	im.HasCode()
	for _, name := range []string{"start_kernel", "worker.cold", "helper", "drain", "toy_read", "init_module", "check", "pump_all", "pump_inlined", "convert", "handle"} {
		for offset := uint64(0); offset < 64; offset += 16 {
			im.Lookup(Place{Function: name, Offset: offset})
		}
		if at, ok := im.Find(Place{Function: name}); ok {
			im.Thumb(at)
			im.Rows(at, at+64)
			im.Bytes(at, 64)
			for off := range uint64(16) {
				im.Refers(at+4*off, at+4*off+4)
			}
			exerciseTypes(im, at)
		}
	}
	for at := uint64(0); at < 1<<16; at += 1 << 12 {
		im.Symbol(at)
		im.Locate(at)
		im.Constant(at)
	}
}

// exerciseTypes asks for everything that can be seen from an address.
func exerciseTypes(im *Image, at uint64) {
	im.Global(at, "pump_active")
	im.Struct(at, "pump")
	for off := uint64(0); off < 64; off += 4 {
		im.CallFrame(at + off)
		im.Call(at + off)
	}
	for off := uint64(0); off < 64; off += 12 {
		for _, v := range im.Variables(at + off) {
			if v.Where.Held == Computed {
				v.Where.Program.Compute(knows())
			}
			_ = v.Type.String()
			v.Type.Value(3)
			for offset := int64(-8); offset < 400; offset += 36 {
				for _, p := range v.Type.Pointee().At(offset, 4) {
					_ = p.Path() + p.Last() + p.Type.String()
				}
			}
		}
	}
}

func fixtures(t testing.TB) map[string][]byte {
	all := map[string][]byte{}
	for _, pattern := range []string{"vmlinux-*", "toy-*", "typed/pump-a*.ko", "calls/calls-*[^v]"} {
		names, _ := filepath.Glob(testdata + pattern)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all[filepath.Base(name)] = data
		}
	}
	if len(all) < 12 {
		t.Fatalf("%d images, want 12", len(all))
	}
	return all
}

// TestDamage changes bytes of real images, a few at a time, and cuts them off.
// Nothing is asserted but that reading ends without a panic.
func TestDamage(t *testing.T) {
	catchPanics = false
	defer func() { catchPanics = true }()
	random := rand.New(rand.NewSource(1))
	rounds := 40
	if testing.Short() {
		rounds = 4
	}
	for name, whole := range fixtures(t) {
		for round := range rounds {
			data := bytes.Clone(whole)
			for range 1 + round%17 {
				data[random.Intn(len(data))] = byte(random.Intn(256) * random.Intn(2))
			}
			if round%5 == 0 {
				data = data[:random.Intn(len(data))]
			}
			t.Run(name, func(t *testing.T) { exercise(data, nil) })
		}
	}
}

func FuzzImage(f *testing.F) {
	catchPanics = false
	for _, data := range fixtures(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { exercise(data, nil) })
}

func FuzzSystemMap(f *testing.F) {
	f.Add([]byte("ffffffff81000000 T _text\nffffffff81000010 t worker\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		im, err := OpenSystemMap(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		im.Symbol(0xffffffff81000004)
		im.Sizes("worker")
		im.Lookup(Place{Function: "worker"})
		im.Match(Board{Banner: "x", Functions: []Place{{Function: "worker", Size: 1}}})
	})
}
