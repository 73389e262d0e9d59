package triage

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// told reads a report and returns what was concluded, by rule.
func told(t *testing.T, log string) map[string]Finding {
	t.Helper()
	all := decode(parse.New(parse.Options{}), []byte(log))
	if len(all) == 0 {
		t.Fatal("no crash")
	}
	findings := map[string]Finding{}
	for _, f := range Triage(all[len(all)-1]) {
		findings[f.Rule] = f
	}
	return findings
}

// With panic_on_warn the report's own panic() prints the only call trace.
const warnedToDeath = `WARNING: CPU: 0 PID: 2587 at drivers/i2c/i2c-core-base.c:1848 __i2c_transfer+0x310/0x380
Kernel panic - not syncing: panic_on_warn set ...

CPU: 0 PID: 2587 Comm: probe Not tainted 4.17.0-rc1+ #11
Hardware name: ARM-Versatile Express
[<8011218c>] (unwind_backtrace) from [<8010e300>] (show_stack+0x18/0x1c)
[<8010e300>] (show_stack) from [<80b12478>] (dump_stack+0xa0/0xc0)
[<80b12478>] (dump_stack) from [<801349a8>] (panic+0x104/0x2cc)
[<801349a8>] (panic) from [<8013479c>] (warn_slowpath_fmt+0x0/0x5c)
Rebooting in 86400 seconds..
`

func TestAReportsOwnPanicIsNoEcho(t *testing.T) {
	f := told(t, warnedToDeath)
	if _, echo := f["panic-echo"]; echo {
		t.Error("the report that made the machine panic is called an echo of the panic")
	}
	warn, ok := f["warn-condition"]
	if !ok || !strings.Contains(warn.Text, "drivers/i2c/i2c-core-base.c:1848, in __i2c_transfer") {
		t.Errorf("the WARN() is told as %+v", warn)
	}
	if strings.Contains(warn.Text, "It says") || strings.Contains(warn.Next, "Nothing was killed") {
		t.Errorf("nobody says so: %+v", warn)
	}
	if after := f[afterwards]; !strings.Contains(after.Next, "Do not wait") {
		t.Errorf("a day of waiting is advised: %+v", after)
	}
}

func TestWhatAWarningSays(t *testing.T) {
	for line, want := range map[string]bool{
		"usb 2-1: BOGUS urb xfer, pipe 1 != type 3":                        true,
		"sysfs group 'power' not found for kobject '0-0011'":               true,
		"!buffer_uptodate(bh)":                                             true,
		"state=1 set at [<ffffffff81094815>] prepare_to_wait_event+0x75/0": true,
		"? filemap_map_pages+0x919/0x15d0":                                 false,
		"[<0000000000a31a4a>] ret_from_fork+0xa/0x40":                      false,
		"000003ff7fd03016 0000000001987568 0000000002824800":               false,
		"benchcrash(OE)":                   false,
		"Kernel panic - not syncing: ...":  false,
		"audit: type=1400 audit(15.4:8): ": false,
		"":                                 false,
	} {
		if spoken(line) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
}

// Out of memory means that a process was killed.
func TestAfterAnOOMKillSomethingIsGone(t *testing.T) {
	after := func(class string) (f draft) {
		goesOn(examine(&crash.Crash{Class: class, Severity: crash.Warning}), &f)
		return f
	}
	if f := after("oom"); strings.Contains(f.Text, "othing was killed") {
		t.Error(f.Text)
	}
	if f := after("lockdep"); strings.Contains(f.Next, "panic_on_warn") {
		t.Error("lockdep does not look at panic_on_warn: ", f.Next)
	}
}

// TestADriversComplaintIsNoWARN: what a driver calls a bug and prints with its stack comes
// out of no WARN(), and panic_on_warn does not stop at it.
func TestADriversComplaintIsNoWARN(t *testing.T) {
	f := told(t, `[   10.000000] BUG: pump lost its mind
[   10.000100] CPU: 0 PID: 82 Comm: sh Tainted: G           OE      6.1.0-50-amd64 #1
[   10.000101] Call Trace:
[   10.000102]  <TASK>
[   10.000103]  dump_stack_lvl+0x48/0x60
[   10.000104]  pump_check+0x24/0x30 [pump]
[   10.000105]  pump_open+0x24/0x30 [pump]
[   10.000106]  </TASK>
`)
	if said := f["warn-condition"]; strings.Contains(said.Text, "WARN") || !strings.Contains(said.Text, "pump_check [pump]") || !strings.Contains(said.Text, "BUG: pump lost its mind") {
		t.Errorf("%+v", said)
	}
	if said := f[afterwards]; strings.Contains(said.Next, "panic_on_warn") {
		t.Errorf("%+v", said)
	}
}

// TestAShiftIsNoIndex: both may be out of bounds, and the line with the value may be lost.
func TestAShiftIsNoIndex(t *testing.T) {
	const trace = "CPU: 1 PID: 196 Comm: sh Not tainted 6.14.0 #10\nCall Trace:\n <TASK>\n dump_stack_lvl+0x48/0x60\n __ubsan_handle_shift_out_of_bounds+0x15e/0x2f0\n pump_rate+0x24/0x30 [pump]\n </TASK>\n---[ end trace ]---\n"
	if f := told(t, "UBSAN: shift-out-of-bounds in drivers/pump/pump.c:57:13\n"+trace); f["array-index"].Text != "" || f["undefined-shift"].Text == "" {
		t.Errorf("%+v", f)
	}
	if f := told(t, "UBSAN: array-index-out-of-bounds in drivers/pump/pump.c:57:13\n"+trace); f["array-index"].Text == "" {
		t.Errorf("%+v", f)
	}
}
