package telemetry

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	otlp "go.opentelemetry.io/proto/otlp/common/v1"

	"oopscope/parse"
	"oopscope/parse/export"
)

// decoded is what `scan --json` writes of a capture.
func decoded(t *testing.T, path string) string {
	t.Helper()
	capture, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []byte
	d := parse.New(parse.Options{})
	for _, b := range []parse.Batch{d.Feed(capture, time.Time{}), d.Close()} {
		for _, c := range b.Crashes {
			if !c.Open {
				lines = append(export.AppendJSON(lines, c, export.Options{File: path}), '\n')
			}
		}
	}
	return string(lines)
}

const shepherd = "../../testdata/arm/shepherd-panic.log"

func TestACrashIsARecordAndACount(t *testing.T) {
	r := receive(t)
	e, heard := exporting(t, r.URL, Options{Port: "ttyUSB0", Version: "1.2.3"})
	e.reads(t, `{"event":"hello","hello":{"v":1,"program":"x","pid":7,"port":"ttyUSB0"}}
{"event":"boot","boot":{"n":1,"line":1}}
{"event":"boot","boot":{"n":1,"line":1,"kernel":"4.19.94-ti-r73"}}
{"event":"gap","gap":{"at":-1,"seconds":2.5,"reason":"unplugged"}}
`+strings.Repeat(decoded(t, shepherd), 2)+`{"event":"over"}`)
	e.Close()
	if len(r.records) != 2 || e.Totals() != (Totals{Crashes: 1, Boots: 1, OTLP: true, Sent: 2}) {
		t.Fatalf("%d records, %v, told: %s", len(r.records), e.Totals(), heard.all())
	}
	boot, crash := r.records[0], r.records[1]
	if boot.EventName != "oopscope.boot" || attrs(boot.Attributes)["oopscope.line"] != "1" || attrs(boot.Attributes)["oopscope.input"] != "" || boot.TimeUnixNano == 0 || boot.SeverityText != "" {
		t.Errorf("the boot is %v", boot)
	}
	got := attrs(crash.Attributes)
	for key, want := range map[string]string{
		"exception.type": "null-deref", "code.function.name": "pru0_comm_receive_msg", "oopscope.culprit.module": "shepherd", "os.version": "4.19.94-ti-r73",
		"oopscope.severity": "panic", "process.executable.name": "modprobe", "oopscope.boot": "1", "cpu.logical_number": "0",
		"oopscope.signature.exact": "ad5966231cb2a261", "oopscope.signature.bug": "cc4ebe604192f054", "exception.message": crash.Body.GetStringValue(),
	} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
	if crash.EventName != "oopscope.crash" || crash.SeverityText != "panic" || crash.SeverityNumber != 21 || !strings.Contains(crash.Body.GetStringValue(), "pru0_comm_receive_msg [shepherd]") ||
		!strings.HasPrefix(got["exception.stacktrace"], "pru0_comm_receive_msg [shepherd]") || crash.TimeUnixNano != 0 || crash.ObservedTimeUnixNano == 0 {
		t.Errorf("the crash is %v", crash)
	}
	if r.resource["service.name"] != "oopscope" || r.resource["oopscope.port"] != "ttyUSB0" || r.resource["service.version"] != "1.2.3" {
		t.Errorf("the resource is %v", r.resource)
	}
	if r.sum("oopscope.crashes", "oopscope.class", "null-deref") != 1 || r.sum("oopscope.boots", "", "") != 1 || r.sum("oopscope.gaps", "", "") != 1 {
		t.Errorf("counted: %v", r.metrics)
	}
	if s := heard.all(); !strings.Contains(s, "exporting what ttyUSB0 brings (pid 7)") || !strings.Contains(s, "waiting") {
		t.Errorf("told: %s", s)
	}
}

