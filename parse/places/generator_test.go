package places

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestReadC: how kernel developers write functions, and what only looks like one.
func TestReadC(t *testing.T) {
	const text = `
#define TWICE(x) \
	do { not_this(x); } while (0)
/* int nor_this(void) { */
static const struct ops table = {
	.open = foo_open,
};
struct foo *foo_get(struct foo *f)
{
	if (called(f)) {
	}
	return f;
}
EXPORT_SYMBOL(foo_get)
static int __init
foo_probe(struct device *dev,
	  int how) __must_hold(&dev->lock)
{
	return 0;
}
asmlinkage __visible void __printf(1, 2) foo_say(const char *fmt, ...) {
	say("} {");
}
static inline int foo_short(void) { return 1; }
SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
	return 0;
}
BPF_CALL_2(bpf_foo, int, a, int, b)
{
}
int foo_declared(void);
enum { FOO(1) };
int foo_last(void)
{
}
`
	var got []string
	readC([]byte(text), func(name string, static bool) { got = append(got, fmt.Sprint(name, " ", static)) })
	want := strings.Fields("foo_get foo_probe foo_say foo_short sys_read bpf_foo foo_last")
	for i := range want {
		want[i] = fmt.Sprint(want[i], " ", want[i] == "foo_probe" || want[i] == "foo_short")
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%q, want\n%q", got, want)
	}
}

// TestPlaceOf: one name in several files.
func TestPlaceOf(t *testing.T) {
	for _, c := range []struct{ files, want string }{
		{"mm/slub.c", "mm/slub.c"},
		{"fs/foo/inode.c", "fs/foo"},
		{"static:fs/foo/a.c static:fs/foo/b.c", "fs/foo"},
		{"lib/string.c arch/x86/lib/memcpy.S", "lib/string.c"},
		{"arch/x86/mm/fault.c arch/arm/mm/fault.c", "arch/*/mm/fault.c"},
		{"arch/x86/mm/fault.c arch/arm/kernel/traps.c", "arch/*"},
		{"static:drivers/a/x.c static:sound/b/y.c", ""},
		{"static:drivers/a/x.c kernel/exit.c", "kernel/exit.c"},
		{"drivers/misc/probe.c lib/probe.c", "lib/probe.c"},
		{"include/linux/foo.h mm/foo.c", "mm/foo.c"},
	} {
		var defs []definition
		for _, f := range strings.Fields(c.files) {
			file, static := strings.CutPrefix(f, "static:")
			defs = append(defs, definition{"f", file, static})
		}
		if got := placeOf(defs); got != c.want {
			t.Errorf("%s: %q, want %q", c.files, got, c.want)
		}
	}
}

// TestReduceLosesNothing: what the prefixes say is what the names said, or the
// driver that they all lie in; and the table gives back what was put into it.
func TestReduceLosesNothing(t *testing.T) {
	places := map[string]string{
		"foo_a": "fs/foo", "foo_b": "fs/foo", "foo_c_d": "fs/foo", "foo_e": "fs/foo",
		"bar_a": "mm/bar.c", "bar_b": "mm/bar.c", "bar_c": "mm/bar.c", "bar_d": "lib/bar.c",
		"one_a": "drivers/net/one", "one_b": "drivers/net/one/hw", "one_c": "drivers/net/one", "one_d": "drivers/net/one",
		"few_a": "fs/few", "plain": "kernel/exit.c", "many_a": "", "many_b": "fs/foo", "many_c": "fs/foo", "many_d": "fs/foo",
	}
	reduced := reduce(places)
	for _, p := range []string{"foo_*", "one_*"} {
		if reduced[p] == "" {
			t.Errorf("no prefix %s in %v", p, reduced)
		}
	}
	maps.DeleteFunc(reduced, func(_, p string) bool { return p == "" })
	b, err := encode(reduced)
	if err != nil {
		t.Fatal(err)
	}
	for name, place := range places {
		if got := foundIn(string(b), name); got != place && got != "drivers/net/one" {
			t.Errorf("%s lies in %q, was %q", name, got, place)
		}
	}
}

// foundIn is what [Of] says with another table than the program's own.
func foundIn(other, name string) string {
	own := table
	defer func() { table = own }()
	table = other
	return Of(name, "")
}

// TestMaintainersWithoutPeople: titles, lists and files are taken, and no names.
func TestMaintainersWithoutPeople(t *testing.T) {
	const text = `
FOO FILE SYSTEM
M:	A Person <person@example.org>
R:	Another Person <another@example.org>
L:	linux-kernel@vger.kernel.org
L:	linux-foo@vger.kernel.org (moderated for non-subscribers)
F:	Documentation/filesystems/foo.rst
F:	fs/foo/
F:	include/linux/foo*

THE REST
L:	linux-kernel@vger.kernel.org
F:	*
F:	*/
`
	if got, want := readMaintainers([]byte(text)), "FOO FILE SYSTEM\tlinux-foo@vger.kernel.org\tfs/foo/ include/linux/foo*\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, owners, _ := strings.Cut(lists, "\n\n")
	for line := range strings.Lines(owners) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(f) != 2 || strings.Contains(f[0], "@") || strings.ContainsAny(f[1], "<> ") {
			t.Errorf("%q", line)
		}
	}
}
