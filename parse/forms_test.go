package parse_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/export"
)

// A form is one of testdata/forms: what some kernel, or what runs beside it,
// prints, with what has to be read of it. A "=== name" line begins it; an object a
// line tells what must stand in the JSON of each crash, "null" that a key is left
// out; what follows is the log. No object is no crash.
type form struct {
	name string
	want []map[string]any
	log  string
}

func forms(t *testing.T) (all []form) {
	t.Helper()
	names, _ := filepath.Glob("../testdata/forms/*.txt")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(b), "\n=== ")[1:] {
			head, text, _ := strings.Cut(part, "\n")
			f := form{name: filepath.Base(name) + ": " + head}
			for strings.HasPrefix(text, "{") {
				var want map[string]any
				line, rest, _ := strings.Cut(text, "\n")
				if err := json.Unmarshal([]byte(line), &want); err != nil {
					t.Fatalf("%s: %v in %s", f.name, err, line)
				}
				f.want, text = append(f.want, want), rest
			}
			f.log = text
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		t.Fatal("no forms")
	}
	return all
}

// TestForms: every form is read as it is meant.
func TestForms(t *testing.T) {
	for _, f := range forms(t) {
		got := bad(decode([]byte(f.log)))
		if len(got) != len(f.want) {
			t.Errorf("%s: %d crashes, not %d: %v", f.name, len(got), len(f.want), summaries(got))
			continue
		}
		for i, c := range got {
			var read map[string]any
			if err := json.Unmarshal(bytes.TrimSpace(export.AppendJSON(nil, c, export.Options{})), &read); err != nil {
				t.Fatal(err)
			}
			for _, wrong := range missing("", read, f.want[i]) {
				t.Errorf("%s: crash %d: %s", f.name, i+1, wrong)
			}
		}
	}
}

// missing lists what is wanted of a value and is not there. Of a list every
// element that is wanted must be like one that is read.
func missing(path string, got, want any) (wrong []string) {
	switch want := want.(type) {
	case map[string]any:
		read, _ := got.(map[string]any)
		for key, w := range want {
			wrong = append(wrong, missing(path+"."+key, read[key], w)...)
		}
	case []any:
		list, _ := got.([]any)
		for _, w := range want {
			found := false
			for _, g := range list {
				found = found || len(missing("", g, w)) == 0
			}
			if !found {
				wrong = append(wrong, fmt.Sprintf("%s lacks %v", path, w))
			}
		}
	default:
		if fmt.Sprint(got) != fmt.Sprint(want) {
			wrong = append(wrong, fmt.Sprintf("%s is %v, not %v", path, got, want))
		}
	}
	return wrong
}
