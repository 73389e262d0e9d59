package arch

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// written is a frame in one line: what it is, and what is known of it.
func written(f *Frame) string {
	s := f.Function
	if f.HasOffset {
		s += fmt.Sprintf("+%#x/%#x", f.Offset, f.Size)
	}
	if f.Module != "" {
		s += " [" + f.Module + "]"
	}
	if f.HasAddress {
		s += fmt.Sprintf(" @%#x", f.Address)
	}
	for _, x := range []struct {
		word string
		is   bool
	}{{"guessed", !f.Reliable}, {"exact", f.Exact}, {f.Context, f.Context != ""}} {
		if x.is {
			s += " " + x.word
		}
	}
	return s
}

// TestReadFrame reads lines of traces as the kernels of 2.6 to 7.x print them; "" is
// none, "mark" is taken and no frame.
func TestReadFrame(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{" coordinator_callback+0x35/0x91 [shepherd]", "coordinator_callback+0x35/0x91 [shepherd]"},
		{" ? pru0_comm_receive_msg+0x30/0x30 [shepherd]", "pru0_comm_receive_msg+0x30/0x30 [shepherd] guessed"},
		{" el0_svc+0x34/0xdc (P)", "el0_svc+0x34/0xdc exact"},
		{" el0_svc+0x34/0xdc (F)", "el0_svc+0x34/0xdc"},
		{" el0_svc+0x34/0xdc (PF)", "el0_svc+0x34/0xdc exact"},
		{" el0_svc+0x34/0xdc (unreliable)", "el0_svc+0x34/0xdc guessed"},
		{" el0_svc+0x34/0xdc (p)", ""},
		{" el0_svc+0x34/0xdc (PPPPPP)", ""},
		{" el0_svc+0x34/0xdc and more", ""},
		{"\tset_track+0x10/0x20", "set_track+0x10/0x20"},
		{"bare_start+0x10/0x20", "bare_start+0x10/0x20"},
		{" [<ffffffff810b3b6b>] ? warn_slowpath_common+0x6b/0x8c", "warn_slowpath_common+0x6b/0x8c @0xffffffff810b3b6b guessed"},
		{" ? [<c0101a0c>] show_stack+0x2c/0x30", "show_stack+0x2c/0x30 @0xc0101a0c guessed"},
		{"[<80101a0c>]show_stack+0x2c/0x30", "show_stack+0x2c/0x30 @0x80101a0c"},
		{" [<0>] do_exit+0x1/0x2", "do_exit+0x1/0x2 @0x0"},
		{" <IRQ>  [<ffffffff81055bde>] dump_stack+0x12/0x20", "dump_stack+0x12/0x20 @0xffffffff81055bde irq"},
		{" <<EOE>>  <IRQ>  [<ffffffff81055bde>] f+0x12/0x20", "f+0x12/0x20 @0xffffffff81055bde irq"},
		{" <IRQ> [  420.408595]  [<ffffffff81055bde>] f+0x12/0x20", "f+0x12/0x20 @0xffffffff81055bde irq"},
		{" <IRQ>", "mark"},
		{" </TASK>", "mark"},
		{" <NMI>", "mark"},
		{" <nobody>", ""},
		{" <IRQ", ""},
		{" 0xffffffffc0000000", " @0xffffffffc0000000"},
		{"0xffffffffc0000000", ""}, // not indented, it may be anything
		{" printk", ""},
		{"   ", ""},
		{"", ""},
	} {
		d := &Dump{}
		taken := ReadFrame(d, Line{N: 7, Text: tt.line})
		got := map[bool]string{true: "mark"}[taken]
		if len(d.Chain) > 0 {
			if got = written(&d.Chain[0]); d.Chain[0].Line != 7 || len(d.Chain) > 1 {
				t.Errorf("%q: %+v", tt.line, d.Chain)
			}
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.line, got, tt.want)
		}
	}
}

// TestContextsOfMarkers: a frame is in the context of the last marker.
func TestContextsOfMarkers(t *testing.T) {
	d := &Dump{}
	for _, l := range strings.Split(" <NMI>\n a+0x1/0x2\n </NMI>\n b+0x1/0x2\n <IRQ>\n c+0x1/0x2\n </IRQ>\n <TASK>\n d+0x1/0x2\n </TASK>", "\n") {
		ReadFrame(d, Line{Text: l})
	}
	var got []string
	for i := range d.Chain {
		got = append(got, d.Chain[i].Function+" "+d.Chain[i].Context)
	}
	if want := []string{"a " + NMI, "b " + Task, "c " + IRQ, "d " + Task}; !slices.Equal(got, want) || d.Context != NMI {
		t.Errorf("%q in %s, want %q", got, d.Context, want)
	}
}

