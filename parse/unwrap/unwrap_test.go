package unwrap

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"
)

const log = `[    1.000000] Linux version 6.1.0 (gcc "12") #1 SMP
[    2.000000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.000001] Code: 48 8b 05 <0f> 0b é\x20 C:\new & more
[    2.000002]  <TASK>
[    2.000003]  vfs_write+0xc7/0x3f0
[    2.000004] all well
`

// each makes something of every line of the log.
func each(format func(line string) string) string {
	var b strings.Builder
	for line := range strings.Lines(log) {
		b.WriteString(format(strings.TrimSuffix(line, "\n")))
	}
	return b.String()
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func pairs(order binary.AppendByteOrder, s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// exported writes an entry of the journal as `journalctl -o export` does, each
// second message by its length.
func exported() string {
	n := 0
	return each(func(l string) string {
		n++
		head := "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1700000000000000\n_TRANSPORT=stdout\n"
		if n%2 == 0 {
			return head + "MESSAGE\n" + string(binary.LittleEndian.AppendUint64(nil, uint64(len(l)))) + l + "\n\n"
		}
		return head + "MESSAGE=" + l + "\n_PID=1\n\n"
	})
}

// recorded is a terminal recording of the log, cut anywhere.
func recorded(header string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for rest := []rune(log); len(rest) > 0; {
		n := min(17, len(rest))
		fmt.Fprintf(&b, "[1.25, \"o\", %s]\n[1.3, \"i\", \"x\"]\n", quoted(string(rest[:n])))
		rest = rest[n:]
	}
	return b.String()
}

func dmesg() string {
	var rows []string
	each(func(l string) string {
		rows = append(rows, fmt.Sprintf("{\n         \"pri\": 4,\n         \"time\":     %s,\n         \"msg\": %s\n      }", l[5:13], quoted(l[15:])))
		return ""
	})
	return "{\n   \"dmesg\": [\n      " + strings.Join(rows, ",") + "\n   ]\n}\n"
}

func loki() string {
	var rows []string
	each(func(l string) string {
		rows = append(rows, `["1700000000000000000",`+quoted(l)+`]`)
		return ""
	})
	return `{"status":"success","data":{"resultType":"streams","result":[{"stream":{"job":"board"},"values":[` + strings.Join(rows, ",") + `]}],"stats":{}}}`
}

// wrappedAt cuts a text into lines.
func wrappedAt(columns int, s string) string {
	var b strings.Builder
	for len(s) > columns {
		b.WriteString(s[:columns] + "\n")
		s = s[columns:]
	}
	return b.String() + s + "\n"
}

func octets(s string) string {
	var n []string
	for _, c := range []byte(s) {
		n = append(n, fmt.Sprint(c))
	}
	return strings.Join(n, ",")
}

// wrapped are the log in everything that is known, by the name of the wrapping.
func wrapped() map[string]string {
	stamp := "2026-11-20T04:09:41.1234567Z "
	return map[string]string{
		"plain":         log,
		"UTF-16LE mark": "\xff\xfe" + pairs(binary.LittleEndian, log), "UTF-16BE mark": "\xfe\xff" + pairs(binary.BigEndian, log),
		"UTF-16LE": pairs(binary.LittleEndian, log), "UTF-16BE": pairs(binary.BigEndian, log),
		"mark": "\xef\xbb\xbf" + log, "returns": strings.ReplaceAll(log, "\n", "\r"),
		"docker": each(func(l string) string {
			return `{"log":` + quoted(l[:20]) + `,"stream":"stdout","time":"2026-11-20T04:09:41Z"}` + "\n" +
				`{"log":` + quoted(l[20:]+"\n") + `,"stream":"stdout","attrs":{"tag":"x"},"time":"2026-11-20T04:09:41Z"}` + "\n"
		}),
		"journal": each(func(l string) string {
			return `{"__CURSOR":"s=1","MESSAGE":` + quoted(l) + `,"_TRANSPORT":"stdout","X":["a","b"],"Y":null}` + "\n"
		}),
		"journal, octets": each(func(l string) string { return `{"MESSAGE":[` + octets(l) + `],"_TRANSPORT":"stdout"}` + "\n" }),
		"journal pretty":  each(func(l string) string { return "{\n\t\"MESSAGE\" : " + quoted(l) + ",\n\t\"_PID\" : \"1\"\n}\n" }),
		"journal seq":     each(func(l string) string { return "\x1e{\"MESSAGE\":" + quoted(l) + "}\n" }),
		"journal export":  exported(),
		"LAVA": `- {"dt": "2026-11-20T04:09:41.1", "lvl": "info", "msg": "start: 0 validate"}` + "\n" + each(func(l string) string {
			return `- {"dt": "2026-11-20T04:09:41.123", "lvl": "target", "msg": ` + quoted(l) + "}\n"
		}) + `- {"dt": "2026-11-20T04:09:41.1", "lvl": "results", "msg": {"case": "login", "result": "fail"}}` + "\n",
		"old LAVA": each(func(l string) string {
			return "- {dt: '2018-11-20T04:09:41.123', lvl: target, msg: '" + strings.ReplaceAll(l, "'", "''") + "'}\n"
		}),
		"logcli": each(func(l string) string {
			return `{"labels":{"job":"x"},"line":` + quoted(l) + `,"timestamp":"2026-11-20T04:09:41Z"}` + "\n"
		}),
		"Loki": loki(), "shipper": each(func(l string) string { return `{"@timestamp":"2026","message":` + quoted(l) + `,"n":-1.5e3}` + "\n" }),
		"cast 2": recorded(`{"version": 2, "width": 80, "height": 24, "env": {"TERM": "xterm"}}`),
		"cast 3": recorded(`{"version":3,"term":{"cols":80,"rows":24},"timestamp":1700000000}`),
		"HTML":   "<!DOCTYPE html>\n<html><body><pre class=\"x\">" + strings.ReplaceAll(html.EscapeString(log), "  ", "&nbsp; ") + "</pre></body></html>\n",
		"quoted": html.EscapeString(log), "GitHub": each(func(l string) string { return stamp + l + "\n" }), "GitHub errors": each(func(l string) string { return stamp + "##[error]" + l + "\n" }),
		"gh run view": each(func(l string) string { return "build\tRun tests\t" + stamp + l + "\n" }),
		"GitLab": each(func(l string) string {
			return "2026-11-20T04:09:41.123456Z 0fO " + l[:20] + "\n" + "2026-11-20T04:09:41.123456Z 0fO+" + l[20:] + "\n"
		}),
		"Kubernetes": each(func(l string) string {
			return "2026-11-20T04:09:41.123456789Z stdout P " + l[:20] + "\n" + "2026-11-20T04:09:41.123456789Z stdout F " + l[20:] + "\n"
		}),
		"GitHub of Docker": "\xef\xbb\xbf" + pairs0(each(func(l string) string {
			return `{"log":` + quoted(l+"\n") + `,"stream":"stdout","time":"2026-11-20T04:09:41Z"}` + "\n"
		})),
		"dmesg": dmesg(), "cast 1": `{"version": 1, "width": 80, "stdout": [` + strings.TrimSuffix(each(func(l string) string { return `[0.1, ` + quoted(l+"\r\n") + "],\n" }), ",\n") + "]}",
		"base64": wrappedAt(64, base64.StdEncoding.EncodeToString([]byte(log))), "base64 in a line": base64.StdEncoding.EncodeToString([]byte(log)) + "\n",
		"a list":   "[\n" + strings.TrimSuffix(each(func(l string) string { return ` {"t": 1, "message": ` + quoted(l) + "},\n" }), ",\n") + "\n]\n",
		"a result": `{"name": "boot", "output": ` + quoted(log) + "}\n",
		"a mail": each(func(l string) string {
			l = strings.ReplaceAll(l, "=", "=3D")
			return l[:15] + "=\n" + l[15:] + "=20\n"
		}) + "a =3D b\n",
	}
}

// pairs0 makes records inside of records.
func pairs0(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		fmt.Fprintf(&b, `{"MESSAGE":%s,"_TRANSPORT":"stdout"}`+"\n", quoted(strings.TrimSuffix(line, "\n")))
	}
	return b.String()
}

// bare is what of a text the kernel said: times of CI services, HTML's rows
// without text, and levels that dmesg --json tells are another matter.
func bare(text string) (all []string) {
	for line := range strings.Lines(strings.ReplaceAll(text, "\r", "")) {
		if line == "a = b\n" {
			continue // where the mail shows what it is
		}
		if at := strings.Index(line, "[    "); at >= 0 {
			all = append(all, strings.TrimSpace(line[at:]))
		} else if strings.TrimSpace(line) != "" {
			all = append(all, "? "+line)
		}
	}
	return all
}

func TestTheTextIsTheSameInEveryWrapping(t *testing.T) {
	for name, in := range wrapped() {
		for cut, r := range map[string]io.Reader{
			"whole": strings.NewReader(in), "bytes": iotest.OneByteReader(strings.NewReader(in)), "halves": iotest.HalfReader(strings.NewReader(in)),
		} {
			if cut == "bytes" && slices.Contains([]string{"returns", "UTF-16LE", "UTF-16BE", "HTML", "quoted", "a mail", "base64", "base64 in a line", "GitHub errors", "gh run view", "GitLab", "Kubernetes"}, name) {
				continue // these are told by more than their first byte
			}
			text, err := io.ReadAll(NewReader(r))
			if got, want := bare(string(text)), bare(log); err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, %s, %v:\n%s", name, cut, err, strings.Join(got, "\n"))
			}
		}
	}
}

