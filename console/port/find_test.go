package port

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Ports are found by what they are; what several are is an error that names them, what
// none is can be waited for.
func TestPortsAreFoundByWhatTheyAre(t *testing.T) {
	m := bench(t)
	for spec, want := range map[string]string{
		"0403:6001:A5XK3RJT": "ttyUSB10", "serial:A5XK3RJT": "ttyUSB10", "by-id:FT232R": "ttyUSB10",
	} {
		if got, err := m.find(spec, nil); err != nil || filepath.Base(got) != want {
			t.Errorf("%s is %q, %v", spec, got, err)
		}
	}
	if _, err := m.find("0403:6001", nil); err == nil || !strings.Contains(err.Error(), "ttyUSB2") || !strings.Contains(err.Error(), "ttyUSB10") {
		t.Errorf("two of a kind: %v", err)
	}
	for _, spec := range []string{"0403:6002", "serial:", "serial:x", "by-id:zzz", "new"} {
		_, err := m.find(spec, m.Devices())
		if device, ok := MayCome(spec, false, err); !errors.Is(err, fs.ErrNotExist) || !ok || device != spec {
			t.Errorf("%s: %v, to be waited for: %v", spec, err, ok)
		}
	}
	before := (*m.Devices())[1:]
	if got, err := m.find("new", &before); err != nil || got != (*m.Devices())[0] {
		t.Errorf("new is %q, %v", got, err)
	}
	time.Sleep(20 * time.Millisecond)
	late := m.Dev + "/ttyUSB2"
	os.Remove(late)
	os.WriteFile(late, nil, 0o600)
	if got, err := m.find("latest", nil); err != nil || got != late {
		t.Errorf("latest is %q, %v", got, err)
	}
	for _, spec := range []string{"/dev/ttyUSB0", "ttyUSB0", "tcp://0403:6001", "capture.log", "0403:60012", "C:file"} {
		if finds(spec) {
			t.Errorf("%q is taken for what a port is", spec)
		}
	}
	if i := (Info{Kind: KindSerial, Identity: "new"}); i.Device() != "" {
		t.Errorf("a node is looked for: %q", i.Device())
	}
}
