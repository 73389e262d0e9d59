package headless

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
)

// everyLine makes something of every line of a log.
func everyLine(log string, format func(line string) string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		b.WriteString(format(strings.TrimRight(line, "\r\n")))
	}
	return b.String()
}

func quotedJSON(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// cutStamp parts "[    1.000000] text" into microseconds and text.
func cutStamp(line string) (micro int, text string, ok bool) {
	stamp, text, ok := strings.Cut(strings.TrimPrefix(line, "["), "] ")
	seconds, err := strconv.ParseFloat(strings.TrimSpace(stamp), 64)
	return int(seconds*1e6 + 0.5), text, ok && err == nil
}

// ofJournal gives every line to a format with its time; those without one are
// another program's.
func ofJournal(log string, format func(transport string, micro int, text string) string) string {
	return everyLine(log, func(l string) string {
		if micro, text, ok := cutStamp(l); ok {
			return format("kernel", micro, text)
		}
		return format("stdout", 0, l)
	})
}

func packedBy(t *testing.T, w io.WriteCloser, err error, b *bytes.Buffer, text string) string {
	t.Helper()
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, text string) string {
	var b bytes.Buffer
	return packedBy(t, gzip.NewWriter(&b), nil, &b, text)
}

func tarred(t *testing.T, name, text string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text))})
	return packedBy(t, w, err, &b, text)
}

