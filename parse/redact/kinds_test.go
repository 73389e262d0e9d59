package redact

import "testing"

// TestEachKind alone: no other kind takes the thing for its own.
func TestEachKind(t *testing.T) {
	for in, want := range map[string]string{
		"mail to jane+lab@build.example.com now":                        "mail to user1@example.org now",
		"eth0: 6c:ec:eb:af:9c:6e":                                       "eth0: 02:00:00:00:00:01",
		"via 10.20.30.40":                                               "via 192.0.2.2",
		"fe80:0:0:1::6eec up":                                           "2001:db8::1 up",
		"PARTUUID 1b4e28ba-2fa1-11d2-883f-0016d3cca427":                 "PARTUUID 00000000-0000-4000-8000-000000000001",
		"Serial number: FT9S6E2J":                                       "Serial number: SERIAL1",
		"serial no. FT9S6E2J":                                           "serial no. FT9S6E2J", // no mark behind the words
		"Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled":       "Serial: 8250/16550 driver, 4 ports, IRQ sharing enabled",
		"androidboot.serialno=0A1B2C3D4E quiet":                         "androidboot.serialno=SERIAL1 quiet",
		"serial#=BBBW1234":                                              "serial#=SERIAL1",
		"Serial\t\t: 00000000a1b2c3d4":                                  "Serial\t\t: SERIAL1",
		"S/N: WD-WX31A12":                                               "S/N: SERIAL1",
		"usb-FTDI_TTL232R-3V3_FT9S6E2J-if00-port0":                      "usb-FTDI_TTL232R-3V3_SERIAL1-if00-port0",
		"Machine ID: 0123456789abcdef0123456789abcdef":                  "Machine ID: 00000000000000000000000000000001",
		"enx6cecebaf9c6e: 6cec.ebaf.9c6e, 6C:EC:EB:AF:9C:6E":            "enx020000000001: 0200.0000.0001, 02:00:00:00:00:01",
		"session opened for user jane(uid=1000), in /home/jane":         "session opened for user user1(uid=1000), in /home/user1",
		"Accepted publickey for jane from 10.0.0.7 port 22":             "Accepted publickey for user1 from 192.0.2.2 port 22",
		`C:\Users\jane\log.txt`:                                         `C:\Users\user1\log.txt`,
		"systemd[1]: Set hostname to <board7>.":                         "systemd[1]: Set hostname to <host1>.",
		"hostname=board7 quiet board7":                                  "hostname=host1 quiet host1",
		"insmod /home/jane/x.ko":                                        "insmod /home/user1/x.ko",
		"open /Users/jane/x.ko":                                         "open /Users/user1/x.ko",
		"(jane@build) gcc":                                              "(user1@host1) gcc",
		"2026-11-20T05:07:01+00:00 lab7 kernel: BUG: x":                 "2026-11-20T05:07:01+00:00 host1 kernel: BUG: x",
		"Nov  2 05:07:01 lab7 sshd[12]: x":                              "Nov  2 05:07:01 host1 sshd[12]: x",
		"lab7 login: ":                                                  "host1 login: ",
		"pc : pru0_comm_receive_msg+0x8/0x40 [shepherd] 12:34:56 0x1c1": "pc : pru0_comm_receive_msg+0x8/0x40 [shepherd] 12:34:56 0x1c1",
	} {
		var r Redactor
		if got := r.Line(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}
