//go:build unix

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

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
	d.sees("which port?", "take up demo again, left")
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
