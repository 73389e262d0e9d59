package parse_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"oopscope/parse"
)

// [    2.865886] sysrq: Show Blocked State
var stampRE = regexp.MustCompile(`^\[ *(\d+)\.(\d{6})\] `)

// prefixes are the ways the same console reaches a file: other tools put their
// own time in front, printk was told to print none, or its level.
var prefixes = []struct {
	name  string
	least float64 // per cent of crashes that must come out the same
	line  func(n int, line []byte) []byte
}{
	{"LF only", 99, func(_ int, l []byte) []byte { return bytes.ReplaceAll(l, []byte("\r\n"), []byte("\n")) }},
	{"no time", 99, func(_ int, l []byte) []byte { return stampRE.ReplaceAll(l, nil) }},
	{"level", 99, func(_ int, l []byte) []byte { return stampRE.ReplaceAll(l, []byte("<4>$0")) }},
	{"caller", 99, func(_ int, l []byte) []byte { return stampRE.ReplaceAll(l, []byte("[    $1.$2][   T83] ")) }},
	{"logger", 99, func(n int, l []byte) []byte {
		return append(fmt.Appendf(nil, "[2024-03-20 05:%02d:%02d.527] ", n/60%60, n%60), l...)
	}},
	{"syslog", 99, func(n int, l []byte) []byte {
		if !stampRE.Match(l) {
			return l
		}
		return append(fmt.Appendf(nil, "Mar 20 05:%02d:%02d bench kernel: ", n/60%60, n%60), l...)
	}},
	{"ISO", 99, func(n int, l []byte) []byte {
		return append(fmt.Appendf(nil, "2024-03-20T05:%02d:%02d.527937  ", n/60%60, n%60), l...)
	}},
}

// TestPrefixInvariance puts other prefixes on the captures: what a crash is
// called, whom it blames and its chain must not depend on them.
func TestPrefixInvariance(t *testing.T) {
	t.Parallel()
	captures := some(kernelCorpus(t))
	for _, p := range prefixes {
		var same tally
		for _, c := range captures {
			var other []byte
			for n, l := range lines(c.log) {
				if len(l) > 0 {
					other = append(other, p.line(n, l)...)
				}
			}
			want, got := bad(decode(c.log)), bad(decode(other))
			difference := ""
			if len(want) != len(got) {
				difference = fmt.Sprintf("%d crashes, %d without", len(got), len(want))
			}
			for i := 0; i < len(want) && difference == ""; i++ {
				difference = unlike(got[i], want[i])
			}
			same.add(difference == "")
			if difference != "" {
				t.Logf("%s: %s: %s", p.name, c.name, difference)
			}
		}
		t.Logf("%s: alike %v", p.name, same)
		least(t, p.name, same, p.least)
	}
}

// unlike says how two decodings of one crash differ in what matters.
func unlike(got, want *parse.Crash) string {
	switch {
	case got.Class != want.Class:
		return fmt.Sprintf("line %d: class %s, not %s", want.First, got.Class, want.Class)
	case got.First != want.First || max(got.Last-want.Last, want.Last-got.Last) > 2: // a shell's own line may belong to it or not
		return fmt.Sprintf("lines %d-%d, not %d-%d", got.First, got.Last, want.First, want.Last)
	case got.Culprit != want.Culprit:
		return fmt.Sprintf("line %d: blames %v, not %v", want.First, got.Culprit, want.Culprit)
	case !sameChain(got, want):
		return fmt.Sprintf("line %d: chain %v, not %v", want.First, clip(chainNames(got)), clip(chainNames(want)))
	case got.Severity != want.Severity || got.Aftermath != want.Aftermath:
		return fmt.Sprintf("line %d: %v %s, not %v %s", want.First, got.Severity, got.Aftermath, want.Severity, want.Aftermath)
	case got.CPU != want.CPU || got.Task != want.Task && !(got.Task.Comm == "" && !want.Task.Some()) || got.Context != want.Context:
		return fmt.Sprintf("line %d: on CPU %d %v %s, not %d %v %s", want.First, got.CPU, got.Task, got.Context, want.CPU, want.Task, want.Context)
	case got.Signature != want.Signature:
		return fmt.Sprintf("line %d: another signature", want.First)
	}
	return ""
}

// TestMangledCaptures damages real captures as a bad line does: bytes flip,
// lines vanish, change places and run together. Nothing may break, and the
// cuts still do not matter.
func TestMangledCaptures(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for i, c := range some(kernelCorpus(t)) {
		if len(c.log) > 100_000 {
			continue
		}
		ls := lines(c.log)
		for range len(ls) / 10 {
			a, b := r.IntN(len(ls)), r.IntN(len(ls))
			switch r.IntN(4) {
			case 0:
				ls[a] = nil
			case 1:
				ls[a], ls[b] = ls[b], ls[a]
			case 2:
				ls[a] = bytes.TrimRight(ls[a], "\r\n")
			case 3:
				if ls[a] = bytes.Clone(ls[a]); len(ls[a]) > 0 {
					ls[a][r.IntN(len(ls[a]))] = byte(r.IntN(256))
				}
			}
		}
		damaged := bytes.Join(ls, nil)
		whole := dump(t, decode(damaged))
		if got := dump(t, decodeCut(damaged, randomCuts(uint64(i)), 0)); got != whole {
			t.Errorf("%s: damaged and cut at random: %s", c.name, firstDifference(got, whole))
		}
	}
}

// TestSignaturesOfCaptures: one bug has one signature over boots of one
// capture, and its grouping signature is one over kernels and architectures.
func TestSignaturesOfCaptures(t *testing.T) {
	type place struct{ flavour, class, function string }
	exact := map[place]map[string]string{}
	bugs := map[string]map[string]string{}
	put := func(m map[string]string, key, where string) map[string]string {
		if m == nil {
			m = map[string]string{}
		}
		m[key] = where
		return m
	}
	for _, c := range kernelCorpus(t) {
		flavour, _, _ := strings.Cut(c.name, "/")
		for _, k := range bad(decode(c.log)) {
			pc := k.Dump.PC.Function
			if pc != "sensor_parse_header" && pc != "pru0_comm_receive_msg" || k.Dump.DieNumber == 0 {
				continue
			}
			bugs[pc] = put(bugs[pc], k.Signature.Bug, c.name)
			if k.Signature.Exact != "" && c.Kind != "init_oops" && c.Kind != "two_cpus" && !strings.HasPrefix(c.Kind, "nested") {
				p := place{flavour, k.Class, pc}
				exact[p] = put(exact[p], k.Signature.Exact, fmt.Sprintf("%s line %d %v", c.name, k.First, clip(chainNames(k))))
			}
		}
	}
	for pc, m := range bugs {
		if len(m) != 1 {
			t.Errorf("%s has %d bug signatures: %v", pc, len(m), m)
		}
	}
	for p, m := range exact {
		if len(m) != 1 {
			t.Errorf("%v has %d exact signatures: %v", p, len(m), m)
		}
	}
}
