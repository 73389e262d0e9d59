package compare

import (
	"strconv"
	"strings"

	"oopscope/parse/schema"
	"oopscope/parse/trouble"
)

// fact is what a boot says of the machine and the kernel.
type fact struct{ kind, value string }

// How lines begin that say such things: init/version.c, init/main.c, drivers/of/fdt.c and
// others, drivers/firmware/dmi_scan.c.
const (
	saysBanner  = "Linux version "
	saysCommand = "Kernel command line: "
)

var (
	saysMachine = []string{"Machine model: ", "DMI: ", "Hardware name: "}
	stated      = append([]string{saysBanner, saysCommand}, saysMachine...)
)

// state notes what a line says of kernel, machine, command line and configuration, and
// reports whether it says that.
func (r *Reading) state(at schema.Place, text string) bool {
	if rest, ok := strings.CutPrefix(text, saysBanner); ok {
		for _, f := range banner(rest) {
			r.fact(f.kind, f.value, at)
		}
		return true
	}
	if rest, ok := strings.CutPrefix(text, saysCommand); ok {
		for _, word := range strings.Fields(rest) {
			r.fact("command line", word, at)
		}
		return true
	}
	for _, begin := range saysMachine {
		if rest, ok := strings.CutPrefix(text, begin); ok && !strings.HasPrefix(rest, "Memory slots ") {
			r.fact("machine", rest, at)
			return true
		}
	}
	return r.option(at, text)
}

// option notes a line of a printed configuration, as in /proc/config.gz.
func (r *Reading) option(at schema.Place, text string) bool {
	option, isSet := strings.CutPrefix(text, "CONFIG_")
	if name, unset := strings.CutSuffix(text, " is not set"); unset {
		option, isSet = strings.CutPrefix(name, "# CONFIG_")
	} else if !strings.Contains(option, "=") {
		return false
	}
	if name, _, _ := strings.Cut(option, "="); !isSet || strings.Contains(name, " ") {
		return false
	}
	r.fact("configuration", text, at)
	return true
}

// fact counts what a boot says.
func (r *Reading) fact(kind, value string, at schema.Place) {
	f := fact{kind, printable(value)}
	if r.side.facts[f] == nil && len(r.side.facts) >= mostFacts {
		r.side.full = true
		return
	}
	see(r.side.facts, f, value, at).see(r.boot, 1)
}

// banner takes the line of a kernel's version apart:
// "6.1.0 (builder@host) (gcc (GCC) 12.2, GNU ld 2.40) #1 SMP date".
func banner(text string) (facts []fact) {
	release, rest, _ := strings.Cut(text, " ")
	facts = append(facts, fact{"kernel", release})
	for _, kind := range []string{"built by", "compiler"} {
		if n := bracketed(rest); n > 0 {
			facts = append(facts, fact{kind, rest[1 : n-1]})
			rest = strings.TrimLeft(rest[n:], " ")
		}
	}
	if rest != "" {
		facts = append(facts, fact{"build", rest})
	}
	return facts
}

// bracketed is how long the bracket is that the text begins with.
func bracketed(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			depth--
		}
		switch {
		case depth > 0:
		case i == 0:
			return 0
		default:
			return i + 1
		}
	}
	return 0
}

// call notes what an initcall or a probe took, which initcall_debug prints
// (init/main.c, drivers/base/dd.c): "initcall f+0x0/0x30 returned 0 after 812 usecs".
func (r *Reading) call(at schema.Place, text string) {
	if !strings.HasSuffix(text, " usecs") || !strings.HasPrefix(text, "initcall ") && !strings.HasPrefix(text, "probe of ") {
		return
	}
	what, rest, found := strings.Cut(text, " returned ")
	_, after, timed := strings.Cut(rest, " after ")
	micros, err := strconv.ParseInt(strings.TrimSuffix(after, " usecs"), 10, 64)
	if !found || !timed || err != nil || micros < 0 {
		return
	}
	if strings.HasPrefix(what, "initcall ") {
		what = trouble.Shape(what)
	}
	c := r.side.calls[what]
	if c == nil {
		if len(r.side.calls) >= mostFacts {
			r.side.full = true
			return
		}
		name, _, _ := strings.Cut(what, "+")
		c = &call{sign: sign{title: printable(name), at: at}}
		r.side.calls[what] = c
	}
	if len(c.micros) < mostTimes {
		c.micros = append(c.micros, micros)
	}
	c.see(r.boot, 1)
}