func TestWrappingsAreNamed(t *testing.T) {
	for in, want := range map[string]string{
		log: "", wrapped()["Loki"]: "records", wrapped()["UTF-16LE mark"]: "UTF-16", wrapped()["GitHub of Docker"]: "byte order mark, records, records",
		"{ sh -c 'x'; }\n": "", "{\"temp\": 3}\n[    1.0] x\n": "", "- [ ] a list\n": "", "a\rb\rc\r\n": "", "a=3D\n": "", strings.Repeat("deadbeef", 40) + "\n": "", "AT&T modem\n": "",
	} {
		var u Unwrapper
		u.Feed([]byte(in))
		u.Close()
		if got := strings.Join(u.Wrappings(), ", "); got != want {
			t.Errorf("%.40q is wrapped in %q, want %q", in, got, want)
		}
	}
}

// What is plain comes back byte for byte, however it is cut.
func TestPlainTextIsNotTouched(t *testing.T) {
	for _, in := range []string{"", "{", "- ", "-", "{\"a\": 1}\ntext\n", "\xff", "\xef\xbb", "a\rb\r\n", "{ unfinished\nlines\n", "{\"a\": \"cut\n[ 1.0] log\n", "\n\n{", "x\x00y"} {
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(in), "bytes": iotest.OneByteReader(strings.NewReader(in))} {
			if got, err := io.ReadAll(NewReader(r)); err != nil || string(got) != in {
				t.Errorf("%q, %s, became %q, %v", in, name, got, err)
			}
		}
	}
}

