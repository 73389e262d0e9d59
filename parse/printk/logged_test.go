package printk

import (
	"testing"
	"time"
)

// TestLoggedBy: the date of a serial logger is one to go by, that of the machine is none.
func TestLoggedBy(t *testing.T) {
	at := time.Date(2026, 11, 20, 4, 9, 41, 0, time.UTC)
	for line, want := range map[string]time.Time{
		"[2026-11-20 04:09:41] [   12.000001] Oops":                     at.Add(12 * time.Hour),
		"[2026/11/20 04:09:41.250] Oops":                                at.Add(12*time.Hour + 250*time.Millisecond),
		"2026-11-20T04:09:41Z [   12.000001] Oops":                      at,
		"2026-11-20T05:09:41.000000+01:00 [   12.0] Oops":               at,
		"2026-11-20 05:09:41+0100 [   12.0] Oops":                       at,
		"2026-11-20T04:09:41,000000+00:00 Oops":                         {}, // dmesg --time-format iso
		"2026-11-20T04:09:41.000000+00:00 board kernel: [   12.0] Oops": {}, // the machine's syslog
		"Nov 20 04:09:41 board kernel: Oops":                            {},
		"[Fri Nov 20 04:09:41 2026] Oops":                               {}, // dmesg -T
		"[2026-99-20 04:09:41] Oops":                                    {},
		"2026-xx-20 04:09:41":                                           {},
		"[   12.000001] Oops":                                           {},
		"":                                                              {},
	} {
		if got := LoggedBy([]byte(line)); !got.Equal(want) {
			t.Errorf("%q: %v, want %v", line, got, want)
		}
	}
}
