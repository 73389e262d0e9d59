package typed

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"testing"

	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// everyOperand asks a file for the operands of all its instructions.
func everyOperand(data []byte) {
	im, err := symbol.Open(bytes.NewReader(data), nil)
	if err != nil {
		return
	}
	machine, bits, _ := im.Machine()
	p := pump{"damaged", im, all.ByMachine(machine), bits}
	if p.arch == nil {
		return
	}
	for _, function := range []string{"pump_all", "job_label", "job_close"} {
		p.each(function, func(string, string, *crash.Operand) {})
	}
}

func files(t testing.TB) (list [][]byte) {
	for _, pattern := range []string{"pump-*.ko", "stripped-*.ko"} {
		paths, _ := filepath.Glob(pumps + pattern)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, data)
		}
	}
	if len(list) < 9 {
		t.Fatalf("%d files", len(list))
	}
	return list
}

// TestDamagedFiles: a file in which some bytes are others may tell nothing, or nonsense,
// but asking it ends, and is no fault.
func TestDamagedFiles(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, whole := range files(t) {
		for range 3 {
			data := bytes.Clone(whole)
			for range 1 + random.Intn(200) {
				data[random.Intn(len(data))] = byte(random.Intn(256) * random.Intn(2))
			}
			everyOperand(data)
		}
	}
}

func FuzzOperand(f *testing.F) {
	for _, data := range files(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { everyOperand(data) })
}
