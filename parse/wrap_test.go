package parse_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// wrapping is a way in which lines reach a file, see testdata/wrappings.
type wrapping struct{ name, form string }

func wrappings(t testing.TB) []wrapping { return wrappingsIn(t, "wrappings.txt") }

func wrappingsIn(t testing.TB, file string) (all []wrapping) {
	t.Helper()
	b, err := os.ReadFile("../testdata/wrappings/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for row := range strings.Lines(string(b)) {
		name, form, ok := strings.Cut(strings.TrimRight(row, "\n"), "\t")
		if !ok {
			t.Fatalf("%q is no wrapping", row)
		}
		all = append(all, wrapping{name, form})
	}
	return all
}

var (
	anyStampRE = regexp.MustCompile(`\[ *\d+\.\d{6}\] `)
	fieldRE    = regexp.MustCompile(`\{(text|json|stamp|sec|us|n \d|n\d?|clock [^}]*|cpu|pid|comm|nl|cr|nul|tab)\}`)
	comms      = []string{"swapper/0", "kworker/u8:2", "sh", "surfaceflinger"}
)

// line writes the n-th line.
func (w wrapping) line(n int, at time.Duration, text []byte) []byte {
	return fieldRE.ReplaceAllFunc([]byte(w.form), func(m []byte) []byte {
		field := string(m[1 : len(m)-1])
		layout, clock := strings.CutPrefix(field, "clock ")
		switch {
		case clock:
			return bootClock(at, layout)
		case field[0] == 'n' && field != "nl" && field != "nul":
			width := strings.TrimLeft(field[1:], " ")
			if digits, _ := strconv.Atoi(width); strings.HasPrefix(field, "n ") {
				return fmt.Appendf(nil, "%*d", digits, n+8)
			} else {
				return fmt.Appendf(nil, "%0*d", digits, n+8)
			}
		}
		switch field {
		case "text":
			return text
		case "json":
			s, _ := json.Marshal(string(text))
			return s[1 : len(s)-1]
		case "stamp":
			return fmt.Appendf(nil, "[%12.6f] ", at.Seconds())
		case "sec":
			return fmt.Appendf(nil, "%5d", at/time.Second)
		case "us":
			return fmt.Appendf(nil, "%06d", at%time.Second/time.Microsecond)
		case "cpu":
			return strconv.AppendInt(nil, int64(n%4), 10)
		case "pid":
			return fmt.Appendf(nil, "%5d", 1+n%3*97)
		case "comm":
			return fmt.Appendf(nil, "%12s", comms[n%len(comms)])
		case "nl":
			return []byte("\n")
		case "cr":
			return []byte("\r")
		case "nul":
			return []byte("\x00")
		}
		return []byte("\t")
	})
}

// wrap writes a log in the wrapping.
func (w wrapping) wrap(log []byte) []byte {
	var out []byte
	for n, l := range bytes.Split(bytes.TrimRight(log, "\r\n"), []byte("\n")) {
		l = bytes.TrimRight(l, "\r")
		at := 942*time.Second + time.Duration(n)*137*time.Microsecond
		out = append(append(out, w.line(n, at, l)...), '\n')
	}
	return out
}

// wrapped are an oops of each architecture, by its name.
func wrapped(t testing.TB) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, name := range []string{
		"arm/shepherd-panic", "arm64/unload_race_slub", "x86_64/unload_race", "i386/soft_lockup", "riscv/null_read", "mips/unload_race",
		"powerpc/null_read", "s390/bug", "loongarch/null_read",
	} {
		b, err := os.ReadFile("../testdata/" + name + ".log")
		if err != nil {
			t.Fatal(err)
		}
		k := bad(decode(b))
		if len(k) == 0 {
			t.Fatalf("%s: no crash", name)
		}
		var body []byte
		for _, l := range k[0].Body {
			body = append(append(body, l.Text...), '\n')
		}
		all[name] = body
	}
	return all
}

