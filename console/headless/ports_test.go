package headless

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/console/port"
)

func TestPorts(t *testing.T) {
	root := t.TempDir()
	m := port.System{Sys: filepath.Join(root, "sys"), Dev: filepath.Join(root, "dev"), Proc: filepath.Join(root, "proc")}
	device := filepath.Join(m.Sys, "devices", "serial8250")
	tty := filepath.Join(m.Sys, "class", "tty", "ttyS0")
	for _, dir := range []string{device, tty} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(device, filepath.Join(tty, "device")); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	if status := Ports(m, false, &out, &errs); status != Done || errs.String() != "" {
		t.Errorf("status %d, %s", status, errs.String())
	}
	rows := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(rows) != 2 || !strings.HasPrefix(rows[0], "DEVICE") || !strings.HasPrefix(rows[1], filepath.Join(m.Dev, "ttyS0")+"  ") {
		t.Errorf("%q", rows)
	}

	out.Reset()
	var line struct {
		V      int
		Device string
	}
	if status := Ports(m, true, &out, &errs); status != Done || json.Unmarshal([]byte(out.String()), &line) != nil || line.V != 1 || line.Device != filepath.Join(m.Dev, "ttyS0") {
		t.Errorf("status %d, %s", status, out.String())
	}

	out.Reset()
	os.RemoveAll(tty)
	if status := Ports(m, false, &out, &errs); status != Done || out.String() != "" || !strings.Contains(errs.String(), "no serial port") {
		t.Errorf("status %d, %q, %q", status, out.String(), errs.String())
	}
	if status := Ports(port.System{Sys: root + "/none"}, false, &out, &errs); status != Failed {
		t.Errorf("status %d without sysfs", status)
	}
}
