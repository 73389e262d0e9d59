package headless

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/console/config"
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

// TestWhatIsUnusualBeforeIt: a report tells what of the lines before the crash other boots
// of the capture do not say, in every form.
func TestWhatIsUnusualBeforeIt(t *testing.T) {
	boot := "[    0.000000] Linux version 6.1.0 (b@c) (gcc 12) #1 SMP today\n[    1.000000] eth0: link up\n"
	log := filepath.Join(t.TempDir(), "a.log")
	oops := "[    2.000000] Oops: 0000 [#1] SMP\n[    2.000001] RIP: 0010:f+0x5/0x20\n[    2.000002] ---[ end trace 0 ]---\n"
	if err := os.WriteFile(log, []byte(boot+boot+"[    1.500000] thermal zone0: 99 C\n"+oops+boot), 0o600); err != nil {
		t.Fatal(err)
	}
	for form, want := range map[string]string{
		"text":     "Unusual before it\n  line 5: thermal zone0: 99 C\n      new: in none of 2 boots without this crash\n",
		"markdown": "## Unusual before it\n\n```text\nline 5: thermal zone0: 99 C\n    new: in none of 2 boots without this crash\n```\n",
		"html":     "line 5: thermal zone0: 99 C",
		"json":     `"before":[{"line":5,"text":"thermal zone0: 99 C","kind":"new","boots":0,"of":2,"alike":0,"of_alike":0}]`,
	} {
		var out, errs bytes.Buffer
		if status := Report(log, ReportOptions{Form: form, Out: &out, Err: &errs}); status != Done || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %d, %s, lacks %q:\n%s", form, status, errs.String(), want, out.String())
		}
	}
}

// TestEveryFormIsOffered: what --as takes is what help, completions and the manual list.
func TestEveryFormIsOffered(t *testing.T) {
	i := slices.IndexFunc(config.Flags, func(f config.Flag) bool { return f.Name == "as" })
	offered := slices.Sorted(slices.Values(strings.Fields(config.Flags[i].Words)))
	if taken := slices.Sorted(maps.Keys(forms)); !slices.Equal(taken, offered) {
		t.Errorf("taken %q, offered %q", taken, offered)
	}
}
