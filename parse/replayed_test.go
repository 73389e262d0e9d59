package parse_test

import (
	"bytes"
	"slices"
	"testing"

	"oopscope/parse"
)

// oneCrash are the captures of a single oops in a task, one a flavour.
func oneCrash(t *testing.T) (found []capture) {
	for _, c := range kernelCorpus(t) {
		if c.Kind == "bug" && len(bad(decode(c.log))) == 1 {
			found = append(found, c)
		}
	}
	if len(found) < 5 {
		t.Fatalf("only %d captures of one crash", len(found))
	}
	return found
}

// TestReplayed: what dmesg prints again on the console is no second crash, nor
// does it belong to the first, wherever its buffer begins.
func TestReplayed(t *testing.T) {
	for _, c := range oneCrash(t) {
		want := bad(decode(c.log))[0]
		ls := lines(c.log)
		upTo, from := bytes.Join(ls[:want.Last], nil), bytes.Join(slices.DeleteFunc(slices.Clone(ls[want.First+1:want.Last]), func(l []byte) bool {
			return !stampRE.Match(l) // the shell's own line is not in the kernel's buffer
		}), nil)
		command := []byte("~ # dmesg\r\n")
		for name, log := range map[string][]byte{
			"later":           slices.Concat(c.log, command, c.log),
			"at once":         slices.Concat(upTo, command, c.log),
			"from its middle": slices.Concat(upTo, command, from),
		} {
			got := bad(decode(log))
			if len(got) != 1 {
				t.Errorf("%s, dmesg %s: %d crashes", c.name, name, len(got))
			} else if want.Last-got[0].Last > 2 || got[0].Last-want.Last > 2 || got[0].Culprit != want.Culprit || !sameChain(got[0], want) {
				t.Errorf("%s, dmesg %s: lines %d-%d, chain %v", c.name, name, got[0].First, got[0].Last, clip(chainNames(got[0])))
			}
		}
	}
}

// TestResetInside: a boot loader in the middle of a dump ends it, however soon
// after power-on that was; the crash keeps what came and says what is missing.
func TestResetInside(t *testing.T) {
	loader := []byte("\r\n\r\nU-Boot SPL 2020.01-00001 (Jan 01 2020 - 00:00:00 +0000)\r\nTrying to boot from MMC1\r\n\r\n" +
		"U-Boot 2020.01 (Jan 01 2020 - 00:00:00 +0000)\r\n[    0.000000] Linux version 6.1.0\r\n[    0.100000] printk: console [ttyS0] enabled\r\n")
	for _, c := range oneCrash(t) {
		whole := bad(decode(c.log))[0]
		ls := lines(c.log)
		for kept := 2; kept < whole.Last-whole.First; kept += 5 {
			cut := whole.First - 1 + kept
			got := decode(slices.Concat(bytes.Join(ls[:cut], nil), ls[cut][:len(ls[cut])/2], loader))
			crashes := bad(got)
			switch {
			case len(crashes) != 1 || slices.ContainsFunc(got, isReset):
				t.Errorf("%s, reset after %d lines: %d crashes of %d reports", c.name, kept, len(crashes), len(got))
			case crashes[0].Class != whole.Class || crashes[0].Aftermath != "rebooting" || crashes[0].Quality.Complete:
				t.Errorf("%s, reset after %d lines: %s, %s, %+v", c.name, kept, crashes[0].Class, crashes[0].Aftermath, crashes[0].Quality)
			}
		}
	}
}

func isReset(c *parse.Crash) bool { return c.Class == "reset" }

// A report that came to its end is whole, though the next boot comes soon: the machine was
// told to restart, as test rigs do. A reset without a word may have cut off what follows it.
func TestARestartBehindAReport(t *testing.T) {
	log := bytes.Join([][]byte{
		[]byte("[   10.000000] ------------[ cut here ]------------"),
		[]byte("[   10.000001] WARNING: CPU: 0 PID: 1 at drivers/x.c:1 x_probe+0x1/0x2"),
		[]byte("[   10.000002] CPU: 0 PID: 1 Comm: a Not tainted 6.1.0 #1"),
		[]byte("[   10.000003] Call Trace:"),
		[]byte("[   10.000004]  x_probe+0x1/0x2"),
		[]byte("[   10.000005] ---[ end trace 0000000000000000 ]---"), nil,
	}, []byte("\r\n"))
	again := []byte("[    0.000000] Linux version 6.1.0\r\n[    0.100000] printk: console [ttyS0] enabled\r\n")
	for told, want := range map[string]bool{"[   12.000000] reboot: Restarting system\r\n": true, "": false} {
		got := bad(decode(slices.Concat(log, []byte(told), again)))
		if len(got) != 1 || got[0].Quality.Complete != want || (got[0].Aftermath == "rebooting") == want {
			t.Errorf("%q: %+v, %s", told, got[0].Quality, got[0].Aftermath)
		}
	}
}

// TestDeathPrintedTwice: a dying kernel that takes the console over from the thread that
// prints (5.10 with PREEMPT_RT) begins its report anew. It died once.
func TestDeathPrintedTwice(t *testing.T) {
	tried := 0
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		if want.Dump.DieLine == 0 || !want.HasTime {
			continue
		}
		tried++
		last := want.Chain[len(want.Chain)-1].Line
		twice := slices.Concat(ls[:last], ls[want.Dump.DieLine-1:])
		got := bad(decode(bytes.Join(twice, nil)))
		if len(got) != 1 || got[0].Title != want.Title {
			t.Errorf("%s: %d crashes, %s", c.name, len(got), got[0].Title)
		}
	}
	if tried < 5 {
		t.Fatalf("%d deaths with a number and a time", tried)
	}
}

// TestABootThatWasCutIsNoWitness: a session that ended while the board started, and another
// one that adds to the same record, in which it crashes as it did before: to the microsecond,
// as a board that is played, or simulated, does.
func TestABootThatWasCutIsNoWitness(t *testing.T) {
	for _, c := range oneCrash(t) {
		boot := c.log
		if !bytes.Contains(boot, []byte("Linux version ")) { // else it is not to be seen where the board starts
			boot = slices.Concat([]byte("[    0.000000] Linux version 6.1.0 (b@c) (gcc) #1 SMP\r\n"), boot)
		}
		ls, stamped := lines(boot), 0
		for i, l := range ls {
			if !stampRE.Match(l) || bytes.Contains(l, []byte("    0.000000]")) {
				continue
			}
			if stamped++; stamped > 4 {
				break
			}
			cut := bytes.Join(ls[:i], nil)
			for _, n := range []int{16, len(l) / 2, len(l) - 2, len(l)} {
				log := slices.Concat(boot, cut, l[:min(n, len(l))], boot)
				if got := bad(decode(log)); len(got) != 2 || got[0].Title != got[1].Title {
					var titles []string
					for _, g := range got {
						titles = append(titles, g.Title)
					}
					t.Errorf("%s, cut behind %q: %q", c.name, l[:min(n, len(l))], titles)
				}
			}
		}
	}
}
