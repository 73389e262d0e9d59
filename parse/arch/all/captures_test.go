package all

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/arch/mips"
	"oopscope/parse/arch/powerpc"
	"oopscope/parse/arch/riscv"
	"oopscope/parse/arch/s390"
)

// expectation is the part of a capture's truth that this package answers for.
type expectation struct {
	Crashed *bool   `json:"crashed"`
	Kind    string  `json:"kind"`
	Headers [][]any `json:"headers"`
	Expect  struct {
		Function string    `json:"crash_function"`
		Module   string    `json:"module"`
		Offset   string    `json:"offset"`
		Size     string    `json:"size"`
		Fault    string    `json:"fault_address"`
		Process  *bool     `json:"process_context"`
		Chain    []string  `json:"chain"`
		Modules  []*string `json:"chain_modules"`
	} `json:"expect"`
}

// TestForeignKernels runs real crashes of stock kernels through the architectures'
// readers and compares with what the modules' source says happened.
func TestForeignKernels(t *testing.T) {
	for _, c := range []struct {
		flavour string
		arch    *arch.Arch
	}{
		{"riscv64", riscv.Arch}, {"ppc64el", powerpc.Arch}, {"mips64el", mips.Arch}, {"mipsel", mips.Arch}, {"s390x", s390.Arch},
	} {
		files, _ := filepath.Glob("../../../testdata/kernels/" + c.flavour + "/*.json")
		if len(files) == 0 {
			t.Fatal("no captures of " + c.flavour)
		}
		for _, file := range files {
			t.Run(c.flavour+"/"+strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
				checkKernel(t, c.arch, file)
			})
		}
	}
}

func checkKernel(t *testing.T, a *arch.Arch, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want expectation
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if want.Crashed == nil || !*want.Crashed || skipped[want.Kind] {
		t.Skip("no crash of one report")
	}
	log, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".log")
	if err != nil {
		t.Fatal(err)
	}
	d := readReport(a, string(log), &want)
	e := want.Expect
	if e.Offset != "" && d.PC.Function != "" {
		got := fmt.Sprintf("%s+%#x/%#x %s", d.PC.Function, d.PC.Offset, d.PC.Size, d.PC.Module)
		if exp := fmt.Sprintf("%s+%s/%s %s", e.Function, e.Offset, e.Size, e.Module); got != exp {
			t.Errorf("PC is %s, want %s", got, exp)
		}
	}
	got := ""
	if d.Fault.HasAddress {
		got = fmt.Sprintf("%#x", d.Fault.Address)
	}
	if got != e.Fault {
		t.Errorf("fault address %q, want %q", got, e.Fault)
	}
	compareChain(t, d, e.Function, e.Chain, e.Modules)
	if e.Process != nil && len(d.Chain) > 0 {
		if process := d.Context == arch.Task; process != *e.Process {
			t.Errorf("context %q, want process context %v", d.Context, *e.Process)
		}
	}
}

func compareChain(t *testing.T, d *arch.Dump, fn string, chain []string, modules []*string) {
	t.Helper()
	var got, want []string
	for _, f := range arch.TrimPlumbing(d.FullChain(), fn) {
		if name := f.Function; f.Reliable {
			if name == "" {
				name = fmt.Sprintf("%#x", f.Address)
			}
			got = append(got, name+" "+f.Module)
		}
	}
	for i, name := range chain {
		module := ""
		if modules[i] != nil {
			module = *modules[i]
		}
		want = append(want, name+" "+module)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("chain\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// readReport returns the dump of the first report in which the function shows.
// It splits as a decoder would: at the lines that open a report, and where
// another CPU's or task's state begins.
func readReport(a *arch.Arch, log string, want *expectation) *arch.Dump {
	opens := make(map[int]bool)
	first, last := 0, -10
	for _, h := range want.Headers {
		n, text := int(h[0].(float64)), h[1].(string)
		if first == 0 {
			first = n
		}
		opens[n] = !strings.Contains(text, "[#") || n > last+6
		last = n
	}
	d := new(arch.Dump)
	for i, text := range strings.Split(log, "\n") {
		text = stripTime(strings.TrimSuffix(text, "\r"))
		full := len(d.Chain) > 0
		if opens[i+1] || full && (strings.HasPrefix(text, "CPU: ") || strings.HasPrefix(text, "task:")) {
			if a.Close(d); want.shows(d) {
				return d
			}
			d = new(arch.Dump)
		}
		if i+1 >= first {
			a.Take(d, arch.Line{N: i + 1, Text: text})
		}
	}
	a.Close(d)
	return d
}

func (want *expectation) shows(d *arch.Dump) bool {
	chain := want.Expect.Chain
	for _, f := range d.FullChain() {
		if f.Function == want.Expect.Function || len(chain) > 0 && f.Function == chain[0] && want.Expect.Function == "" {
			return true
		}
	}
	return d.PC.HasAddress && fmt.Sprintf("%#x", d.PC.Address) == want.Expect.Function
}

func stripTime(text string) string {
	if strings.HasPrefix(text, "[") {
		if i := strings.Index(text, "] "); i > 0 && strings.Contains(text[:i], ".") {
			return text[i+2:]
		}
	}
	return text
}

// skipped are captures whose chain is put together from more than a dump:
// tables of tasks, the stacks of a slab report, registers and a panic's trace.
var skipped = map[string]bool{
	"sysrq_t": true, "sysrq_w": true, "sysrq_l": true, "slab_overflow": true,
	"stack_overflow": true, "nested_panic": true, "norootfs": true, "init_killed": true, "warn_panic": true, "two_cpus_warn": true, "two_cpus": true,
}
