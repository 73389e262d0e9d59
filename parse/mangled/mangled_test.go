package mangled

import (
	"strings"
	"testing"
	"time"
)

// The names of Rust are those of RFC 2603 and of kernels built with CONFIG_RUST, those
// of C++ of the Itanium ABI.
func TestPlain(t *testing.T) {
	for name, want := range map[string]string{
		"":                        "",
		"printk":                  "printk",
		"_Read":                   "_Read",
		"__rust_alloc":            "__rust_alloc",
		"_RNvCs1234_7mycrate3foo": "mycrate::foo",
		"_RNvNvC7mycrate3foo3bar": "mycrate::foo::bar",
		"_RNvMCs1_12rust_minimalNtB2_11RustMinimal4init":                    "<rust_minimal::RustMinimal>::init",
		"_RNvXCs1_12rust_minimalNtB2_11RustMinimalNtNtB2_1a4Drop":           "_RNvXCs1_12rust_minimalNtB2_11RustMinimalNtNtB2_1a4Drop",
		"_RNvCs1234_7mycrate3foo.llvm.42":                                   "mycrate::foo",
		"_ZN4core9panicking5panic17h0123456789abcdefE":                      "core::panicking::panic",
		"_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deep17hbd14aed403c02bdfE": "<m::Card as m::Deep>::deep",
		"_ZN35_$LT$m..Card$u20$as$u20$m..Deep$GT$4deepE":                    "<m::Card as m::Deep>::deep",
		"_ZN4llvm5Value7getTypeEv":                                          "llvm::Value::getType",
		"_ZN4llvm5Value7getTypeEv.cold":                                     "llvm::Value::getType",
		"._ZN3foo3barEi":                                                    "foo::bar",
		"__pfx__RNvCs1234_7mycrate3foo":                                     "__pfx_mycrate::foo",
		"__cfi__RNvCs1234_7mycrate3foo":                                     "__cfi_mycrate::foo",
		"__cfi__start":                                                      "__cfi__start",
	} {
		if got := Plain(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// TestWithin: the sentence around a name stays as it is.
func TestWithin(t *testing.T) {
	for text, want := range map[string]string{
		"":             "",
		"_Read () _R.": "_Read () _R.",
		"BUG() in _RNvCs1234_7mycrate3foo() [m], by _ZN3foo3barEi.":  "BUG() in mycrate::foo() [m], by foo::bar.",
		"_RNvCs1234_7mycrate3foo.llvm.42... _RNvCs1234_7mycrate3foo": "mycrate::foo... mycrate::foo",
		"kein _Z1f\xff, \u00e4_Z1fv":                                 "kein f\xff, \u00e4f",
	} {
		if got := Within(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// TestMadeUpNames: a name that stands for very much costs little and stays short.
func TestMadeUpNames(t *testing.T) {
	begin := time.Now()
	for _, name := range []string{
		"_RIC0" + strings.Repeat("TTTTTTTTTTTTTTTTTT", 80), "_RNvC1a" + strings.Repeat("B_", 900), "_R" + strings.Repeat("INvC1a", 300),
		"_Z" + strings.Repeat("N1a", 600), "_Z1f" + strings.Repeat("PFv", 600), "_Z1fI" + strings.Repeat("DpT_", 500), "_Z1fIiEvT_" + strings.Repeat("S0_", 600),
		"_ZN" + strings.Repeat("9", 30) + "a", "_RNvC18446744073709551615a",
	} {
		if got := Plain(name); len(got) > 1<<maxPower+100 {
			t.Errorf("%.20s… becomes %d letters", name, len(got))
		}
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it takes %v", took)
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("_RNvMCs1_12rust_minimalNtB2_11RustMinimal4init")
	f.Add("_ZN4llvm5Value7getTypeEv")
	f.Fuzz(func(t *testing.T, name string) { Plain(name) })
}
