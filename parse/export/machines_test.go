package export

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"oopscope/parse/crash"
)

// TestBundles are the same each time, sorted, of the crash's time, and under names
// that stay in their folder.
func TestBundles(t *testing.T) {
	files := []File{{"z.txt", []byte("z")}, {"../../etc/passwd", []byte("x")}, {"-rf", nil}, {"a\x1b[2J\n.log", []byte("a")}}
	at := time.Date(2026, 11, 21, 10, 0, 0, 123, time.FixedZone("CET", 3600))
	one, err := Bundle("../up", at, files)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(files)
	if two, _ := Bundle("../up", at, files); !bytes.Equal(one, two) {
		t.Error("the same files make two bundles")
	}
	packed, err := gzip.NewReader(bytes.NewReader(one))
	if err != nil || !packed.ModTime.IsZero() || packed.Name != "" {
		t.Fatalf("%v %v", err, packed)
	}
	var names []string
	for r := tar.NewReader(packed); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, h.Name)
		if !h.ModTime.Equal(at.Truncate(time.Second)) || h.Uid+h.Gid != 0 || h.Uname+h.Gname != "" {
			t.Errorf("%s: %v %d %s", h.Name, h.ModTime, h.Uid, h.Uname)
		}
		if !regexp.MustCompile(`^_up/([A-Za-z0-9_][A-Za-z0-9._-]*)?$`).MatchString(h.Name) {
			t.Errorf("%q is no safe name", h.Name)
		}
	}
	if len(names) != 5 || names[0] != "_up/" || names[4] != "_up/z.txt" {
		t.Errorf("%q", names)
	}
	if n := BundleName(hostile()); n != SafeName(n) || len(n) > longestName {
		t.Errorf("%q", n)
	}
	c := beagle()
	c.Chain[1].BuildID, c.Chain[2].BuildID = "0123abcd", "0123abcd"
	c.Chain[1].Module, c.Chain[2].Module = "shepherd", "shepherd"
	if got := BuildIDs(c); got != "kernel  4.19.94-ti-r73 #1focal\n0123abcd  shepherd\n" {
		t.Errorf("%q", got)
	}
}

// kcidbSchema is what kcidb_io/schema/v05_00.py says of issues and incidents.
const kcidbSchema = `{"type": "object", "additionalProperties": false, "required": ["version"], "properties": {
 "version": {"type": "object", "additionalProperties": false, "required": ["major"], "properties": {"major": {"const": 5}, "minor": {"type": "integer", "minimum": 0, "maximum": 0}}},
 "issues": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["id", "version", "origin"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9_]+:.*$"}, "version": {"type": "integer", "minimum": 0}, "origin": {"type": "string", "pattern": "^[a-z0-9_]+$"},
  "report_url": {"type": "string"}, "report_subject": {"type": "string"}, "comment": {"type": "string"}, "misc": {"type": "object"},
  "culprit": {"type": "object", "additionalProperties": false, "properties": {"code": {"type": "boolean"}, "tool": {"type": "boolean"}, "harness": {"type": "boolean"}}}}}},
 "incidents": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["id", "origin", "issue_id", "issue_version"], "properties": {
  "id": {"type": "string", "pattern": "^[a-z0-9_]+:.*$"}, "origin": {"type": "string", "pattern": "^[a-z0-9_]+$"}, "issue_id": {"type": "string", "pattern": "^[a-z0-9_]+:.*$"},
  "issue_version": {"type": "integer", "minimum": 0}, "build_id": {"type": "string"}, "test_id": {"type": "string", "pattern": "^[a-z0-9_]+:.*$"},
  "present": {"type": "boolean"}, "comment": {"type": "string"}, "misc": {"type": "object"}}}}}}`

// TestKCIDBFitsItsSchema, hostile crashes and poor ones, too; one crash is one
// incident, and the same signature one issue.
func TestKCIDBFitsItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(kcidbSchema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("kcidb.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := compiler.MustCompile("kcidb.json")
	later := beagle()
	later.Body[0].Raw = "[ 1000.000000] Unable"
	var ids [][2]string
	for _, c := range []*crash.Crash{beagle(), later, hostile(), {CPU: -1, Class: "warning"}} {
		text, err := KCIDB(c, Options{File: "c.log"}, "bench_7", "bench_7:run1")
		if err != nil {
			t.Fatal(err)
		}
		onlyPrintable(t, string(text))
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err == nil {
			err = schema.Validate(value)
		}
		if err != nil {
			t.Error(err)
		}
		var s submission
		if err := json.Unmarshal(text, &s); err != nil || s.Incidents[0].IssueID != s.Issues[0].ID || s.Incidents[0].Test != "bench_7:run1" {
			t.Errorf("%v: %s", err, text)
		}
		ids = append(ids, [2]string{s.Issues[0].ID, s.Incidents[0].ID})
	}
	if ids[0][0] != "bench_7:00ff" || ids[0][0] != ids[1][0] || ids[0][1] == ids[1][1] {
		t.Errorf("%q", ids)
	}
}

// TestUReportPassesTheServersChecks: those of pyfaf/problemtypes/kerneloops.py.
func TestUReportPassesTheServersChecks(t *testing.T) {
	packagedBy := beagle()
	packagedBy.Kernel = "3.12.10-300.fc20.x86_64"
	packagedBy.Modules = append(packagedBy.Modules, crash.Module{Name: "../x"})
	withKernel := hostile()
	withKernel.Kernel = "6.1.0"
	for name, c := range map[string]*crash.Crash{"bench": beagle(), "fedora": packagedBy, "hostile": withKernel} {
		text, err := UReport(c, Options{})
		if err != nil {
			t.Fatal(err)
		}
		onlyPrintable(t, string(text))
		var r uReport
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+(.[^\-]+)?(\-.*)?$`).MatchString(r.Problem.Version) || len(r.Problem.Frames) == 0 || r.V != 2 {
			t.Errorf("%s: %s", name, text)
		}
		for _, f := range r.Problem.Frames {
			if !regexp.MustCompile(`^[a-zA-Z0-9_.]+$`).MatchString(f.Function) {
				t.Errorf("%s: no function: %q", name, f.Function)
			}
		}
		if p := r.Packages[0]; name == "fedora" && (r.OS != uOS{"fedora", "20", "x86_64"} || p.Version != "3.12.10" || p.Release != "300.fc20" || p.Architecture != "x86_64" || len(r.Problem.Modules) != 2) {
			t.Errorf("%+v %+v %q", r.OS, p, r.Problem.Modules)
		}
		if name == "bench" && (!slices.Equal(r.Problem.Taint, []string{"module_out_of_tree"}) || r.Problem.Frames[0].Offset != 0x28 || r.Problem.Frames[0].Module != "shepherd") {
			t.Errorf("%+v", r.Problem)
		}
	}
	for _, poor := range []*crash.Crash{{Kernel: "6.1.0"}, {Chain: beagle().Chain}} {
		if _, err := UReport(poor, Options{}); err == nil || !strings.Contains(err.Error(), "--as json") {
			t.Error(err)
		}
	}
}
