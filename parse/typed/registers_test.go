package typed

import (
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// lookAt is a crash of a pump at a place, with registers.
func (p pump) lookAt(function string, offset uint64, regs ...arch.Register) Look {
	sym := arch.Symbol{Function: function, Offset: offset, HasOffset: true}
	c := &crash.Crash{Arch: p.arch.Name, Dump: arch.Dump{Bits: p.bits, DieLine: 1, PC: sym, Registers: regs}}
	c.Chain = []arch.Frame{{Symbol: sym, Exact: true, Reliable: true}}
	at := symbol.Place{Function: function, Offset: offset, Exact: true}
	return Look{Crash: c, File: func(*arch.Frame) (File, symbol.Place) { return File{p.im, p.im}, at }}
}

// TestRegistersHoldVariablesAndSymbols looks at every instruction of a function
// and wants what its registers must hold at one at least.
func TestRegistersHoldVariablesAndSymbols(t *testing.T) {
	for _, module := range []string{"pump-amd64.ko", "stripped-amd64.ko", "stripped-arm64.ko", "stripped-s390x.ko"} {
		p := openPump(t, pumps+module)
		for function, want := range map[string]string{
			"pump_chain":    "p struct pump *",
			"big_crc":       "b struct big *",
			"pump_pp":       "pp struct pump **",
			"pump_pressure": "bank struct bank *",
		} {
			found := false
			for _, v := range p.lookAt(function, 0).Variables() {
				found = found || v.Name+" "+v.Type == want
			}
			if !found {
				t.Errorf("%s: at %s no register holds %s: %v", module, function, want, p.lookAt(function, 0).Variables())
			}
		}
		symbols := map[string]bool{}
		for offset := range uint64(0x120) {
			im, points := p.lookAt("pump_all", offset).Points()
			for _, at := range points {
				name := Named(im, at)
				symbols[name] = true
			}
		}
		if !symbols["pump_one"] {
			t.Errorf("%s: no register of pump_all holds pump_one: %v", module, symbols)
		}
	}
}

// TestEnumsHaveNames: by the bytes that the type has, whatever stands above them.
func TestEnumsHaveNames(t *testing.T) {
	p := openPump(t, pumps+"stripped-amd64.ko")
	state := p.im.Struct(0, "pump").Members()[1].Type
	for value, want := range map[uint64]string{4: "PUMP_RUNNING", 0xffffffff: "PUMP_BROKEN", 0xdead00000003: "PUMP_PRIMING", 77: ""} {
		k := looker{Look: p.lookAt("pump_chain", 0, arch.Register{Name: "RAX", Value: value})}
		if got := k.variable("RAX", "state", state).Value; got != want {
			t.Errorf("%#x is %q, want %q", value, got, want)
		}
	}
}
