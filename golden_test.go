package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/export"
)

var updateGoldens = flag.Bool("update", false, "write the goldens of testdata anew")

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

// TestCapturesOfEveryArchitecture holds what is read out of one or two real
// captures of each architecture to goldens; -update writes them.
func TestCapturesOfEveryArchitecture(t *testing.T) {
	var captures []string
	for _, arch := range []string{"arm", "arm64", "x86_64", "i386", "riscv", "powerpc", "s390", "mips"} {
		found, _ := filepath.Glob("testdata/" + arch + "/*.log")
		captures = append(captures, found...)
	}
	compared := 0
	for _, path := range captures {
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
		if *updateGoldens {
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
