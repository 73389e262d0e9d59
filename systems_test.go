package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var allSystems = flag.Bool("systems", false, "type-check the program for all systems that it is to be built for")

// systems are those that the program is to be built for, beside that which runs this. The
// first one differs from it most: 32 bits, and other sizes in system calls.
var systems = []string{
	"linux/mips", "openbsd/amd64",
	"linux/mipsle", "linux/mips64", "linux/ppc64le", "linux/s390x", "linux/loong64", "linux/riscv64", "linux/arm64", "linux/arm", "linux/386",
	"windows/amd64", "darwin/arm64", "freebsd/amd64", "netbsd/amd64",
}

// withTests are those of which the tests are looked at as well: other systems, another size
// of integers, and a Linux that lacks some of its calls.
var withTests = []string{"windows/amd64", "darwin/arm64", "linux/386", "linux/ppc64le"}

// TestOtherSystems checks the types of the whole program for other systems: sizes of
// integers and fields of system calls differ. Of what is not ours only the declarations are
// looked at, which takes seconds where a compiler takes minutes.
func TestOtherSystems(t *testing.T) {
	if testing.Short() {
		t.Skip("it reads all there is")
	}
	list := systems[:1]
	if *allSystems {
		list = systems
	}
	for _, system := range list {
		t.Run(system, func(t *testing.T) {
			t.Parallel()
			for _, fault := range typeFaults(t, system) {
				t.Error(fault)
			}
		})
	}
}

// A listed package is what `go list` says of it.
type listedPackage struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
}

// typeFaults are the errors of types in the program for a system.
func typeFaults(t *testing.T, system string) (faults []string) {
	goos, arch, _ := strings.Cut(system, "/")
	args := []string{"list", "-deps", "-json=ImportPath,Dir,GoFiles,ImportMap"}
	if slices.Contains(withTests, system) {
		args = append(args, "-test", "./...")
	} else {
		args = append(args, ".")
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+arch, "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	known := map[string]*types.Package{"unsafe": types.Unsafe}
	files := token.NewFileSet()
	for in := json.NewDecoder(strings.NewReader(string(out))); ; { // what is imported comes first
		var p listedPackage
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return faults
		} else if err != nil {
			t.Fatal(err)
		}
		if p.ImportPath == "unsafe" || strings.HasSuffix(p.ImportPath, ".test") { // what go generates to run tests
			continue
		}
		path, _, _ := strings.Cut(p.ImportPath, " ") // behind it is of which test it is a part
		ours := path == "oopscope" || strings.HasPrefix(path, "oopscope/")
		conf := types.Config{
			Importer: imported{known, p.ImportMap}, Sizes: types.SizesFor("gc", arch), IgnoreFuncBodies: !ours, FakeImportC: true,
			Error: func(err error) {
				if ours {
					faults = append(faults, err.Error())
				}
			},
		}
		known[p.ImportPath], _ = conf.Check(p.ImportPath, files, parsed(t, files, p.Dir, p.GoFiles), nil) // Error has what is wrong
	}
}

// parsed are the files of a package, read side by side.
func parsed(t *testing.T, files *token.FileSet, dir string, names []string) []*ast.File {
	out := make([]*ast.File, len(names))
	var reading sync.WaitGroup
	for i, name := range names {
		reading.Go(func() {
			f, err := parser.ParseFile(files, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Error(err)
			}
			out[i] = f
		})
	}
	reading.Wait()
	return out
}

// imported finds packages among those that were checked before.
type imported struct {
	known  map[string]*types.Package
	mapped map[string]string
}

func (i imported) Import(path string) (*types.Package, error) {
	if to, ok := i.mapped[path]; ok {
		path = to
	}
	if p := i.known[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s was not checked", path)
}
