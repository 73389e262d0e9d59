package parse_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	boots "oopscope/parse/boot"
	"oopscope/parse/grammar"
	"oopscope/parse/report"
)

// traced decodes a log and returns what was made of one line, and the crashes.
func traced(t *testing.T, log string, n int) (parse.Trace, []*parse.Crash) {
	t.Helper()
	d := parse.New(parse.Options{Trace: []int{n}})
	fed, last := d.Feed([]byte(log), time.Time{}), d.Close()
	traces := append(fed.Traces, last.Traces...)
	if len(traces) != 1 || traces[0].Line.N != n {
		t.Fatalf("line %d: %d traces", n, len(traces))
	}
	return traces[0], append(fed.Crashes, last.Crashes...)
}

// TestTraceOfRealLines asks of lines of real logs what became of them.
func TestTraceOfRealLines(t *testing.T) {
	for _, c := range []struct {
		log    string
		line   int
		reason report.Reason
		kind   grammar.Kind
		of     string // class of the report that took or refused it
		header string // the class whose header claims it
	}{
		{"arm64/two_cpus.log", 1, report.NoReport, grammar.Other, "", ""},
		{"arm64/two_cpus.log", 13, report.Opens, grammar.Other, "null-deref", "null-deref"},
		{"arm64/two_cpus.log", 25, report.Joins, grammar.System, "null-deref", "bad-access"},
		{"arm64/two_cpus.log", 30, report.Takes, grammar.Registers, "null-deref", ""},
		{"arm64/two_cpus.log", 38, report.OpensBeside, grammar.Other, "null-deref", "null-deref"},
		{"arm64/two_cpus.log", 82, report.Takes, grammar.Frame, "null-deref", ""},
		{"arm64/two_cpus.log", 89, report.IsForeign, grammar.Other, "null-deref", ""},
		{"arm/nested_oops.log", 13, report.IsPreamble, grammar.Other, "", ""},
		{"arm/nested_oops.log", 17, report.Waits, grammar.Other, "null-deref", ""},
		{"arm/nested_oops.log", 101, report.IsForeign, grammar.Other, "null-deref", ""},
		{"arm/shepherd-panic.log", 96, report.Joins, grammar.Trailer, "null-deref", "panic"},
		{"arm/shepherd-panic.log", 97, report.Takes, grammar.Ending, "null-deref", ""},
		{"arm64/memcpy.log", 1, report.OpensHeadless, grammar.Frame, "trap", ""},
		{"s390/two_cpus_warn.log", 35, report.Announces, grammar.Other, "warning", ""},
		{"clean/programs.log", 86, report.OutOfPatience, grammar.Other, "warning", ""},
		{"clean/programs.log", 87, report.IsOver, grammar.Other, "warning", ""},
		{"clean/sysrq.log", 2, report.IsAskedFor, grammar.Other, "", ""},
	} {
		log, err := os.ReadFile("../testdata/" + c.log)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := traced(t, string(log), c.line)
		want := strings.Split(string(log), "\n")[c.line-1]
		if string(got.Line.Raw) != strings.TrimRight(want, "\r") {
			t.Errorf("%s:%d: read as %q", c.log, c.line, got.Line.Raw)
		}
		if len(got.Pieces) != 1 {
			t.Errorf("%s:%d: %d pieces", c.log, c.line, len(got.Pieces))
			continue
		}
		p, of, header := got.Pieces[0], "", ""
		if p.Report != nil {
			of = p.Report.Class().Name
		}
		for _, h := range p.Headers {
			if h.Fate == parse.Claims && header == "" {
				header = h.Class.Name
			}
		}
		if p.Reason != c.reason || p.Kind != c.kind || of != c.of || header != c.header {
			t.Errorf("%s:%d: %d, %s, of %q, header %q, want %d, %s, of %q, header %q", c.log, c.line, p.Reason, p.Kind, of, header, c.reason, c.kind, c.of, c.header)
		}
	}
}

// TestTraceSaysWhy writes logs in which a line is refused for a reason that real
// ones seldom have.
func TestTraceSaysWhy(t *testing.T) {
	again := newConsole().say(warnLine, traceLine, endMark).chatter(5)
	at := again.n
	replayed := again.String() + "# dmesg\n" + again.String()
	for _, c := range []struct {
		name string
		log  string
		line int
		why  report.Reason
	}{
		{"replayed", replayed, at + 1 + 4, report.IsReplayed},
		{"only a hint", newConsole().say("KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]\n").String(), 4, report.IsHintOnly},
		{"too late", newConsole().say(warnLine, traceLine).pause(31e6).say(lastFrame).String(), 8, report.IsTooLate},
		{"over", newConsole().say(warnLine, traceLine).chatter(7).say(lastFrame).String(), 15, report.IsOver},
	} {
		got, _ := traced(t, c.log, c.line)
		if len(got.Pieces) != 1 || got.Pieces[0].Reason != c.why {
			t.Errorf("%s: %+v, want %d", c.name, got.Pieces, c.why)
		}
	}
}

