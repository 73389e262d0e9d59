package parse

import (
	"fmt"
	"strconv"

	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/crash"
)

// A board that says nothing more prints no header: its last lines become a report.

// These stand for headers that nobody prints.
var (
	restarted = class.Restarted.Stand(class.Opens)
	silent    = class.Silent.Stand(class.Opens)
)

// stopped are the titles of a silence, behind which a call is named, and what is
// missing.
var stopped = map[boot.Reason]struct{ title, due string }{
	boot.Answer: {"the console stopped", "an answer to a line that was typed"},
	boot.Return: {"the console stopped", "the return of a call"},
	boot.Start:  {"nothing came from the kernel that was started", "the kernel's first word"},
	boot.Boot:   {"the console stopped inside the boot", "the rest of the boot"},
	boot.InitUp: {"nothing came behind the start of init", "a word of init"},
	boot.Stream: {"a steady stream broke off", "the rest of a steady stream"},
}

// clock is a time of the kernel as it prints it, "" for none.
func clock(micro int64) string {
	if micro < 0 {
		return ""
	}
	return fmt.Sprintf("%.6f s", float64(micro)/1e6)
}

// silenceIs is the header that a silence would have, and its lines: the last ones,
// and where a call began that is open.
func silenceIs(words string, open boot.Call, groups map[string]string, lines []crash.BodyLine) (class.Hit, []crash.BodyLine) {
	if open.Function != "" {
		words += fmt.Sprintf(" in %s()", open.Function)
		groups["open"], groups["line"], groups["clock"] = open.Function, strconv.Itoa(open.Line.N), clock(open.Line.Micro)
		if len(lines) > 0 && open.Line.N < lines[0].N {
			lines = append([]crash.BodyLine{open.Line}, lines...)
		}
	}
	groups["title"] = words
	return class.Hit{Matcher: silent, Groups: groups}, lines
}
