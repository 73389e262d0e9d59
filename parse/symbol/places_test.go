package symbol

import (
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var addr2lineRow = regexp.MustCompile(`^(.*?):(\d+|\?)(?::\d+)?(?: \(discriminator \d+\))?$`)

// builtIn is where Debian builds, of which we show what stands in the kernel's tree.
var builtIn = regexp.MustCompile(`^(?:debian/build/[^/]+/|/build/[^/]+/linux-[^/]+/)`)

// TestPlacesAsAddr2lineHasThem holds 20,044 random places of a kernel against addr2line -fi.
func TestPlacesAsAddr2lineHasThem(t *testing.T) {
	const many = 20044
	name := os.Getenv("OOPSCOPE_GOLD_VMLINUX_AMD64")
	im := openGold(t, "amd64")
	var places []uint64
	var asked strings.Builder
	random := rand.New(rand.NewSource(3))
	for tries := 0; len(places) < many && tries < 100*many; tries++ {
		i := random.Intn(len(im.symbols.rel))
		if at, size := im.symbols.address(i), im.symbols.size(i); im.IsCode(at) && size > 0 && size < 1<<20 {
			places = append(places, at+uint64(random.Int63n(int64(size))))
			fmt.Fprintf(&asked, "%#x\n", places[len(places)-1])
		}
	}
	said := addr2lines(t, asked.String(), "addr2line", "-fiae", name)
	known, same, silent := 0, 0, 0
	others := map[uint64]string{}
	for _, at := range places {
		gold := said[at]
		if gold == "" || strings.Contains(gold, "??:") {
			continue // it has no line there
		}
		known++
		fn, offset, size, _ := im.Symbol(at)
		found := im.Lookup(Place{Function: fn, Offset: offset, Size: size, Exact: true, Address: at})
		switch got := chainText(found); {
		case sameChain(got, gold) || sameChain(chainText(renamed(im, found, gold)), gold):
			same++
		case len(found) == 0 || found[len(found)-1].Line == 0:
			silent++
		default:
			others[at] = got
		}
	}
	errs, wrong := 0, 0
	for at, other := range elfutils(t, name, others) {
		if got := others[at]; sameChain(other, got) || strings.HasSuffix(other, lastPlace(got)) {
			errs++
			continue
		}
		wrong++
		t.Logf("%#x\n got      %s\n binutils %s\n elfutils %s", at, others[at], said[at], other)
	}
	t.Logf("%d places, binutils has %d of them: %d the same (%.2f %%), %d we have none for, %d where elfutils says what we do, %d others (%.2f %%)", len(places), known, same,
		100*float64(same)/float64(known), silent, errs, wrong, 100*float64(wrong)/float64(known))
	if len(places) < many || (same+errs)*1000 < known*995 {
		t.Error("below 99.5 %")
	}
}

// lastPlace is the file and line of the outermost function of a chain.
func lastPlace(chain string) string {
	return chain[strings.LastIndex(chain, " at ")+len(" at "):]
}

// elfutils asks the other addr2line where the two differ: binutils gives lines of headers with the
// name of the unit's file for functions that macros make.
func elfutils(t *testing.T, name string, places map[uint64]string) map[uint64]string {
	var asked strings.Builder
	for at := range places {
		fmt.Fprintf(&asked, "%#x\n", at)
	}
	return addr2lines(t, asked.String(), "eu-addr2line", "-fiae", name)
}

// addr2lines reads the chains that a tool like addr2line prints of addresses.
func addr2lines(t *testing.T, places, tool string, args ...string) map[uint64]string {
	c := exec.Command(tool, args...)
	c.Stdin = strings.NewReader(places)
	out, err := c.Output()
	if err != nil {
		t.Skipf("%s: %v", tool, err)
	}
	all := map[uint64]string{}
	for _, part := range strings.Split("\n"+string(out), "\n0x")[1:] {
		rows := strings.Split(strings.TrimSpace(part), "\n")
		var at uint64
		if _, err := fmt.Sscanf(rows[0], "%x", &at); err != nil {
			continue
		}
		var chain []string
		for pair := range slices.Chunk(rows[1:], 2) {
			if m := addr2lineRow.FindStringSubmatch(pair[len(pair)-1]); m != nil && len(pair) == 2 {
				name, _, _ := strings.Cut(pair[0], " inlined at ")
				chain = append(chain, name+" at "+path.Clean(builtIn.ReplaceAllString(m[1], ""))+":"+m[2])
			}
		}
		all[at] = strings.Join(chain, " <- ")
	}
	return all
}
