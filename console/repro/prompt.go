package repro

import (
	"bytes"
	"regexp"
	"strings"

	"oopscope/parse/printk"
	"oopscope/parse/regex"
)

// What a console asks. They are looked for in the unfinished last line, which is where
// somebody is waited for.
var (
	asksLogin    = regex.Of(`(?i)\blogin:\s*$`)
	asksPassword = regex.Of(`(?i)\bpassword:\s*$`)
	asksEnter    = regex.Of(`(?i)press enter to activate`)                  // BusyBox's init, askfirst
	asksLoader   = regex.Of(`(^|\s)=> $|^(U-Boot|grub|BIOS)> ?$|^barebox@`) // and Enter would repeat its last command
	mayBeStopped = regex.Of(`(?i)autoboot|any key`)                         // by an Enter
)

// longestPrompt is what a prompt may have; longer ones are no prompt.
const longestPrompt = 256

// echoed is how much of a command is looked for in its echo.
const echoed = 8

// lastLine is what stands on the unfinished line of a terminal: escapes taken off, and
// what a carriage return wrote over.
func lastLine(partial []byte) string {
	text := bytes.TrimRight(printk.Scrub(nil, partial), "\r")
	if i := bytes.LastIndexByte(text, '\r'); i >= 0 {
		text = text[i+1:]
	}
	if len(text) > longestPrompt {
		return ""
	}
	return string(text)
}

// A prompt is how the shell's is recognized: by a pattern that a person gave, or by what
// it was when it was learnt, in which numbers may change.
type prompt struct {
	pattern *regexp.Regexp
	shape   string
}

func (p *prompt) known() bool { return p.pattern != nil || p.shape != "" }

// is reports whether an unfinished line is the prompt and nothing else.
func (p *prompt) is(line string) bool {
	if p.pattern != nil && line != "" && p.pattern.MatchString(line) {
		return true
	}
	return p.pattern == nil && p.shape != "" && shape(line) == p.shape
}

// begins reports whether a whole line begins with the prompt that was learnt and goes on
// with something else than what was typed: the kernel spoke at the prompt. Of an echo
// the beginning is enough, a shell breaks long ones.
func (p *prompt) begins(line, typed string) bool {
	rest, ok := strings.CutPrefix(shape(line), p.shape)
	echo := shape(typed)
	echo = echo[:min(len(echo), echoed)]
	rest = strings.TrimLeft(rest, " ")
	return ok && p.shape != "" && rest != "" && (echo == "" || !strings.HasPrefix(rest, echo))
}

// shape is a line with each of its numbers as one sign: times, counters and exit codes
// in a prompt change.
func shape(line string) string {
	var b strings.Builder
	number := false
	for _, r := range strings.TrimRight(line, " ") {
		digit := r >= '0' && r <= '9'
		switch {
		case !digit:
			b.WriteRune(r)
		case !number:
			b.WriteByte('#')
		}
		number = digit
	}
	return b.String()
}
