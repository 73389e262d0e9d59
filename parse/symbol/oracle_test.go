package symbol

import (
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oopscope/parse/symbol/ctype"
)

// What pahole and gdb say of a whole kernel. It runs where the vmlinux is
// given, as the gold of addresses does, and the two tools are there.

// places returns addresses within functions of the image, taken at random.
func randomPlaces(im *Image, n int) (all []uint64) {
	random := rand.New(rand.NewSource(1))
	for tries := 0; len(all) < n && tries < 100*n; tries++ {
		i := random.Intn(len(im.symbols.rel))
		at, size := im.symbols.address(i), im.symbols.size(i)
		if size > 8 && size < 1<<16 && len(im.debug.candidates(at)) > 0 {
			all = append(all, at+uint64(random.Int63n(int64(size))))
		}
	}
	return all
}

// structs collects the structures that variables at the places point to.
func structs(im *Image, places []uint64) map[string]*ctype.Type {
	all := map[string]*ctype.Type{}
	for _, at := range places {
		for _, v := range im.Variables(at) {
			if s := v.Type.Pointee().Aggregate(); s != nil && s.Kind == ctype.Struct && s.Name != "" && !s.Partial && s.Bytes() > 0 {
				all[s.Name] = s
			}
		}
	}
	return all
}

var paholeMember = regexp.MustCompile(`^\t(?:\t*)?(.*?);? */\* *(\d+)(?:: *(\d+))? +(\d+) *\*/`)

// TestMembersAsPaholeHasThem asks both what lies at 1,000 random offsets.
func TestMembersAsPaholeHasThem(t *testing.T) {
	name := os.Getenv("OOPSCOPE_GOLD_VMLINUX_AMD64")
	im := openGold(t, "amd64")
	all := structs(im, randomPlaces(im, 3000))
	names := make([]string, 0, len(all))
	for n := range all {
		names = append(names, n)
	}
	slices.Sort(names)
	random := rand.New(rand.NewSource(2))
	random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:min(len(names), 400)]
	out, err := exec.Command("pahole", "-F", "btf", "-C", strings.Join(names, ","), name).Output()
	if err != nil {
		t.Skipf("pahole: %v", err)
	}
	layouts := paholeLayouts(string(out))
	asked, wrong, silent := 0, 0, 0
	began := time.Now()
	for tries := 0; asked < 1000 && tries < 100_000; tries++ {
		tag := names[random.Intn(len(names))]
		layout := layouts[tag]
		if layout == nil {
			continue
		}
		off := random.Int63n(all[tag].Bytes())
		want := layout.at(off)
		if len(want) == 0 { // padding, in pahole's words, or an array without an end, which has no bytes
			if got := all[tag].At(off, 0); len(got) > 0 && !got[0].Steps[min(1, len(got[0].Steps)-1)].Element {
				t.Errorf("struct %s at %#x: pahole has nothing there, we have %s", tag, off, got[0].Path())
			}
			continue
		}
		asked++
		got := all[tag].At(off, 0)
		if len(got) == 0 { // padding within a member
			got = all[tag].Holding(off, func(*ctype.Type) bool { return true })
			got = slices.DeleteFunc(got, func(p ctype.Place) bool { return len(p.Steps) == 0 })
		}
		switch {
		case len(got) == 0:
			silent++
			t.Logf("struct %s at %#x: nothing, pahole has %q", tag, off, want)
		case !slices.ContainsFunc(got, func(p ctype.Place) bool { return slices.Contains(want, p.Steps[0].Member) }):
			wrong++
			t.Errorf("struct %s at %#x: %s, pahole has %q", tag, off, got[0].Path(), want)
		}
	}
	t.Logf("%d structures, %d offsets asked, %d wrong, %d not said, in %v", len(layouts), asked, wrong, silent, time.Since(began))
	if asked < 1000 || silent > 0 {
		t.Errorf("%d asked, %d not said", asked, silent)
	}
}

// layout are the named members of one structure, those of anonymous ones among
// them, as pahole prints them.
type layout []struct {
	name      string
	off, size int64
}

func (l layout) at(off int64) (names []string) {
	for _, m := range l {
		if m.off <= off && off < m.off+m.size {
			names = append(names, m.name)
		}
	}
	return names
}

