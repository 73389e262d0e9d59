package unwrap_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"oopscope/parse/unwrap"
)

// excerpt is a report as the kernel prints it, long enough to tell a wrapping by.
const excerpt = `[    3.813005] BUG: kernel NULL pointer dereference, address: 0000000000000010
[    3.813006] CPU: 0 PID: 77 Comm: sh Not tainted 6.1.0 #1
[    3.813007] RIP: 0010:pump_read+0x1a/0x20 [pump]
[    3.813008] RAX: 0000000000000000 RBX: 0000000000000001 RCX: 0000000000000002
[    3.813009] r10: 00000000  r9 : d94fcd40  r8 : 00000000
[    3.813010] r7 : 00000000  r6 : d94fcd40  r5 : 00000000  r4 : 00000001
[    3.813011] r3 : 00000000  r2 : d94fcd40  r1 : 00000000  r0 : 00000001
[    3.813012] Call Trace:
[    3.813013]  vfs_read+0x11/0x22
[    3.813014]  ksys_read+0x33/0x44
[    3.813015]  do_syscall_64+0x55/0x66
[    3.813016]  entry_SYSCALL_64_after_hwframe+0x77/0x88
[    3.813017] Code: 00 11 22 33 44 55 <66> 77
[    3.813018] ---[ end trace 0000000000000000 ]---
`

// TestBehindLines: what stands behind the lines of a report, or was made of its letters, is
// taken off again; a text that has none of it stays as it is.
func TestBehindLines(t *testing.T) {
	of := func(f func(i int, l string) string) string {
		var b strings.Builder
		for i, l := range strings.Split(strings.TrimSuffix(excerpt, "\n"), "\n") {
			b.WriteString(f(i, l) + "\n")
		}
		return b.String()
	}
	panes := []string{"$ make", "", "  CC      pump.o"}
	for name, text := range map[string]string{
		"plain":         excerpt,
		"numbers":       of(func(i int, l string) string { return fmt.Sprintf("%s  %d", l, i+1) }),
		"a pane beside": of(func(i int, l string) string { return fmt.Sprintf("%-90s│%s", l, panes[i%3]) }),
		"tabs": of(func(i int, l string) string {
			return strings.ReplaceAll(strings.ReplaceAll(l, "    ", "\t\t"), "  ", "\t")
		}),
		"UTF-7":            of(func(i int, l string) string { return shifted(l) }),
		"Latin-1's spaces": of(func(i int, l string) string { return strings.ReplaceAll(l, "  ", " \xa0") }),
		"marks of writing": of(func(i int, l string) string { return "\u200f\u202a" + l + "\u202c" }),
		"a broken reply":   "John wrote:\n" + of(func(i int, l string) string { return broken("> ", "Mar  1 10:11:13 bench kernel: "+l, 77) }),
		"hyphens":          of(func(i int, l string) string { return strings.ReplaceAll(l, "-", "\u2010") }),
		"a field of JSON":  `{"job":"boot","lines":["` + strings.ReplaceAll(strings.TrimSuffix(excerpt, "\n"), "\n", `","`) + `"],"status":"failed"}`,
	} {
		got, want := strings.ReplaceAll(unwrapped(text), "Mar  1 10:11:13 bench kernel: ", ""), excerpt
		if name == "a broken reply" { // which loses one of two blanks where it breaks
			got, want = strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(want), " ")
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestNotBehindLines: what only looks like it is left alone.
func TestNotBehindLines(t *testing.T) {
	for name, text := range map[string]string{
		"a count that repeats":    strings.Repeat("[    1.000000] pump 3\n[    1.000001] pump 4\n", 20),
		"rounds that are counted": numberedLines(40),
		"a table":                 strings.Repeat(strings.Repeat("x", 60)+"│ [    1.000000] pump_read+0x1a/0x20\n", 20),
		"C":                       strings.Repeat("x = a+-0x10/2\n", 20),
		"spaces of a page":        strings.Repeat("Prix\u00a0: 10\u00a0\u20ac\n", 20),
	} {
		if got := unwrapped(text); got != text {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func numberedLines(lines int) string {
	var b strings.Builder
	for n := range lines {
		fmt.Fprintf(&b, "[%5d.000000] pump: cycle %d\n", n, n)
	}
	return b.String()
}

func unwrapped(text string) string {
	var u unwrap.Unwrapper
	got := string(u.Feed([]byte(text)))
	return got + string(u.Close())
}

// shifted writes a line in UTF-7, all but letters, digits, blanks and a few marks in base64.
func shifted(l string) string {
	var b strings.Builder
	for _, r := range l {
		switch {
		case r == '+':
			b.WriteString("+-")
		case strings.ContainsRune("[]<>#", r):
			var raw []byte
			for _, u := range utf16.Encode([]rune{r}) {
				raw = append(raw, byte(u>>8), byte(u))
			}
			b.WriteString("+" + base64.RawStdEncoding.EncodeToString(raw) + "-")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// broken quotes a line, which is broken where a word has no room any more.
func broken(quote, l string, width int) string {
	var b strings.Builder
	for l = quote + l; len(l) > width; {
		at := strings.LastIndexByte(l[:width+1], ' ')
		b.WriteString(l[:at] + "\n")
		l = quote + l[at+1:]
	}
	return b.String() + l
}
