package repro

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The page has every key of a script, and the examples are scripts.
func TestDocsOfScripts(t *testing.T) {
	page, err := os.ReadFile("../../docs/scripts.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []reflect.Type{reflect.TypeFor[written](), reflect.TypeFor[writtenStep]()} {
		for i := range kind.NumField() {
			key := kind.Field(i).Tag.Get("toml")
			if !strings.Contains(string(page), "`"+key+"`") && !strings.Contains(string(page), "`"+key+" = ") {
				t.Errorf("the page does not name %s", key)
			}
		}
	}
	t.Setenv("BOARD_PASSWORD", "x")
	examples, _ := filepath.Glob("../../examples/scripts/*.toml")
	for _, path := range examples {
		if _, err := ReadScript(path); err != nil {
			t.Error(err)
		}
	}
	if len(examples) < 2 {
		t.Errorf("%d examples", len(examples))
	}
}
