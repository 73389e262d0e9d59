//go:build linux

package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// A record that came with a session file beside it, from a stranger perhaps, opens nothing
// before a person said so.
func TestAStrangersSession(t *testing.T) {
	t.Parallel()
	d := sit(t, 100, 30, "exec sh")
	record := d.home + "/from-a-stranger.log"
	socket, err := net.Listen("unix", d.home+"/their.sock")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	var opened atomic.Int32
	go func() {
		for {
			c, err := socket.Accept()
			if err != nil {
				return
			}
			opened.Add(1)
			defer c.Close()
		}
	}()
	for path, text := range map[string]string{record: "[    0.000000] Linux version 6.1.0\n", record + ".session": `{"v":1,"target":"unix:` + d.home + `/their.sock","flags":{"baud":"9600"},"saved":"2026-11-21T10:00:00Z","view":{}}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if status, _, errs := d.headless("--resume", record); status != 1 || !strings.Contains(errs, "would open unix:") {
		t.Errorf("without a terminal: %d, %s", status, errs)
	}
	d.runs("--resume " + record)
	d.sees("open unix:", "with --baud 9600", "Is that yours? (y/n)")
	d.keys("n", "Enter")
	d.sees("is not taken up")
	if opened.Load() > 0 {
		t.Error("it was opened all the same")
	}
	d.text("clear")
	d.keys("Enter")
	d.runs("--resume " + record)
	d.sees("Is that yours? (y/n)")
	d.keys("y", "Enter")
	d.sees("their.sock", "REC")
	waitFor(t, "the line to be opened", func() bool { return opened.Load() > 0 })
	d.ends()
}

// A session is taken up where it was left, also when it was killed: its record goes on,
// behind a gap, with the crashes, remarks, filter and place that it had.
func TestTakenUpAgain(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 40, "exec sh -m")
	d.runs("demo --speed 50")
	d.sees("crash 1/1", "boot 2")
	d.keys("C-t", "Escape")
	d.sees("NORMAL")
	d.keys("c", "m")
	d.sees("remark on line")
	d.text("it begins here")
	d.keys("Enter")
	d.sees("◆ it begins here", "crash 1 saved in")
	d.keys("f")
	d.text("shepherd")
	d.keys("Enter")
	d.sees("only shepherd")
	d.keys("t", "t")
	d.sees("host")
	record := one(t, d.home+"/state/oopscope/*.log")
	waitFor(t, "the state beside the record", func() bool {
		text, _ := os.ReadFile(record + ".session")
		return strings.Contains(string(text), `"times": 2`) && strings.Contains(string(text), "shepherd")
	})
	d.keys("C-z")
	d.sees("is suspended", "status")
	d.text("kill -9 %1; wait; clear")
	d.keys("Enter")
	before := len(contents(t, record))

	d.runs("--resume")
	d.sees("only shepherd", "crash ", "▸")
	hosts := regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3} \[`)
	d.until("times of the host", func(s string) bool { return hosts.MatchString(s) })
	d.keys("C-t", "Escape")
	d.sees("NORMAL")
	d.keys("Escape")
	d.until("all lines", func(s string) bool { return !strings.Contains(s, "only shepherd") })
	d.keys("'")
	d.sees("◆ it begins here")
	d.ends()
	if again := one(t, d.home+"/state/oopscope/*.log"); again != record || len(contents(t, record)) <= before {
		t.Errorf("the record %s became %s, of %d bytes", record, again, len(contents(t, record)))
	}
	if status, out, errs := oopscope(t, "", "verify", record); status != 0 {
		t.Errorf("verify: %d\n%s%s", status, out, errs)
	}

	d.runs("")
	d.sees("which port?", "take up demo", "left ")
	d.keys("G", "k", "Enter")
	d.sees("crash ", "REC")
	d.ends()
	if again := one(t, d.home+"/state/oopscope/*.log"); again != record {
		t.Errorf("the picker began %s", again)
	}

	os.WriteFile(record+".session", []byte(`{"v":1,"target":"demo\u001b[31m"}`), 0o600)
	d.runs("--resume")
	d.sees("no session is left to take up")
	os.WriteFile(filepath.Join(filepath.Dir(record), "x.log"), nil, 0o600)
	os.WriteFile(filepath.Join(filepath.Dir(record), "x.log.session"), []byte(`{"v":9,"target":"demo"}`), 0o600)
	d.runs("--resume " + filepath.Join(filepath.Dir(record), "x.log"))
	d.sees("is of a newer oopscope")
}
