//go:build unix

package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/console/ledger"
	"oopscope/parse"
)

// whose is in front of an oops: a log that tells who and where.
const whose = `[    0.000000] Linux version 6.1.0 (jane@build7) (gcc) #1 SMP Sat Nov 21 10:00:00 UTC 2026
[    0.100000] eth0: 6c:ec:eb:af:9c:6e 10.20.30.40
`

// TestReportOfACapture: one crash of a capture in every form, to the output and to a
// file, which is never written over.
func TestReportOfACapture(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	one, two := h.file("one.log", whose+oops), h.file("two.log", oops+whose+later("40"))
	for form, want := range map[string]string{
		"text": "\nAs printed\n", "mail": "\nSubject: [BUG] ", "markdown": "\n<details><summary>As printed (", "html": "<!DOCTYPE html>", "json": `{"v":2,`,
		"kcidb": `"major": 5`, "ureport": `"ureport_version": 2`,
	} {
		out, errs := h.runs(0, "report", one, "--as", form)
		if !strings.Contains(out, want) || !strings.Contains(out, "sensor_parse_header") || errs != "" {
			t.Errorf("%s: %s%s", form, out, errs)
		}
	}
	if out, _ := h.runs(0, "report", one); !strings.HasPrefix(out, "OOPS: ") && !strings.HasPrefix(out, "PANIC: ") {
		t.Errorf("text is not what comes without --as: %s", out)
	}
	_, errs := h.runs(2, "report", two)
	if !strings.Contains(errs, "has 2 crashes; say which one with --crash:\n    1  line 1: ") || !strings.Contains(errs, "\n    2  line ") {
		t.Errorf("not told what to choose from: %s", errs)
	}
	var r struct{ ID int }
	out, _ := h.runs(0, "report", two, "--crash", "2", "--as", "json")
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.ID != 2 {
		t.Errorf("%v: crash %d", err, r.ID)
	}
	page := filepath.Join(h.dir, "page.html")
	if out, _ := h.runs(0, "report", one, "--as=html", "-o", page); out != "" {
		t.Errorf("written to the file and to the output: %q", out)
	}
	first, err := os.ReadFile(page)
	if err != nil || !strings.HasSuffix(string(first), "</html>\n") {
		t.Errorf("%v: %.80q", err, first)
	}
	_, errs = h.runs(1, "report", two, "--crash=1", "-o", page)
	if again, _ := os.ReadFile(page); string(again) != string(first) || !strings.Contains(errs, "is there already and stays as it is; give another name") {
		t.Errorf("%s", errs)
	}
	if out, _ := h.runs(0, "report", one, "--section", "chain"); strings.Contains(out, "As printed") || !strings.Contains(out, "Call chain") {
		t.Errorf("one section: %s", out)
	}
}

// TestReportSaysWhatToDo: of everything that a person may ask wrongly.
func TestReportSaysWhatToDo(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	one, quiet := h.file("one.log", oops), h.file("quiet.log", "[    1.000000] all is well\n")
	for _, c := range []struct {
		status int
		args   string
		want   string
	}{
		{2, "", "report what? Name one saved crash"},
		{2, one + " " + quiet, "report what? Name one saved crash"},
		{2, one + " --as pdf", `--as "pdf": give `},
		{2, one + " --section colour", "give one of summary, why"},
		{2, one + " --as json --section why", "always whole"},
		{2, one + " --origin ci", "for --as kcidb"},
		{2, one + " --as kcidb --origin My-CI", "small letters"},
		{2, one + " --as kcidb --test 12", "with its origin"},
		{2, one + " --crash x", "give the id of a crash"},
		{2, one + " --crash 7", "has no crash 7; give one of these with --crash:"},
		{1, quiet, "no crash in "},
		{1, filepath.Join(h.dir, "gone"), "is the name right?"},
		{1, one + " -o " + filepath.Join(h.dir, "no", "where"), "give a place with -o where you may"},
	} {
		out, errs := h.runs(c.status, append([]string{"report"}, strings.Fields(c.args)...)...)
		if out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%s: %q %q, want %q", c.args, out, errs, c.want)
		}
	}
}

// save saves the crash of a capture as the screen does.
func (h home) save(capture, notes string) string {
	h.t.Helper()
	raw, err := os.ReadFile(capture)
	if err != nil {
		h.t.Fatal(err)
	}
	for c := range parse.Crashes(strings.NewReader(string(raw))) {
		dir, err := ledger.Open(h.state()).Capture(capture, "", 0).Save(c, notes, nil)
		if err != nil {
			h.t.Fatal(err)
		}
		return dir
	}
	h.t.Fatal("no crash")
	return ""
}

// TestReportOfASavedCrash: by its path and by its name alone; what its own bytes do
// not tell was kept, and so were the notes.
func TestReportOfASavedCrash(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	dir := h.save(h.file("a.log", whose+oops), "only with the *camera*")
	for _, name := range []string{dir, filepath.Base(dir)} {
		out, _ := h.runs(0, "report", name)
		for _, want := range []string{"sensor_parse_header", "6.1.0", "only with the *camera*", "of raw.log"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s does not tell %q:\n%s", name, want, out)
			}
		}
	}
	var was, is struct {
		ID              int
		Class, Kernel   string
		Build           string
		Signature, Seen any
	}
	kept, _ := os.ReadFile(filepath.Join(dir, "report.json"))
	out, _ := h.runs(0, "report", dir, "--as", "json")
	if json.Unmarshal(kept, &was) != nil || json.Unmarshal([]byte(out), &is) != nil || was.Build != is.Build || was.ID != is.ID || was.Class != is.Class || was.Kernel != is.Kernel {
		t.Errorf("kept %+v, told %+v", was, is)
	}
	if _, errs := h.runs(2, "report", dir, "--crash", "1"); !strings.Contains(errs, "is one saved crash") {
		t.Error(errs)
	}
	os.WriteFile(filepath.Join(dir, "report.json"), []byte("{"), 0o600)
	if _, errs := h.runs(1, "report", dir); !strings.Contains(errs, "is no report of oopscope") || !strings.Contains(errs, "oopscope scan") {
		t.Error(errs)
	}
}