func wide(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// containers are a log in all that it may come in.
func containers(t *testing.T, log string) map[string]string {
	var x, z, l bytes.Buffer
	xw, xerr := xz.NewWriter(&x)
	zw, zerr := zstd.NewWriter(&z)
	const stamp = "2026-11-20T04:09:41.1234567Z "
	cast := `{"version": 2, "width": 80, "height": 24}` + "\n" + everyLine(log, func(l string) string { return `[1.5, "o", ` + quotedJSON(l+"\r\n") + "]\n" })
	docker := everyLine(log, func(l string) string {
		return `{"log":` + quotedJSON(l+"\n") + `,"stream":"stdout","time":"2026-11-20T04:09:41Z"}` + "\n"
	})
	var rows []string
	everyLine(log, func(l string) string {
		rows = append(rows, `["1700000000000000000",`+quotedJSON(l)+`]`)
		return ""
	})
	return map[string]string{
		"gz": gzipped(t, log), "xz": packedBy(t, xw, xerr, &x, log), "zst": packedBy(t, zw, zerr, &z, log), "lz4": packedBy(t, lz4.NewWriter(&l), nil, &l, log), "tar": tarred(t, "x/y.log", log), "tgz": gzipped(t, tarred(t, "y", log)),
		"UTF-16LE": "\xff\xfe" + wide(binary.LittleEndian, log), "UTF-16BE": "\xfe\xff" + wide(binary.BigEndian, log), "bare UTF-16": wide(binary.LittleEndian, log), "mark": "\xef\xbb\xbf" + log,
		"lone CR": strings.ReplaceAll(log, "\n", "\r"), "Docker": docker, "Docker in gz": gzipped(t, docker), "cast": cast,
		"journal": ofJournal(log, func(transport string, micro int, text string) string {
			return fmt.Sprintf(`{"MESSAGE":%s,"_TRANSPORT":"%s","_SOURCE_MONOTONIC_TIMESTAMP":"%d","__REALTIME_TIMESTAMP":"1"}`+"\n", quotedJSON(text), transport, micro)
		}),
		"export": ofJournal(log, func(transport string, micro int, text string) string {
			return fmt.Sprintf("__CURSOR=x\n_TRANSPORT=%s\n_SOURCE_MONOTONIC_TIMESTAMP=%d\nMESSAGE\n%s%s\n\n", transport, micro, binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text)
		}),
		"LAVA": everyLine(log, func(l string) string {
			return `- {"dt": "2026-11-20T04:09:41.1", "lvl": "target", "msg": ` + quotedJSON(l) + "}\n"
		}),
		"Loki":           `{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[` + strings.Join(rows, ",") + `]}]}}`,
		"events":         everyLine(log, func(l string) string { return "id: 7\nevent: log\ndata: " + l + "\n\n" }),
		"events of JSON": everyLine(log, func(l string) string { return `data: {"log":` + quotedJSON(l) + `}` + "\n\n" }),
		"CSV": "timestamp,host,message\n" + everyLine(log, func(l string) string {
			return `2026-11-20T04:09:41.123Z,board7,"` + strings.ReplaceAll(l, `"`, `""`) + `"` + "\r\n"
		}),
		"CSV with labels": `"Line";"labels";"Time"` + "\n" + everyLine(log, func(l string) string {
			return `"` + strings.ReplaceAll(l, `"`, `""`) + `";"{""job"":""a;b""}";"1700000000000"` + "\n"
		}),
		"RTF": "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Courier New;}}\n\\f0\\fs20 " + everyLine(log, func(l string) string {
			return strings.NewReplacer(`\`, `\\`, "{", `\{`, "}", `\}`).Replace(l) + "\\par\r\n"
		}) + "}\n",
		"RTF of a Mac": "{\\rtf1\\ansi\\cocoartf2709\n\\pard\\partightenfactor0\n\n\\f0\\fs24 \\cf0 " + everyLine(log, func(l string) string {
			return strings.NewReplacer(`\`, `\\`, "{", `\{`, "}", `\}`).Replace(l) + "\\\n"
		}) + "}",
		"HTML":   "<html><body><pre>\n" + html.EscapeString(log) + "</pre></body></html>\n",
		"GitHub": everyLine(log, func(l string) string { return stamp + l + "\n" }), "GitHub errors": everyLine(log, func(l string) string { return stamp + "##[error]" + l + "\n" }),
		"gh":         everyLine(log, func(l string) string { return "build\tRun tests\t" + stamp + l + "\n" }),
		"GitLab":     "2026-11-20T04:09:41.123456Z 00O section_start:1700000000:step\r\x1b[0K\x1b[36;1mtest\n" + everyLine(log, func(l string) string { return "2026-11-20T04:09:41.123456Z 01O " + l + "\n" }),
		"Kubernetes": everyLine(log, func(l string) string { return "2026-11-20T04:09:41.123456789Z stdout F " + l + "\n" }),
	}
}

// decoded is what was decoded of the crashes, without where their lines lie and
// how they are written.
func decoded(t *testing.T, text string) (all []map[string]any) {
	t.Helper()
	_, out, errs := scan(t, ScanOptions{Format: JSON, NoRaw: true}, capture(t, "x", text))
	for line := range strings.Lines(out) {
		var c map[string]any
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err, errs)
		}
		for _, place := range []string{"file", "lines", "bytes"} {
			delete(c, place)
		}
		forget(c, "evidence", "line")
		if story, ok := c["story"].(string); ok {
			c["story"] = lineNumber.ReplaceAllString(story, "")
		}
		all = append(all, c)
	}
	return all
}

var lineNumber = regexp.MustCompile(`\(lines? [0-9 ,to]+\)`)

// forget takes the numbers of lines out of what was decoded.
func forget(v any, keys ...string) {
	switch v := v.(type) {
	case map[string]any:
		for _, k := range keys {
			delete(v, k)
		}
		for _, x := range v {
			forget(x, keys...)
		}
	case []any:
		for _, x := range v {
			forget(x, keys...)
		}
	}
}

// TestACrashIsTheSameInEveryContainer: whatever a log lies in, the same crashes
// are decoded of it, in every detail.
func TestACrashIsTheSameInEveryContainer(t *testing.T) {
	for _, name := range []string{"arm/shepherd-panic.log", "x86_64/use_after_free.log", "arm64/memcpy.log"} {
		log, err := os.ReadFile(filepath.Join("../../testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		text := everyLine(string(log), func(l string) string { return l + "\n" })
		want := decoded(t, text)
		if len(want) == 0 {
			t.Fatalf("%s has no crash", name)
		}
		for how, in := range containers(t, text) {
			if got := decoded(t, in); !reflect.DeepEqual(got, want) {
				a, _ := json.MarshalIndent(want, "", " ")
				b, _ := json.MarshalIndent(got, "", " ")
				t.Errorf("%s in %s is another:\n%s", name, how, firstDifference(string(a), string(b)))
			}
		}
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range as {
		if i >= len(bs) || as[i] != bs[i] {
			return strings.Join(as[max(0, i-3):min(len(as), i+3)], "\n") + "\n-- but --\n" + strings.Join(bs[min(len(bs), max(0, i-3)):min(len(bs), i+3)], "\n")
		}
	}
	return "more: " + strings.Join(bs[len(as):], "\n")
}

// What is no text is named, whatever it stands in, and never passes for clean;
// what was read of it is still scanned.
func TestScanNeverPassesWhatItCouldNotRead(t *testing.T) {
	half := gzipped(t, oops+strings.Repeat("[    4.000000] some more of it\n", 9)+string(noise(4000)))
	half = half[:len(half)-1000]
	for name, c := range map[string]struct {
		content string
		status  int
		crashes int
		want    string
	}{
		"core":    {"\x7fELF\x02" + strings.Repeat("\x00", 500), Failed, 0, "core: no text, and no container that oopscope opens (it looks like an ELF file"},
		"half.gz": {half, Failed, 1, "half.gz could not be read to its end, what came before that was: the packed data ends too early"}, "noise": {string(noise(9000)), Failed, 0, "wrong speed"},
		"a.tar": {tarred(t, "in.png", "\x89PNG\r\n\x1a\n"), Failed, 0, "a.tar!in.png: no text"}, "good.gz": {gzipped(t, "all well\n"), Done, 0, "1 input, 1 line, 0 crashes"},
		"empty.gz": {gzipped(t, ""), Done, 0, "empty, nothing to scan"}, "noisy": {string(noise(500)) + "\n" + oops + strings.Repeat("well\n", 500), Crashed, 1, "1 crash"},
	} {
		status, out, errs := scan(t, ScanOptions{Format: JSON, FailOnCrash: true}, capture(t, name, c.content))
		if status != c.status || strings.Count(out, "\n") != c.crashes || !strings.Contains(errs, c.want) || strings.Contains(errs, "NOT READ") != (status == Failed) {
			t.Errorf("%s: status %d, %d crashes, %s", name, status, strings.Count(out, "\n"), errs)
		}
	}
	status, out, errs := scan(t, ScanOptions{Format: JSON, FailOnCrash: true, UnpackLimit: 1 << 20}, capture(t, "bomb.gz", gzipped(t, oops+strings.Repeat("\n", 4<<20))))
	if status != Failed || strings.Count(out, "\n") != 1 || !strings.Contains(errs, "limit of 1 MB") || !strings.Contains(errs, "--unpack-limit") {
		t.Errorf("a bomb: status %d, %s", status, errs)
	}
}

// noise is bytes without order.
func noise(n int) []byte {
	b := make([]byte, n)
	for i, x := 0, uint32(7); i < n; i++ {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}
