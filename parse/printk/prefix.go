// Package printk reads one line of a kernel's console: it takes terminal control
// out of it and tells what stands before its text, which is printk's own time,
// level and caller (kernel/printk/printk.c) and whatever loggers put around them.
// It keeps nothing from one line to the next.
package printk

import (
	"bytes"
	"strconv"

	"oopscope/parse/ascii"
)

// A Prefix is what stands before the text of a console line: the printk time
// stamp, level and caller, and whatever loggers put in front of them.
type Prefix struct {
	Text   int    // offset of the text in the line
	Micro  int64  // printk time in microseconds, -1 when there is none
	Level  int8   // syslog level 0…7, -1 when there is none
	Caller Caller // 0 when there is none
	Kernel bool   // some prefix of the kernel's own was there: a time or a level
	Record bool   // it is a record of /dev/kmsg or extended netconsole, whose dictionary may follow
}

// A Caller is the context that CONFIG_PRINTK_CALLER prints: "T1726" is task
// 1726, "C0" is CPU 0 in an interrupt. Zero is "not printed".
type Caller int32

func taskCaller(pid int) Caller { return Caller(pid + 1) }
func cpuCaller(cpu int) Caller  { return Caller(-cpu - 1) }

// IsCPU reports whether a CPU printed the line that was not in a task.
func (c Caller) IsCPU() bool { return c < 0 }

// String is the caller as printk writes it, "" when it was not printed.
func (c Caller) String() string {
	switch {
	case c > 0:
		return "T" + strconv.Itoa(int(c)-1)
	case c < 0:
		return "C" + strconv.Itoa(-int(c)-1)
	}
	return ""
}

// Read finds where the text of a clean line begins. Loggers nest (syslog around
// dmesg around printk), so their readers run until none fits.
func Read(s []byte) Prefix {
	p := Prefix{Micro: -1, Level: -1}
	if readStamp(s, &p) { // "[    3.813005] 8<--- cut here ---": nearly every line
		if p.Text < len(s) && (s[p.Text] == '<' || ascii.IsDigit(s[p.Text]) || s[p.Text] == '[') {
			readLogger(s, &p)
		}
		p.Text += kernelTag(s[p.Text:], nil) // journalctl -o short-monotonic
		if p.Text < len(s) && (s[p.Text] == ' ' || s[p.Text] == 'c') {
			p.Text += levelWord(s[p.Text:], &p) + vendorTask(s[p.Text:], &p)
		}
		return p
	}
	if !readCutStamp(s, &p) {
		p.Text += openTick(s)
		p.Text += wallTag(s[p.Text:])
	}
	for round := 0; round < 8 && p.Text < len(s); round++ {
		if !readLevel(s, &p) && !readStamp(s, &p) && !readLogger(s, &p) {
			break
		}
	}
	if p.Micro < 0 {
		readEmbeddedStamp(s, &p)
	}
	return p
}

// readCutStamp takes a stamp at the line's beginning that has lost its first bracket, as
// it does to those who mark a log with a mouse: "6480.144035] ".
func readCutStamp(s []byte, p *Prefix) bool {
	sec, n := decimal(s, 12)
	if n == 0 || len(s) < n+9 || s[n] != '.' || s[n+7] != ']' || s[n+8] != ' ' || !ascii.AllDigits(s[n+1:n+7]) {
		return false
	}
	frac, _ := decimal(s[n+1:], 6)
	p.Micro, p.Kernel, p.Text = sec*1e6+frac, true, n+9
	return true
}

// openTick is the length of the mark with which a person began a piece of code that ends in
// another line, in Markdown: the line is a log's. What one line holds is prose.
func openTick(s []byte) int {
	if len(s) < 2 || s[0] != '`' || bytes.IndexByte(s[1:], '`') >= 0 {
		return 0
	}
	return 1
}

// wallTag is the length of what rsyslog puts in front of a line that it writes to all
// terminals, " kernel:" without a blank behind it.
func wallTag(s []byte) int {
	const tag = "kernel:"
	at := skipBlank(s, 0, 1)
	if !bytes.HasPrefix(s[at:], []byte(tag)) || len(s) == at+len(tag) || s[at+len(tag)] == ' ' {
		return 0
	}
	return at + len(tag)
}

// TimeOf is the printk time that Read finds, -1 when there is none.
func TimeOf(s []byte) int64 {
	if micro, _, ok := stampAt(s, 0); ok {
		return micro
	}
	return Read(s).Micro
}

// readStamp takes "[  942.541300] " with an optional glued "[ T1726]".
func readStamp(s []byte, p *Prefix) bool {
	if p.Micro >= 0 {
		return false
	}
	micro, i, ok := stampAt(s, p.Text)
	if !ok {
		return false
	}
	p.Micro, p.Kernel = micro, true
	if i < len(s) && s[i] == '[' {
		if c, j, ok := callerAt(s, i); ok {
			p.Caller, i = c, j
		}
	}
	if i < len(s) && s[i] == ' ' { // exactly one blank follows; more are the text's own
		i++
		if i < len(s) && s[i] == '[' { // dmesg prints the caller behind one: "[    3.078160] [      T0] "
			if c, j, ok := callerAt(s, i); ok && j < len(s) && s[j] == ' ' {
				p.Caller, i = c, j+1
			}
		}
	}
	p.Text = i
	return true
}

