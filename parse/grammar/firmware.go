package grammar

import (
	"strings"

	"oopscope/parse/ascii"
)

// CutLogger takes what firmware and hypervisors write in front of their lines, and
// into their frames, off a line of theirs:
//
//	E/TC:0 0  x0  0000000000000000 x1  0000000000000001   OP-TEE: level, core, thread
//	(XEN) [  812.1]    [<ffff82d080203a1c>] R do_domctl+0x4b1/0x1a90
//	(XEN)    [<00000a000020d0f8>] domain_build.c#handle_device+0x2cc/0x3f4 (LR)   a static function with its file
//	0: EL3: 0x4022a4c                                     TF-A: number and level of a frame
func CutLogger(t string) string {
	if rest, ok := strings.CutPrefix(t, "(XEN) "); ok {
		if stamp, behind, ok := strings.Cut(rest, "] "); ok && strings.HasPrefix(stamp, "[") && !strings.HasPrefix(stamp, "[<") {
			rest = behind
		}
		for _, found := range [...]string{">] R ", ">] S ", ">] F "} { // by the program counter, the stack, the frame pointer
			rest = strings.Replace(rest, found, ">] ", 1)
		}
		return withoutFile(rest)
	}
	if len(t) > 5 && t[1] == '/' && (t[2:4] == "TC" || t[2:4] == "LD") {
		if _, rest, ok := strings.Cut(t, " "); ok {
			if thread, behind, ok := strings.Cut(rest, " "); ok && (ascii.AllDigits(thread) || thread == "?") {
				return behind
			}
			return rest
		}
	}
	if _, frame, ok := strings.Cut(t, ": EL"); ok && len(t) < 40 && len(frame) > 3 && frame[1:3] == ": " {
		return " " + frame[3:]
	}
	return t
}

// withoutFile takes the file off the name of a static function.
func withoutFile(t string) string {
	at := strings.IndexByte(t, '#')
	if at < 0 || !strings.Contains(t[at:], "+0x") {
		return t
	}
	return t[:strings.LastIndexByte(t[:at], ' ')+1] + t[at+1:]
}