// TestWrappings: an oops is the same oops whatever stands around its lines, or
// it is said loudly that something was not read.
func TestWrappings(t *testing.T) {
	t.Parallel()
	loud := 0
	for name, log := range wrapped(t) {
		want := bad(decode(log))
		for _, w := range some(wrappings(t)) {
			input := w.wrap(log)
			crashes := decode(input)
			got := bad(crashes)
			if len(got) == 0 && slices.ContainsFunc(crashes, isLoud) {
				loud++
				continue
			}
			if difference := unlikeWrapped(got, want); difference != "" {
				t.Errorf("%s: %s: %s", w.name, name, difference)
			}
		}
	}
	if loud > 0 {
		t.Errorf("%d were refused", loud)
	}
}

// isLoud tells the report that something which looks like a dump was not read.
func isLoud(c *parse.Crash) bool { return strings.HasPrefix(c.Title, parse.UnreadableText) }

// unlikeWrapped says how what came out of a wrapping differs in what matters.
func unlikeWrapped(got, want []*parse.Crash) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d crashes, not %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		switch {
		case g.Class != w.Class || g.Arch != w.Arch || g.Severity != w.Severity:
			return fmt.Sprintf("%s %s %v, not %s %s %v", g.Class, g.Arch, g.Severity, w.Class, w.Arch, w.Severity)
		case g.Dump.PC != w.Dump.PC || g.CPU != w.CPU || g.Task != w.Task:
			return fmt.Sprintf("at %v on CPU %d %v, not at %v on CPU %d %v", g.Dump.PC, g.CPU, g.Task, w.Dump.PC, w.CPU, w.Task)
		case !sameChain(g, w):
			return fmt.Sprintf("chain %v, not %v", clip(chainNames(g)), clip(chainNames(w)))
		case len(g.Dump.Registers) != len(w.Dump.Registers):
			return fmt.Sprintf("%d registers, not %d", len(g.Dump.Registers), len(w.Dump.Registers))
		}
		for j, r := range w.Dump.Registers {
			if g.Dump.Registers[j].Name != r.Name || g.Dump.Registers[j].Value != r.Value {
				return fmt.Sprintf("register %+v, not %+v", g.Dump.Registers[j], r)
			}
		}
	}
	return ""
}

// TestWrappedNoiseIsQuiet: what is no crash is none in any wrapping.
func TestWrappedNoiseIsQuiet(t *testing.T) {
	t.Parallel()
	logs, err := filepath.Glob("../testdata/clean/*.log")
	if err != nil || len(logs) == 0 {
		t.Fatal(err, len(logs))
	}
	for _, name := range some(logs) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wrappings(t) {
			log := b
			if strings.Contains(w.form, "{stamp}") || strings.Contains(w.form, "{sec}") {
				log = anyStampRE.ReplaceAll(b, nil) // it has printk's time, and a line with two is of two CPUs
			}
			for _, c := range decode(w.wrap(log)) {
				if c.Severity > parse.Error || isLoud(c) {
					t.Errorf("%s: %s: line %d: %s: %q", w.name, filepath.Base(name), c.First, c.Class, c.Header)
				}
			}
		}
	}
}

// TestUnreadableIsLoud: lines of a report that all begin somewhere else are no
// form that could be learnt, and are not passed over either.
func TestUnreadableIsLoud(t *testing.T) {
	var log []byte
	for n, l := range bytes.Split(wrapped(t)["x86_64/unload_race"], []byte("\n")) {
		log = fmt.Appendf(log, "%s%s\n", []string{"a1:b ", "(x ", "7--7 ", "q;w;e ", "{9} z= "}[n%5], l)
	}
	crashes := decode(log)
	if len(bad(crashes)) > 0 || !slices.ContainsFunc(crashes, isLoud) {
		t.Errorf("%d crashes, none of which says that something was not read", len(crashes))
	}
}

