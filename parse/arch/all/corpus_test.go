package all

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/arm"
	"oopscope/parse/arch/arm64"
	"oopscope/parse/arch/x86"
)

// corpus is where the captures of real kernels are.
const corpus = "../../../testdata/kernels"

// truth is what the corpus knows about a capture.
type truth struct {
	Log struct {
		Case int `json:"case_line"`
	}
	Headers [][]any
	Expect  struct {
		Function string `json:"crash_function"`
		Module   string
		Offset   string
		Size     string
		Address  string `json:"fault_address"`
		Process  *bool  `json:"process_context"`
		Chain    []string
		Modules  []*string `json:"chain_modules"`
	}
}

// flavours are the corpus's folders with their architecture here.
var flavours = map[string]*arch.Arch{
	"armhf": arm.Arch, "armhf-lpae": arm.Arch, "arm64": arm64.Arch, "amd64": x86.AMD64, "amd64-612": x86.AMD64, "i386": x86.I386,
}

// crashLines returns the lines of a capture from the first header on, without
// their time stamps, up to the end of the report.
func crashLines(t *testing.T, path string, first int) []arch.Line {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []arch.Line
	for i, text := range strings.Split(string(raw), "\n") {
		text = strings.TrimRight(text, "\r")
		if i+1 < first {
			continue
		}
		if strings.HasPrefix(text, "[") {
			if end := strings.Index(text, "] "); end > 0 && end < 16 {
				text = text[end+2:]
			}
		}
		lines = append(lines, arch.Line{N: i + 1, Text: text})
		if strings.HasPrefix(text, "---[ end") {
			break
		}
	}
	return lines
}

func readTruth(t *testing.T, path string) truth {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var tr truth
	if err := json.Unmarshal(raw, &tr); err != nil {
		t.Fatal(err)
	}
	return tr
}

// otherReports are the kinds whose chain is not that of a dump's registers:
// stalls, tables of tasks, several traces in one.
var otherReports = []string{"full-", "sysrq", "two_cpus", "oom", "soft_", "xrcu", "hung_", "nested", "truncated_irq",
	"slab_overflow", "atomic_sleep", "double_free"}

// TestCorpusChains holds the readers to the chains that were read by eye.
func TestCorpusChains(t *testing.T) {
	for flavour, a := range flavours {
		paths, _ := filepath.Glob(filepath.Join(corpus, flavour, "*.json"))
		if len(paths) == 0 {
			t.Fatal("no captures in " + corpus)
		}
		for _, path := range paths {
			t.Run(flavour+"/"+strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
				checkCapture(t, a, path)
			})
		}
	}
}

func checkCapture(t *testing.T, a *arch.Arch, path string) {
	for _, kind := range otherReports {
		if strings.HasPrefix(filepath.Base(path), kind) {
			t.Skip("not a single dump")
		}
	}
	tr := readTruth(t, path)
	if len(tr.Headers) == 0 || len(tr.Expect.Chain) == 0 {
		t.Skip("nothing to find")
	}
	lines := crashLines(t, strings.TrimSuffix(path, ".json")+".log", int(tr.Headers[0][0].(float64)))
	d := &arch.Dump{}
	for _, l := range lines {
		a.Take(d, l)
	}
	a.Close(d)
	if got := Detect(lines); got != a && d.PCLine != 0 {
		t.Errorf("detected %v", got)
	}
	chain := arch.TrimPlumbing(d.FullChain(), tr.Expect.Function)
	checkChain(t, chain, tr)
	checkPC(t, d, tr)
	checkTrap(t, d)
}

// checkTrap compares the address computed from the trapping instruction with
// the one the kernel printed. A read of several bytes may trap at any of them.
func checkTrap(t *testing.T, d *arch.Dump) {
	in := d.Trapping()
	if in == nil {
		return
	}
	t.Logf("%s %s: %s, effective %v; fault %+v", in.Bytes, in.Text, d.Fault.Access, in.Effective, d.Fault)
	if in.Text == "" {
		t.Errorf("cannot disassemble %s", in.Bytes)
	}
	if !d.Fault.HasAddress || d.Fault.Access == "execute" || d.Fault.Detail == "non-canonical address" {
		return
	}
	const low56 = 1<<56 - 1 // arm64 drops the tag
	if in.Effective == nil || *in.Effective&low56 != d.Fault.Address&low56 {
		t.Errorf("%s: effective %v, fault at %#x", in.Text, in.Effective, d.Fault.Address)
	}
}

func checkChain(t *testing.T, chain []arch.Frame, tr truth) {
	var got, want []string
	for _, f := range chain {
		if f.Reliable && f.Function != "" {
			got = append(got, f.Function+" "+f.Module)
		}
	}
	for i, f := range tr.Expect.Chain {
		module := ""
		if i < len(tr.Expect.Modules) && tr.Expect.Modules[i] != nil {
			module = *tr.Expect.Modules[i]
		}
		want = append(want, f+" "+module)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("chain\n got %q\nwant %q", got, want)
	}
	if tr.Expect.Process != nil && len(chain) > 0 {
		if task := chain[0].Context == arch.Task; task != *tr.Expect.Process {
			t.Errorf("context %q, process_context %v", chain[0].Context, *tr.Expect.Process)
		}
	}
}

func checkPC(t *testing.T, d *arch.Dump, tr truth) {
	if d.PCLine == 0 {
		return
	}
	e := tr.Expect
	if e.Address != "" {
		want, _ := strconv.ParseUint(e.Address, 0, 64)
		if !d.Fault.HasAddress || d.Fault.Address != want {
			t.Errorf("fault address %+v, want %#x", d.Fault, want)
		}
	}
	if e.Function == "" || strings.HasPrefix(e.Function, "0x") {
		return
	}
	offset, _ := strconv.ParseUint(e.Offset, 0, 64)
	size, _ := strconv.ParseUint(e.Size, 0, 64)
	if d.PC.Function != e.Function || d.PC.Module != e.Module || d.PC.Offset != offset || d.PC.Size != size {
		t.Errorf("pc %+v, want %s+%s/%s [%s]", d.PC, e.Function, e.Offset, e.Size, e.Module)
	}
}
