package headless

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var captureFile = flag.String("capture", "", "what BenchmarkBesideRipgrep scans, instead of a log of 200 MB made up")

// headers is what a person would search a capture for.
const headers = "Kernel panic - not syncing|Unable to handle kernel|BUG: |WARNING: |Internal error: |general protection fault|Oops: |kernel BUG at|" +
	"Call Trace:|soft lockup|detected stall|blocked for more than|possible circular|KASAN: |UBSAN: |invoked oom-killer"

// BenchmarkBesideRipgrep scans a capture with the program and counts its header
// lines with ripgrep, in turns, and reports the medians and their ratio:
//
//	go test ./console/headless -run '^$' -bench Ripgrep -benchtime 15x
func BenchmarkBesideRipgrep(b *testing.B) {
	rg, err := exec.LookPath("rg")
	if err != nil {
		b.Skip("ripgrep is not installed")
	}
	dir := b.TempDir()
	program := filepath.Join(dir, "oopscope")
	if out, err := exec.Command("go", "build", "-o", program, "oopscope").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	file := *captureFile
	if file == "" {
		file = filepath.Join(dir, "capture.log")
		writeCapture(b, file, 200_000_000, 50)
	}
	scan := []string{program, "scan", "--json", "--no-raw", file}
	find := []string{rg, "-c", headers, file}
	runOnce(b, scan) // the file is in memory from here on
	var ours, theirs, oursCPU, theirsCPU []time.Duration
	for b.Loop() {
		wall, cpu := runOnce(b, find)
		theirs, theirsCPU = append(theirs, wall), append(theirsCPU, cpu)
		wall, cpu = runOnce(b, scan)
		ours, oursCPU = append(ours, wall), append(oursCPU, cpu)
	}
	b.ReportMetric(milliseconds(ours), "scan-ms")
	b.ReportMetric(milliseconds(theirs), "rg-ms")
	b.ReportMetric(milliseconds(oursCPU), "scan-cpu-ms")
	b.ReportMetric(milliseconds(theirsCPU), "rg-cpu-ms")
	b.ReportMetric(milliseconds(ours)/milliseconds(theirs), "scan/rg")
}

// runOnce returns how long a command took, and how much of the processors.
func runOnce(b *testing.B, args []string) (wall, cpu time.Duration) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout = io.Discard
	start := time.Now()
	if err := cmd.Run(); err != nil {
		b.Fatalf("%s: %v", args[0], err)
	}
	return time.Since(start), cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// milliseconds is the median.
func milliseconds(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2].Microseconds()) / 1000
}

// writeCapture makes up a log: ordinary lines, and so many crashes among them.
func writeCapture(b *testing.B, name string, size, crashes int) {
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	r := rand.New(rand.NewPCG(1, 1))
	for n, next, t := 0, size/crashes, 3.0; n < size; t += r.Float64() / 50 {
		var line []byte
		if n >= next {
			next += size / crashes
			line = crashAt(t)
		} else {
			line = ordinaryLine(r, t)
		}
		n += len(line)
		w.Write(line)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	f.Close()
}

var ordinaryLines = []string{
	"usb 1-1.%d: new high-speed USB device number %d using xhci_hcd", "EXT4-fs (mmcblk0p%d): mounted filesystem with ordered data mode, %d extents",
	"IPv6: ADDRCONF(NETDEV_CHANGE): eth%d: link becomes ready after %d", "pci 0000:00:1f.%d: BAR 0 [io  0x%04x-0x70c7]",
	"systemd[%d]: Started Session %d of User root.", "hub 1-%d:1.0: %d ports detected", "random: crng init done (%d.%d)",
	"mmc%d: new ultra high speed SDR104 SDHC card at address %04x", "clk: pll%d_ck runs at %d kHz", "br-lan: port %d(eth0.%d) entered forwarding state",
	"ACPI: PRMT%d 0x000000001FFE%04X 000028 (v01 BOCHS  BXPC     00000001 BXPC 00000001)", "workqueue: round-robin CPU selection %d, %d unbound",
}

func ordinaryLine(r *rand.Rand, t float64) []byte {
	line := fmt.Appendf(nil, "[%12.6f] ", t)
	return append(fmt.Appendf(line, ordinaryLines[r.IntN(len(ordinaryLines))], r.IntN(8), r.IntN(60000)), '\n')
}

// crashAt is an oops of 45 lines.
func crashAt(t float64) []byte {
	var b bytes.Buffer
	put := func(format string, args ...any) {
		t += 0.000010
		fmt.Fprintf(&b, "[%12.6f] %s\n", t, fmt.Sprintf(format, args...))
	}
	put("BUG: kernel NULL pointer dereference, address: 00000000%08x", int(t))
	put("#PF: supervisor read access in kernel mode")
	put("#PF: error_code(0x0000) - not-present page")
	put("Oops: 0000 [#1] PREEMPT SMP NOPTI")
	put("CPU: 1 PID: %d Comm: pump Not tainted 6.1.0-18-amd64 #1", int(t)%30000)
	put("RIP: 0010:pump_irq_%d+0x1f/0x40 [pump]", int(t))
	put("Code: 00 00 0f 1f 44 00 00 55 48 89 e5 53 48 89 fb 48 8b 47 08 <8b> 00 85 c0 74 05 5b 5d c3 cc")
	put("RSP: 0018:ffffc90000003e98 EFLAGS: 00010046")
	for _, regs := range []string{"RAX: %016x RBX: %016x RCX: %016x", "RDX: %016x RSI: %016x RDI: %016x", "RBP: %016x R08: %016x R09: %016x",
		"R10: %016x R11: %016x R12: %016x", "R13: %016x R14: %016x R15: %016x"} {
		put(regs, 0, uint64(0xffff888003a7c000), int(t))
	}
	put("FS:  0000000000000000(0000) GS:ffff88803ec00000(0000) knlGS:0000000000000000")
	put("CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033")
	put("CR2: 0000000000000000 CR3: 0000000003a18000 CR4: 00000000000006f0")
	put("Call Trace:")
	put(" <TASK>")
	for i := range 4 {
		put(" step_%d_of_pump+0x%x/0x240 [pump]", i, 16+i)
	}
	for i := range 20 {
		put(" %sirq_stage_%d+0x%x/0x240", []string{"", "? "}[i%2], i, 16+i)
	}
	put(" </TASK>")
	put("Modules linked in: pump(O) usb_storage")
	put("CR2: 0000000000000000")
	put("---[ end trace 0000000000000000 ]---")
	return b.Bytes()
}
