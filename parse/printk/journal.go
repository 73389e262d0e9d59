package printk

import (
	"bytes"

	"oopscope/parse/ascii"
)

// foreignClock reads what journalctl puts in front of the kernel's text where it
// does not write as syslog does: months in the words of the locale, and -o
// short-unix, short-full and short-iso's zones. A host and "kernel: " follow.
//
//	Mär 20 04:09:41 board kernel:
//	20. März 04:09:41 board kernel:
//	1763608181.123456 board kernel:
//	Fri 2026-11-20 04:09:41 CET board kernel:
func foreignClock(s []byte, _ *Prefix) int {
	const tag, reach = " kernel: ", 112
	at := bytes.Index(s[:min(len(s), reach)], []byte(tag))
	if at < 0 {
		return 0
	}
	host := bytes.LastIndexByte(s[:at], ' ')
	if host < 0 || !isUnixTime(s[:host]) && !isForeignDate(s[:host]) {
		return 0
	}
	return at + len(tag)
}

// isUnixTime tells "1763608181.123456".
func isUnixTime(s []byte) bool {
	return len(s) == 17 && s[10] == '.' && ascii.AllDigits(s[:10]) && ascii.AllDigits(s[11:])
}

// isForeignDate tells a clock beside a date of at most three words, of which one is
// a day and the others are letters of any script: a month, a weekday, a zone.
func isForeignDate(s []byte) bool {
	days, clocks, words := 0, 0, 0
	for rest := s; len(rest) > 0; {
		var word []byte
		word, rest, _ = bytes.Cut(bytes.TrimLeft(rest, " "), []byte{' '})
		switch number, digits := decimal(word, 4); {
		case isClock(word):
			clocks++
		case isDay(word[digits:], number, digits), len(word) == 10 && word[4] == '-' && word[7] == '-' && ascii.AllDigits(word[:4]):
			days++
		case !isDateWord(word):
			return false
		}
		words++
	}
	return days == 1 && clocks == 1 && (words == 3 || words == 4)
}

// isClock tells "04:09:41" and "04:09:41.123456".
func isClock(s []byte) bool {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' || !ascii.AllDigits(s[:2]) || !ascii.AllDigits(s[3:5]) || !ascii.AllDigits(s[6:8]) {
		return false
	}
	return len(s) == 8 || s[8] == '.' && ascii.AllDigits(s[9:])
}

// isDay tells "20" and "20." of the number that a word begins with and what follows.
func isDay(behind []byte, number int64, digits int) bool {
	return digits > 0 && digits < 3 && number > 0 && number < 32 && (len(behind) == 0 || string(behind) == ".")
}

// isDateWord tells "März", "févr.", "11月" and "CET".
func isDateWord(s []byte) bool {
	_, digits := decimal(s, 2)
	name := bytes.TrimSuffix(s[digits:], []byte{'.'})
	for _, c := range name {
		if !ascii.IsLetter(c) && c < 0x80 {
			return false
		}
	}
	return len(name) > 0 && len(s) <= 20 && (digits == 0 || name[0] >= 0x80)
}

// syslogRecord reads what RFC 5424 puts behind the level of a message of the
// kernel: version, time, host, "kernel", two identifiers and structured data.
//
//	<4>1 2026-11-20T04:09:41.123456+01:00 board kernel - - [meta sequenceId="1"]
func syslogRecord(s []byte, p *Prefix) int {
	if p.Level < 0 || len(s) < 22 || s[0] != '1' || s[1] != ' ' || !beginsISO(s[2:]) {
		return 0
	}
	i := 2
	for field := range 5 { // time, host, who, process, message
		n := bytes.IndexByte(s[i:min(len(s), i+256)], ' ')
		if n <= 0 || field == 2 && string(s[i:i+n]) != "kernel" {
			return 0
		}
		i += n + 1
	}
	n := structuredData(s[i:])
	if n == 0 {
		return 0
	}
	return skipBlank(s, i+n, 1)
}

// structuredData returns how many bytes "-" or "[id name="value"]…" takes, 0 when
// neither stands there.
func structuredData(s []byte) int {
	if len(s) > 0 && s[0] == '-' {
		return 1
	}
	i, quoted := 0, false
	for i < len(s) && s[i] == '[' {
		for i++; i < len(s) && (quoted || s[i] != ']'); i++ {
			switch s[i] {
			case '\\':
				i++
			case '"':
				quoted = !quoted
			}
		}
		i++
	}
	if i > len(s) {
		return 0
	}
	return i
}
