package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A mutation run changes one value of a table or one limit at a time and looks
// whether a test notices. Control flow is covered by ordinary tests; it is
// limits and tables that can be edited for years with every test green.
//
//	go test -run TestMutations -mutate 60 -timeout 0 -v .
var (
	mutate     = flag.Int("mutate", 0, "how many mutants TestMutations tries; each costs the tests of its package and of those that import it")
	mutateSeed = flag.Uint64("mutate.seed", 1, "which of the mutants are tried")
	mutateOnly = flag.String("mutate.only", "parse", "folder whose files are mutated, the ones below it as well with a trailing /...")
	mutateKind = flag.String("mutate.kind", "number,truth,choice,entry", "what is changed; there is also word")
)

// leastKilled is the share of mutants, in per cent, that the tests must notice.
const leastKilled = 80

// carried are the tests of this package that decode captures; the others drive
// terminals and take minutes.
const carried = "TestCapturesOfEveryArchitecture|TestOrdinaryBootsAreQuiet|TestDocsAreGenerated|TestOutputFitsTheSchema"

func TestMutations(t *testing.T) {
	all := mutants(t, strings.TrimSuffix(*mutateOnly, "/..."))
	if *mutate == 0 { // the search works; trying them takes long
		for _, kind := range kindsOfMutants {
			if n := len(ofKind(all, string(kind))); n < 100 {
				t.Errorf("only %d mutants are a %s: the search for them is broken", n, kind)
			}
		}
		return
	}
	all = ofKind(all, *mutateKind)
	rand.New(rand.NewPCG(*mutateSeed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	run := newMutationRun(t, all)
	killed, tried := map[mutantKind]int{}, map[mutantKind]int{}
	for _, m := range all {
		if sum(tried) == *mutate {
			break
		}
		switch noticed, builds := run.try(t, m); {
		case !builds: // the compiler is a test, too, but not one of ours
		case noticed:
			killed[m.kind]++
			tried[m.kind]++
		default:
			tried[m.kind]++
			t.Logf("survived: %v", m)
		}
	}
	for _, kind := range kindsOfMutants {
		if tried[kind] > 0 {
			t.Logf("%6s: %d of %d killed", kind, killed[kind], tried[kind])
		}
	}
	t.Logf("%d of %d mutants killed, %d in all", sum(killed), sum(tried), len(all))
	if 100*sum(killed) < leastKilled*sum(tried) {
		t.Errorf("fewer than %d %% of the mutants were noticed", leastKilled)
	}
}

func ofKind(all []mutant, kinds string) []mutant {
	return slices.DeleteFunc(slices.Clone(all), func(m mutant) bool {
		return !slices.Contains(strings.Split(kinds, ","), string(m.kind))
	})
}

func sum(counts map[mutantKind]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// A mutationRun knows which tests could notice a change of a package, the
// quickest first.
type mutationRun struct {
	readers map[string][]string      // packages whose tests read a package, itself among them
	cost    map[string]time.Duration // of a package's tests
}

// newMutationRun finds the packages whose tests could notice, and runs these tests as they
// are: they must pass, or every mutant would seem to be noticed.
func newMutationRun(t *testing.T, all []mutant) *mutationRun {
	t.Helper()
	r := &mutationRun{readers: map[string][]string{}, cost: map[string]time.Duration{}}
	top, _, _ := strings.Cut(*mutateOnly, "/")
	out, err := exec.Command("go", "list", "-test", "-f", `{{if .ForTest}}{{.ForTest}} {{join .Deps " "}}{{end}}`, "./"+top+"/...", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		of := strings.Fields(line)
		if len(of) == 0 {
			continue
		}
		pkg := of[0]
		for _, dep := range of {
			if dep = strings.TrimSuffix(dep, "_test"); strings.HasPrefix(dep, "oopscope/") && !slices.Contains(r.readers[dep], pkg) {
				r.readers[dep] = append(r.readers[dep], pkg)
			}
		}
	}
	for _, m := range all {
		for _, pkg := range r.readers[m.home()] {
			if r.cost[pkg] > 0 {
				continue
			}
			began := time.Now()
			if out, passed := tests(pkg); !passed {
				t.Fatalf("%s fails as it is:\n%s", pkg, out)
			}
			r.cost[pkg] = time.Since(began)
		}
	}
	for _, list := range r.readers {
		slices.SortFunc(list, func(a, b string) int { return cmp.Compare(r.cost[a], r.cost[b]) })
	}
	return r
}

// tests runs the tests of a package.
func tests(pkg string, flags ...string) (out string, passed bool) {
	args := append([]string{"test", "-short", "-count=1", "-failfast", "-vet=off", "-skip", "TestMutations|Fuzz"}, flags...)
	if pkg == "oopscope" {
		args = append(args, "-run", carried)
	}
	run := exec.Command("go", append(args, pkg)...)
	run.WaitDelay = time.Minute
	b, err := run.CombinedOutput()
	return string(b), err == nil
}

// try runs the tests that read the mutant's package, with the one file replaced.
func (r *mutationRun) try(t *testing.T, m mutant) (noticed, builds bool) {
	t.Helper()
	src, err := os.ReadFile(m.path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	fresh := filepath.Join(dir, filepath.Base(m.path))
	whole, _ := filepath.Abs(m.path)
	overlay, _ := json.Marshal(map[string]map[string]string{"Replace": {whole: fresh}})
	list := filepath.Join(dir, "overlay.json")
	for path, b := range map[string][]byte{fresh: []byte(string(src[:m.from]) + m.fresh + string(src[m.to:])), list: overlay} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command("go", "build", "-overlay", list, m.home()).CombinedOutput(); err != nil {
		if *mutate <= 3 {
			t.Logf("%v: %s", m, out)
		}
		return false, false
	}
	for _, pkg := range r.readers[m.home()] {
		if out, passed := tests(pkg, "-overlay", list); !passed {
			if testing.Verbose() {
				fmt.Printf("%v: noticed by %s%s\n", m, pkg, failedTest(out))
			}
			return true, true
		}
	}
	return false, true
}

// failedTest is the name of the test that failed, for whoever watches.
func failedTest(out string) string {
	_, name, found := strings.Cut(out, "--- FAIL: ")
	if !found {
		return ""
	}
	name, _, _ = strings.Cut(name, " ")
	return ", " + name
}
