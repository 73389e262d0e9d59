package headless

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoBundleForATerminal: it is told what to do instead.
func TestNoBundleForATerminal(t *testing.T) {
	log := filepath.Join(t.TempDir(), "a.log")
	if err := os.WriteFile(log, []byte("[    2.000000] Oops: 0000 [#1] SMP\n[    2.000001] RIP: 0010:f+0x5/0x20\n[    2.000002] ---[ end trace 0 ]---\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs, packed bytes.Buffer
	opt := ReportOptions{Form: "bundle", Out: &out, Err: &errs}
	if status := Report(log, opt); status != Failed || out.Len() > 0 || !strings.Contains(errs.String(), "name a file with -o") {
		t.Errorf("%d %q %q", status, out.String(), errs.String())
	}
	opt.Bytes = &packed
	if status := Report(log, opt); status != Done || !bytes.HasPrefix(packed.Bytes(), []byte("\x1f\x8b")) {
		t.Errorf("%d %q", status, packed.String())
	}
}
