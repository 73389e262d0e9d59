package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/redact"
)

var (
	updateGoldens = flag.Bool("update", false, "write the goldens of testdata anew")
	addLog        = flag.String("add", "", "a log to bring into testdata, with what tells who and where taken out")
	addAs         = flag.String("as", "", "its folder and name there, without .log: arm/my-crash, clean/my-boot")
)

// scanned decodes a capture as `oopscope scan` does, one JSON object a crash.
// What triage concludes has tests of its own and stays out.
func scanned(t *testing.T, path string) (reports []map[string]any) {
	t.Helper()
	capture, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d := parse.New(parse.Options{})
	for _, b := range []parse.Batch{d.Feed(capture, time.Time{}), d.Close()} {
		for _, c := range b.Crashes {
			var report map[string]any
			if err := json.Unmarshal(export.AppendJSON(nil, c, export.Options{NoRaw: true}), &report); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			delete(report, "findings")
			reports = append(reports, report)
		}
	}
	return reports
}

// bringIn copies a log of somebody's into testdata:
//
//	go test . -run TestCaptures -add ~/crash.log -as arm/my-crash
func bringIn(t *testing.T) {
	t.Helper()
	log, err := os.ReadFile(*addLog)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", filepath.FromSlash(*addAs)+".log")
	if !regexp.MustCompile(`^[a-z0-9_]+/[a-zA-Z0-9._-]+$`).MatchString(*addAs) {
		t.Fatalf("-as %q: a folder and a name are needed, as in -as arm/my-crash", *addAs)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		t.Fatalf("-as %q: %v; the folders are those of testdata", *addAs, err)
	}
	var r redact.Redactor
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err == nil {
		_, err = f.WriteString(r.Text(string(log)))
	}
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	t.Logf("%s: look at it before you commit it: what is private and does not look it is still there", path)
}

// captures are the logs with a golden: those of a folder for each architecture.
func captures(t *testing.T) (paths []string) {
	t.Helper()
	all, _ := filepath.Glob("testdata/*/*.log")
	for _, path := range all {
		folder := filepath.Base(filepath.Dir(path))
		if !slices.Contains([]string{"clean", "triage", "reports"}, folder) {
			paths = append(paths, path)
		}
	}
	return paths
}

// TestCapturesOfEveryArchitecture holds what is read out of one or two real
// captures of each architecture to goldens; -update writes them.
func TestCapturesOfEveryArchitecture(t *testing.T) {
	if *addLog != "" {
		bringIn(t)
	}
	compared := 0
	for _, path := range captures(t) {
		golden := strings.TrimSuffix(path, ".log") + ".golden.json"
		if strings.HasPrefix(filepath.Base(path), "shepherd-") {
			continue // the demo's captures have tests of their own
		}
		var got bytes.Buffer
		enc := json.NewEncoder(&got)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", " ")
		for _, report := range scanned(t, path) {
			if err := enc.Encode(report); err != nil {
				t.Fatal(err)
			}
		}
		if *updateGoldens || *addLog != "" && path == filepath.Join("testdata", *addAs+".log") {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		compared++
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s reads differently than %s (-update writes it anew): %s", path, golden, firstLineApart(got.String(), string(want)))
		}
	}
	if compared < 16 {
		t.Errorf("only %d captures compared", compared)
	}
}

// firstLineApart is the first line in which two texts differ.
func firstLineApart(got, want string) string {
	gots, wants := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i, g := range gots {
		if i >= len(wants) {
			return strings.TrimSpace(g) + " is more"
		}
		if g != wants[i] {
			return strings.TrimSpace(g) + ", was " + strings.TrimSpace(wants[i])
		}
	}
	return "the rest is missing"
}

// TestOrdinaryBootsAreQuiet: on boots that went well nothing is a crash, and
// what the operator asked the kernel to print is none either.
func TestOrdinaryBootsAreQuiet(t *testing.T) {
	captures, _ := filepath.Glob("testdata/clean/*.log")
	if len(captures) < 4 {
		t.Fatalf("only %d captures", len(captures))
	}
	for _, path := range captures {
		for _, report := range scanned(t, path) {
			t.Errorf("%s: %v at %v: %v", path, report["class"], report["lines"], report["title"])
		}
	}
}