// TestFullChain: the frame of the PC stands in front once, whatever the trace begins
// with, and the trace itself stays as it was read, long ones and short ones.
func TestFullChain(t *testing.T) {
	pc := Symbol{Function: "die_here", Offset: 4, Size: 8, HasOffset: true}
	for _, frames := range []int{0, 1, 2, 23, 24, 25, 60} {
		for _, begins := range []bool{false, true} {
			d := &Dump{PC: pc, PCLine: 3}
			if begins { // as on arm64
				d.AddFrame(Frame{Symbol: pc, Reliable: true, Line: 4, Context: Task})
			}
			for i := range frames {
				d.AddFrame(Frame{Symbol: Symbol{Function: fmt.Sprintf("f%d", i)}, Reliable: true, Line: 10 + i})
			}
			before := fmt.Sprint(d.Chain)
			for range 2 { // who asks again gets the same
				full := d.FullChain()
				if len(full) != frames+1 || full[0].Function != "die_here" || full[0].Line != 3 || !full[0].Exact {
					t.Fatalf("%d frames, %t: %d, %+v", frames, begins, len(full), full[0])
				}
				for i := range frames {
					if full[1+i].Function != fmt.Sprintf("f%d", i) {
						t.Errorf("%d frames, %t: %s at %d", frames, begins, full[1+i].Function, 1+i)
					}
				}
				_ = append(full, Frame{Symbol: Symbol{Function: "a stranger"}})
			}
			if fmt.Sprint(d.Chain) != before {
				t.Errorf("%d frames, %t: the trace changed", frames, begins)
			}
			if d.AddFrame(Frame{Symbol: Symbol{Function: "last"}}); d.Chain[len(d.Chain)-1].Function != "last" {
				t.Errorf("%d frames, %t: no frame can be added any more", frames, begins)
			}
		}
	}
}

// TestSamePlace: a name without an offset is any place in the function, and an address
// alone is itself only.
func TestSamePlace(t *testing.T) {
	at := func(f string, off uint64) Symbol { return Symbol{Function: f, Offset: off, HasOffset: true} }
	bare := func(v uint64) Symbol { return Symbol{Address: v, HasAddress: true} }
	for _, tt := range []struct {
		a, b Symbol
		want bool
	}{
		{at("f", 4), at("f", 4), true}, {at("f", 4), at("f", 8), false}, {at("f", 4), at("g", 4), false},
		{at("f", 4), Symbol{Function: "f"}, true}, {Symbol{Function: "f"}, Symbol{Function: "f", Module: "m"}, false},
		{bare(8), bare(8), true}, {bare(8), bare(9), false}, {bare(8), at("f", 8), false}, {Symbol{}, Symbol{}, false},
	} {
		if SamePlace(tt.a, tt.b) != tt.want || SamePlace(tt.b, tt.a) != tt.want {
			t.Errorf("%+v and %+v: not %t", tt.a, tt.b, tt.want)
		}
	}
}

// TestNumbers reads numbers as the kernel prints them.
func TestNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"c0101a0c>]": "0xc0101a0c 8", "C0DE": "0xc0de 4", "": "0x0 0", "xyz": "0x0 0", "0123456789abcdef0": "0x123456789abcdef 16", "00": "0x0 2",
	} {
		if v, n := HexPrefix(in); fmt.Sprintf("%#x %d", v, n) != want {
			t.Errorf("%q: %#x %d, want %s", in, v, n, want)
		}
	}
	for in, want := range map[string]string{
		"psr: 60000193": "0x60000193 true", "psr:   0x10": "0x10 true", "psr: none": "0x0 false", "lr : 1": "0x0 false", "a psr: 7 psr: 8": "0x7 true",
	} {
		if v, ok := HexAfter(in, "psr:"); fmt.Sprintf("%#x %t", v, ok) != want {
			t.Errorf("%q: %#x %t, want %s", in, v, ok, want)
		}
	}
	for in, want := range map[string]string{
		"152": "152 true", "-8": "18446744073709551608 true", "": "0 false", "-": "0 false", "8x": "0 false", "99999999999": "0 false", "4294967296": "4294967296 true",
	} {
		if v, ok := Decimal(in); fmt.Sprintf("%d %t", v, ok) != want {
			t.Errorf("%q: %d %t, want %s", in, v, ok, want)
		}
	}
	for in, want := range map[uint32]int64{0x7ff: 2047, 0x800: -2048, 0xfff: -1, 0x1fff: -1, 0: 0} {
		if got := SignExtend(in, 12); got != want {
			t.Errorf("%#x: %d, want %d", in, got, want)
		}
	}
	for in, want := range map[string]bool{"c0101a0c": true, "c0101a0c 1": true, "c0101a0": false, "ffffffff81055bde x": true, "c0101a0c,": false, "": false} {
		if RegisterValue(in) != want {
			t.Errorf("%q: not %t", in, want)
		}
	}
}
