package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"oopscope/parse/crash"
	"oopscope/parse/schema"
	"oopscope/parse/triage"
)

func TestJSONGolden(t *testing.T) {
	line := AppendJSON(nil, beagle(), Options{File: "capture.log"})
	if n := bytes.Count(line, []byte{'\n'}); n != 1 || line[len(line)-1] != '\n' {
		t.Fatalf("%d line ends in one NDJSON line", n)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, line, "", " "); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, line)
	}
	golden(t, "beagle.json", pretty.String())
}

func TestJSONLeavesOutWhatHasNoValue(t *testing.T) {
	defer func(was func(*crash.Crash) []triage.Finding) { judge = was }(judge)
	judge = func(*crash.Crash) []triage.Finding { return nil }
	line := AppendJSON(nil, &crash.Crash{ID: 1, Class: "reset", Severity: crash.Error, CPU: -1}, Options{})
	want := `{"v":2,"id":1,"class":"reset","severity":"error","quality":{"complete":false}}` + "\n"
	if string(line) != want {
		t.Errorf("got  %swant %s", line, want)
	}
}

// A zero can be a value: CPU 0, the idle task's pid, time 0.0, address 0x0.
func TestJSONKeepsZerosThatAreValues(t *testing.T) {
	c := &crash.Crash{HasTime: true, Task: crash.Task{Comm: "swapper/0", Known: true}}
	c.Dump.Fault.HasAddress = true
	c.Dump.PC = sym("f", 0, 0x10, "")
	c.Dump.PC.HasAddress = true
	line := string(AppendJSON(nil, c, Options{}))
	for _, want := range []string{`"cpu":0`, `"pid":0`, `"time":0`, `"fault":{"address":"0x0"}`,
		`"pc":{"function":"f","offset":"0x0","size":"0x10","address":"0x0"}`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s is missing in %s", want, line)
		}
	}
}

func TestJSONRaw(t *testing.T) {
	with := AppendJSON(nil, beagle(), Options{})
	without := AppendJSON(nil, beagle(), Options{NoRaw: true})
	if !bytes.Contains(with, []byte(`"raw":["[  942.541300] Unable`)) || bytes.Contains(without, []byte(`"raw"`)) {
		t.Error("NoRaw must decide on the raw lines")
	}
}

// What has nothing in it that is escaped for a person's sake is what
// encoding/json makes of the same types.
func TestJSONIsThatOfTheTags(t *testing.T) {
	full := reflect.New(reflect.TypeFor[schema.Report]()).Elem()
	fill(full, 0)
	for name, r := range map[string]*schema.Report{
		"nothing": {}, "everything": full.Addr().Interface().(*schema.Report), "a crash": Report(beagle(), Options{File: "capture.log"}),
	} {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
		if got := writeReport()(nil, reflect.ValueOf(r).Elem()); string(got)+"\n" != want.String() {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, &want)
		}
	}
}

// fill gives every field below v a value of its own.
func fill(v reflect.Value, n int) int {
	n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(-n))
	case reflect.Uint64:
		v.SetUint(uint64(n) << 40)
	case reflect.Float64:
		v.SetFloat(float64(n) + 0.0625)
	case reflect.String:
		v.SetString(fmt.Sprintf("<%d>\t\"\\\r\n\b\f\x00 &ä", n))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		n = fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		n = fill(v.Index(1), fill(v.Index(0), n))
	case reflect.Struct:
		for i := range v.NumField() {
			n = fill(v.Field(i), n)
		}
	}
	return n
}

func TestJSONAppends(t *testing.T) {
	one := AppendJSON(nil, beagle(), Options{})
	two := AppendJSON(append([]byte(nil), one...), beagle(), Options{})
	if string(two) != string(one)+string(one) {
		t.Error("the second crash of a stream differs from the first")
	}
}

func TestJSONOfHostileText(t *testing.T) {
	line := AppendJSON(nil, hostile(), Options{File: "a\x1b[2J"})
	if !json.Valid(line) || !utf8.Valid(line) {
		t.Fatalf("not valid: %q", line)
	}
	onlyPrintable(t, string(line))
	var back struct{ Task struct{ Comm string } }
	if err := json.Unmarshal(line, &back); err != nil || !strings.HasPrefix(back.Task.Comm, "\x1b]52;c;aGk=\a") {
		t.Errorf("the escapes must read back as what was printed: %q %v", back.Task.Comm, err)
	}
}

// FuzzJSONString holds that encoding/json reads back what went in, and that
// nothing in between is for a terminal, but for bytes that are not UTF-8.
func FuzzJSONString(f *testing.F) {
	for _, s := range []string{"", "a\"\\b", "\x1b\u009b\u2028\ufeff", "\xff\xc3", "\U000e0041", "\U0001f600", "\t\r\n\x7f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var back string
		line := appendString(nil, s)
		onlyPrintable(t, string(line))
		if err := json.Unmarshal(line, &back); err != nil {
			t.Fatal(err)
		}
		if want := string([]rune(s)); back != want {
			t.Errorf("%q came back as %q", want, back)
		}
	})
}

func BenchmarkJSON(b *testing.B) {
	c := beagle()
	var buf []byte
	for b.Loop() {
		buf = AppendJSON(buf[:0], c, Options{})
	}
	b.SetBytes(int64(len(buf)))
}