var memberName = regexp.MustCompile(`(\w+)(?:\[\d*\])*(?: *:\d+)?(?: *__attribute__.*)?$`)
var pointerName = regexp.MustCompile(`\(\*+(?:const )?(\w+)(?:\[\d*\])*\)`)

func paholeLayouts(out string) map[string]layout {
	all := map[string]layout{}
	tag := ""
	for _, line := range strings.Split(out, "\n") {
		if s, ok := strings.CutPrefix(line, "struct "); ok {
			tag, _, _ = strings.Cut(s, " ")
			continue
		}
		m := paholeMember.FindStringSubmatch(line)
		if m == nil || tag == "" {
			continue
		}
		text := strings.TrimSpace(m[1])
		text = strings.TrimSuffix(text, ";")
		off, _ := strconv.ParseInt(m[2], 10, 64)
		size, _ := strconv.ParseInt(m[4], 10, 64)
		name := ""
		text, _, _ = strings.Cut(text, " __attribute__")
		if p := pointerName.FindStringSubmatch(text); p != nil {
			name = p[1]
		} else if p := memberName.FindStringSubmatch(strings.TrimSpace(strings.TrimPrefix(text, "}"))); p != nil {
			name = p[1]
		}
		if name != "" {
			all[tag] = append(all[tag], struct {
				name      string
				off, size int64
			}{name, off, size})
		}
	}
	return all
}

// TestVariablesAsGdbHasThemInAKernel compares 1,000 variables at random places
// of a kernel with what gdb says.
func TestVariablesAsGdbHasThemInAKernel(t *testing.T) {
	name := os.Getenv("OOPSCOPE_GOLD_VMLINUX_AMD64")
	im := openGold(t, "amd64")
	places := randomPlaces(im, 600)
	script := filepath.Join(t.TempDir(), "ask.gdb")
	var b strings.Builder
	for _, at := range places {
		fmt.Fprintf(&b, "echo @ %#x\\n\ninfo scope *%#x\n", at, at)
	}
	if err := os.WriteFile(script, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("gdb", "-q", "-batch", "-nx", "-x", script, name).Output()
	if len(out) == 0 { // it fails for what it cannot find, too
		t.Skipf("gdb: %v", err)
	}
	compared, differs := 0, 0
	for _, chunk := range strings.Split(string(out), "@ ")[1:] {
		first, rest, _ := strings.Cut(chunk, "\n")
		at, err := strconv.ParseUint(strings.TrimPrefix(first, "0x"), 16, 64)
		if err != nil {
			t.Fatal(first)
		}
		ours := im.Variables(at)
		for _, s := range scopeRows(rest, at) {
			want := said(s.what)
			if want == "" || s.name == "current_stack_pointer" { // a register of the whole file
				continue
			}
			compared++
			ok := slices.ContainsFunc(ours, func(v Variable) bool { return v.Name == s.name && described(v.Where) == want })
			if !ok {
				differs++
				t.Logf("%#x: %s: gdb %q, we %+v", at, s.name, s.what, ours)
			}
		}
	}
	t.Logf("%d variables compared, %d differ", compared, differs)
	if compared < 1000 || differs*100 > compared {
		t.Errorf("%d of %d variables differ", differs, compared)
	}
}

type scopeRow struct{ name, what string }

var (
	scopeSymbol = regexp.MustCompile(`(?s)Symbol (\w+) is (.*?)(?:, length \d+\.|$)`)
)

// scopeRows reads what "info scope" prints.
func scopeRows(text string, pc uint64) (rows []scopeRow) {
	for _, part := range strings.Split("\n"+text, "\nSymbol ")[1:] {
		m := scopeSymbol.FindStringSubmatch("Symbol " + part)
		if m == nil {
			continue
		}
		what := strings.Join(strings.Fields(m[2]), " ")
		if _, list, ok := strings.Cut(what, "multi-location: "); ok {
			what = "optimized out"
			for _, r := range strings.Split(list, "Range ")[1:] {
				bounds, where, _ := strings.Cut(r, ": ")
				from, to, _ := strings.Cut(bounds, "-")
				lo, _ := strconv.ParseUint(strings.TrimPrefix(from, "0x"), 16, 64)
				hi, _ := strconv.ParseUint(strings.TrimPrefix(to, "0x"), 16, 64)
				if lo <= pc && pc < hi {
					what = strings.TrimSpace(where)
				}
			}
		}
		rows = append(rows, scopeRow{m[1], what})
	}
	return rows
}
