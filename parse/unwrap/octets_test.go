package unwrap

import (
	hexa "encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// inRows are the bytes of the log, n a row.
func inRows(n int, row func(at int, p []byte) string) string {
	var b strings.Builder
	for at := 0; at < len(log); at += n {
		b.WriteString(row(at, []byte(log[at:min(at+n, len(log))])) + "\n")
	}
	return b.String()
}

func sumOf(p []byte) (sum byte) {
	for _, c := range p {
		sum += c
	}
	return sum
}

// TestOctets: bytes that a sniffer, a hex view or a debugger wrote down are the text again.
func TestOctets(t *testing.T) {
	for name, in := range map[string]string{
		"ser2net": inRows(8, func(_ int, p []byte) string {
			return fmt.Sprintf("2026/11/20 04:09:41.123456 term %-24s |........|", fmt.Sprintf("% x", p))
		}),
		"sigrok":   inRows(1, func(_ int, p []byte) string { return fmt.Sprintf("uart-1: %02X", p) }),
		"analyser": "Time [s],Value,Parity Error,Framing Error\n" + inRows(1, func(at int, p []byte) string { return fmt.Sprintf("%.9f,0x%02X,,", float64(at)*87e-6, p) }),
		"xxd -i": "unsigned char log[] = {\n" + inRows(12, func(_ int, p []byte) string {
			return "  0x" + strings.ReplaceAll(fmt.Sprintf("% x", p), " ", ", 0x") + ","
		}),
		"hex view": fmt.Sprintf("% X\n", log),
		"colons":   inRows(16, func(_ int, p []byte) string { return strings.ReplaceAll(fmt.Sprintf("% x", p), " ", ":") }),
		"one row":  hexa.EncodeToString([]byte(log)),
		"od -t x1z": inRows(16, func(at int, p []byte) string {
			return fmt.Sprintf("%06x %-47s  >%s<", at, fmt.Sprintf("% x", p), strings.Repeat(".", len(p)))
		}),
		"Intel HEX": inRows(16, func(at int, p []byte) string {
			r := append([]byte{byte(len(p)), byte(at >> 8), byte(at), 0}, p...)
			return fmt.Sprintf(":%X%02X", r, -sumOf(r))
		}) + ":00000001FF\n",
		"S-records": "S00600004844521B\n" + inRows(16, func(at int, p []byte) string {
			r := append([]byte{byte(len(p) + 3), byte(at >> 8), byte(at)}, p...)
			return fmt.Sprintf("S1%X%02X", r, ^sumOf(r))
		}) + "S9030000FC\n",
	} {
		if got, names := unwrapped(in); !strings.HasSuffix(got, log) {
			t.Errorf("%s: %q in %q", name, got, names)
		}
	}
}

// TestNoOctets: addresses, a memory dump in a log, a damaged record stay what they are.
func TestNoOctets(t *testing.T) {
	for name, in := range map[string]string{
		"addresses":  strings.Repeat("02:42:ac:11:00:02\n", 12),
		"bytes":      strings.Repeat("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n", 8),
		"code":       strings.Repeat("Code: 48 8b 05 20 20 20 20 20 20 20 20\nand a line\n", 8),
		"wrong sums": strings.Repeat(":100000005B20202020342E3231343138395D20425500\n", 4),
		"a few":      "41 42 20 43\n44 45 20 46\n",
		"secrets":    strings.Repeat("204c6164696573", 20) + "\n" + strings.Repeat("80c1f2a3d4e5", 60) + "\n", // the first alone is text
	} {
		if got, names := unwrapped(in); got != in {
			t.Errorf("%s: %q in %q", name, got, names)
		}
	}
}

// TestWhatLooksTurned: a log stays as it lies that only begins within a report, counts its
// files like grep, or corrects what was typed.
func TestWhatLooksTurned(t *testing.T) {
	report := "BUG: unable to handle page fault\nRIP: 0010:f+0x1/0x2\nCode: 48 8b 05 20\nRAX: 0\nCall Trace:\n <TASK>\n g+0x1/0x2\n h+0x1/0x2\n i+0x1/0x2\n </TASK>\n---[ end trace 0 ]---\n"
	for name, in := range map[string]string{
		"two reports":       report + report,
		"the end of one":    report[strings.Index(report, " h+"):] + report,
		"an old one's end":  "Code: 48 8b 05 20\nRIP: f+0x1/0x2 RSP: ffff8801c15d7148\n---[ end trace 0 ]---\nKernel panic - not syncing: Fatal exception\n",
		"frames alone":      strings.Repeat(" f+0x1/0x2\n", 9),
		"times that rise":   "[    1.000000] f+0x1/0x2\n[    1.000001] g+0x1/0x2\n[    1.000002] h+0x1/0x2\n[    1.000003] Call Trace:\n[    1.000004] Code: 48\n",
		"names with dashes": "a-1\na-2\na-3\na-4\na-5\na-6\na-7\na-8\n",
		"corrections":       strings.Repeat("Press a key...\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \b\n", 3),
		"ends alike":        strings.Repeat("a line of a log, all the same\nanother one, all the same\n", 9),
	} {
		if got, names := unwrapped(in); got != in {
			t.Errorf("%s: %q in %q", name, got, names)
		}
	}
}
