package export

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// TestOperandsOfTheCaptures: on every capture the operands make the address
// that was accessed, and no report of a sound machine is called inconsistent.
func TestOperandsOfTheCaptures(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/kernels/*/*.log")
	if len(files) == 0 {
		t.Fatal("no captures of real kernels")
	}
	compared, explained := 0, 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := parse.New(parse.Options{})
		crashes := append(d.Feed(raw, time.Time{}).Crashes, d.Close().Crashes...)
		for _, c := range crashes {
			if checkOperands(t, file, &c.Dump) {
				compared++
			}
			if len(c.Dump.Origin) > 0 {
				explained++
			}
		}
	}
	if compared < 100 || explained < 100 {
		t.Errorf("%d accesses compared, %d values explained: something is not read any more", compared, explained)
	}
}

func checkOperands(t *testing.T, file string, d *arch.Dump) bool {
	t.Helper()
	how, why := d.Agreement()
	if how == arch.Contradicts {
		t.Errorf("%s: %s", file, why)
	}
	if how == arch.NotCompared {
		return false
	}
	sum, address := uint64(0), false
	for _, o := range d.Operands {
		v := o.Value << o.Shift
		if o.Minus {
			v = -v
		}
		if o.Role == arch.Base || o.Role == arch.Index || o.Role == arch.Offset {
			sum, address = sum+v, true
		}
	}
	if d.Bits == 32 {
		sum &= 0xffffffff
	}
	for _, in := range d.Code {
		if in.Trap && in.Effective != nil && address && sum != *in.Effective {
			t.Errorf("%s: %s: the operands make %#x, want %#x", file, in.Text, sum, *in.Effective)
		}
	}
	return true
}
