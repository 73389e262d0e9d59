package parse_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// printer is a CPU that prints a report: its lines, and from where to where it
// holds a lock that another one may want as well.
type printer struct {
	want     *parse.Crash
	lines    []string
	from, to int
	at       int
}

// newPrinter finds out what the kernel prints under die_lock, see package report.
func newPrinter(c *parse.Crash) *printer {
	p := &printer{want: c, from: -1}
	for _, l := range c.Body {
		n := len(p.lines)
		switch {
		case c.Die == 0 && c.Arch == "arm" && strings.HasPrefix(l.Text, "CPU: "): // dump_stack()
			p.from = n
		case p.from < 0 && (dieRE.MatchString(l.Text) || c.Arch == "x86_64" && strings.HasPrefix(l.Text, "BUG: ")):
			p.from = n
		case c.Arch == "arm64" && strings.HasPrefix(l.Text, "---[ end"):
			p.to = n + 1
		case strings.HasPrefix(l.Text, "---[ end"):
			p.to = n
		}
		p.lines = append(p.lines, l.Text)
	}
	return p
}

var dieRE = regexp.MustCompile(`\[#\d+\]`)

func (p *printer) locks() bool { return p.from >= 0 && p.at == p.from }
func (p *printer) holds() bool { return p.from >= 0 && p.at > p.from && p.at < p.to }
func (p *printer) over() bool  { return p.at == len(p.lines) }

// mix prints two reports at once in one of the ways that the locks allow. The
// caller of each line is told on demand.
func mix(r *rand.Rand, a, b *printer, callers bool) []byte {
	var log []byte
	a.at, b.at = 0, 0
	dead := 0
	for n := 0; !a.over() || !b.over(); {
		p, other := a, b
		if r.IntN(2) == 1 {
			p, other = b, a
		}
		for burst := 1 + r.IntN(6); burst > 0 && !p.over() && !(p.locks() && other.holds()); burst-- {
			text := dieRE.ReplaceAllStringFunc(p.lines[p.at], func(string) string {
				dead++
				return fmt.Sprintf("[#%d]", dead)
			})
			caller := ""
			if callers {
				caller = fmt.Sprintf("[%6s]", fmt.Sprint("T", p.want.Task.PID))
			}
			log = fmt.Appendf(log, "[   77.%06d]%s %s\r\n", n, caller, text)
			p.at++
			n++
		}
	}
	return log
}

// TestTwoReportsMixed prints two reports of one boot at once in many of the ways
// in which a kernel may. Each comes out with what is its own, or says that some
// of its lines may be another one's; there is never a third.
func TestTwoReportsMixed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"arm/two_cpus", "arm/two_cpus-head", "arm/two_cpus-warn", "arm64/two_cpus", "arm64/two_cpus-heads", "arm64/two_cpus-rows",
		"arm64/two_cpus-walk", "x86_64/two_cpus-summary", "x86_64/two_cpus-bug",
	} {
		pair := otherCPUs(bad(decode(captured(t, name))))
		if pair == nil {
			t.Errorf("%s: no two reports of two CPUs", name)
			continue
		}
		for _, callers := range []bool{false, true} {
			exact, all := 0, rounds(60)
			for seed := range all {
				log := mix(rand.New(rand.NewPCG(uint64(seed), 9)), newPrinter(pair[0]), newPrinter(pair[1]), callers)
				whole, wrong := compareMixed(pair, bad(decode(log)))
				if wrong != "" {
					t.Errorf("%s, seed %d, callers %v: %s\n%s", name, seed, callers, wrong, log)
					return
				}
				if whole {
					exact++
				}
			}
			if least := map[bool]int{false: all / 3, true: all}[callers]; exact < least {
				t.Errorf("%s, callers %v: %d of %d without a doubt", name, callers, exact, all)
			}
			t.Logf("%s, callers %v: %d of %d without a doubt", name, callers, exact, all)
		}
	}
}

// otherCPUs returns the last two reports of the log that are of different CPUs.
func otherCPUs(crashes []*parse.Crash) []*parse.Crash {
	for i := len(crashes) - 1; i > 0; i-- {
		if a, b := crashes[i-1], crashes[i]; a.CPU != b.CPU {
			return []*parse.Crash{a, b}
		}
	}
	return nil
}

// compareMixed says what is wrong with what was read, and whether it is whole.
func compareMixed(wants, got []*parse.Crash) (whole bool, wrong string) {
	if len(got) != len(wants) {
		return false, fmt.Sprintf("%d reports", len(got))
	}
	whole = true
	for _, want := range wants {
		i := slices.IndexFunc(got, func(k *parse.Crash) bool { return k.Task == want.Task })
		if i < 0 {
			return false, fmt.Sprintf("none is of %s", want.Task.Comm)
		}
		k := got[i]
		same := k.Class == want.Class && k.CPU == want.CPU && k.Dump.PC == want.Dump.PC && k.Dump.Fault.Address == want.Dump.Fault.Address &&
			k.Dump.Fault.Access == want.Dump.Fault.Access && slices.Equal(chainNames(k), chainNames(want)) && len(k.Dump.Registers) == len(want.Dump.Registers)
		doubt := k.Quality.Has(crash.Contested, crash.Interleaved)
		if !same && !doubt {
			return false, fmt.Sprintf("%s: %s on CPU %d, PC %+v, fault %+v, chain %v, %d registers", k.Task.Comm, k.Class, k.CPU,
				k.Dump.PC, k.Dump.Fault, chainNames(k), len(k.Dump.Registers))
		}
		if k.Quality.Has(crash.Contested) && k.Signature.Exact != "" {
			return false, k.Task.Comm + " is signed exactly"
		}
		whole = whole && same
	}
	return whole, ""
}
