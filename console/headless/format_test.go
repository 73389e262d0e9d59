package headless

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"oopscope/parse"
)

// hostileName is a file that somebody named to break the output.
const hostileName = "a,b:c%0A::error::x\n\"<&>\x1b[2J é.log"

// inFormat scans a crash, an input without one, and two that cannot be read.
func inFormat(t *testing.T, f Format) string {
	t.Helper()
	status, out, _ := scan(t, ScanOptions{Format: f}, capture(t, hostileName[:20], oops), capture(t, "good.log", "all\nwell\n"), hostileName, capture(t, "core", "\x7fELF\x00"))
	if status != Failed {
		t.Errorf("status %d", status)
	}
	return out
}

func TestJUnit(t *testing.T) {
	var doc struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Tests int    `xml:"tests,attr"`
			Cases []struct {
				Class   string `xml:"classname,attr"`
				Name    string `xml:"name,attr"`
				Line    int    `xml:"line,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
				Error *struct {
					Message string `xml:"message,attr"`
				} `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(inFormat(t, JUnit)), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Tests != 4 || doc.Failures != 1 || doc.Errors != 2 || len(doc.Suites) != 4 {
		t.Fatalf("%+v", doc)
	}
	bad, good, lost := doc.Suites[0].Cases[0], doc.Suites[1].Cases[0], doc.Suites[2].Cases[0]
	if bad.Class != "oopscope.null-deref" || bad.Line != 2 || bad.Failure == nil || !strings.Contains(bad.Failure.Message, "sensor_parse_header") || !strings.Contains(bad.Failure.Text, "Call chain") {
		t.Errorf("the crash is %+v", bad)
	}
	if good.Failure != nil || good.Error != nil || good.Name != "no crash in 2 lines" {
		t.Errorf("the good one is %+v", good)
	}
	if lost.Error == nil || !strings.Contains(lost.Error.Message, "no such file") || !strings.Contains(doc.Suites[3].Cases[0].Error.Message, "an ELF file") {
		t.Errorf("what was not read is %+v", doc.Suites[2:])
	}
}

// annotation is what GitHub's runner takes for a command, and how it parts it.
var annotated = regexp.MustCompile(`^::(error|warning|notice) file=([^:,\r\n]*)((?:,(?:line|endLine)=\d+)*),title=([^:,\r\n]*)::([^\r\n]*)$`)

func TestGitHubAnnotations(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(inFormat(t, GitHub), "\n"), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for i, want := range []string{",line=2,endLine=11", "", ""} {
		m := annotated.FindStringSubmatch(lines[i])
		if m == nil || m[1] != "error" || m[3] != want {
			t.Errorf("line %d: %q", i, lines[i])
		}
	}
	if m := annotated.FindStringSubmatch(lines[0]); !strings.Contains(m[2], "a%2Cb%3Ac%250A%3A%3Aerr") || !strings.Contains(m[5], "%0A") || !strings.Contains(m[4], "OOPS%3A NULL") {
		t.Errorf("%q", m)
	}
}

func TestSARIFFitsItsSchema(t *testing.T) {
	text, err := os.ReadFile("../../testdata/schema/sarif-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	read := func(text []byte) any {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sarif.json", read(text)); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	_, none, _ := scan(t, ScanOptions{Format: SARIF}, capture(t, "good", "well\n"))
	_, full, _ := scan(t, ScanOptions{Format: SARIF}, "../../testdata/arm/shepherd-panic.log", "../../testdata/arm64/oom_panic.log")
	mixed := inFormat(t, SARIF)
	for name, doc := range map[string]string{"no crash": none, "crashes": full, "unread": mixed} {
		if err := schema.Validate(read([]byte(doc))); err != nil {
			t.Errorf("%s: %v\n%s", name, err, doc)
		}
	}
	for _, want := range []string{`"ruleId": "null-deref"`, `"startLine": 2`, `"executionSuccessful": false`, `"oopscopeExact/v1"`, "an ELF file", "sensor_parse_header+0x5/0x20"} {
		if !strings.Contains(mixed, want) {
			t.Errorf("%s is missing in %s", want, mixed)
		}
	}
	if !strings.Contains(none, `"results": []`) || !strings.Contains(none, `"executionSuccessful": true`) {
		t.Errorf("no crash: %s", none)
	}
}

// A watch writes the same, and nothing else: what the board prints is no command
// of a CI service.
func TestWatchInFormatsForMachines(t *testing.T) {
	for f, want := range map[Format]string{GitHub: `^::error file=`, JUnit: `^<\?xml [^\n]*\n<testsuites name="oopscope" tests="1" failures="1" errors="0">`, SARIF: `^\{\n "\$schema"`} {
		src := &script{batches: []parse.Batch{lines(1, "::error::I am the board"), crashed(1, 2, false)}, end: io.EOF}
		status, out, errs := watch(context.Background(), src, WatchOptions{Name: "tty", Format: f, FailOnCrash: true})
		if status != Crashed || !regexp.MustCompile(want).MatchString(out) || strings.Contains(out, "I am the board") || !strings.Contains(errs, "1 input, ") {
			t.Errorf("format %d: status %d, %s %s", f, status, out, errs)
		}
	}
	status, out, _ := watch(context.Background(), &script{end: errNoWay}, WatchOptions{Name: "tty", Format: JUnit})
	if status != Failed || !strings.Contains(out, `errors="1"`) {
		t.Errorf("a port that fails: status %d, %s", status, out)
	}
}

// Noise is not passed for a console without a crash.
func TestWatchNeverPassesNoise(t *testing.T) {
	src := &script{batches: []parse.Batch{lines(1, string(noise(4000)))}, end: io.EOF}
	status, _, errs := watch(context.Background(), src, WatchOptions{Name: "tty", FailOnCrash: true, Format: JSON})
	if status != Failed || !strings.Contains(errs, "tty: nothing that came is text") || !strings.Contains(errs, "1 NOT READ") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestTextIsColouredWhereThatIsWanted(t *testing.T) {
	one := capture(t, "one.log", oops)
	_, plain, _ := scan(t, ScanOptions{}, one)
	_, coloured, _ := scan(t, ScanOptions{Colour: true}, one)
	if !strings.HasPrefix(coloured, "\x1b[1;31mOOPS: ") || strings.NewReplacer("\x1b[1;31m", "", "\x1b[0m", "").Replace(coloured) != plain || strings.Contains(plain, "\x1b") {
		t.Errorf("%q\n%q", plain[:80], coloured[:80])
	}
	if _, out, _ := scan(t, ScanOptions{Colour: true, Format: JSON}, one); strings.Contains(out, "\\u001b") || strings.Contains(out, "\x1b") {
		t.Error("JSON is coloured")
	}
}
