package printk

import (
	"bytes"

	"oopscope/parse/ascii"
)

// readLogger takes one prefix that something other than printk put in front of
// the line: syslog, the journal, dmesg -T and -x, lab wall clocks, /dev/kmsg,
// logcat.
func readLogger(s []byte, p *Prefix) bool {
	n := loggerPrefix(s[p.Text:], p)
	p.Text += n
	return n > 0
}

// loggerPrefix returns how many bytes the prefix of some logger takes, 0 when
// there is none. They are called by name: through a table p would have to be
// allocated for every line.
func loggerPrefix(s []byte, p *Prefix) int {
	n := kmsgRecord(s, p)
	if n == 0 {
		n = bracketClock(s, p)
	}
	if n == 0 {
		n = bracketDelta(s, p)
	}
	if n == 0 {
		n = isoClock(s, p)
	}
	if n == 0 {
		n = syslogClock(s, p)
	}
	if n == 0 {
		n = syslogRecord(s, p)
	}
	if n == 0 {
		n = dmesgFacility(s, p)
	}
	if n == 0 {
		n = plainClock(s, p)
	}
	if n == 0 {
		n = logcat(s, p)
	}
	if n == 0 {
		n = kernelTag(s, p)
	}
	if n == 0 {
		n = foreignClock(s, p)
	}
	return n
}

// kmsgRecord reads the head of a /dev/kmsg or extended netconsole record,
// "4,1234,942541300,-,caller=T1726;text", and of one that netconsole put the
// release in front of, "6.12.9,4,1234,942541300,-;text".
func kmsgRecord(s []byte, p *Prefix) int {
	if dot, comma := bytes.IndexByte(s[:min(len(s), 8)], '.'), bytes.IndexByte(s[:min(len(s), 64)], ','); dot > 0 && comma > dot {
		if n := kmsgRecord(s[comma+1:], p); n > 0 {
			return comma + 1 + n
		}
		return 0
	}
	if len(s) == 0 || !ascii.IsDigit(s[0]) {
		return 0
	}
	semi := bytes.IndexByte(s[:min(len(s), 96)], ';')
	if semi < 0 {
		return 0
	}
	var n [3]int64
	i := 0
	for f := range n {
		v, digits := decimal(s[i:semi], 18)
		n[f], i = v, i+digits
		if digits == 0 || i >= semi || s[i] != ',' {
			return 0
		}
		i++
	}
	p.Level, p.Kernel, p.Record = int8(n[0]&7), true, true
	if p.Micro < 0 {
		p.Micro = n[2]
	}
	readRecordCaller(s[:semi], p)
	return semi + 1
}

// readRecordCaller finds "caller=T1726" in the head of a record.
func readRecordCaller(head []byte, p *Prefix) {
	c := bytes.Index(head, []byte("caller="))
	if c < 0 {
		return
	}
	tag := append(append([]byte{'['}, head[c+7:]...), ']')
	if k := bytes.IndexByte(tag, ','); k > 0 {
		tag[k] = ']'
	}
	if who, _, ok := callerAt(tag, 0); ok {
		p.Caller = who
	}
}