// All that a report has is in its record, and nothing that it has not.
func TestWhatARecordHas(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	e.reads(t, `{"v":2,"id":5,"class":"driver-error","severity":"error","title":"mmc0: error -110","header":"mmc0: error -110","count":3}
{"v":2,"file":"a.log","id":4,"class":"bad-access","severity":"oops","title":"it died","at":"2026-11-22T10:00:00Z","boot":2,"time":12.5,"lines":{"first":90,"last":99},`+
		`"sender":"10.0.0.7","kernel":"6.1.7","build":"#3","arch":"arm64","machine":"Board 9","cpu":3,"task":{"comm":"kworker","pid":17},"context":"irq","culprit":{"function":"f","module":"m"},`+
		`"owner":{"subsystem":"fs/btrfs"},"signature":{"exact":"e1","bug":"b1"},"echo_of":2,`+
		`"chain":[{"function":"f","module":"m","reliable":true,"file":"a.c","line":7},{"function":"g","reliable":false}]}
{"v":2,"id":6,"class":"panic","severity":"panic","title":"bare"}`)
	e.Close()
	if len(r.records) != 3 {
		t.Fatalf("%d records", len(r.records))
	}
	for i, want := range []string{
		"error.type=ETIMEDOUT oopscope.class=driver-error oopscope.count=3 oopscope.id=5 oopscope.severity=error oopscope.shape=mmc#: error -110",
		"code.function.name=f cpu.logical_number=3 exception.message=it died exception.stacktrace=f [m] (a.c:7)\n? g\n exception.type=bad-access oopscope.arch=arm64 oopscope.boot=2 " +
			"oopscope.class=bad-access oopscope.context=irq oopscope.culprit.module=m oopscope.echo_of=2 oopscope.id=4 oopscope.input=a.log oopscope.line=90 oopscope.machine=Board 9 " +
			"oopscope.sender=10.0.0.7 oopscope.severity=oops oopscope.signature.bug=b1 oopscope.signature.exact=e1 oopscope.subsystem=fs/btrfs oopscope.uptime=12.5 os.build_id=#3 os.version=6.1.7 " +
			"process.executable.name=kworker process.pid=17",
		"exception.message=bare exception.type=panic oopscope.class=panic oopscope.id=6 oopscope.severity=panic",
	} {
		var got []string
		for key, value := range attrs(r.records[i].Attributes) {
			got = append(got, key+"="+value)
		}
		slices.Sort(got)
		if all := strings.Join(got, " "); all != want {
			t.Errorf("record %d has\n%s\nwant\n%s", i+1, all, want)
		}
	}
	if at := time.Unix(0, int64(r.records[1].TimeUnixNano)).UTC().Format(time.RFC3339); at != "2026-11-22T10:00:00Z" || r.records[1].SeverityNumber != 20 || r.records[0].SeverityNumber != 13 {
		t.Errorf("at %s, severities %d and %d", at, r.records[1].SeverityNumber, r.records[0].SeverityNumber)
	}
	if n := r.sum("oopscope.crashes", "oopscope.signature", "panic"); n != 1 {
		t.Errorf("a crash without a signature is counted %d times by its class", n)
	}
}

// A watch of several ports tells of each which it is.
func TestBootsOfSeveralPorts(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	for _, port := range []string{"bbb", "rpi4", "bbb"} {
		e.reads(t, `{"event":"boot","port":"`+port+`","boot":{"n":1,"line":1}}`)
	}
	e.Close()
	if r.sum("oopscope.boots", "", "") != 2 || len(r.records) != 2 || attrs(r.records[1].Attributes)["oopscope.input"] != "rpi4" {
		t.Errorf("%d records: %v", len(r.records), r.records)
	}
}

// Trouble that goes on comes again with a higher count, and another device has the same shape.
func TestTroubleIsCountedByItsShape(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{})
	trouble := func(id, count int, device string) string {
		return fmt.Sprintf(`{"v":2,"id":%d,"class":"driver-error","severity":"error","count":%d,"title":"x","header":"mmc%s: error -110 whilst initialising SD card"}`+"\n", id, count, device)
	}
	e.reads(t, trouble(1, 3, "0")+trouble(1, 5, "0")+trouble(1, 5, "0")+trouble(2, 2, "1"))
	e.Close()
	if n := r.sum("oopscope.trouble", "oopscope.shape", "mmc#: error -110 whilst initialising SD card"); n != 7 || len(r.records) != 2 {
		t.Errorf("counted %d, %d records", n, len(r.records))
	}
	if n := r.sum("oopscope.trouble", "error.type", "ETIMEDOUT"); n != 7 {
		t.Errorf("%d by ETIMEDOUT", n)
	}
}