// TestPrefixIsToldAndTaken: what was learnt stands on the crash, and is what a
// decoder of the same input may begin with.
func TestPrefixIsToldAndTaken(t *testing.T) {
	log := wrapped(t)["arm/shepherd-panic"]
	samsung := wrapping{"", "<4>[{sec}.{us}]  [{cpu}: {comm}: {pid}] {text}"}
	c := bad(decode(samsung.wrap(log)))
	if len(c) != 1 || c[0].Prefix != " [*] " || !c[0].HasTime {
		t.Fatalf("%+v", c)
	}
	p, err := parse.ParsePrefix(c[0].Prefix)
	if err != nil {
		t.Fatal(err)
	}
	short := samsung.wrap([]byte("Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"))
	if k := bad(decode(short)); len(k) > 0 {
		t.Errorf("a line alone taught a prefix: %+v", k[0].Title)
	}
	d := parse.New(parse.Options{Prefixes: []*parse.Prefix{p}})
	crashes := slices.Clone(d.Feed(short, time.Time{}).Crashes)
	if k := bad(append(crashes, d.Close().Crashes...)); len(k) != 1 || k[0].Class != "no-rootfs" {
		t.Errorf("not read with the prefix given: %+v", k)
	}
}

// TestWrappedCuts: a prefix is learnt from lines, however they came.
func TestWrappedCuts(t *testing.T) {
	log := wrapped(t)["mips/unload_race"]
	for i, w := range wrappings(t) {
		input := append([]byte("some words\n"), w.wrap(log)...)
		whole := dump(t, decode(input))
		for _, got := range [][]*parse.Crash{decodeCut(input, randomCuts(uint64(i)), 0), decodeLive(input)} {
			if cut := dump(t, got); cut != whole {
				t.Errorf("%s: %s", w.name, firstDifference(cut, whole))
			}
		}
	}
}

// FuzzWrapped: no prefix makes the decoder break, or depend on how its input is cut.
func FuzzWrapped(f *testing.F) {
	log := wrapped(f)["arm/shepherd-panic"]
	log = log[:min(len(log), 1500)]
	for _, w := range wrappings(f) {
		f.Add(string(w.line(7, time.Second, []byte("\x00"))), uint64(3))
	}
	f.Fuzz(func(t *testing.T, form string, cuts uint64) {
		before, behind, _ := strings.Cut(form, "\x00")
		var input []byte
		for l := range bytes.Lines(log) {
			input = append(input, before...)
			input = append(append(append(input, bytes.TrimRight(l, "\n")...), behind...), '\n')
		}
		if a, b := dump(t, decode(input)), dump(t, decodeCut(input, randomCuts(cuts), 0)); a != b {
			t.Errorf("whole and cut differ: %s", firstDifference(a, b))
		}
	})
}

// TestTitleIsNoPrefix: a title in front of a report is nothing that its lines have,
// though "RIP: " stands as "TITLE: " does.
func TestTitleIsNoPrefix(t *testing.T) {
	for _, stamp := range []string{"", "[  440.811510] "} {
		log := "TITLE: BUG: unable to handle kernel paging request in probe_it\n\n"
		for _, l := range []string{
			"BUG: unable to handle page fault for address: ffffed1037d2bd58", "#PF: supervisor read access in kernel mode",
			"Oops: 0000 [#1] SMP", "CPU: 1 PID: 3200 Comm: probe Not tainted 5.15.0 #2",
			"RIP: 0010:__list_probe_it+0xef/0x150", "RSP: 0018:ffff8801be95eb20 EFLAGS: 00010286",
			"RAX: 0000000000000054 RBX: ffff8801d359f240 RCX: 0000000000000000", "RDX: 0000000000000054 RSI: 1ffff10039af2dca RDI: ffffed0037d2bd58",
			"Call Trace:", " probe_it+0x318/0x990", " do_one_initcall+0x10/0x20", "---[ end trace 0123456789abcdef ]---",
		} {
			log += stamp + l + "\n"
		}
		c := bad(decode([]byte(log)))
		if len(c) == 0 || c[len(c)-1].Prefix != "" || c[len(c)-1].Dump.PC.Function != "__list_probe_it" || len(c[len(c)-1].Dump.Registers) < 4 {
			t.Errorf("%q: %+v", stamp, c)
		}
	}
}