// IsDictionary reports whether a line behind a record is of that record's
// dictionary: " SUBSYSTEM=pci", " DEVICE=+pci:0000:00:1f.2", " taskname=sh".
func IsDictionary(s []byte) bool {
	key, _, ok := bytes.Cut(s, []byte{'='})
	if !ok || len(key) < 2 || key[0] != ' ' {
		return false
	}
	for _, c := range key[1:] {
		if !ascii.IsLetter(c) && !ascii.IsDigit(c) && c != '_' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// bracketClock reads "[Fri Nov 20 04:09:41 2026] " (dmesg -T),
// "[2026-11-20 04:09:41.123] " and "[14:59:24.123] " (serial loggers).
func bracketClock(s []byte, _ *Prefix) int {
	if len(s) < 10 || s[0] != '[' {
		return 0
	}
	end := bytes.IndexByte(s[:min(len(s), 48)], ']')
	if end < 0 || !holdsClock(s[1:end]) {
		return 0
	}
	for _, c := range s[1:end] { // a clock, not a sentence that mentions one
		if !ascii.IsDigit(c) && !ascii.IsLetter(c) && bytes.IndexByte([]byte(" :.,+-/"), c) < 0 {
			return 0
		}
	}
	return skipBlank(s, end+1, 1)
}

// bracketDelta reads what dmesg puts in place of the time: "[  +0.016626] "
// and "[Nov20 04:09] " (-H), "[    4.214189 <    0.000012>] " (-d).
func bracketDelta(s []byte, p *Prefix) int {
	if len(s) < 12 || s[0] != '[' {
		return 0
	}
	end := bytes.IndexByte(s[:min(len(s), 40)], ']')
	if end < 0 {
		return 0
	}
	in := bytes.TrimLeft(s[1:end], " ")
	if !isDelta(in) && !isShortDate(in) && !readStampAndDelta(in, p) {
		return 0
	}
	p.Kernel = true
	return skipBlank(s, end+1, 1)
}

// isDelta tells "+0.016626".
func isDelta(in []byte) bool {
	return len(in) > 7 && in[0] == '+' && in[len(in)-7] == '.' && ascii.AllDigits(in[len(in)-6:])
}

// isShortDate tells "Nov20 04:09".
func isShortDate(in []byte) bool {
	return len(in) == 11 && in[5] == ' ' && in[8] == ':' && bytes.Contains(months, in[:3]) && ascii.AllDigits(in[3:5]) && ascii.AllDigits(in[9:])
}

// readStampAndDelta reads "4.214189 <    0.000012>".
func readStampAndDelta(in []byte, p *Prefix) bool {
	at := bytes.IndexByte(in, '<')
	if at < 8 || in[len(in)-1] != '>' {
		return false
	}
	micro, _, ok := stampAt(append(append([]byte{'['}, bytes.TrimRight(in[:at], " ")...), ']'), 0)
	if ok {
		p.Micro = micro
	}
	return ok
}

// isoClock reads "2023-03-20T05:33:33.527937 " and "2026-11-20 04:09:41,123 ",
// with or without a zone, and a host behind it when "kernel:" follows.
func isoClock(s []byte, p *Prefix) int {
	if !beginsISO(s) {
		return 0
	}
	i := 19
	for i < len(s) && (ascii.IsDigit(s[i]) || bytes.IndexByte([]byte(".,+:Z-"), s[i]) >= 0) {
		i++
	}
	if s[10] == 'T' && len(s) > 19 && s[19] == ',' { // dmesg --time-format iso: one blank, a second is the text's own
		p.Kernel = true
		return skipBlank(s, i, 1)
	}
	i = skipBlank(s, i, 2)
	return i + kernelTag(s[i:], p)
}

// beginsISO tells "2023-03-20T05:33:33" by its marks, year and hour.
func beginsISO(s []byte) bool {
	return len(s) >= 19 && s[4] == s[7] && (s[4] == '-' || s[4] == '/') && (s[10] == 'T' || s[10] == ' ') && s[13] == ':' && s[16] == ':' &&
		ascii.AllDigits(s[:4]) && ascii.AllDigits(s[11:13])
}

// syslogClock reads "Nov 20 04:09:41 host kernel: " and "Nov 20 04:09:41.123456
// host kernel: ".
func syslogClock(s []byte, p *Prefix) int {
	if !beginsSyslog(s) {
		return 0
	}
	i := 15
	for i < len(s) && (ascii.IsDigit(s[i]) || s[i] == '.') {
		i++
	}
	i = skipBlank(s, i, 2)
	if n := kernelTag(s[i:], p); n > 0 {
		return i + n
	}
	if j := bytes.IndexByte(s[i:], ' '); j > 0 && j < 64 && i+j+1 < len(s) && s[i+j+1] == '[' {
		return i + j + 1 // a host name and a printk stamp
	}
	return i
}

// beginsSyslog tells "Nov 20 04:09:41" by its month and marks.
func beginsSyslog(s []byte) bool {
	return len(s) >= 16 && ascii.IsLetter(s[0]) && s[3] == ' ' && s[6] == ' ' && s[9] == ':' && s[12] == ':' && bytes.Contains(months, s[:3])
}

var months = []byte("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec ")

// kernelTag reads "host kernel: " and "kernel: ". No host is called #: that is a headline.
func kernelTag(s []byte, _ *Prefix) int {
	const tag = "kernel: "
	if bytes.HasPrefix(s, []byte(tag)) {
		return len(tag)
	}
	host := bytes.IndexByte(s[:min(len(s), 64)], ' ')
	if host > 0 && s[0] != '#' && bytes.HasPrefix(s[host+1:], []byte(tag)) {
		return host + 1 + len(tag)
	}
	return 0
}

// dmesgFacility reads "kern  :emerg : " (dmesg -x).
func dmesgFacility(s []byte, p *Prefix) int {
	if len(s) < 15 || s[6] != ':' || s[13] != ':' || !bytes.HasPrefix(s, []byte("kern  ")) {
		return 0
	}
	name := bytes.TrimRight(s[7:13], " ")
	for n, l := range [...]string{"emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"} {
		if string(name) == l {
			p.Level, p.Kernel = int8(n), true
			return skipBlank(s, 14, 1)
		}
	}
	return 0
}

// levelWord reads " EMERG: ", how XenServer's crash dump analyser prints the level
// behind the time, right-aligned.
func levelWord(s []byte, p *Prefix) int {
	if len(s) < 8 || s[0] != ' ' || s[6] != ':' || s[7] != ' ' {
		return 0
	}
	name := bytes.TrimLeft(s[:6], " ")
	for n, l := range [...]string{"EMERG", "ALERT", "CRIT", "ERR", "WARN", "NOTICE", "INFO", "DEBUG"} {
		if string(name) == l {
			p.Level, p.Kernel = int8(n), true
			return 8
		}
	}
	return 0
}

// vendorTask reads "c0 1 (swapper/0) ": the CPU, the task and its name, which kernels of
// telephones put behind the time.
func vendorTask(s []byte, p *Prefix) int {
	if len(s) < 8 || s[0] != 'c' || !ascii.IsDigit(s[1]) {
		return 0
	}
	_, n := decimal(s[1:], 3)
	if i := 1 + n; i < len(s) && s[i] == ' ' {
		pid, digits := decimal(s[i+1:], 8)
		i += 1 + digits
		if end := bytes.IndexByte(s[i:min(len(s), i+24)], ')'); digits > 0 && bytes.HasPrefix(s[i:], []byte(" (")) && end > 0 {
			p.Caller = taskCaller(int(pid))
			return skipBlank(s, i+end+1, 1)
		}
	}
	return 0
}

// plainClock reads "04:09:41 " and "04:09:41.123456 ".
func plainClock(s []byte, _ *Prefix) int {
	if len(s) < 10 || s[2] != ':' || s[5] != ':' || !ascii.AllDigits(s[:2]) || !ascii.AllDigits(s[3:5]) || !ascii.AllDigits(s[6:8]) {
		return 0
	}
	i := 8
	for i < len(s) && (ascii.IsDigit(s[i]) || s[i] == '.') {
		i++
	}
	if i >= len(s) || s[i] != ' ' {
		return 0
	}
	return skipBlank(s, i, 2)
}

// logcat reads "11-20 04:09:41.123  root     0     0 E KERNEL  : " and the
// kernel's lines of logd, which have no tag: "11-20 04:09:41.123     0     0 W         : ".
func logcat(s []byte, _ *Prefix) int {
	if len(s) < 24 || s[2] != '-' || s[5] != ' ' || s[8] != ':' || !ascii.AllDigits(s[:2]) {
		return 0
	}
	head := s[:min(len(s), 72)]
	for _, tag := range [...]string{"KERNEL", "kernel"} {
		if i := bytes.Index(head, []byte(tag)); i > 0 {
			if j := bytes.IndexByte(head[i:], ':'); j >= 0 {
				return skipBlank(s, i+j+1, 1)
			}
		}
	}
	who := bytes.Fields(head[min(len(head), 19):])
	if len(who) > 3 && string(who[0]) == "0" && string(who[1]) == "0" && len(who[2]) == 1 && string(who[3]) == ":" {
		return skipBlank(s, bytes.Index(s, []byte(" : "))+2, 1)
	}
	return 0
}

// holdsClock finds hh:mm:ss in s.
func holdsClock(s []byte) bool {
	for i := 2; i+5 < len(s); i++ {
		if s[i] == ':' && s[i+3] == ':' && ascii.IsDigit(s[i-1]) && ascii.IsDigit(s[i+1]) && ascii.IsDigit(s[i+4]) {
			return true
		}
	}
	return false
}

func skipBlank(s []byte, i, most int) int {
	for ; most > 0 && i < len(s) && s[i] == ' '; most-- {
		i++
	}
	return i
}