// What a board can make up is cleaned and bounded, in records and in counters.
func TestNothingHostileIsPassedOn(t *testing.T) {
	r := receive(t)
	e, _ := exporting(t, r.URL, Options{Metrics: "127.0.0.1:0"})
	long := strings.Repeat(`\u001b]0;x\u0007\u202e\u0000é`, 20_000)
	var b strings.Builder
	fmt.Fprintf(&b, `{"v":2,"id":1,"class":"%[1]s","severity":"%[1]s","title":"%[1]s`+"\xff"+`","kernel":"%[1]s","chain":[{"function":"%[1]s","reliable":true}],"signature":{"exact":"%[1]s"}}`+"\n", long)
	for i := range 300 { // shapes have letters, since numbers do not count
		word := strings.Repeat(string(rune('a'+i%26)), 2+i/26)
		fmt.Fprintf(&b, `{"v":2,"id":%d,"class":"driver-error","severity":"error","title":"x","header":"%s: cannot"}`+"\n", i+5000, word)
	}
	for i := range 1500 {
		fmt.Fprintf(&b, `{"v":2,"id":%d,"class":"c%[1]d","severity":"oops","title":"x","signature":{"exact":"s%[1]d"}}`+"\n", i+2)
	}
	e.reads(t, b.String())
	page := fetch(t, e.Page())
	e.Close()
	for key, value := range attrs(append(r.records[0].Attributes, &otlp.KeyValue{Key: "body", Value: r.records[0].Body})) {
		if !utf8.ValidString(value) || strings.ContainsFunc(strings.ReplaceAll(value, "\n", ""), unicode.IsControl) || strings.ContainsRune(value, '\u202e') || len(value) > stackMost {
			t.Errorf("%s is %.80q, %d bytes", key, value, len(value))
		}
	}
	series := strings.Count(page, "oopscope_crashes_total{")
	if shapes := strings.Count(page, "oopscope_trouble_total{"); shapes != 201 {
		t.Errorf("%d counters of trouble", shapes)
	}
	if !strings.Contains(page, `oopscope_class="c98"`) || strings.Contains(page, `oopscope_class="c99"`) { // c2 to c98, and three more words
		t.Error("there are not a hundred classes and severities")
	}
	if len(r.records) != 1801 || series != 501 || !strings.Contains(page, `oopscope_signature="other"`) {
		t.Errorf("%d records, %d counters", len(r.records), series)
	}
	if n := r.sum("oopscope.crashes", "", ""); n != 1501 {
		t.Errorf("%d were counted", n)
	}
}

// Lines that are none of ours are counted, and told of once.
func TestWhatIsNoReportIsSaid(t *testing.T) {
	before := lineMost
	lineMost = 1 << 20
	defer func() { lineMost = before }()
	e, heard := exporting(t, "", Options{Metrics: "127.0.0.1:0"})
	e.reads(t, "no json\n[1]\n{\"a\":1}\n{}\n"+strings.Repeat("x", lineMost+9)+"\n"+decoded(t, shepherd))
	if got := e.Totals(); got.Unread != 5 || got.Crashes != 1 || strings.Count(heard.all(), "\n") != 0 || !strings.Contains(heard.all(), "scan --json") {
		t.Errorf("%v, told: %s", got, heard.all())
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, %v", url, answer.Status, err)
	}
	return string(text)
}

// The page is what Prometheus' own tool calls good.
func TestThePageIsWhatPrometheusReads(t *testing.T) {
	e, _ := exporting(t, "", Options{Metrics: "127.0.0.1:0"})
	e.reads(t, decoded(t, shepherd))
	page := fetch(t, e.Page())
	if !strings.Contains(page, `oopscope_crashes_total{oopscope_class="null-deref",oopscope_severity="panic",oopscope_signature="ad5966231cb2a261"} 1`) {
		t.Errorf("the page: %s", page)
	}
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed (Debian: prometheus)")
	}
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(page)
	if said, err := check.CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("promtool: %v\n%s", err, said)
	}
}

// What did not begin leaves nothing behind that sends.
func TestAnExporterThatDoesNotBegin(t *testing.T) {
	r := receive(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	heard := &told{}
	if _, err := New(t.Context(), Options{OTLP: true, To: "the collector", Metrics: "127.0.0.1:none", Tell: heard.tell}); err == nil {
		t.Fatal("a page at no port")
	}
	until(t, "the end of the sender", func() bool {
		all := make([]byte, 1<<20)
		return !strings.Contains(string(all[:runtime.Stack(all, true)]), "telemetry.(*queue).send")
	})
}

// The numbers are said as far as there are any.
func TestTotals(t *testing.T) {
	for want, of := range map[string]Totals{
		"0 crashes, 0 boots, 0 messages of trouble":                                                             {},
		"1 crash, 1 boot, 1 message of trouble":                                                                 {Crashes: 1, Boots: 1, Trouble: 1},
		"0 crashes, 2 boots, 0 messages of trouble, 0 records sent":                                             {Boots: 2, OTLP: true},
		"2 crashes, 0 boots, 0 messages of trouble, 1 record sent, 1 waiting, 3 dropped, 1 line not understood": {Crashes: 2, OTLP: true, Sent: 1, Waiting: 1, Dropped: 3, Unread: 1},
	} {
		if got := of.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestThePageIsForThisMachine(t *testing.T) {
	heard := &told{}
	if _, err := New(t.Context(), Options{Metrics: "0.0.0.0:0", Tell: heard.tell}); err == nil || !strings.Contains(err.Error(), "--metrics-public") {
		t.Errorf("a page for everybody: %v", err)
	}
	e, err := New(t.Context(), Options{Metrics: "0.0.0.0:0", Public: true, Tell: heard.tell})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := New(t.Context(), Options{Metrics: strings.TrimSuffix(strings.TrimPrefix(e.Page(), "http://"), "/metrics"), Public: true, Tell: heard.tell}); err == nil || !strings.Contains(err.Error(), "in use") {
		t.Errorf("the same one again: %v", err)
	}
}