// What stands between records is no record's and stays; what of a record came
// before it was cut off counts.
func TestRecordsAndOthersBesideThem(t *testing.T) {
	const one = `{"log":"one\n","stream":"stdout"}` + "\n"
	for in, want := range map[string]string{
		one + "plain [1] {x}\n" + one:                          "one\nplain [1] {x}\none\n",
		one + `{"temp": [1, {"b": "c"}]}` + "\n" + one:         "one\n{\"temp\": [1, {\"b\": \"c\"}]}\none\n",
		one + `{"log":"BUG: cut o`:                             "one\nBUG: cut o\n",
		one + `{"log":"cut by the disk` + "\n" + one:           "one\ncut by the disk\none\n",
		one + `{"log":"no end","stream":"stdout"` + "\n" + one: "one\nno endone\n",
		`{"MESSAGE":"a\nb","_TRANSPORT":"kernel","PRIORITY":"3","_SOURCE_MONOTONIC_TIMESTAMP":"12000345"}`: "<3>[   12.000345] a\n<3>[   12.000345] b\n",
		`{"MESSAGE":"hi","_PID":"7","SYSLOG_IDENTIFIER":"sshd"}`:                                           "sshd[7]: hi\n",
		`{"MESSAGE":"\ud83d\ude00\u00e9\/\"\\"}`:                                                           "😀é/\"\\\n",
	} {
		got, err := io.ReadAll(NewReader(strings.NewReader(in)))
		if string(got) != want && string(got) != strings.ReplaceAll(want, "cut o\n", "cut o") && string(got) != strings.ReplaceAll(want, "disk\n", "disk") || err != nil {
			t.Errorf("%s\n got %q\nwant %q, %v", in, got, want, err)
		}
	}
}

