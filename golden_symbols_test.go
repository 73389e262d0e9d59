package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"oopscope/parse/symbol"
)

// No vmlinux exists of the kernel that printed shepherd-panic.log. The folders
// have one, and the module, that agree with the log in every name, address,
// offset and length that it prints; see build.sh.
const (
	seedFiles  = "testdata/symbol/shepherd/"
	seedModule = "console/demo/module/"
	seedPanic  = "testdata/arm/shepherd-panic.log"
)

var withSymbols = []string{"--vmlinux", seedFiles + "vmlinux", "--modules", seedModule}

// A report is what the tests below read of a crash's JSON.
type report struct {
	Chain   []place `json:"chain"`
	Quality struct {
		Problems []struct{ Text string } `json:"problems"`
	} `json:"quality"`
}

type place struct {
	Function, Offset, Size, Module, Address string

	File    string  `json:"file"`
	Line    int     `json:"line"`
	Inlined []place `json:"inlined"`
}

// scanJSON runs `oopscope scan --json` on a capture, or on standard input.
func scanJSON(t *testing.T, stdin string, args ...string) []byte {
	t.Helper()
	status, out, errs := oopscope(t, stdin, append([]string{"scan", "--json", "--no-raw"}, args...)...)
	if status != 0 || strings.Count(errs, "\n") != 1 {
		t.Fatalf("scan %q: status %d, %s", args, status, errs)
	}
	return []byte(out)
}

