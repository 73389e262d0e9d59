package boot

import "testing"

// Firmware tables are told of with the mark that stands before the machine's name.
func TestFirmwareTablesAreNoMachine(t *testing.T) {
	for text, want := range map[string]string{
		"DMI: SMBIOS 2.8 present.":         "",
		"DMI: not present or invalid.":     "",
		"DMI: Legacy DMI 2.3 present.":     "",
		"DMI: Memory slots populated: 1/1": "",
		"DMI: QEMU Standard PC (Q35)":      "QEMU Standard PC (Q35)",
	} {
		m := newMachine()
		m.say("[    0.000000] Linux version 7.2.13 (build@host) (gcc 16) #1 SMP")
		m.say("[    0.000000] " + text)
		if got := m.log.Current().Machine; got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}