func TestAnErrorComesBehindTheText(t *testing.T) {
	in := io.MultiReader(strings.NewReader(`{"log":"half`), iotest.ErrReader(io.ErrUnexpectedEOF))
	if got, err := io.ReadAll(NewReader(in)); string(got) != "half\n" || err != io.ErrUnexpectedEOF {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCensus(t *testing.T) {
	noise := make([]byte, 8192)
	for i := range noise {
		noise[i] = byte(i*i*7 + i>>3*13)
	}
	for name, c := range map[string]struct {
		in   string
		text bool
	}{
		"nothing": {"", true}, "text": {log, true}, "accents": {"äöü é 串\n", true}, "holes": {log + strings.Repeat("\x00", 2000), true},
		"noise": {string(noise), false}, "noise before a log": {string(noise[:600]) + strings.Repeat(log, 4), true},
		"zeros": {strings.Repeat("\x00", 5000), false}, "a letter": {strings.Repeat("\x00", 5000) + "a", false},
	} {
		var census Census
		for chunk := range slices.Chunk([]byte(c.in), 100) {
			census.Add(chunk)
		}
		if census.Text() != c.text {
			t.Errorf("%s: text is %v", name, !c.text)
		}
	}
}

func TestCensusCountsTheSameInPieces(t *testing.T) {
	in := []byte(strings.Repeat("0123456 ", 9) + "\x01" + strings.Repeat("\x00é", 9) + strings.Repeat("x", 127) + "\xff\n" + strings.Repeat("y", 200))
	var whole, bytewise Census
	whole.Add(in)
	for len(in) > 0 {
		_, n := utf8.DecodeRune(in)
		bytewise.Add(in[:n])
		in = in[n:]
	}
	if whole.text != bytewise.text || whole.other != 2 || whole.zero != 9 || bytewise.other != 2 {
		t.Errorf("as a whole %d %d %d, letter by letter %d %d %d", whole.text, whole.other, whole.zero, bytewise.text, bytewise.other, bytewise.zero)
	}
}

// FuzzUnwrap: any bytes come to an end, in bounded size, and in pieces the same
// as in one.
func FuzzUnwrap(f *testing.F) {
	for _, in := range wrapped() {
		f.Add([]byte(in), 7)
	}
	newest := strings.SplitAfter(log+log, "\n")
	slices.SortFunc(newest, func(a, b string) int { return strings.Compare(b, a) })
	for _, in := range []string{
		strings.Join(newest, ""), uuencoded(log), strings.ReplaceAll(log+log, " ", "  "), strings.ReplaceAll(log, ": ", "："),
		strings.Repeat(each(func(l string) string { return folded(l, 64) }), 4),
		each(func(l string) string { return "---\ntextPayload: '" + l + "'\n" }), each(func(l string) string { return "[ 03-01 10:11:13.123  0: 0 W/k ]\n" + l + "\n\n" }),
		each(func(l string) string { return `{"short_message":` + quoted(l) + "}\x00" }), "<Event>\n" + each(func(l string) string { return "<Data>" + l + "</Data>\n" }),
	} {
		f.Add([]byte(in), 7)
	}
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		whole, err := io.ReadAll(NewReader(bytes.NewReader(in)))
		if err != nil {
			t.Fatal(err)
		}
		if len(whole) > 40*len(in)+1024 {
			t.Fatalf("%d bytes became %d", len(in), len(whole))
		}
		var u Unwrapper
		var pieces []byte
		head := min(len(in), window) // what it is told by comes whole
		pieces = append(pieces, u.Feed(in[:head])...)
		for rest := in[head:]; len(rest) > 0; {
			n := min(max(cut, 1)%9000+1, len(rest))
			pieces, rest = append(pieces, u.Feed(rest[:n])...), rest[n:]
		}
		if pieces = append(pieces, u.Close()...); len(in) <= window && !bytes.Equal(pieces, whole) {
			t.Fatalf("in pieces %q\nin one %q", pieces, whole)
		}
	})
}
