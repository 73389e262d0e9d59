package headless

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/config"
)

func TestWatchFlags(t *testing.T) {
	cmd, err := config.Parse(strings.Fields("watch p --json --expect a --expect b --fail-on c --timeout 90s --send x --no-raw --fail-on-crash"))
	if err != nil {
		t.Fatal(err)
	}
	opt, err := WatchFlags(&cmd, io.Discard, io.Discard)
	if err != nil || opt.Format != JSON || len(opt.Expect) != 2 || len(opt.FailOn) != 1 || opt.Timeout != 90*time.Second ||
		len(opt.Send) != 1 || !opt.NoRaw || !opt.FailOnCrash {
		t.Errorf("%+v %v", opt, err)
	}
}

func TestLocateWantsFilesThatAreThere(t *testing.T) {
	if r, err := Locate(config.Settings{}); r != nil || err != nil {
		t.Errorf("without files: %v", err)
	}
	missing := filepath.Join(t.TempDir(), "vmlinux")
	if _, err := Locate(config.Settings{Vmlinux: missing}); err == nil || !strings.Contains(err.Error(), missing) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(missing, []byte("not an ELF file"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Locate(config.Settings{Vmlinux: missing})
	if err != nil {
		t.Fatal(err)
	}
	b := crashed(1, 1, false)
	if c := r(b.Crashes[0]); c.Class != "gpf" {
		t.Errorf("the crash was lost over damaged symbols: %+v", c)
	}
}
