package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var adding = flag.Bool("adding", false, "build oopscope with one more of everything and look whether it shows everywhere (half a minute)")

// An addition is text that a stranger puts into the tree: in front of an anchor
// in a file, or, without an anchor, a file of its own.
type addition struct{ path, anchor, text string }

// additions are one more of everything that CONTRIBUTING.md tells how to add.
var additions = []addition{
	// a class of crash
	{"parse/class/memory.go", "var memoryClasses = []Class{\n", `	{
		Name: "warp-leak", Severity: crash.Bug, Words: "flux capacitor leak", Family: "warp-leak",
		Meaning: "the flux capacitor lost its charge", Source: "drivers/flux/capacitor.c",
		Headers: []Header{{Literal: "flux capacitor leaks", Pattern: "^BUG: (?P<what>flux capacitor leaks)"}},
		Samples: []string{"BUG: flux capacitor leaks"},
	},
`},
	// a rule of triage
	{"parse/triage/boot.go", "var bootRules = []rule{\n", `	{
		id: "flux-empty", rank: rankCause, confidence: Certain, classes: []string{"warp-leak"},
		says: "the flux capacitor is empty",
		fire: func(x *exam, f *draft) bool {
			f.Text, f.Next = "The flux capacitor is empty.", "Charge it."
			f.claim(says("flux capacitor leaks", x.c.First))
			return true
		},
	},
`},
	// an architecture
	{"parse/arch/toy/toy.go", "", `// Package toy is what a toy prints.
package toy

import (
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
)

// Arch is the toy.
var Arch = &arch.Arch{
	Name: "toy", Bits: 32, Order: binary.LittleEndian,
	Lines: arch.Lines{Registers: []string{"TOYREG "}},
	Claims: func(text string) int {
		if strings.HasPrefix(text, "TOYREG ") {
			return 5
		}
		return 0
	},
	Read: func(d *arch.Dump, l arch.Line) bool {
		value, ok := strings.CutPrefix(l.Text, "TOYREG ")
		if ok {
			d.Registers = append(d.Registers, arch.Register{Name: "toy", Value: uint64(len(value)), Line: l.N})
		}
		return ok
	},
	Samples: []string{"TOYREG 1234"},
}
`},
	{"parse/arch/all/all.go", "\tminor.SuperH,", "\ttoy.Arch,\n"},
	{"parse/arch/all/all.go", "\t\"oopscope/parse/arch/x86\"\n", "\t\"oopscope/parse/arch/toy\"\n"},
	// a transport
	{"console/port/flux.go", "", `package port

import (
	"context"
	"io"
	"strings"
)

type fluxPort struct{ *strings.Reader }

func openFlux(_ context.Context, _, rest string, _ Settings) (Port, error) {
	return fluxPort{strings.NewReader("[    1.000000] BUG: flux capacitor leaks\n" + rest + "\n")}, nil
}

func (fluxPort) Write([]byte) (int, error) { return 0, ErrReadOnly }
func (fluxPort) Break() error              { return ErrNoBreak }
func (fluxPort) Close() error              { return nil }
func (fluxPort) Info() Info                { return Info{Name: "flux", Kind: KindFile} }
func (fluxPort) Counters() Counters        { return Counters{} }

var _ io.Reader = fluxPort{}
`},
	{"console/port/open.go", "\t{\"tcp://\",", "\t{\"flux://\", \"year\", openFlux},\n"},
	// a key of the JSON
	{"parse/schema/report.go", "\tTitle    string", "\tFlux string `json:\"flux,omitempty\" doc:\"the flux\"`\n"},
	{"parse/export/json.go", "\tr.Title, r.Header", "\tr.Flux = \"1.21 GW\"\n"},
	// a key of the keyboard
	{"keymap/keymap.go", "\tRedraw ", "\tFlux Binding `keys:\"F\" group:\"other\" help:\"charge the flux capacitor\"`\n"},
	{"ui/actions.go", "\t\"Redraw\":", "\t\"Flux\": func(*app) tea.Cmd { return nil },\n"},
}

