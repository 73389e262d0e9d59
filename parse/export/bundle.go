package export

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"time"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// A File is one of a bundle.
type File struct {
	Name string
	Data []byte
}

// Bundle packs files into a folder of a .tar.gz. The same files make the same bytes:
// they are sorted, nobody owns them, and their time is that of the crash, or the
// epoch where it is not known. Names are made of letters, digits, dots, dashes and
// underscores alone.
func Bundle(folder string, at time.Time, files []File) ([]byte, error) {
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	at = at.UTC().Truncate(time.Second)
	var b bytes.Buffer
	packed, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(packed)
	folder = SafeName(folder) + "/"
	if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folder, Mode: 0o755, ModTime: at, Format: tar.FormatUSTAR}); err != nil {
		return nil, err
	}
	sorted := slices.SortedFunc(slices.Values(files), func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range sorted {
		h := &tar.Header{Typeflag: tar.TypeReg, Name: folder + SafeName(f.Name), Size: int64(len(f.Data)), Mode: 0o644, ModTime: at, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := archive.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	err = packed.Close()
	return b.Bytes(), err
}

const longestName = 80 // in bytes; the oldest tar has 100 for the folder and the file

// SafeName makes a name of nothing but letters, digits, dots, dashes and underscores,
// that neither begins with a dot nor looks like an option.
func SafeName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, s)
	s = strings.TrimLeft(s[:min(len(s), longestName)], ".-")
	if s == "" {
		return "_"
	}
	return s
}

// BundleName is the folder of a crash's bundle: what it is, where, and its signature.
func BundleName(c *crash.Crash) string {
	name := "oopscope-" + c.Class
	if c.Culprit.Function != "" {
		name += "-" + c.Culprit.Function[:min(len(c.Culprit.Function), 40)]
	}
	if sig := c.Signature.Exact; sig != "" {
		name += "-" + sig[:min(len(sig), 8)]
	}
	return SafeName(name)
}

// BuildIDs says by what the symbols of a crash are found: the kernel's release and
// build, the files that told its source positions, and the build ids that the kernel
// printed with its frames (CONFIG_STACKTRACE_BUILD_ID).
func BuildIDs(c *crash.Crash) string {
	var t text
	t.line("kernel  " + strings.TrimSpace(Clean(c.Kernel)+" "+Clean(c.Build)))
	if s := c.Symbols.String(); s != "" {
		t.line("symbols " + Clean(s))
	}
	told := map[string]bool{}
	each := func(frames []arch.Frame) {
		for i := range frames {
			s := &frames[i].Symbol
			if row := fmt.Sprintf("%s  %s", Clean(s.BuildID), Clean(orKernel(s.Module))); s.BuildID != "" && !told[row] {
				told[row] = true
				t.line(row)
			}
		}
	}
	each(c.Chain)
	for i := range c.Stacks {
		each(c.Stacks[i].Frames)
	}
	return t.String()
}

func orKernel(module string) string {
	if module == "" {
		return "vmlinux"
	}
	return module
}
