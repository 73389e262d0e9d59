package symbol

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The gold is what addr2line -fi of binutils says of real Debian kernels. It
// runs where the vmlinux is given, OOPSCOPE_GOLD_VMLINUX_AMD64=… and so on, and
// is skipped elsewhere: 600 MB are not for a repository.
const corpus = "../../testdata/kernels/"

// goldPlace is one line of gold-symbols.tsv.
type goldPlace struct {
	text, module string
	place        Place
	exact, call  string // the chain at the address, and at the one before it
	isReturn     bool
}

func readGold(t testing.TB, arch string) []goldPlace {
	f, err := os.Open(filepath.Join(corpus, arch, "gold-symbols.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []goldPlace
	for s := bufio.NewScanner(f); s.Scan(); {
		col := strings.Split(s.Text(), "\t")
		if len(col) < 4 || strings.HasPrefix(col[0], "#") {
			continue
		}
		g := goldPlace{text: col[0], exact: col[1], call: col[2], isReturn: strings.Contains(col[3], "return")}
		g.place, g.module = parsePlace(t, col[0])
		all = append(all, g)
	}
	return all
}

// parsePlace reads "name+0x1/0x2 [module]".
func parsePlace(t testing.TB, text string) (Place, string) {
	text, module, _ := strings.Cut(text, " ")
	name, numbers, ok := strings.Cut(text, "+")
	offset, size, _ := strings.Cut(numbers, "/")
	o, err1 := strconv.ParseUint(offset, 0, 64)
	s, err2 := strconv.ParseUint(size, 0, 64)
	if !ok || err1 != nil || err2 != nil {
		t.Fatalf("bad place %q", text)
	}
	return Place{Function: name, Offset: o, Size: s}, strings.Trim(module, "[]")
}

func openGold(t testing.TB, arch string) *Image {
	name := os.Getenv("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(arch))
	if name == "" {
		t.Skip("OOPSCOPE_GOLD_VMLINUX_" + strings.ToUpper(arch) + " is not set")
	}
	return openFile(t, name)
}

func openFile(t testing.TB, name string) *Image {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	im, err := Open(f, nil)
	if err != nil {
		t.Fatal(name, err)
	}
	return im
}

// chainText writes locations as the gold does.
func chainText(all []Location) string {
	var parts []string
	for _, l := range all {
		where := "??"
		if l.File != "" {
			where = l.File
		}
		line := "?"
		if l.Line > 0 {
			line = strconv.Itoa(l.Line)
		}
		parts = append(parts, fmt.Sprintf("%s at %s:%s", l.Function, where, line))
	}
	return strings.Join(parts, " <- ")
}

// sameChain compares chains; addr2line keeps the directory above the tree
// in the paths of assembly, and the modules were built in another directory.
func sameChain(ours, gold string) bool {
	return normalChain(ours) == normalChain(gold)
}

func normalChain(s string) string {
	var out []string
	for _, part := range strings.Split(s, " <- ") {
		name, where, _ := strings.Cut(part, " at ")
		where = strings.TrimPrefix(where, "linux-6.1.176/")
		for _, own := range []string{"benchcrash.c", "benchextra.c", "shepherd.c"} {
			if i := strings.LastIndex(where, own); i >= 0 {
				where = where[i:]
			}
		}
		out = append(out, name+" at "+where)
	}
	return strings.Join(out, " <- ")
}

// renamed gives the function the gold's name for it when both stand at one
// address: addr2line shows assembly under any of its aliases, we under the
// printed one.
func renamed(im *Image, found []Location, gold string) []Location {
	name, _, _ := strings.Cut(gold, " at ")
	if len(found) != 1 || !slices.Equal(im.Addresses(name), im.Addresses(found[0].Function)) {
		return found
	}
	return []Location{{name, found[0].File, found[0].Line}}
}

func TestGold(t *testing.T) {
	for _, arch := range []string{"amd64", "arm64", "armhf"} {
		t.Run(arch, func(t *testing.T) { testGold(t, arch) })
	}
}

func testGold(t *testing.T, arch string) {
	im := openGold(t, arch)
	modules := map[string]*Image{"": im}
	checked, same := 0, 0
	compare := func(g goldPlace, exact bool, want string) {
		im := modules[g.module]
		if im == nil || strings.Contains(want, "??") {
			return
		}
		p := g.place
		p.Exact = exact
		checked++
		found := im.Lookup(p)
		got := chainText(found)
		if sameChain(got, want) || sameChain(chainText(renamed(im, found, want)), want) {
			same++
			return
		}
		t.Logf("%s exact=%v\n got  %s\n gold %s", g.text, exact, got, want)
	}
	for _, g := range readGold(t, arch) {
		if _, known := modules[g.module]; !known {
			modules[g.module] = goldModule(t, arch, g.module)
		}
		compare(g, true, g.exact)
		compare(g, false, g.call)
	}
	t.Logf("%d of %d chains as addr2line -fi gives them", same, checked)
	if same*100 < checked*99 {
		t.Errorf("below 99 %%")
	}
}

// goldModule opens a module built on this machine from the same source, where
// OOPSCOPE_GOLD_MODULES_<ARCH> says.
func goldModule(t *testing.T, arch, name string) *Image {
	dir := os.Getenv("OOPSCOPE_GOLD_MODULES_" + strings.ToUpper(arch))
	if dir == "" {
		return nil
	}
	return openFile(t, filepath.Join(dir, name+".ko"))
}
