package parse_test

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

func captured(t *testing.T, name string) []byte {
	t.Helper()
	log, err := os.ReadFile("../testdata/" + name + ".log")
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// TestTwoCPUsDie: the fault line of the second oops stands inside of the first,
// whose CPU holds the die lock. Each keeps its own address, CPU and chain.
func TestTwoCPUsDie(t *testing.T) {
	for name, want := range map[string][2]string{
		"arm64/two_cpus": {
			"#1 CPU 0 racer/0[89] 0x1c1 sensor_parse_header bench_null_read racer_thread kthread ret_from_fork",
			"#2 CPU 1 racer/1[90] 0x28 ring_commit_slot.constprop.0 bench_null_write racer_thread kthread ret_from_fork",
		},
		"arm/two_cpus": {
			"#1 CPU 1 racer/1[86] 0x28 ring_commit_slot.constprop.0 ring_push.constprop.0 bench_null_write racer_thread kthread ret_from_fork",
			"#2 CPU 0 racer/0[85] 0x1c1 sensor_parse_header sensor_read_frame.constprop.0 bench_null_read racer_thread kthread ret_from_fork",
		},
		// both heads before both bodies, line by line
		"arm64/two_cpus-heads": {
			"#8 CPU 0 racer[114] 0x1c1 sensor_parse_header bench_null_read race_do.isra.0 race_thread kthread ret_from_fork",
			"#9 CPU 1 racew[115] 0x28 ring_commit_slot.constprop.0 bench_null_write race_do.isra.0 race_thread kthread ret_from_fork",
		},
		// the page tables of the second address stand behind the first die line
		"arm64/two_cpus-rows": {
			"#6 CPU 1 racev[110] 0xdeadbeefcafef010 table_lookup bench_wild_read race_do.isra.0 race_thread kthread ret_from_fork",
			"#7 CPU 0 racer[109] 0x1c1 sensor_parse_header bench_null_read race_do.isra.0 race_thread kthread ret_from_fork",
		},
		// the header that comes second dies first, one of its rows is cut
		"arm64/two_cpus-walk": {
			"#16 CPU 1 racew[156] 0x28 ring_commit_slot.constprop.0 bench_null_write race_do.isra.0 race_thread kthread ret_from_fork",
			"#17 CPU 0 racer[155] 0x1c1 sensor_parse_header bench_null_read race_do.isra.0 race_thread kthread ret_from_fork",
		},
		// the second fault between the first die line and its CPU line
		"arm/two_cpus-head": {
			"#1 CPU 0 racer[96] 0x1c1 sensor_parse_header sensor_read_frame.constprop.0 bench_null_read race_do race_thread kthread ret_from_fork",
			"#2 CPU 1 racew[97] 0x28 ring_commit_slot.constprop.0 ring_push.constprop.0 bench_null_write race_do race_thread kthread ret_from_fork",
		},
		// the registers repeated behind the first end mark between the lines of the second
		"x86_64/two_cpus-summary": {
			"#16 CPU 0 racer[140] 0x1c1 sensor_parse_header sensor_read_frame.constprop.0 bench_null_read race_thread kthread ret_from_fork",
			"#17 CPU 1 racew[141] 0x28 ring_commit_slot.constprop.0 ring_push.constprop.0 bench_null_write race_thread kthread ret_from_fork",
		},
	} {
		crashes := bad(decode(captured(t, name)))
		if len(crashes) != 2 {
			t.Errorf("%s: %d crashes", name, len(crashes))
			continue
		}
		for i, c := range crashes {
			got := fmt.Sprintf("#%d CPU %d %s[%d] %#x %s", c.Die, c.CPU, c.Task.Comm, c.Task.PID, c.Dump.Fault.Address, strings.Join(chainNames(c), " "))
			if got != want[i] {
				t.Errorf("%s: %s", name, got)
			}
			if c.Parent != 0 {
				t.Errorf("%s: #%d is said to have happened inside of another", name, c.Die)
			}
		}
	}
}

// TestAnotherCPUWarnsMeanwhile: a WARN holds no lock, nor does dump_stack() on
// its own, which is no report.
func TestAnotherCPUWarnsMeanwhile(t *testing.T) {
	const warn = " warning buffer_check bench_warn race_do race_thread kthread ret_from_fork"
	for name, want := range map[string][]string{
		"arm/two_cpus-warn": {
			"CPU 1 racen[142]" + warn,
			"CPU 0 racer[141] null-deref sensor_parse_header sensor_read_frame.constprop.0 bench_null_read race_do race_thread kthread ret_from_fork",
			"CPU 1 racen[142]" + warn,
		},
		"arm64/two_cpus-trace": {"CPU 1 racen[106]" + warn, "CPU 1 racen[106]" + warn},
		"x86_64/two_cpus-bug": {
			"CPU 1 racen[136]" + warn,
			"CPU 1 racen[136] warning buffer_check bench_warn race_thread kthread ret_from_fork",
			"CPU 0 raceb[135] kernel-bug state_machine_step.constprop.0 bench_bug.constprop.0 race_do race_thread kthread ret_from_fork",
		},
	} {
		var got []string
		for _, c := range bad(decode(captured(t, name))) {
			got = append(got, fmt.Sprintf("CPU %d %s[%d] %s %s", c.CPU, c.Task.Comm, c.Task.PID, c.Class, strings.ReplaceAll(strings.Join(chainNames(c), " "), ".isra.0", "")))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n%s", name, strings.Join(got, "\n"))
		}
	}
}

// TestWhatIsContestedIsNotCertain: a line that could be another CPU's proves
// nothing for certain.
func TestWhatIsContestedIsNotCertain(t *testing.T) {
	contested := 0
	for _, name := range []string{"arm64/two_cpus-heads", "arm64/two_cpus-rows", "arm64/two_cpus-trace", "x86_64/two_cpus-bug", "s390/two_cpus_warn"} {
		for _, c := range bad(decode(captured(t, name))) {
			if c.Quality.Has(crash.Contested) {
				contested++
				if c.Quality.Complete || c.Signature.Exact != "" {
					t.Errorf("%s, line %d: %+v, signed %q", name, c.First, c.Quality, c.Signature.Exact)
				}
			}
			for _, f := range triage.Triage(c) {
				if f.Confidence == triage.Certain && c.Contested(f.Evidence) {
					t.Errorf("%s, line %d: %s is certain by a contested line", name, c.First, f.Rule)
				}
			}
		}
	}
	if contested == 0 {
		t.Error("nothing is contested")
	}
	sure := *bad(decode(captured(t, "arm64/two_cpus")))[0]
	if f := triage.Triage(&sure)[0]; f.Confidence != triage.Certain {
		t.Fatalf("%+v", f)
	}
	sure.Quality.Problems = []crash.Problem{{Kind: crash.Contested, Line: sure.First}}
	sure.Body = slices.Clone(sure.Body)
	for i := range sure.Body {
		sure.Body[i].Contested = true
	}
	for _, f := range triage.Triage(&sure) {
		if f.Confidence == triage.Certain {
			t.Errorf("%s is certain although every line is contested", f.Rule)
		}
	}
}

// TestTwoCPUsWarn: s390 prints the trace of CPU 1 behind the two reports of CPU
// 0 that cut into it.
func TestTwoCPUsWarn(t *testing.T) {
	crashes := bad(decode(captured(t, "s390/two_cpus_warn")))
	if len(crashes) != 6 {
		t.Fatalf("%d crashes", len(crashes))
	}
	for i, cpu := range []int{1, 0, 0, 0, 1, 1} {
		c := crashes[i]
		if c.CPU != cpu || c.Task.Comm != fmt.Sprintf("racer/%d", cpu) {
			t.Errorf("line %d: on CPU %d, %s", c.First, c.CPU, c.Task.Comm)
		}
		if got := strings.Join(chainNames(c), " "); !strings.HasPrefix(got, "buffer_check ") || !strings.Contains(got, " bench_warn racer_thread kthread ") {
			t.Errorf("line %d: chain %s", c.First, got)
		}
	}
	if first := crashes[0]; first.Quality.Complete || first.Last < crashes[3].Last {
		t.Errorf("the first report: lines %d-%d, %+v", first.First, first.Last, first.Quality)
	}
}

// TestMixedReportsHaveNoExactSignature: what is mixed with another CPU's lines
// says which bug it may be, not which crash: the frames may be the other's.
func TestMixedReportsHaveNoExactSignature(t *testing.T) {
	mixed, whole := 0, 0
	log := captured(t, "s390/two_cpus_warn")
	// deep enough to be told apart by its frames
	log = regexp.MustCompile(`(?m)^.*\] bench_warn\+.*\n`).ReplaceAllFunc(log, func(frame []byte) []byte {
		for _, f := range []string{"pump_prime", "pump_start", "pump_open", "valve_open"} {
			frame = append(frame, bytes.Replace(frame[:1+bytes.IndexByte(frame, '\n')], []byte("bench_warn"), []byte(f), 1)...)
		}
		return frame
	})
	for _, c := range bad(decode(log)) {
		switch {
		case c.Signature.Bug == "":
			t.Errorf("line %d: no signature", c.First)
		case c.Quality.Has(crash.Interleaved):
			mixed++
			if c.Signature.Exact != "" {
				t.Errorf("line %d: signed exactly, and mixed with another report", c.First)
			}
		default:
			whole++
			if c.Signature.Exact == "" {
				t.Errorf("line %d: %+v, and no exact signature", c.First, c.Quality)
			}
		}
	}
	if mixed < 2 || whole < 2 {
		t.Errorf("%d reports mixed, %d whole", mixed, whole)
	}
}

// TestCallersInterleaved: with CONFIG_PRINTK_CALLER any two reports come apart.
func TestCallersInterleaved(t *testing.T) {
	captures := oneCrash(t)
	for i, c := range captures {
		wants := []*parse.Crash{bad(decode(c.log))[0], bad(decode(captures[(i+1)%len(captures)].log))[0]}
		next := randomCuts(uint64(i))
		bodies := [2][]parse.BodyLine{wants[0].Body, wants[1].Body}
		var log []byte
		for n := 0; len(bodies[0])+len(bodies[1]) > 0; n++ {
			side := next() % 2
			if len(bodies[side]) == 0 {
				side = 1 - side
			}
			if l := bodies[side][0]; l.Micro >= 0 {
				log = fmt.Appendf(log, "[   77.%06d][%6s] %s\r\n", n, fmt.Sprint("T", 80+side), l.Text)
			}
			bodies[side] = bodies[side][1:]
		}
		got := bad(decode(log))
		if len(got) != 2 {
			t.Errorf("%s and the next: %d crashes", c.name, len(got))
			continue
		}
		for _, want := range wants {
			if !slices.ContainsFunc(got, func(k *parse.Crash) bool {
				return k.Class == want.Class && k.Task == want.Task && k.Culprit == want.Culprit && slices.Equal(chainNames(k), chainNames(want))
			}) {
				t.Errorf("%s and the next: %q of %s is not among them", c.name, want.Title, want.Arch)
			}
		}
	}
}

// TestOthersWriteInBetween: the shell, programs, other drivers and line noise
// between the lines of a dump change nothing in what is read of it.
func TestOthersWriteInBetween(t *testing.T) {
	for name, others := range map[string][]string{
		"user space": {"root@bbb:~# ls\r\n", "Segmentation fault\r\n", "64 bytes from 10.0.0.1: seq=1 ttl=64\r\n", "\r\n", "temp=45.2 C\r\n"},
		"drivers":    {"STAMPusb 1-1: new high-speed USB device number 2 using xhci_hcd\r\n", "STAMPrandom: crng init done\r\n"},
		"line noise": {"\xff\xfe\x8a\x00\x91\x1b[2J\xd3\xf0\r\n", "\x80\xc3(\xa0\xa1\xe2\r\n"},
	} {
		for _, c := range oneCrash(t) {
			want, next := bad(decode(c.log))[0], randomCuts(3)
			var log []byte
			for n, l := range lines(c.log) {
				log = append(log, l...)
				if n >= want.First && n < want.Last && next()%4 == 0 {
					log = append(log, strings.Replace(others[n%len(others)], "STAMP", string(stampRE.Find(l)), 1)...)
				}
			}
			got := bad(decode(log))
			if len(got) != 1 {
				t.Errorf("%s, %s: %d crashes", name, c.name, len(got))
			} else if got[0].Class != want.Class || got[0].Task != want.Task || got[0].Culprit != want.Culprit || !sameChain(got[0], want) {
				t.Errorf("%s, %s: %s %v %v", name, c.name, got[0].Class, got[0].Culprit, clip(chainNames(got[0])))
			}
		}
	}
}

// TestDroppedInside: the console says by itself that it lost lines, without a
// stamp of its own; the report says so too.
func TestDroppedInside(t *testing.T) {
	for _, c := range oneCrash(t) {
		want, ls := bad(decode(c.log))[0], lines(c.log)
		cut := want.First + 6
		log := slices.Concat(bytes.Join(ls[:cut], nil), []byte("** 12 printk messages dropped **\r\n"), bytes.Join(ls[cut+3:], nil))
		got := bad(decode(log))
		if len(got) != 1 || got[0].Quality.Complete || !got[0].Quality.Has(crash.Dropped) {
			t.Errorf("%s: %d crashes, %+v", c.name, len(got), got)
		}
	}
}

// TestUnendedNeighbours: a report that has no end marker is over when the next
// begins; the next did not happen inside of it.
func TestUnendedNeighbours(t *testing.T) {
	const log = `[    1.172546] BUG: scheduling while atomic: sh/81/0xfffffe00
[    1.172569] Modules linked in: benchcrash(OE)
[    1.172600] CPU: 0 PID: 81 Comm: sh Tainted: G        W  OE      6.1.0-50-powerpc64le #1  Debian 6.1.176-1
[    1.172620] Call Trace:
[    1.172623] [c000000004917940] [c000000000d8b46c] dump_stack_lvl+0x70/0xa0 (unreliable)
[    1.172661] [c000000004917970] [c000000000185660] __schedule_bug+0x70/0xa0
[    1.173143] ------------[ cut here ]------------
[    1.173154] kernel BUG at arch/powerpc/include/asm/interrupt.h:338!
[    1.173339] Oops: Exception in kernel mode, sig: 5 [#1]
[    1.173402] CPU: 0 PID: 81 Comm: sh Tainted: G        W  OE      6.1.0-50-powerpc64le #1  Debian 6.1.176-1
`
	crashes := bad(decode([]byte(log)))
	if len(crashes) != 2 || crashes[1].Parent != 0 || crashes[1].First != 7 {
		t.Errorf("%d crashes, %+v", len(crashes), crashes)
	}
}