// TestTraceCountsStrays: the lines outside the grammar, and how many are borne.
func TestTraceCountsStrays(t *testing.T) {
	log := newConsole().say(warnLine, traceLine).chatter(8).String()
	for i := range 8 {
		got, _ := traced(t, log, 8+i)
		v := got.Pieces[0].Verdict
		want := report.Verdict{Reason: report.Waits, Strays: i + 1, Patience: 6}
		switch {
		case i == 6:
			want.Reason = report.OutOfPatience
		case i > 6:
			want = report.Verdict{Reason: report.IsOver}
		}
		if want.Report = v.Report; v != want {
			t.Errorf("stray %d: %+v, want %+v", i+1, v, want)
		}
	}
}

// TestTraceOfOtherContexts: where printk names its callers a report of another
// task is no business of this line, and that is said.
func TestTraceOfOtherContexts(t *testing.T) {
	log := newConsole().by("[  T231]").say(warnLine, traceLine).by("[    C1]").say(lastFrame).by("[  T231]").say(lastFrame)
	got, crashes := traced(t, log.String(), 8)
	p := got.Pieces[0]
	if p.Reason != report.NoReport || p.Caller.String() != "C1" || len(p.Elsewhere) != 1 || len(crashes) != 1 {
		t.Fatalf("%+v", p)
	}
	for caller, r := range p.Elsewhere {
		if caller.String() != "T231" || r.ID != 1 {
			t.Errorf("report %d is open in the context of %s", r.ID, caller)
		}
	}
}

// TestTraceOfTwoInOne: two CPUs wrote into one line, and each half is asked for
// itself.
func TestTraceOfTwoInOne(t *testing.T) {
	log, err := os.ReadFile("../testdata/labelled/513.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := traced(t, string(log), 25)
	if len(got.Pieces) != 2 || got.Pieces[1].Reason != report.TimeWentBack || strings.HasPrefix(got.Pieces[1].Text, "[") {
		t.Errorf("%+v", got.Pieces)
	}
}

// TestTraceOfBoots: what the line told of the machine's lives.
func TestTraceOfBoots(t *testing.T) {
	const banner = "[    0.000000] Linux version 6.6.30 (build@host) (gcc 13.2.0) #1 SMP\n"
	first := banner + "[    0.100000] pru: ready\n[    9.000000] pru: running\n"
	got, _ := traced(t, first+banner, 4)
	if got.Boot.N != 2 || len(got.Found) != 2 || got.Found[0].Kind != boots.Restarted || got.Found[1].Kind != boots.Learnt || got.State != boots.Running {
		t.Errorf("a second banner: boot %d, %+v", got.Boot.N, got.Found)
	}
	for line, want := range map[int]boots.State{4: boots.Asked, 5: boots.Undecided, 6: boots.Replaying} {
		if got, _ := traced(t, first+"# dmesg\n"+first, line); got.State != want || got.Boot.N != 1 {
			t.Errorf("dmesg, line %d: boot %d, state %d, want %d", line, got.Boot.N, got.State, want)
		}
	}
}

// TestTraceOfQuietLines: what a scan passes over is read when it is asked for, and
// the crashes are the same.
func TestTraceOfQuietLines(t *testing.T) {
	log := newConsole().chatter(3000).say(warnLine, traceLine, endMark).chatter(3000).String()
	want := decode([]byte(log))
	for _, n := range []int{1500, 6000} {
		got, crashes := traced(t, log, n)
		if !got.Quiet || got.Unread || len(got.Pieces) != 0 || len(got.Literals) != 0 {
			t.Errorf("line %d: %+v", n, got)
		}
		if a, b := dump(t, want), dump(t, crashes); a != b {
			t.Errorf("traced, the crashes differ: %s", firstDifference(a, b))
		}
	}
	if got, _ := traced(t, log, 1500); got.Prefix.Micro != 101_500_000 || !strings.HasPrefix(string(got.Line.Raw), "[  101.500000] bridge0: port") {
		t.Errorf("%d, %q", got.Prefix.Micro, got.Line.Raw)
	}
}
