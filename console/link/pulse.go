package link

import (
	"fmt"
	"strings"
	"time"
)

// A Pulse is a sequence of modem lines being driven, which resets a board or has it
// boot another way.
type Pulse struct {
	Name  string
	Text  string // as a person wrote it
	Does  string // in words, "" for what it says itself
	Steps []Step
}

// A Step drives a modem line, or waits.
type Step struct {
	Line string // DTR or RTS, "" to wait
	On   bool
	Wait time.Duration
}

// KnownPulses are those of boards whose makers, or whose tools, settled how the lines
// are wired.
var KnownPulses = knownPulses()

func knownPulses() (all []Pulse) {
	for _, k := range []struct{ name, text, does string }{
		// RTS is on EN and DTR on IO0, through two transistors: esptool's reset.py.
		{"esp-reset", "dtr=0 rts=1 100ms rts=0", "ESP: reset"},
		{"esp-boot", "dtr=0 rts=1 100ms dtr=1 rts=0 50ms dtr=0", "ESP: into the boot loader"},
		// DTR is on NRST and RTS on BOOT0: stm32loader's usual wiring.
		{"stm32-reset", "rts=0 dtr=1 100ms dtr=0", "STM32: reset"},
		{"stm32-boot", "rts=1 dtr=1 100ms dtr=0 500ms rts=0", "STM32: into the system boot loader"},
		// RTS is on SYS_RESETN (P9_10) and DTR on S2 (SYS_BOOT2), each through an open
		// drain: a BeagleBone has no such lines on its console's header.
		{"bbb-reset", "dtr=0 rts=1 100ms rts=0", "BeagleBone: reset"},
		{"bbb-boot", "dtr=1 rts=1 100ms rts=0 500ms dtr=0", "BeagleBone: boot from SD (S2 held)"},
	} {
		p, err := steps(k.name, k.text)
		if err != nil {
			panic(err)
		}
		p.Does = k.does
		all = append(all, p)
	}
	return all
}

// longestPulse is how long all pauses of a pulse may take.
const longestPulse = 30 * time.Second

// ParsePulse reads the steps of a pulse, "rts=1 100ms rts=0", or the name of a known one.
func ParsePulse(name, text string) (Pulse, error) {
	for _, k := range KnownPulses {
		if strings.TrimSpace(text) == k.Name {
			return Pulse{Name: name, Text: text, Does: k.Does, Steps: k.Steps}, nil
		}
	}
	p, err := steps(name, text)
	if err != nil {
		err = fmt.Errorf("%w, or one of %s", err, knownNames())
	}
	return p, err
}

func steps(name, text string) (Pulse, error) {
	p := Pulse{Name: name, Text: text}
	whole := time.Duration(0)
	for word := range strings.FieldsSeq(text) {
		line, level, driven := strings.Cut(word, "=")
		line = strings.ToUpper(line)
		switch d, err := time.ParseDuration(word); {
		case driven && (line == DTR || line == RTS) && (level == "0" || level == "1"):
			p.Steps = append(p.Steps, Step{Line: line, On: level == "1"})
		case err == nil && d > 0:
			whole += d
			p.Steps = append(p.Steps, Step{Wait: d})
		default:
			return Pulse{}, fmt.Errorf("%q is no step of a pulse: give dtr=1, rts=0, or a time like 100ms", word)
		}
	}
	if len(p.Steps) == 0 || len(p.Steps) > 100 || whole > longestPulse {
		return Pulse{}, fmt.Errorf("%q is no pulse: give 1 to 100 steps like rts=1 100ms rts=0, %s in all at most", text, longestPulse)
	}
	return p, nil
}

func knownNames() string {
	var names []string
	for _, k := range KnownPulses {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}