// TestReportRedacted: in no form is told who and where, in front of the line that
// shows it, too.
func TestReportRedacted(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	log := h.file("jane.log", whose+strings.Replace(oops, "[    2.000000] ", "[    2.000000] board9: 6c:ec:eb:af:9c:6e /home/jane/x.ko\nNov 20 05:07:01 board9 kernel: [    2.000000] ", 1))
	dir := h.save(log, "ask jane@lab.example.com, 10.20.30.40")
	for _, form := range []string{"text", "mail", "markdown", "html", "json", "kcidb", "ureport", "bundle"} {
		out, _ := h.runs(0, "report", dir, "--redact", "--as", form)
		if form == "bundle" {
			out = unpacked(t, out)
		}
		for _, never := range []string{"/home/jane", "jane@", "10.20.30", "6c:ec", "board9"} {
			if strings.Contains(out, never) {
				t.Errorf("%s tells %s:\n%s", form, never, out)
			}
		}
		if !strings.Contains(out, "sensor_parse_header") {
			t.Errorf("%s lost the crash", form)
		}
	}
}

// unpacked is the text of all files of a bundle, each behind its name.
func unpacked(t *testing.T, bundle string) string {
	t.Helper()
	packed, err := gzip.NewReader(strings.NewReader(bundle))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for r := tar.NewReader(packed); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(h.Name + "\n")
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReportBundle: the console's own bytes, every report, the notes; the same bundle
// each time.
func TestReportBundle(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	log := h.file("a.log", whose+strings.Replace(oops, "[    2.000005]", "foreign \x1b[1mline\n[    2.000005]", 1))
	dir := h.save(log, "only with the camera")
	one, _ := h.runs(0, "report", dir, "--as", "bundle")
	two, _ := h.runs(0, "report", dir, "--as", "bundle")
	if one != two {
		t.Error("two bundles of one crash differ")
	}
	all := unpacked(t, one)
	for _, want := range []string{"/raw.log\n[    2.000000] BUG", "foreign \x1b[1mline\n", "/notes.md\nonly with the camera\n", "/report.html\n<!DOCTYPE", "/report.json\n{", "/report.md\n# ", "/report.txt\n", "/build-ids.txt\nkernel  6.1.0"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in the bundle:\n%s", want, all)
		}
	}
	packed := filepath.Join(h.dir, "b.tar.gz")
	h.runs(0, "report", log, "--as", "bundle", "-o", packed)
	if out, err := exec.Command("tar", "-tzf", packed).CombinedOutput(); err != nil || !strings.Contains(string(out), "/raw.log\n") {
		t.Errorf("%v: %s", err, out)
	}
}

// Whatever a crash is written as, the escapes that the board sent are not in it; where
// its bytes are kept as they came, --strip has them as text instead.
func TestNothingIsPassedOnWithEscapes(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	coloured := strings.NewReplacer("RIP: 0010:", "RIP: 0010:\x1b[31m", "PREEMPT", "\x1b]0;owned\a\x1b[1mPREEMPT\x1b[0m").Replace(oops)
	path := h.file("a.log", coloured)
	for _, line := range []string{
		"scan --text", "scan --json", "scan --markdown", "scan --github", "scan --junit", "scan --sarif", "report --as text", "report --as mail",
		"report --as markdown", "report --as html", "report --as json",
	} {
		out, _ := h.runs(0, append(strings.Fields(line), path)...)
		if strings.ContainsAny(out, "\x1b\a") || strings.Contains(out, "owned") || strings.Contains(out, "[31m") {
			t.Errorf("%s writes escapes: %q", line, out)
		}
	}
	for _, strip := range []string{"", "--strip"} {
		packed := filepath.Join(t.TempDir(), "crash.tar.gz")
		h.runs(0, append([]string{"report", path, "--as", "bundle", "-o", packed}, strings.Fields(strip)...)...)
		f, err := os.Open(packed)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]string{}
		for r := tar.NewReader(z); ; {
			header, err := r.Next()
			if err != nil {
				break
			}
			text, _ := io.ReadAll(r)
			found[filepath.Base(header.Name)] = string(text)
			if name := filepath.Base(header.Name); name != "raw.log" && strings.ContainsAny(string(text), "\x1b\a") {
				t.Errorf("%s of the bundle has escapes: %q", name, text)
			}
		}
		if text, raw := found["console.txt"], found["raw.log"]; strip == "" && (text != "" || !strings.Contains(raw, "\x1b[31m")) ||
			strip != "" && (raw != "" || !strings.Contains(text, "RIP: 0010:sensor_parse_header+0x5/0x20 [bench]\n")) {
			t.Errorf("%s: console.txt %q, raw.log %q", strip, text, raw)
		}
	}
}
