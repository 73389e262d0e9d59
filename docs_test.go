package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/schema"
)

const jsonIntro = `# The JSON of oopscope

<!-- written from parse/schema by ` + "`go test . -update`" + `: change the types there -->

` + "`oopscope scan --json` and `watch --json`" + ` write one object a line, one a crash, in order of appearance and as soon as the
crash is complete. A saved crash's ` + "`report.json`" + ` holds the same object. A key without a value is left out, never null or
empty. Addresses and register values are strings, so that no reader rounds them. Keys may be added; a key that changes its
meaning raises ` + "`v`" + `. The same as a JSON Schema: [report.schema.json](report.schema.json); as Go types: ` + "`oopscope/parse/schema`" + `.

`

// TestDocsAreGenerated holds the pages of docs/ that are made from the code to
// it; -update writes them.
func TestDocsAreGenerated(t *testing.T) {
	for path, want := range map[string]string{
		"docs/report.schema.json": string(schema.JSONSchema()),
		"docs/json.md":            strings.TrimRight(jsonIntro+schema.Markdown(), "\n") + "\n",
	} {
		if *updateGoldens {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not what the code says; `go test . -update` writes it (%v)", path, err)
		}
	}
}

// TestOutputFitsTheSchema validates the JSON of every carried capture by its
// schema, and reads it back into the types that the schema was made from.
func TestOutputFitsTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	captures, _ := filepath.Glob("testdata/*/*.log")
	more, _ := filepath.Glob("testdata/kernels/*/full-1.log")
	checked := 0
	for _, path := range append(captures, more...) {
		capture, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d := parse.New(parse.Options{})
		for _, b := range []parse.Batch{d.Feed(capture, time.Time{}), d.Close()} {
			for _, k := range b.Crashes {
				line := export.AppendJSON(nil, k, export.Options{File: path})
				fits(t, path, compiled, line)
				checked++
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d reports were checked", checked)
	}
}

func fits(t *testing.T, path string, s *jsonschema.Schema, line []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err == nil {
		err = s.Validate(value)
	}
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	var back schema.Report
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&back); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}
