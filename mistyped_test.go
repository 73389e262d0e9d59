package main

import (
	"strings"
	"testing"

	"oopscope/console/headless"
)

// A command that is spelt wrong is no board to wait for, and the one that was meant is named.
func TestACommandSpeltWrongIsNamed(t *testing.T) {
	for args, want := range map[string]string{
		"scna x.log": "`oopscope scan`", "serv ttyUSB0": "`oopscope serve`", "prots": "`oopscope ports`", "list": "`oopscope ports`", "attach ttyUSB0": "`oopscope PORT`",
	} {
		status, _, errs := oopscope(t, "", strings.Fields(args)...)
		if status != headless.Usage || !strings.Contains(errs, want) {
			t.Errorf("%s: %d, %q; want %s", args, status, errs, want)
		}
	}
	if _, _, errs := oopscope(t, "", "mistyped_test.go"); strings.Contains(errs, "did you mean") {
		t.Errorf("a file that is there: %q", errs)
	}
}

func TestHelpOnACommand(t *testing.T) {
	for _, args := range []string{"help scan", "scan --help", "scan -h x.log"} {
		status, out, _ := oopscope(t, "", strings.Fields(args)...)
		if status != 0 || !strings.HasPrefix(out, "  oopscope scan FILE...") || !strings.Contains(out, "--sarif") || strings.Contains(out, "--baud") {
			t.Errorf("%s: %d\n%s", args, status, out)
		}
	}
	for _, args := range []string{"help", "-h", "help nosuch", "ttyUSB0 -h"} {
		if status, out, _ := oopscope(t, "", strings.Fields(args)...); status != 0 || !strings.Contains(out, "--baud") || !strings.Contains(out, "demo") {
			t.Errorf("%s: %d\n%s", args, status, out)
		}
	}
}
