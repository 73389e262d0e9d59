package redact

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatTellsWhoAndWhere(t *testing.T) {
	var r Redactor
	for _, c := range []struct{ in, want string }{
		{"eth0: 6c:ec:eb:af:9c:6e up", "eth0: 02:00:00:00:00:01 up"},
		{"again 6C:EC:EB:AF:9C:6E, 6c-ec-eb-af-9c-6f", "again 02:00:00:00:00:01, 02-00-00-00-00-02"},
		{"addr 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", "addr 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff"},
		{"IP-Config: 10.20.30.40 255.255.255.0 127.0.0.1 10.20.30.40", "IP-Config: 192.0.2.2 255.255.255.0 127.0.0.1 192.0.2.2"},
		{"firmware version 8.0.0.1025 4.19.94.1", "firmware version 8.0.0.1025 192.0.2.3"},
		{"fe80::6eec:ebff:feaf:9c6e at 12:34:56 and ::1", "2001:db8::1 at 12:34:56 and ::1"},
		{"root=UUID=1b4e28ba-2fa1-11d2-883f-0016d3cca427", "root=UUID=00000000-0000-4000-8000-000000000001"},
		{"usb 1-1: SerialNumber: FT9S6E2J", "usb 1-1: SerialNumber: SERIAL1"},
		{"insmod /home/jane.doe/shepherd.ko by jane@lab.example.com", "insmod /home/user1/shepherd.ko by user1@example.org"},
		{"Linux version 4.19.94-ti-r73 (jane@build-7) (gcc)", "Linux version 4.19.94-ti-r73 (user2@host1) (gcc)"},
		{"Nov 20 05:07:01 beaglebone kernel: [   12.1] BUG: x", "Nov 20 05:07:01 host2 kernel: [   12.1] BUG: x"},
		{"root@beaglebone:~# hostname", "root@host2:~# hostname"},
		{"beaglebone", "host2"},
		{"Serial: AMBA PL011 UART driver", "Serial: AMBA PL011 UART driver"},
		{"tty login: root", "host3 login: root"},
	} {
		if got := r.Line(c.in); got != c.want {
			t.Errorf("%q became %q, want %q", c.in, got, c.want)
		}
		if got := r.Line(c.want); got != c.want {
			t.Errorf("twice: %q became %q", c.want, got)
		}
	}
}

// TestCrashesStayWhatTheyAre: nothing of a report of a real kernel is anybody's.
func TestCrashesStayWhatTheyAre(t *testing.T) {
	names, _ := filepath.Glob("../../testdata/kernels/*/null_read.log")
	if len(names) < 5 {
		t.Fatal("no captures")
	}
	for _, name := range names {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, want, _ := strings.Cut(string(log), "### CASE")
		var r Redactor
		got := r.Text(want)
		for i := 0; i < min(len(got), len(want)); i++ {
			if got[i] != want[i] {
				t.Errorf("%s: %q became %q", name, want[max(0, i-20):min(i+60, len(want))], got[max(0, i-20):min(i+60, len(got))])
				break
			}
		}
	}
}
