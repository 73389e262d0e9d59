package printk

import (
	"bytes"
	"time"

	"oopscope/parse/ascii"
)

// LoggedBy is the latest moment at which a line can have been written by the clock and
// the date that a serial logger put in front of it, "[2026-11-20 04:09:41.123] " or
// "2026-11-20T04:09:41+01:00 ": where it names no zone, any may be meant. It is zero
// where there is none, or where the machine itself may have put it there (syslog,
// dmesg), whose clock need not have been set.
func LoggedBy(line []byte) time.Time {
	s := bytes.TrimPrefix(line, []byte("["))
	if !beginsISO(s) || !ascii.AllDigits(s[5:7]) || isoClock(s, &Prefix{}) == 0 || len(s) > 19 && s[19] == ',' {
		return time.Time{}
	}
	end := 19
	for end < len(s) && (ascii.IsDigit(s[end]) || bytes.IndexByte([]byte(".,:+-Z"), s[end]) >= 0) {
		end++
	}
	if bytes.Contains(s[end:min(len(s), end+80)], []byte("kernel: ")) {
		return time.Time{}
	}
	const westernmost = 12 * time.Hour
	day := string(bytes.ReplaceAll(s[:10], []byte("/"), []byte("-")))
	rest := string(bytes.ReplaceAll(s[11:end], []byte(","), []byte(".")))
	for _, zone := range []string{"Z07:00", "Z0700"} {
		if t, err := time.Parse("2006-01-02 15:04:05"+zone, day+" "+rest); err == nil {
			return t
		}
	}
	if t, err := time.Parse("2006-01-02 15:04:05", day+" "+rest); err == nil {
		return t.Add(westernmost)
	}
	return time.Time{}
}
