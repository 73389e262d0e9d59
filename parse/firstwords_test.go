package parse_test

import (
	"testing"

	"oopscope/parse"
)

// TestFirstWords: programs' output in front of the firmware's first line is a
// reset; what starts a machine is not.
func TestFirstWords(t *testing.T) {
	const bios = "SeaBIOS (version 1.16.2-debian-1.16.2-1)\r\nBooting from Hard Disk...\r\n[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\r\n"
	for _, c := range []struct {
		name, before string
		resets       int
	}{
		{"programs", "open(\"/dev/kvmtest0\", 0x2) = 3\nwrote 4096 of 8192 blocks\nwrote 8192 of 8192 blocks\n", 0}, // names kvm: not sure enough
		{"a program's output", "frame 1201 decoded in 14 ms\nframe 1202 decoded in 15 ms\n", 1},
		{"switched on", "", 0},
		{"noise", "\x00\xff\x10\n\n", 0},
		{"started by hand", "$ qemu-system-x86_64 -nographic -kernel bzImage\n\n", 0},
		{"a terminal", "Trying 10.0.0.7...\nConnected to board7.\nEscape character is '^]'.\n", 0},
	} {
		resets := 0
		for _, k := range decode([]byte(c.before + bios)) {
			if k.Class == "reset" && k.Severity == parse.Error {
				resets++
			} else {
				t.Errorf("%s: %s %q", c.name, k.Class, k.Title)
			}
		}
		if resets != c.resets {
			t.Errorf("%s: %d resets, want %d", c.name, resets, c.resets)
		}
	}
}
