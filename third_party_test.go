package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/console/command"
)

const notices = "docs/third-party.txt"

// TestThirdPartyNotices holds the notices to the modules that are in the programs, on any
// of their systems; -update writes them.
func TestThirdPartyNotices(t *testing.T) {
	modules := map[string]string{} // "path version" to its folder
	for _, system := range []string{"linux", "darwin", "windows"} {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", ".", "./console/telemetry/"+command.Exporter)
		list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for l := range strings.Lines(string(out)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(l), "\t"); ok {
				modules[name] = dir
			}
		}
	}
	names := make([]string, 0, len(modules))
	for name := range modules {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) < 20 {
		t.Fatalf("only %d modules", len(names))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "What is in oopscope and oopscope-export besides their own code, and under which terms.\nWritten by `go test . -run ThirdParty -update`.\n")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	notice(t, &b, "Go, its standard library and runtime", strings.TrimSpace(string(root)))
	for _, name := range names {
		notice(t, &b, name, modules[name])
	}
	if *updateGoldens {
		if err := os.WriteFile(notices, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(notices); err != nil || string(got) != b.String() {
		t.Errorf("%s is not what the modules say; `go test . -run ThirdParty -update` writes it (%v)", notices, err)
	}
}

// notice adds the terms of what lies in a folder.
func notice(t *testing.T, b *strings.Builder, name, dir string) {
	fmt.Fprintf(b, "\n%s\n%s\n", strings.Repeat("=", 78), name)
	found := false
	for _, pattern := range []string{"LICEN[SC]E*", "COPYING*", "NOTICE*", "PATENTS*"} {
		files, _ := filepath.Glob(filepath.Join(dir, pattern))
		for _, path := range files {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			found = true
			fmt.Fprintf(b, "\n---- %s\n\n%s\n", filepath.Base(path), strings.TrimSpace(strings.ReplaceAll(string(text), "\r", "")))
		}
	}
	if !found {
		t.Errorf("%s: no licence in %s", name, dir)
	}
}
