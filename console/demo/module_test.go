package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestUnpackModule(t *testing.T) {
	cache := t.TempDir()
	dir, err := UnpackModule(cache)
	if err != nil {
		t.Fatal(err)
	}
	ko := filepath.Join(dir, "shepherd.ko")
	first, err := os.Stat(ko)
	if err != nil || first.Size() > 100_000 {
		t.Fatalf("%v, %+v", err, first)
	}
	whole, err := os.ReadFile(ko)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.Stat(filepath.Join(dir, "pru_mem_interface.c"))
	if err != nil || source.ModTime().After(first.ModTime()) {
		t.Errorf("%v, or the source is newer than what was built from it", err)
	}
	if _, err := UnpackModule(cache); err != nil {
		t.Error(err)
	}
	if again, err := os.Stat(ko); err != nil || !os.SameFile(first, again) {
		t.Errorf("what is as it should be was written again: %v", err)
	}
	if err := os.WriteFile(ko, whole[:100], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := UnpackModule(cache); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(ko); err != nil || !bytes.Equal(b, whole) {
		t.Errorf("%d bytes, %v, behind a damaged file", len(b), err)
	}
	if rest, _ := filepath.Glob(filepath.Join(dir, ".new-*")); len(rest) > 0 {
		t.Errorf("left behind: %q", rest)
	}
}

// TestTheModuleNamesNoFolder: that is, of the machine it was built on.
func TestTheModuleNamesNoFolder(t *testing.T) {
	ko, err := module.ReadFile("module/shepherd.ko")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range bytes.FieldsFunc(ko, func(r rune) bool { return r < ' ' || r > '~' }) {
		if word[0] == '/' && len(word) > 4 && !bytes.HasPrefix(word, []byte("/home/joe/shepherd/src")) {
			t.Errorf("%q", word)
		}
	}
}

func TestUnpackModuleSaysWhy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := UnpackModule(file); err == nil {
		t.Error("a cache that is a file")
	}
}
