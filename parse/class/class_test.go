package class

import (
	"regexp"
	"strings"
	"testing"
)

// TestClassesAreWhole: a class that lacks a part of what is known of every other
// would show empty somewhere.
func TestClassesAreWhole(t *testing.T) {
	for _, c := range All() {
		for what, missing := range map[string]bool{
			"severity": c.Severity == 0, "words": c.Words == "", "meaning": c.Meaning == "", "source": c.Source == "", "family": c.Family == "",
			"sample": len(c.Headers) > 0 && len(c.Samples) == 0,
		} {
			if missing {
				t.Errorf("%s has no %s", c.Name, what)
			}
		}
		if c.Name == "" || regexp.MustCompile(`[^a-z-]`).MatchString(c.Name) {
			t.Errorf("%q is no name for a class", c.Name)
		}
		if ByName(c.Name) != c {
			t.Errorf("%s stands in the table twice", c.Name)
		}
		for _, h := range c.Headers {
			if h.Literal == "" || strings.ContainsAny(h.Literal, "\r\n") {
				t.Errorf("%s: a scan cannot look for %q", c.Name, h.Literal)
			}
			if _, err := regexp.Compile(h.Pattern); err != nil {
				t.Errorf("%s: %v", c.Name, err)
			}
		}
	}
}

// claims lists the headers that match a line.
func claims(line string) (hits []Hit) {
	for _, m := range Matchers() {
		if strings.Contains(line, m.Literal) {
			if g := m.Match(line); g != nil {
				hits = append(hits, Hit{Matcher: m, Groups: g})
			}
		}
	}
	return hits
}

// TestSamples: each sample is of its own class, also beside everything else that
// the table finds in it.
func TestSamples(t *testing.T) {
	for _, c := range All() {
		for _, line := range c.Samples {
			if got := Best(claims(line)); got != c {
				t.Errorf("%s: its sample %q is claimed by %v", c.Name, line, got)
			}
		}
	}
}

// TestRegister: a class that is brought along is known at once, and no name is
// taken twice.
func TestRegister(t *testing.T) {
	before := *table
	defer func() { *table = before; delete(table.byName, "flux-leak") }()
	Register(Class{Name: "flux-leak", Headers: []Header{{Literal: "flux capacitor leaks"}}})
	if got := Best(claims("flux capacitor leaks")); got == nil || got != ByName("flux-leak") {
		t.Errorf("its header is claimed by %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("the name was taken twice")
		}
	}()
	Register(Class{Name: "flux-leak"})
}

func TestUnknownClass(t *testing.T) {
	if c := ByName("of-tomorrow"); c.Name != "of-tomorrow" || c.FamilyOf("") != "of-tomorrow" || c.Meaning != "" {
		t.Errorf("%+v", c)
	}
}

func TestRefine(t *testing.T) {
	of := func(headers ...string) (hits []Hit) {
		for _, h := range headers {
			hits = append(hits, claims(h)...)
		}
		return hits
	}
	const x86NULL = "BUG: kernel NULL pointer dereference, address: 0000000000000000"
	for _, c := range []struct {
		name, class string
		e           Evidence
		want        string
	}{
		{"last byte of the NULL page", "bad-access", Evidence{HasAddress: true, Address: 0xfff}, "null-deref"},
		{"first behind it", "bad-access", Evidence{HasAddress: true, Address: 0x1000}, "bad-access"},
		{"no address", "bad-access", Evidence{}, "bad-access"},
		{"the bus refused it", "bad-access", Evidence{HasAddress: true, Address: 0x10, BusRefused: true}, "bad-access"},
		{"user memory", "bad-access", Evidence{HasAddress: true, Address: 0x7f001000, OfUser: true}, "user-access"},
		{"freed memory looks like user's", "bad-access", Evidence{HasAddress: true, Address: 0x6b6b6c2c, OfUser: true}, "bad-access"},
		{"a jump", "bad-access", Evidence{HasAddress: true, Address: 0xc0d0e000, Access: "execute"}, "exec-fault"},
		{"a jump to NULL", "exec-fault", Evidence{HasAddress: true, Hits: of(x86NULL)}, "null-deref"},
		{"a jump to nowhere", "exec-fault", Evidence{HasAddress: true}, "exec-fault"},
		{"a signal", "kernel-bug", Evidence{Die: "Exception in kernel mode, sig: 4"}, "undef-instruction"},
		{"a trap's words", "trap", Evidence{Die: "Oops - CFI"}, "cfi"},
		{"a trap without words", "trap", Evidence{Die: "int3"}, "trap"},
		{"s390 jumped away", "stack-overflow", Evidence{Nowhere: true}, "stack-corruption"},
		{"sixteen faults", "bad-access", Evidence{Faults: 16}, "bad-access"},
		{"seventeen faults", "bad-access", Evidence{Faults: 17}, "stack-overflow"},
		{"seventeen faults and a die line", "bad-access", Evidence{Faults: 17, Died: true}, "bad-access"},
		{"SysRq of old kernels", "bad-access", Evidence{HasAddress: true, Nearest: "sysrq_handle_crash"}, "sysrq-crash"},
		{"headless WARN", "trap", Evidence{Headless: true, TrapsOn: "ud2"}, "warning"},
		{"headless fault", "trap", Evidence{Headless: true, TrapsOn: "mov"}, "trap"},
		{"headless and fatal", "trap", Evidence{Headless: true, TrapsOn: "ud2", Hits: of("Kernel panic - not syncing: Fatal exception in interrupt")}, "panic"},
		{"headless and asked for", "trap", Evidence{Headless: true, TrapsOn: "ud2", Panic: "panic_on_warn set ...", Hits: of("Kernel panic - not syncing: panic_on_warn set ...")}, "warning"},
		{"headless SError", "trap", Evidence{Headless: true, Hits: of("---[ end Kernel panic - not syncing: Asynchronous SError Interrupt ]---")}, "bus-error"},
		{"headless death of init", "trap", Evidence{Headless: true, Hits: of("---[ end Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b")}, "init-killed"},
		{"not headless", "trap", Evidence{TrapsOn: "ud2"}, "trap"},
	} {
		if got := Refine(ByName(c.class), &c.e); got.Name != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Name, c.want)
		}
	}
}

func TestFamilyOf(t *testing.T) {
	for _, c := range []struct{ class, header, want string }{
		{"kasan", "BUG: KASAN: slab-use-after-free in f", "bad-access"},
		{"kasan", "BUG: KASAN: double-free in kfree", "invalid-free"},
		{"slab", "BUG kmalloc-64 (Tainted: G): Object already free", "invalid-free"},
		{"null-deref", "double-free", "bad-access"},
		{"warning", "WARNING: at", "warning"},
	} {
		if got := ByName(c.class).FamilyOf(c.header); got != c.want {
			t.Errorf("%s, %q: %s, want %s", c.class, c.header, got, c.want)
		}
	}
}
