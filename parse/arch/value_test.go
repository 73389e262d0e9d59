package arch

import "testing"

// What a pointer must not be stands out, and nothing else.
func TestSuspect(t *testing.T) {
	for m, want := range map[Meaning]bool{
		{Kind: Null}: true, {Kind: ErrPtr}: true, {Kind: Fill}: true, {Kind: Poison}: true, {Kind: Place, Holds: NoAddress}: true,
		{Kind: Place, Holds: LinearMap}: false, {Kind: Place, Holds: NoAddress | UserMemory}: false, {Kind: Named}: false, {Kind: Small}: false, {}: false,
	} {
		if m.Suspect() != want {
			t.Errorf("%+v: %v", m, m.Suspect())
		}
	}
}

// A return address of the trace is told from other places that the report names.
func TestReturnAddress(t *testing.T) {
	d := Dump{Bits: 64, Chain: []Frame{{Symbol: Symbol{Function: "pump_read", Offset: 0x10, Size: 0x40, HasOffset: true, Address: 0xffffffff81000010, HasAddress: true}}}}
	d.findPlaces()
	a := &Arch{Bits: 64}
	for v, want := range map[uint64]bool{0xffffffff81000010: true, 0xffffffff81000014: false} {
		if m := MeaningOf(&d, a, v); m.Kind != Named || m.Calls != want {
			t.Errorf("%#x: %+v", v, m)
		}
	}
}

// What an architecture is told by is a guess unless a line of the report itself shows it.
func TestShown(t *testing.T) {
	for _, r := range Reasons {
		if want := r == ByRegisters || r == ByErrorLine || r == ByEntries || r == ByCode; Shown(r) != want {
			t.Errorf("%s: %v", r, Shown(r))
		}
	}
}
