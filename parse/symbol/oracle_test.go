package symbol

import (
	"cmp"
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
	out, err := exec.Command("pahole", "-F", "btf", name).Output() // with -C it prints the first of namesakes only
	if err != nil {
		t.Skipf("pahole: %v", err)
	}
	layouts := paholeLayouts(string(out))
	asked, wrong, silent := 0, 0, 0
	began := time.Now()
	for tries := 0; asked < 1000 && tries < 100_000; tries++ {
		tag := names[random.Intn(len(names))]
		of := all[tag]
		off := random.Int63n(of.Bytes())
		same := slices.DeleteFunc(slices.Clone(layouts[tag]), func(l layout) bool { return l.size != of.Bytes() })
		got := of.At(off, 0)
		if len(same) == 0 || !slices.ContainsFunc(same, func(l layout) bool { return len(l.at(off)) > 0 }) {
			if len(same) > 0 && len(got) > 0 && !got[0].Steps[min(1, len(got[0].Steps)-1)].Element {
				t.Errorf("struct %s at %#x: pahole has nothing there, we have %s", tag, off, got[0].Path())
			}
			continue // padding, in pahole's words, or an array without an end, which has no bytes
		}
		asked++
		if len(got) == 0 { // padding within a member
			got = of.Holding(off, func(*ctype.Type) bool { return true })
			got = slices.DeleteFunc(got, func(p ctype.Place) bool { return len(p.Steps) == 0 })
		}
		switch {
		case len(got) == 0:
			silent++
			t.Logf("struct %s at %#x: nothing, pahole has %q", tag, off, same[0].at(off))
		case !slices.ContainsFunc(same, func(l layout) bool {
			return slices.ContainsFunc(got, func(p ctype.Place) bool { return slices.Contains(l.at(off), p.Steps[0].Member) })
		}):
			wrong++
			t.Errorf("struct %s at %#x: %s, pahole has %q", tag, off, got[0].Path(), same[0].at(off))
		}
	}
	t.Logf("%d structures, %d offsets asked, %d wrong, %d not said, in %v", len(layouts), asked, wrong, silent, time.Since(began))
	if asked < 1000 || silent > 0 {
		t.Errorf("%d asked, %d not said", asked, silent)
	}
}

// layout are the named members of one structure, those of anonymous ones among
// them, as pahole prints them.
type layout struct {
	size    int64
	members []paholed
}

type paholed struct {
	name      string
	off, size int64
}

func (l layout) at(off int64) (names []string) {
	for _, m := range l.members {
		if m.off <= off && off < m.off+m.size {
			names = append(names, m.name)
		}
	}
	return names
}

var memberName = regexp.MustCompile(`(\w+)(?:\[\d*\])*(?: *:\d+)?(?: *__attribute__.*)?$`)
var pointerName = regexp.MustCompile(`\(\*+(?:const )?(\w+)(?:\[\d*\])*\)`)

var bitWidth = regexp.MustCompile(`:\s*(\d+)$`)

// paholeSize is the row that ends a structure.
var paholeSize = regexp.MustCompile(`^\t/\* size: (\d+)`)

