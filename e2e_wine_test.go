//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// wine is the Windows program, as Wine runs it in a home of its own.
type wine struct {
	t       *testing.T
	exe     string
	command string
	env     []string
}

// inWine builds the program for Windows. To build it, and to make a home, take a minute.
func inWine(t *testing.T) *wine {
	t.Helper()
	if os.Getenv("OOPSCOPE_WINE") == "" {
		t.Skip("takes a minute: OOPSCOPE_WINE=1 builds the program for Windows, and runs it")
	}
	w := &wine{t: t, exe: filepath.Join(t.TempDir(), "oopscope.exe")}
	for _, name := range []string{"wine64", "/usr/lib/wine/wine64", "wine"} {
		if path, err := exec.LookPath(name); err == nil {
			w.command = path
			break
		}
	}
	if w.command == "" {
		t.Skip("Wine is not installed (apt-get install wine64)")
	}
	build := exec.Command("go", "build", "-o", w.exe, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	home := t.TempDir()
	w.env = append(os.Environ(), "HOME="+home, "WINEPREFIX="+home+"/wine", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml=")
	t.Cleanup(func() { // what Wine leaves running has its home open
		cmd := exec.Command("wineserver", "-k")
		cmd.Env = w.env
		_ = cmd.Run()
	})
	boot := exec.Command("wineboot", "-i")
	boot.Env = w.env
	if out, err := boot.CombinedOutput(); err != nil {
		t.Skipf("Wine makes no home: %v: %s", err, out)
	}
	if err := lendRandomness(filepath.Join(w.home(), "drive_c", "windows", "system32", "bcryptprimitives.dll")); err != nil {
		t.Fatal(err)
	}
	switch out, status := w.run("--version"); {
	case status != 0 || !strings.Contains(out, "oopscope"):
		t.Fatalf("status %d: %s", status, out)
	}
	return w
}

// lendRandomness gives a Wine that is too old for it what Go's runtime needs
// (runtime/os_windows.go): a library without code, whose ProcessPrng is RtlGenRandom.
func lendRandomness(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	const at, table = 0x1000, 40 // where it is loaded, and the size of the export directory
	le := binary.LittleEndian
	words := func(b []byte, all ...uint32) []byte {
		for _, w := range all {
			b = le.AppendUint32(b, w)
		}
		return b
	}
	library, name, to := "bcryptprimitives.dll\x00", "ProcessPrng\x00", "advapi32.SystemFunction036\x00"
	texts := uint32(at + table + 10)
	names := texts + uint32(len(library))
	target := names + uint32(len(name))
	exports := words(nil, 0, 0, 0, texts, 1, 1, 1, at+table, at+table+4, at+table+8, target, names)
	exports = append(exports, "\x00\x00"+library+name+to...)

	header := append([]byte("MZ"), make([]byte, 58)...)
	header = append(words(header, 64), "PE\x00\x00\x64\x86\x01\x00"...)
	header = words(header, 0, 0, 0, 0x2022<<16|240, 14<<16|0x20b, 0, 0x200, 0, 0, at, 0x80000000, 1, at, 0x200, 6, 0, 6, 0, 0x2000, 0x200, 0, 0x160<<16|3)
	header = words(header, 0x100000, 0, 0x1000, 0, 0x100000, 0, 0x1000, 0, 0, 16, at, uint32(len(exports)))
	header = append(append(header, make([]byte, 15*8)...), ".rdata\x00\x00"...)
	header = words(header, uint32(len(exports)), at, 0x200, 0x200, 0, 0, 0, 0x40000040)
	image := make([]byte, 0x400)
	copy(image, header)
	copy(image[0x200:], exports)
	return os.WriteFile(path, image, 0o644)
}

// run runs it to its end, and returns what it printed.
func (w *wine) run(args ...string) (printed string, status int) {
	w.t.Helper()
	cmd := exec.Command(w.command, append([]string{w.exe}, args...)...)
	cmd.Env = w.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	over := time.AfterFunc(3*time.Minute, func() { cmd.Process.Kill() })
	defer over.Stop()
	_ = cmd.Run()
	return strings.ReplaceAll(out.String()+errs.String(), "\r\n", "\n"), cmd.ProcessState.ExitCode()
}

// TestWindows runs the Windows program: it decodes as here, lists COM ports and listens at
// one, and has the demo although there are no pseudo-terminals.
func TestWindows(t *testing.T) {
	w := inWine(t)
	capture := filepath.Join("testdata", "arm", "shepherd-panic.log")
	here := exec.Command(os.Args[0], "scan", "--json", capture)
	here.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"))
	want, err := here.Output()
	if err != nil {
		t.Fatal(err)
	}
	got, status := w.run("scan", "--json", capture)
	line, _, _ := strings.Cut(got, "\n")
	if status != 0 || line+"\n" != string(want) {
		t.Errorf("status %d: it decodes %.300s\nhere it is %.300s", status, line, want)
	}

	c := newCable(t)
	c.holds()
	com := filepath.Join(w.home(), "dosdevices", "com1")
	os.Remove(com)
	device, err := os.Readlink(c.link)
	if err == nil {
		err = os.Symlink(device, com)
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, status := w.run("ports"); status != 0 || !strings.Contains(out, "COM1") {
		t.Errorf("ports, status %d: %s", status, out)
	}
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(100 * time.Millisecond):
				_, _ = c.master.WriteString("sheep0 login: \r\n")
			}
		}
	}()
	if out, status := w.run("watch", "COM1", "--expect", "login:", "--timeout", "60s"); status != 0 {
		t.Errorf("watch COM1, status %d: %s", status, out)
	}
	close(over)
	if out, status := w.run("watch", "demo", "--speed", "50", "--expect", "NULL pointer", "--timeout", "90s"); status != 0 {
		t.Errorf("watch demo, status %d: %.500s", status, out)
	}
	if out, status := w.run("watch", "COM77", "--wait", "false"); status != 1 || !strings.Contains(out, "COM77: no such port") {
		t.Errorf("watch COM77, status %d: %s", status, out)
	}
}

// home is where Wine keeps its drives.
func (w *wine) home() string {
	for _, v := range w.env {
		if dir, ok := strings.CutPrefix(v, "WINEPREFIX="); ok {
			return dir
		}
	}
	return ""
}