// stampAt reads a printk time stamp at i and returns the index behind "]".
func stampAt(s []byte, i int) (micro int64, next int, ok bool) {
	if i >= len(s) || s[i] != '[' {
		return 0, 0, false
	}
	i++
	for i < len(s) && s[i] == ' ' {
		i++
	}
	sec, n := decimal(s[i:], 12)
	i += n
	if n == 0 || i >= len(s) || s[i] != '.' {
		return 0, 0, false
	}
	i++
	frac, m := decimal(s[i:], 6)
	i += m
	if i < len(s) && s[i] != ']' {
		i += behindTime(s[i:])
	}
	if m < 3 || i >= len(s) || s[i] != ']' { // dmesg prints 6 digits, some loggers 3
		return 0, 0, false
	}
	for ; m < 6; m++ {
		frac *= 10
	}
	return sec*1e6 + frac, i + 1, true
}

// behindTime is the length of what may stand between the time and its bracket.
func behindTime(s []byte) int {
	switch {
	case len(s) > 1 && s[0] == ' ' && s[1] == ']': // "[ 406.829178 ]": people who type logs off
		return 1
	case len(s) > 2 && s[0] == ',' && ascii.IsHexDigit(s[1]) && s[2] == ']': // "[86735.029485,3]": the CPU, on phones of one vendor
		return 2
	case len(s) > 2 && s[0] == '@' && ascii.IsDigit(s[1]) && s[2] == ']': // "[   34.356517@3]": the same, on boxes of another
		return 2
	}
	return 0
}

// decimal reads the digits that s begins with, most of them at most.
func decimal(s []byte, most int) (v int64, digits int) {
	for _, c := range s[:min(len(s), most)] {
		if !ascii.IsDigit(c) {
			break
		}
		v, digits = v*10+int64(c-'0'), digits+1
	}
	return v, digits
}

// callerAt reads "[ T1726]" or "[    C0]"; other bracketed words of the same
// place (7.0 prints comm there) are skipped as part of the prefix.
func callerAt(s []byte, i int) (Caller, int, bool) {
	end := bytes.IndexByte(s[i:], ']')
	if end < 0 || end > 24 {
		return 0, 0, false
	}
	body := bytes.TrimLeft(s[i+1:i+end], " ")
	next := i + end + 1
	if len(body) < 2 || (body[0] != 'T' && body[0] != 'C') {
		return 0, 0, false
	}
	n := 0
	for _, c := range body[1:] {
		if !ascii.IsDigit(c) || n > 1<<24 {
			return 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	if body[0] == 'T' {
		return taskCaller(n), next, true
	}
	return cpuCaller(n), next, true
}

// readLevel takes "<4>" and "<04>"; the facility above bit 3 is dropped.
func readLevel(s []byte, p *Prefix) bool {
	i := p.Text
	if i+2 >= len(s) || s[i] != '<' {
		return false
	}
	n, digits := decimal(s[i+1:], 3)
	j := i + 1 + digits
	if digits == 0 || j >= len(s) || s[j] != '>' {
		return false
	}
	p.Level, p.Text, p.Kernel = int8(n&7), j+1, true
	if _, _, ok := stampAt(s, j+2); ok && s[j+1] == ' ' { // "<4> [88.829] ", the graphics drivers' test farm
		p.Text = j + 2
	}
	return true
}

// readEmbeddedStamp finds a printk stamp behind foreign text on the same line:
// "# [    4.200000] BUG: …" after a shell prompt, "login: [   12.000000] …".
func readEmbeddedStamp(s []byte, p *Prefix) {
	const reach = 200
	tail := s[p.Text:]
	if len(tail) > reach {
		tail = tail[:reach]
	}
	for i := 0; i < len(tail); {
		j := bytes.IndexByte(tail[i:], '[')
		if j < 0 {
			return
		}
		i += j
		if six := sixDigitStamp(s, p.Text+i); six {
			if grepped(tail[:i]) || assigned(tail[:i]) {
				return
			}
			p.Text += i
			readStamp(s, p)
			return
		}
		i++
	}
}

// assigned tells the beginning of a string that a program's source gives to a variable or
// a function, where nobody's log is:
//
//	testLog = "<4>[12345.678901] Out of memory: Kill process 1234 (sh) score 1000"
func assigned(before []byte) bool {
	if at := bytes.LastIndexByte(before, '<'); at > 0 && bytes.HasSuffix(before, []byte{'>'}) && len(before)-at <= 5 {
		before = before[:at] // printk's level
	}
	n := len(before) - 1
	if n < 1 || before[n] != '"' && before[n] != '\'' && before[n] != '`' {
		return false
	}
	code := bytes.TrimRight(before[:n], " ")
	return len(code) > 0 && (code[len(code)-1] == '(' || len(code) < n && code[len(code)-1] == '=')
}

// grepped tells the name of a file in which grep found the line: what it says
// happened at another time, maybe to another machine.
//
//	/var/log/kern.log:812:[   12.000101] Internal error: Oops - BUG: 0 [#1] SMP ARM
func grepped(before []byte) bool {
	word := before[bytes.LastIndexAny(before, " \t")+1:]
	n := len(word)
	return n > 1 && word[n-1] == ':' && bytes.ContainsAny(word, "./")
}

// sixDigitStamp is strict, for places where a stamp is not expected: six
// fraction digits and five columns of seconds, as printk prints them.
func sixDigitStamp(s []byte, i int) bool {
	_, next, ok := stampAt(s, i)
	return ok && next-i >= 14 && s[next-8] == '.'
}

// SecondStamp returns the offset of a further printk stamp in a text, at or behind
// from, and -1 when there is none: two
// CPUs wrote into one line ("[    1.0] foo [    1.1] bar").
func SecondStamp(s []byte, from int) int {
	for i := from; i < len(s); {
		j := bytes.IndexByte(s[i:], '[')
		if j < 0 {
			return -1
		}
		i += j
		if sixDigitStamp(s, i) {
			return i
		}
		i++
	}
	return -1
}
