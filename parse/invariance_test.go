package parse_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"testing"

	"oopscope/parse"
)

// dump writes crashes down so that two decodings can be compared.
func dump(t testing.TB, crashes []*parse.Crash) string {
	t.Helper()
	b, err := json.Marshal(crashes)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// firstDifference is the first value in which two dumps differ.
func firstDifference(a, b string) string {
	as, bs := bytes.Split([]byte(a), []byte(",")), bytes.Split([]byte(b), []byte(","))
	for i := range as {
		if i >= len(bs) || !bytes.Equal(as[i], bs[i]) {
			other := []byte("the end")
			if i < len(bs) {
				other = bs[i]
			}
			return string(as[i]) + " <> " + string(other)
		}
	}
	return "one is longer"
}

// randomCuts returns piece lengths that are short, long, and within line ends.
func randomCuts(seed uint64) func() int {
	r := rand.New(rand.NewPCG(seed, 7))
	return func() int {
		if r.IntN(4) == 0 {
			return 1 + r.IntN(4000)
		}
		return 1 + r.IntN(90)
	}
}

// TestCutInvariance feeds the same bytes whole, by lines, by single bytes and
// cut at random: a serial port cuts wherever it likes.
func TestCutInvariance(t *testing.T) {
	t.Parallel()
	for i, c := range some(kernelCorpus(t)) {
		if len(c.log) > 300_000 {
			continue
		}
		whole := dump(t, decode(c.log))
		ls, n := lines(c.log), 0
		byLine := func() int { n++; return max(1, len(ls[n-1])) }
		for _, way := range []struct {
			name string
			got  []*parse.Crash
		}{
			{"by line", decodeCut(c.log, byLine, 0)},
			{"by byte", decodeCut(c.log, nil, 1)},
			{"at random", decodeCut(c.log, randomCuts(uint64(i)), 0)},
		} {
			if got := dump(t, way.got); got != whole {
				t.Errorf("%s: fed %s, the crashes differ: %s", c.name, way.name, firstDifference(got, whole))
			}
		}
	}
}

// TestBodyReparse decodes a crash's own lines again: they must hold all that
// made its class, its culprit and its chain.
func TestBodyReparse(t *testing.T) {
	t.Parallel()
	wrong, of := 0, 0
	for _, c := range some(kernelCorpus(t)) {
		for _, k := range bad(decode(c.log)) {
			var body bytes.Buffer
			for _, l := range k.Body {
				body.WriteString(l.Raw + "\n")
			}
			of++
			again := bad(decode(body.Bytes()))
			switch {
			case len(again) == 0:
				t.Logf("%s: line %d: the body of %q alone is no crash", c.name, k.First, k.Title)
			case again[0].Class != k.Class:
				t.Logf("%s: line %d: class %s alone, %s in place", c.name, k.First, again[0].Class, k.Class)
			case again[0].Culprit != k.Culprit:
				t.Logf("%s: line %d: culprit %v alone, %v in place", c.name, k.First, again[0].Culprit, k.Culprit)
			case dump(t, again[:1]) == "" || !sameChain(again[0], k):
				t.Logf("%s: line %d: chain %v alone, %v in place", c.name, k.First, clip(chainNames(again[0])), clip(chainNames(k)))
			case again[0].Signature.Bug != k.Signature.Bug:
				t.Logf("%s: line %d: another bug alone than in place", c.name, k.First)
			default:
				continue
			}
			wrong++
		}
	}
	t.Logf("%d of %d bodies decode to something else", wrong, of)
	if of > 0 && wrong*100 > of*mostReparseWrong {
		t.Errorf("%d of %d bodies decode to something else, at most %d%% were allowed", wrong, of, mostReparseWrong)
	}
}

const mostReparseWrong = 1 // per cent; only ever falls

func sameChain(a, b *parse.Crash) bool {
	if len(a.Chain) != len(b.Chain) {
		return false
	}
	for i := range a.Chain {
		if a.Chain[i].Symbol != b.Chain[i].Symbol || a.Chain[i].Reliable != b.Chain[i].Reliable {
			return false
		}
	}
	return true
}

// seeds are short inputs of many grammars for the fuzzer to start from.
var seeds = []string{
	"8<--- cut here ---\r\n[    2.1] Unable to handle kernel NULL pointer dereference at virtual address 000001c1\r\n[    2.1] Internal error: Oops: 17 [#1] SMP ARM\r\n[    2.1] PC is at f+0x8/0x14 [m]\r\n[    2.1] r3 : 00000000\r\n[    2.1]  g from h+0x1/0x2\r\n[    2.1] ---[ end trace 0 ]---\r\n",
	"[    1.0] BUG: kernel NULL pointer dereference, address: 01c1\n[    1.0] Oops: 0000 [#1] PREEMPT SMP\n[    1.0] RIP: 0010:f+0x1/0x2\n[    1.0] Code: 00 <8b> 00\n[    1.0] Call Trace:\n[    1.0]  <IRQ>\n[    1.0]  ? g+0x1/0x2\n[    1.0]  </IRQ>\n[    1.0] ---[ end trace 0 ]---\n",
	"[    1.0][  T12] ==================================================================\n[    1.0][  T12] BUG: KASAN: use-after-free in f+0x1/0x2\n[    1.0][  T12] Read of size 8 at addr ffff by task a/1\n[    1.0][  T12] Call Trace:\n[    1.0][  T12]  f+0x1/0x2\n",
	"[    1.0] rcu: INFO: rcu_preempt self-detected stall on CPU\n[    1.0] NMI backtrace for cpu 0\n[    1.0] Call Trace:\n[    1.0]  f+0x1/0x2\n",
	"[    9.0] Kernel panic - not syncing: Fatal exception in interrupt\n[    9.0] Rebooting in 3 seconds..\nU-Boot SPL 2020.01\n[    0.000000] Linux version 6.1.0\n",
	"\x1b[2J\r\r\n\x00\xff[   1.0] WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\n",
	"[    1.0] Krnl PSW : 0704c00180000000 000003ff7fd0301a (f+0x3a/0x50 [m])\n[    1.0] Oops[#1]:\n[    1.0] epc   : 80401 f+0x1/0x2\n[    1.0] NIP [c0] f+0x1/0x2\n",
	"[    2.1] ------------[ cut here ]------------\n[    2.2] WARNING: CPU: 1 PID: 89 at a.c:1 f+0x1/0x2\n[    2.3] CPU: 1 PID: 89 Comm: a Not tainted 6.1\n[    2.4] Call Trace:\n[    2.5] ------------[ cut here ]------------\n[    2.6] WARNING: CPU: 0 PID: 88 at a.c:1 f+0x1/0x2\n[    2.7] CPU: 0 PID: 88 Comm: b Not tainted 6.1\n[    2.8] Call Trace:\n[    2.9]  f+0x1/0x2\n[    3.0]  f+0x1/0x2\n[    3.1] ---[ end trace 0 ]---\n[    3.2]  g+0x1/0x2\n[    3.3] ---[ end trace 0 ]---\n",
	"[    1.0] Unable to handle kernel NULL pointer dereference at virtual address 01c1\n[    1.1] Oops [#1]\n[    1.2] CPU: 0 PID: 1 Comm: a Not tainted 6.1\n[    1.3] Unable to handle kernel NULL pointer dereference at virtual address 0028\n[    1.4] [<f>] f+0x1/0x2\n[    1.5] ---[ end trace 0 ]---\n[    1.6] Oops [#2]\n[    1.7] CPU: 1 PID: 2 Comm: b\n",
	"### \n", "\r", "[", "[    1.0", "** 12 printk messages dropped **\n",
}

// FuzzDecoder: no bytes make the decoder panic, keep more than it was fed, or
// depend on how they were cut.
func FuzzDecoder(f *testing.F) {
	for i, s := range seeds {
		f.Add([]byte(s), uint64(i))
	}
	f.Fuzz(func(t *testing.T, input []byte, cuts uint64) {
		whole := decode(input)
		cut := decodeCut(input, randomCuts(cuts), 0)
		if a, b := dump(t, whole), dump(t, cut); a != b {
			t.Errorf("whole and cut differ: %s", firstDifference(a, b))
		}
		for _, k := range whole {
			if k.First < 1 || k.Last < k.First || k.LastByte < k.FirstByte || k.LastByte > int64(len(input)) {
				t.Errorf("crash outside of the input: lines %d-%d bytes %d-%d of %d", k.First, k.Last, k.FirstByte, k.LastByte, len(input))
			}
			if n := bytes.Count(input, []byte("\n")) + bytes.Count(input, []byte("\r")) + 1; len(k.Body) > n {
				t.Errorf("%d lines in the body, %d in the input", len(k.Body), n)
			}
		}
	})
}