func reportOf(t *testing.T, stdin string, args ...string) (r report) {
	t.Helper()
	if err := json.Unmarshal(scanJSON(t, stdin, args...), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSeedGoldens holds everything that is said of the two logs this program
// began with, findings included, to goldens: without symbols and with them.
func TestSeedGoldens(t *testing.T) {
	now := time.Now() // symbols that are newer than a capture are doubted, and a checkout writes files in any order
	if err := os.Chtimes(seedPanic, now, now); err != nil {
		t.Fatal(err)
	}
	for golden, args := range map[string][]string{
		"shepherd-panic.golden.json":         {seedPanic},
		"shepherd-panic.symbols.golden.json": append([]string{seedPanic}, withSymbols...),
		"shepherd-cma.golden.json":           {"testdata/arm/shepherd-cma.log"},
	} {
		golden = "testdata/arm/" + golden
		var got bytes.Buffer
		for crash := range bytes.Lines(scanJSON(t, "", args...)) {
			if err := json.Indent(&got, crash, "", " "); err != nil {
				t.Fatal(err)
			}
		}
		if *updateGoldens {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("scan %q says other things than %s (-update writes it anew): %s", args, golden, firstLineApart(got.String(), string(want)))
		}
	}
}

// TestSeedLocations holds every frame to what addr2line said of it when the
// files were built, and to the source: that line puts the code where it is.
func TestSeedLocations(t *testing.T) {
	r := reportOf(t, "", append([]string{seedPanic}, withSymbols...)...)
	want := readAddr2line(t)
	if len(r.Chain) != 28 || len(want) != 28 {
		t.Fatalf("%d frames, addr2line has %d, want 28", len(r.Chain), len(want))
	}
	for i, f := range r.Chain {
		if got := f.written(); got != want[i] {
			t.Errorf("frame %d is\n%s, addr2line says\n%s", i, got, want[i])
		}
		if f.File == "" {
			continue
		}
		code := fmt.Sprintf("CALL(%s, %s, ", f.Function, f.Offset)
		switch f.Function {
		case "pru0_comm_receive_msg":
			code = "readb(&shared_mem->pru_inbox.id)"
		case "vprintk_emit": // not what is inlined before it
			code = "the interrupted one"
		case "__irq_svc":
			code = "ldr\tpc, [r1]"
		}
		innermost := append(f.Inlined, f)[0]
		if line := sourceLine(t, innermost.File, innermost.Line); !strings.Contains(line, code) {
			t.Errorf("frame %d: %s:%d is %q, not %q", i, innermost.File, innermost.Line, line, code)
		}
	}
}

// written is a frame as addr2line.tsv writes it.
func (f place) written() string {
	file := "vmlinux"
	if f.Module != "" {
		file = f.Module + ".ko"
	}
	var at []string
	for _, l := range append(f.Inlined, f) {
		at = append(at, fmt.Sprintf("%s at %s:%d", l.Function, l.File, l.Line))
	}
	return fmt.Sprintf("%s\t%s\t%s\t%s", file, f.Function, f.Offset, strings.Join(at, " <- "))
}

// readAddr2line reads addr2line.tsv, with paths as kernel people write them.
// Before ret_fast_syscall stands nothing that could have called it: addr2line
// has no more to say than we have.
func readAddr2line(t *testing.T) (frames []string) {
	t.Helper()
	tsv, err := os.ReadFile(seedFiles + "addr2line.tsv")
	if err != nil {
		t.Fatal(err)
	}
	paths := regexp.MustCompile(` at [^:]*`) // " at ././arch/arm/include/asm/io.h"
	for _, l := range strings.Split(strings.TrimSpace(string(tsv)), "\n") {
		l = strings.Replace(l, "?? at ??:0", "ret_fast_syscall at :0", 1)
		frames = append(frames, paths.ReplaceAllStringFunc(l, func(s string) string {
			if s == " at " {
				return s
			}
			return " at " + path.Clean(s[len(" at "):])
		}))
	}
	return frames
}

func sourceLine(t *testing.T, file string, n int) string {
	t.Helper()
	name := seedFiles + "linux/" + file
	if own, ours := strings.CutPrefix(file, "/home/joe/shepherd/src/"); ours {
		name = seedModule + own
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if n < 1 || n > len(lines) {
		t.Fatalf("%s has no line %d", name, n)
	}
	return lines[n-1]
}

// TestSeedFilesAreTheLogs holds the files to the log: lengths of all functions,
// addresses of the kernel's, and the instructions of the "Code:" line.
func TestSeedFilesAreTheLogs(t *testing.T) {
	kernel, module := openImage(t, seedFiles+"vmlinux"), openImage(t, seedModule+"shepherd.ko")
	number := func(s string) uint64 {
		v, err := strconv.ParseUint(s, 0, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, f := range reportOf(t, "", seedPanic).Chain {
		im, length := kernel, number(f.Size)
		if f.Module != "" {
			im = module
		}
		if f.Function == "shepherd_driver_exit" {
			length = 0 // the last of the module reaches to the end of its page
		}
		if got := im.Sizes(f.Function); len(got) != 1 || got[0] != length {
			t.Errorf("%s is %#x long, the log says %s", f.Function, got, f.Size)
		}
		start := number(f.Address) - number(f.Offset)
		if got := im.Addresses(f.Function); f.Module == "" && (len(got) != 1 || got[0] != start) {
			t.Errorf("%s is at %#x, the log says %#x", f.Function, got, start)
		}
	}
	// Code: e34b4f1a e30061c1 e1a05000 e5943000 (e7d33006)
	// The first holds an address in the running kernel, nothing yet in the file.
	at := module.Addresses("pru0_comm_receive_msg")[0] + 0x28 - 4*4
	for i, want := range []uint32{0xe3404000, 0xe30061c1, 0xe1a05000, 0xe5943000, 0xe7d33006} {
		b := module.Bytes(at+uint64(4*i), 4)
		if got := fmt.Sprintf("%x", b); got != fmt.Sprintf("%02x%02x%02x%02x", byte(want), byte(want>>8), byte(want>>16), byte(want>>24)) {
			t.Errorf("instruction %d is %s, want %#x", i, got, want)
		}
	}
}

func openImage(t *testing.T, name string) *symbol.Image {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	im, err := symbol.Open(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// TestSeedMismatch: files of another kernel are used, but it is said that they
// are, and in what they differ.
func TestSeedMismatch(t *testing.T) {
	log, err := os.ReadFile(seedPanic)
	if err != nil {
		t.Fatal(err)
	}
	const banner = "[    0.000000] Linux version 4.19.94-ti-r73 (nobody@testdata) (gcc version 12.2.0) #1focal SMP PREEMPT Thu Jan 1 00:00:00 UTC 1970\n"
	for name, c := range map[string]struct{ vmlinux, log, says string }{
		"agrees":           {"vmlinux", string(log), ""},
		"same banner":      {"vmlinux", banner + string(log), ""},
		"another release":  {"vmlinux-r72", string(log), "vmlinux-r72 is another kernel's: release: the board runs 4.19.94-ti-r73, this file is 4.19.94-ti-r72"},
		"another build":    {"vmlinux", strings.ReplaceAll(string(log), "#1focal", "#2focal"), "vmlinux is another kernel's: build: the board runs #2focal, this file is #1focal"},
		"another compiler": {"vmlinux", strings.ReplaceAll(banner, "12.2.0", "9.3.0") + string(log), "builder or compiler of the Linux version line differ"},
		"another length":   {"vmlinux", strings.ReplaceAll(string(log), "+0x140/0x2e0", "+0x140/0x2f0"), "hrtimer_interrupt is 0x2f0 bytes long on the board, 0x2e0 here"},
		"another module":   {"vmlinux", strings.ReplaceAll(string(log), "+0x24/0x84", "+0x24/0x94"), "shepherd.ko is another build: shepherd_drv_remove is 0x94 bytes long on the board, 0x84 here"},
	} {
		r := reportOf(t, c.log, "-", "--vmlinux", seedFiles+c.vmlinux, "--modules", seedModule)
		problems := ""
		for _, p := range r.Quality.Problems {
			problems += p.Text + "\n"
		}
		switch {
		case c.says == "" && problems != "":
			t.Errorf("%s: %q is said", name, problems)
		case !strings.Contains(problems, c.says), strings.Contains(problems, "doubtful") != (c.says != ""):
			t.Errorf("%s: %q does not say %q", name, problems, c.says)
		}
		if f := r.Chain[3]; f.File != "kernel/time/hrtimer.c" || f.Line == 0 {
			t.Errorf("%s: hrtimer_interrupt is at %q:%d", name, f.File, f.Line)
		}
	}
}

// TestSymbolsOnlyAdd: symbols tell where frames are, and in C what it was, and change
// nothing else. The subsystem is where they are, too: kernel/module.c was one file once.
func TestSymbolsOnlyAdd(t *testing.T) {
	plain, located := lines(t, "testdata/arm/shepherd-panic.golden.json"), lines(t, "testdata/arm/shepherd-panic.symbols.golden.json")
	for i, l := range located {
		located[i] = strings.Replace(l, " (shared_mem->pru_inbox.id; shared_mem is NULL)", "", 1)
	}
	for _, l := range plain {
		if strings.Contains(l, `"subsystem": `) {
			continue
		}
		for len(located) > 0 && located[0] != l {
			located = located[1:]
		}
		if len(located) == 0 {
			t.Fatalf("with symbols nobody says %q", l)
		}
		located = located[1:]
	}
}

// lines are a file's, without the commas that tell whether more follows.
func lines(t *testing.T, name string) (all []string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		all = append(all, strings.TrimSuffix(s.Text(), ","))
	}
	return all
}

// TestTypedOfLoongArch: a report as a LoongArch kernel prints it, made up around the bytes of a module
// that clang built (testdata/symbol/typed/build.sh), says the expression as those of other machines do.
func TestTypedOfLoongArch(t *testing.T) {
	dir := t.TempDir()
	data, err := os.ReadFile("testdata/symbol/typed/pump-loongarch64.ko")
	if err == nil {
		err = os.WriteFile(path.Join(dir, "pump.ko"), data, 0o644)
	}
	if err == nil { // it was built before it crashed
		err = os.Chtimes(path.Join(dir, "pump.ko"), time.Time{}, time.Unix(1e9, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	out := scanJSON(t, "", "testdata/symbol/typed/pump-loongarch64.log", "--modules", dir)
	if err := json.Indent(&got, bytes.ReplaceAll(out, []byte(dir), []byte("/modules")), "", " "); err != nil {
		t.Fatal(err)
	}
	golden := "testdata/symbol/typed/pump-loongarch64.golden.json"
	if *updateGoldens {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("it says other things than %s (-update writes it anew): %s", golden, firstLineApart(got.String(), string(want)))
	}
}
