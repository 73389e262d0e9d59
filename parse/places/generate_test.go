package places

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	from    = flag.String("from", "", "NAME=DIR,… of unpacked kernel sources and debug packages, the newest first: write places.bin and lists.bin anew")
	listing = flag.String("listing", "", "with -from: write only what the packages define to this file, which -from takes in place of their directories")
)

// TestGenerate writes the files of this package. Without -from it has nothing to
// do. PROVENANCE.md, which it writes as well, says how to get what it reads.
func TestGenerate(t *testing.T) {
	if *from == "" {
		t.Skip("generates with -from only; PROVENANCE.md says how")
	}
	places, sources := map[string]string{}, ""
	lists, listed := "", []byte(nil)
	for input := range strings.SplitSeq(*from, ",") {
		name, dir, _ := strings.Cut(input, "=")
		if maintainers, err := os.ReadFile(filepath.Join(dir, "MAINTAINERS")); err == nil && lists == "" {
			lists = readMaintainers(maintainers)
		}
		defs, err := definitions(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range defs {
			listed = fmt.Appendf(listed, "%s %s %t\n", d.name, d.file, d.static)
		}
		here := placeNames(defs)
		maps.Copy(here, moduleDirectories(t, dir))
		added := 0
		for n, p := range here {
			if _, known := places[n]; !known {
				places[n] = p
				added++
			}
		}
		sources += fmt.Sprintf("| %s | %d | %d |\n", name, len(here), added)
		t.Logf("%s: %d names, %d new", name, len(here), added)
	}
	if *listing != "" {
		if err := os.WriteFile(*listing, listed, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	maps.DeleteFunc(places, func(n, p string) bool { return p == "" && strings.HasPrefix(n, "[") })
	reduced := reduce(places)
	maps.DeleteFunc(reduced, func(_, p string) bool { return p == "" })
	out, err := encode(reduced)
	if err != nil {
		t.Fatal(err)
	}
	write(t, "places.bin", out)
	write(t, "lists.bin", encodeLists(lists))
	write(t, "PROVENANCE.md", fmt.Appendf(nil, provenance, sources, len(places), len(reduced), len(out)))
}

// definitions reads a source tree, an unpacked debug package, or what -listing wrote.
func definitions(from string) (all []definition, err error) {
	if info, err := os.Stat(from); err == nil && info.IsDir() {
		if _, err := os.Stat(filepath.Join(from, "MAINTAINERS")); err == nil {
			return sourceFunctions(from)
		}
		return debugFunctions(from)
	}
	text, err := os.ReadFile(from)
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 {
			all = append(all, definition{f[0], f[1], f[2] == "true"})
		}
	}
	return all, err
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

const provenance = `# Where places.bin and lists.bin come from

` + "`places.bin`" + ` says in which file or directory of the kernel's sources a function is defined, ` + "`lists.bin`" + ` which
section of MAINTAINERS has the file and to which list one writes. Both are generated, and so is this page, by

    go test ./parse/places -run TestGenerate -timeout 1h -from NAME=DIR,NAME=DIR

from unpacked Debian packages, the newest kernel first: ` + "`linux-source-*`" + ` (all architectures and configurations) and
` + "`linux-image-*-dbg`" + ` (the DWARF of vmlinux and of every module, for what macros make). A name has the place that the newest
of them gives. With ` + "`-listing FILE`" + ` it only writes down what it read, and -from takes the file in the place of the directory:
a debug package is 7 GB unpacked. Names that all begin alike and lie in one driver, file system or protocol are kept as one prefix.

| package | names | not in those above |
|---|---|---|
%s
%d names, %d entries, %d bytes.
`

var (
	objects  = regexp.MustCompile(`(?m)^obj-(?:\$\(CONFIG_\w+\)|m)\s*[+:]?=\s*((?:.*\\\n)*.*)$`)
	anObject = regexp.MustCompile(`([\w-]+)\.o\b`)
)

// moduleDirectories reads from the makefiles in which directory a module is built.
func moduleDirectories(t *testing.T, root string) map[string]string {
	modules := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		dir, _ := filepath.Rel(root, filepath.Dir(path))
		if err != nil || d.Name() != "Makefile" && d.Name() != "Kbuild" || notKernel(dir+"/") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range objects.FindAllSubmatch(text, -1) {
			for _, o := range anObject.FindAllSubmatch(m[1], -1) {
				name := "[" + strings.ReplaceAll(string(o[1]), "-", "_") + "]"
				if was, twice := modules[name]; twice {
					modules[name] = common(was, dir)
				} else {
					modules[name] = dir
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return modules
}