// TestAdding adds one of everything, in the places that CONTRIBUTING.md names and
// in no others, and meets each of them in the real program.
func TestAdding(t *testing.T) {
	overlay := overlaid(t)
	if !*adding {
		return // the places are there; building costs half a minute
	}
	bin := filepath.Join(t.TempDir(), "oopscope")
	goes(t, "go", "build", "-overlay", overlay, "-o", bin, ".")
	log := filepath.Join(t.TempDir(), "flux.log")
	if err := os.WriteFile(log, []byte("[    1.000000] BUG: flux capacitor leaks\n[    1.000001] TOYREG 1234\n[    1.000002] Call trace:\n[    1.000003]  drive+0x8/0x58\n[    2.000000] usb 1-1: fine\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  []string
		wants []string
	}{
		{[]string{"scan", "--json", log}, []string{`"class":"warp-leak"`, `"title":"flux capacitor leaks in drive"`, `"arch":"toy"`,
			`"name":"toy","value":"0x4"`, `"culprit":{"function":"drive"}`, `"rule":"flux-empty"`, `"claims":["kernel-says"]`, `"flux":"1.21 GW"`}},
		{[]string{"classes"}, []string{"warp-leak", "the flux capacitor lost its charge"}},
		{[]string{"rules"}, []string{"flux-empty"}},
		{[]string{"explain", "warp-leak"}, []string{"drivers/flux/capacitor.c", "flux-empty", "BUG: flux capacitor leaks"}},
		{[]string{"-h"}, []string{"flux://year"}},
		{[]string{"watch", "flux://1985"}, []string{"flux capacitor leak", "1985"}},
	} {
		said := goes(t, bin, c.args...)
		for _, want := range c.wants {
			if !strings.Contains(said, want) {
				t.Errorf("%v: %s is missing in\n%s", c.args, want, said)
			}
		}
	}
	// The packages' own tests of their tables.
	goes(t, "go", "test", "-vet=off", "-overlay", overlay, "-run", "Whole|Sample|Register", "./parse/class")
	goes(t, "go", "test", "-vet=off", "-overlay", overlay, "-run", "Sample|Claim|Detect", "./parse/arch/all")
	goes(t, "go", "test", "-vet=off", "-overlay", overlay, "-run", "Action|Binding|Help", "./ui")
}

// overlaid writes the additions down for the go command and returns the list of
// files that they stand in for.
func overlaid(t *testing.T) string {
	t.Helper()
	dir, texts := t.TempDir(), map[string]string{}
	for _, a := range additions {
		if a.anchor == "" {
			texts[a.path] = a.text
			continue
		}
		if texts[a.path] == "" {
			src, err := os.ReadFile(a.path)
			if err != nil {
				t.Fatal(err)
			}
			texts[a.path] = string(src)
		}
		before, after, found := strings.Cut(texts[a.path], a.anchor)
		if !found {
			t.Fatalf("%s: no %q to add at; CONTRIBUTING.md may be wrong, too", a.path, a.anchor)
		}
		if strings.HasSuffix(a.anchor, "{\n") { // the first row of a table
			texts[a.path] = before + a.anchor + a.text + after
			continue
		}
		texts[a.path] = before + a.text + a.anchor + after
	}
	replace := map[string]string{}
	for path, text := range texts {
		fresh := filepath.Join(dir, strings.ReplaceAll(path, "/", "-"))
		if err := os.WriteFile(fresh, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		whole, _ := filepath.Abs(path)
		replace[whole] = fresh
	}
	list := filepath.Join(dir, "overlay.json")
	b, _ := json.Marshal(map[string]any{"Replace": replace})
	if err := os.WriteFile(list, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return list
}

// goes runs a command that must succeed and returns what it said.
func goes(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, bytes.TrimSpace(out))
	}
	return string(out)
}
