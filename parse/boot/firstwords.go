package boot

import (
	"strings"

	"oopscope/parse/crash"
)

// An input may begin with the last words of a machine whose kernel said
// nothing: output of programs, then the firmware's first line. Nothing comes
// before that line on a console when the machine was switched on, so what
// stands there was printed by one that ran, or by who started it.

// atFirst are lines that no earlier stage of a boot precedes.
var atFirst = []string{"SeaBIOS (version"}

// launchers stand in what programs print that start a machine or a terminal.
var launchers = []string{
	"qemu", "kvm", "virsh", "virt-", "Escape character", "onnected to", "Trying ", "picocom", "minicom", "Terminal ready", "Welcome to", "tio v", "[tio", "screen", "Press ", "press ",
	"make", "+ ", "$ ", "# ", "> ", "Domain ", "char device redirected", "WARNING: Image format", "Reset", "reset", "power", "Power", "reboot", "shutdown", "docker", "gdb",
}

// spoke tells that a machine was running in front of its firmware's first line.
func spoke(lines []crash.BodyLine) bool {
	said := 0
	for _, l := range lines {
		t := strings.TrimSpace(l.Text)
		for _, x := range launchers {
			if strings.Contains(t, x) {
				return false
			}
		}
		if len(t) >= 8 && l.Micro < 0 {
			said++
		}
	}
	return said >= 2
}

// powersUp tells a line that only a machine prints that was just reset.
func powersUp(text []byte) bool {
	for _, s := range atFirst {
		if strings.HasPrefix(string(text), s) {
			return true
		}
	}
	return false
}
