package symbols

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// treeOf copies the sources into a tree, changed by edit.
func treeOf(t *testing.T, edit map[string]func(string) string) string {
	t.Helper()
	tree := t.TempDir()
	for _, name := range []string{"init/main.c", "kernel/worker.c", "include/linux/ring.h"} {
		text := string(toy(t, "src/"+name))
		if e := edit[name]; e != nil {
			text = e(text)
		}
		os.MkdirAll(filepath.Dir(tree+"/"+name), 0o755)
		if err := os.WriteFile(tree+"/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return tree
}

func before(text, insert string) func(string) string {
	return func(s string) string { return strings.Replace(s, text, insert+text, 1) }
}

// TestTreeMatches: lines of another tree are not shown as if they were the right ones.
func TestTreeMatches(t *testing.T) {
	const seven = "/*\n * Seven\n * lines\n * of a\n * comment\n * more.\n */\n"
	kernelTree := func(version string) func(tree string) {
		return func(tree string) {
			os.WriteFile(tree+"/Makefile", []byte("# SPDX-License-Identifier: GPL-2.0\n"+version+"SUBLEVEL = 3\n"), 0o644)
			os.WriteFile(tree+"/Kbuild", nil, 0o644)
			os.WriteFile(tree+"/Kconfig", nil, 0o644)
		}
	}
	for what, c := range map[string]struct {
		edit map[string]func(string) string
		more func(tree string)
		says string
	}{
		"the right tree":    {},
		"of its version":    {nil, kernelTree("VERSION = 6\nPATCHLEVEL = 1\n"), ""},
		"another version":   {nil, kernelTree("VERSION = 6\nPATCHLEVEL = 12\n"), "its Makefile says 6.12, the kernel is 6.1.0-toy"},
		"6.10 is not 6.1":   {nil, kernelTree("VERSION = 6\nPATCHLEVEL = 10\n"), "6.10"},
		"shifted above":     {map[string]func(string) string{"kernel/worker.c": before("int worker(", seven)}, nil, "worker is not declared at line"},
		"shifted below":     {map[string]func(string) string{"kernel/worker.c": before("	return drain(r, 7) + drain(r, 7) * n", "\n\n\n\n\n\n\n")}, nil, "has no code"},
		"moved in the body": {map[string]func(string) string{"kernel/worker.c": before("	return drain(r, 7) + drain(r, 7) * n", strings.Repeat("	n++;\n", 7))}, nil, "does not call helper"},
	} {
		tree := treeOf(t, c.edit)
		if c.more != nil {
			c.more(tree)
		}
		s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64", Tree: tree})
		crash := trace("clock_tick+0x6/0x10", "helper+0x1a/0x30", "worker+0x36/0x40", "start_kernel+0x3f/0x60")
		got := notes(s.Listing(crash, &crash.Chain[2], 2, 2).Places)
		if !strings.Contains(got, c.says) || strings.Contains(got, "does not match") != (c.says != "") {
			t.Errorf("%s: %q, want %q", what, got, c.says)
		}
	}
}

func notes(places []crash.Excerpt) string {
	var all []string
	for _, e := range places {
		all = append(all, e.Note)
	}
	return strings.Join(all, "\n")
}

// TestRightTreeHasNoDoubts: every fourth byte of the small kernels, on the tree that
// they were built from.
func TestRightTreeHasNoDoubts(t *testing.T) {
	for _, vmlinux := range []string{"vmlinux-amd64", "vmlinux-amd64-dwarf4", "vmlinux-amd64-clang", "vmlinux-amd64-lto", "vmlinux-arm"} {
		s := newTest(t, Sources{Vmlinux: testdata + vmlinux, Tree: treeOf(t, nil)})
		for _, place := range []string{"worker+0x27/0x40", "worker+0x36/0x40", "start_kernel+0x3f/0x60", "helper+0x1a/0x30", "start_kernel+0xe/0x60", "drain.constprop.0+0x10/0x50"} {
			for _, exact := range []bool{true, false} {
				crash := trace("clock_tick+0x6/0x10", place)
				crash.Banner, crash.Chain[1].Exact, crash.Chain[0].Reliable = "", exact, false
				if got := notes(s.Listing(crash, &crash.Chain[1], 2, 2).Places); strings.Contains(got, "does not match") {
					t.Errorf("%s %s: %s", vmlinux, place, got)
				}
			}
		}
	}
}