func paholeLayouts(out string) map[string][]layout {
	all := map[string][]layout{}
	tag, open := "", layout{}
	var within []int // where the members of the structures begin that the line is in
	for line := range strings.SplitSeq(out, "\n") {
		if s, ok := strings.CutPrefix(line, "struct "); ok {
			tag, _, _ = strings.Cut(s, " ")
			open, within = layout{}, nil
			continue
		}
		if size := paholeSize.FindStringSubmatch(line); size != nil {
			open.size, _ = strconv.ParseInt(size[1], 10, 64)
			all[tag] = append(all[tag], open)
			continue
		}
		inner := strings.TrimLeft(line, "\t")
		switch {
		case inner != line && strings.HasSuffix(inner, "{"):
			within = append(within, len(open.members))
		case inner != line && strings.HasPrefix(inner, "}") && len(within) > 0:
			if last := len(within) - 1; strings.HasPrefix(inner, "} *") { // of what only a pointer leads to
				open.members = open.members[:within[last]]
			}
			within = within[:len(within)-1]
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
		if w := bitWidth.FindStringSubmatch(text); w != nil { // only some bits of what they are declared as
			first, _ := strconv.ParseInt(m[3], 10, 64)
			width, _ := strconv.ParseInt(w[1], 10, 64)
			off, size = off+first/8, (first%8+width+7)/8
		}
		if p := pointerName.FindStringSubmatch(text); p != nil {
			name = p[1]
		} else if p := memberName.FindStringSubmatch(strings.TrimSpace(strings.TrimPrefix(text, "}"))); p != nil {
			name = p[1]
		}
		if name != "" {
			open.members = append(open.members, paholed{name, off, size})
		}
	}
	return all
}

// askGdb prints where the variables are that are seen at each place.
const askGdb = `
import gdb
for pc in [%s]:
    print("@ %%#x" %% pc)
    try: print(gdb.execute("info scope *%%#x" %% pc, to_string=True))
    except gdb.error: pass
`

// TestVariablesAsGdbHasThemInAKernel compares where all variables are at 1,000 random places
// of a kernel with what gdb says: for each name the same places, no more and no fewer.
func TestVariablesAsGdbHasThemInAKernel(t *testing.T) {
	name := os.Getenv("OOPSCOPE_GOLD_VMLINUX_AMD64")
	im := openGold(t, "amd64")
	script := filepath.Join(t.TempDir(), "ask.py")
	var list []string
	for _, at := range randomPlaces(im, 2000) {
		if len(im.Variables(at)) > 0 && len(list) < 1000 {
			list = append(list, fmt.Sprintf("%#x", at))
		}
	}
	if err := os.WriteFile(script, fmt.Appendf(nil, askGdb, strings.Join(list, ",")), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("gdb", "-q", "-batch", "-nx", "-x", script, name).Output()
	if len(out) == 0 { // it fails for what it cannot find, too
		t.Skipf("gdb: %v", err)
	}
	places, agree, compared, differs, other := 0, 0, 0, 0, 0
	for _, chunk := range strings.Split("\n"+string(out), "\n@ ")[1:] {
		first, rest, _ := strings.Cut(chunk, "\n")
		at, err := strconv.ParseUint(strings.TrimPrefix(first, "0x"), 16, 64)
		if err != nil {
			t.Fatal(first)
		}
		n, bad, odd := compareScopes(t, at, scopeRows(rest, at), im.Variables(at))
		compared, differs, other = compared+n, differs+bad, other+odd
		if places++; bad == 0 {
			agree++
		}
	}
	t.Logf("%d places, %d agree in all; %d names compared, %d differ; %d that gdb prints as expressions of DWARF", places, agree, compared, differs, other)
	if places < 1000 || differs*100 > compared {
		t.Errorf("%d of %d names differ, at %d of %d places", differs, compared, places-agree, places)
	}
}

// compareScopes compares the names of one place.
func compareScopes(t *testing.T, at uint64, rows []scopeRow, ours []Variable) (compared, differs, other int) {
	gdb, we := map[string][]string{}, map[string][]string{}
	for _, s := range rows {
		if strings.HasPrefix(s.what, "a function") || strings.HasPrefix(s.what, "a label") {
			continue
		}
		what := strings.TrimSuffix(s.what, ".")
		if where := cmp.Or(said(what), saidOfFixed(what)); where != "" && s.name != "current_stack_pointer" { // that is a register of the whole file
			gdb[s.name] = append(gdb[s.name], where)
		} else {
			gdb[s.name] = append(gdb[s.name], "*") // in words of its own
		}
	}
	deepest := 0 // gdb goes no further up than the innermost function, and that may be an inlined one
	for _, v := range ours {
		deepest = max(deepest, v.Inlined)
	}
	for _, v := range ours {
		if v.Inlined == deepest {
			we[v.Name] = append(we[v.Name], described(v.Where))
		}
	}
	here := func(w []string) []string {
		w = slices.DeleteFunc(w, func(s string) bool { return s == "nowhere" })
		slices.Sort(w)
		return w
	}
	for name, where := range gdb {
		if slices.Contains(where, "*") {
			other++
			continue
		}
		compared++
		if a, b := here(where), here(we[name]); !slices.Equal(a, b) {
			differs++
			t.Logf("%#x: %s: gdb %q, we %q", at, name, a, b)
		}
	}
	return compared, differs, other
}

var fixedConstant = regexp.MustCompile(`^a constant with value (-?\d+)`)

// saidOfFixed reads gdb's rows of what is at one place everywhere.
func saidOfFixed(what string) string {
	if m := fixedConstant.FindStringSubmatch(what); m != nil {
		return "constant " + m[1]
	}
	if strings.HasPrefix(what, "static storage at address") || strings.HasPrefix(what, "in static storage at address") {
		return "image"
	}
	return ""
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
