package unwrap

import (
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// report is a real oops, each line with the kernel's time.
func report(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/x86_64/unload_race.log")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, " \r\n"); strings.HasPrefix(line, "[ ") && len(line) > 16 {
			lines = append(lines, line)
		}
	}
	if len(lines) < 60 {
		t.Fatalf("%d lines", len(lines))
	}
	return lines
}

// uuencoded writes as uuencode does.
func uuencoded(s string) string {
	out := "begin 644 dmesg.log\n"
	for len(s) > 0 {
		n := min(45, len(s))
		p := append([]byte(s[:n]), 0, 0)
		s = s[n:]
		out += string(rune(' ' + n))
		for i := 0; i < n; i += 3 {
			for _, c := range []byte{p[i] >> 2, p[i]<<4&0x30 | p[i+1]>>4, p[i+1]<<2&0x3c | p[i+2]>>6, p[i+2] & 0x3f} {
				out += string("`!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"[c])
			}
		}
		out += "\n"
	}
	return out + "`\nend\n"
}

// TestExports: what viewers of logs, clouds and phones make of a report is the report.
func TestExports(t *testing.T) {
	lines := report(t)
	all := func(form func(n int, l string) string) string {
		var b strings.Builder
		for n, l := range lines {
			b.WriteString(form(n, l))
		}
		return b.String()
	}
	whole := all(func(_ int, l string) string { return l + "\n" })
	newest := slices.Clone(lines)
	slices.Reverse(newest)
	backwards := strings.Join(newest, "\n") + "\n"
	csv := "\"_time\",\"_raw\",host\n"
	hits := `{"took":3,"hits":{"hits":[`
	for n, l := range newest {
		csv += fmt.Sprintf("\"2024-03-01T10:11:13.%03d+0000\",\"%s\",bench\n", 999-n, strings.ReplaceAll(l, `"`, `""`))
		hits += fmt.Sprintf(`{"_source":{"@timestamp":"2024-03-01T10:11:13.%03dZ","message":%s}},`, 999-n, quoted(l))
	}
	hits = strings.TrimSuffix(hits, ",") + "]}}\n"
	want := make([]string, len(lines))
	for i, l := range lines {
		want[i] = strings.Join(strings.Fields(l), " ")
	}
	for name, in := range map[string]string{
		"newest first":       backwards,
		"newest first, CSV":  csv,
		"newest first, JSON": hits,
		"100 columns":        all(func(_ int, l string) string { return folded(l, 100) }),
		"132 columns, CRLF":  strings.ReplaceAll(all(func(_ int, l string) string { return folded(l, 132) }), "\n", "\r\n"),
		"doubled blanks":     all(func(_ int, l string) string { return strings.ReplaceAll(l, " ", "  ") + "\n" }),
		"wide marks": all(func(_ int, l string) string {
			return strings.NewReplacer(": ", "：", "(", "（", ")", "）").Replace(l) + "\n"
		}),
		"uuencode": uuencoded(whole),
		"gcloud": all(func(n int, l string) string {
			return fmt.Sprintf("---\ninsertId: s%d\ntextPayload: '%s'\ntimestamp: '2024-03-01T10:11:13Z'\n", n, strings.ReplaceAll(l, "'", "''"))
		}),
		"logcat -v long": all(func(n int, l string) string {
			return fmt.Sprintf("[ 03-01 10:11:13.%03d     0:    0 W/kernel ]\n%s\n\n", n, l)
		}),
		"GELF": all(func(_ int, l string) string {
			return `{"version":"1.1","host":"bench","short_message":` + quoted(l) + ",\"level\":4}\x00"
		}),
		"OpenTelemetry": `{"resourceLogs":[{"scopeLogs":[{"logRecords":[` + strings.TrimSuffix(all(func(n int, l string) string {
			return fmt.Sprintf(`{"timeUnixNano":"%d","attributes":[{"key":"host","value":{"stringValue":"bench"}}],"body":{"stringValue":%s}},`, n, quoted(l))
		}), ",") + "]}]}]}\n",
		"a cloud's console": `{"InstanceId":"i-0abc","Output":"` + base64.StdEncoding.EncodeToString([]byte(whole)) + "\"}\n",
		"an event log": "<Event><EventData>\n" + all(func(_ int, l string) string {
			return `<Data Name="line">` + html.EscapeString(l) + "</Data>\n"
		}) + "</EventData></Event>\n",
		"a box":      "╭──╮\n" + all(func(_ int, l string) string { return fmt.Sprintf("%-200s │\n", l) }),
		"code, bold": all(func(_ int, l string) string { return "`" + strings.ReplaceAll(l, " __", " **") + "`  \n" }),
	} {
		text, err := io.ReadAll(NewReader(strings.NewReader(in)))
		got := slices.DeleteFunc(strings.Split(string(text), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" || !strings.HasPrefix(l, "[ ") })
		for i := range got {
			got[i] = strings.Join(strings.Fields(got[i]), " ") // a wide colon may have swallowed a blank
		}
		if err != nil || !slices.Equal(got, want) {
			at := 0
			for at < min(len(got), len(lines)) && got[at] == want[at] {
				at++
			}
			t.Errorf("%s, %v: %d lines, not %d; line %d: %q, not %q", name, err, len(got), len(lines), at, got[at:min(at+1, len(got))], want[min(at, len(want)-1)])
		}
	}
}

// folded breaks a line at a column.
func folded(l string, width int) (out string) {
	for len(l) > width {
		out, l = out+l[:width]+"\n", l[width:]
	}
	return out + l + "\n"
}

// TestNoExports: what only looks a little like one stays as it is: time goes back at a
// reboot, rules of equal signs are no mail, a sentence is in Chinese.
func TestNoExports(t *testing.T) {
	rule := "[  600.161674][ T9046] " + strings.Repeat("=", 53) + "\n"
	for _, in := range []string{
		"[    9.000000] a\n[    8.000000] b\n[    7.000000] c\n[    8.500000] d\n[    6.000000] e\n[    5.000000] f\n[    4.000000] g\n[    3.000000] h\n",
		rule + "[  600.168788][ T9046] BUG: KMSAN: uninit-value in f+0x1/0x2\n" + rule,
		strings.Repeat("内核：它说：没有\n", 20),
		strings.Repeat("a  b  c\nd e f\n", 20),
		"begin 644 is how it begins\nand no more\n",
	} {
		if text, err := io.ReadAll(NewReader(strings.NewReader(in))); err != nil || string(text) != in {
			t.Errorf("%q became %q, %v", in, text, err)
		}
	}
}
