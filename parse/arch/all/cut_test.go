package all

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/x86"
)

// TestCutRows: a value of which a terminal's last column took digits is no value.
func TestCutRows(t *testing.T) {
	for _, c := range []struct {
		a     *arch.Arch
		text  string
		names []string
	}{
		{arm64.Arch, "x29: ffff800008003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb14", []string{"x29", "x28"}},
		{arm64.Arch, "x29: ffff800008003e40 x28: ffff60ad5feb14c0 x27: ffff60ad5feb14c0", []string{"x29", "x28", "x27"}},
		{arm64.Arch, "pc : [<ffff000008081234>] lr : [<ffff000008085678>] pstate: 60000145", []string{"pc", "lr", "pstate"}},
		{x86.AMD64, "RAX: 0000000000000000 RBX: ffffffffc02653e0 RCX: ff49c", []string{"RAX", "RBX"}},
		{x86.AMD64, "CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033", []string{"CS", "DS", "ES", "CR0"}},
	} {
		d := dumpOf(c.a, c.text)
		var got []string
		for _, r := range d.Registers {
			got = append(got, r.Name)
		}
		if len(got) != len(c.names) {
			t.Errorf("%q: %q, not %q", c.text, got, c.names)
		}
	}
}
