package symbols

import (
	"cmp"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Sources tells where symbols may be. Empty fields are not looked at.
type Sources struct {
	Vmlinux   string // a vmlinux, or the directory of the kernel build it is in
	Modules   string // a directory with .ko files, at any depth
	SystemMap string
	Tree      string // where the source lies, directories as in PATH
	Memory    int64  // bytes that all files together may unpack to; 0 is DefaultMemory

	Cache  string // a directory where they are unpacked to, "" for memory only
	Cached int64  // bytes that it may hold; 0 is DefaultCached

	Root       string // where distributions' directories begin: "/"
	Debuginfod string // the cache of debuginfod clients
}

// DefaultMemory holds a distribution's kernel whose debug sections are
// compressed, some 600 MB, and the modules of a crash.
const DefaultMemory = 1 << 30

// DefaultCached holds the debug sections of several kernels, 200 to 400 MB each, and
// the modules of some crashes.
const DefaultCached = 2 << 30

// System returns the sources of this machine beside the given ones.
func System(vmlinux, modules, systemMap string) Sources {
	s := Sources{Vmlinux: vmlinux, Modules: modules, SystemMap: systemMap, Root: "/", Debuginfod: os.Getenv("DEBUGINFOD_CACHE_PATH")}
	if dir, err := os.UserCacheDir(); err == nil {
		s.Cache = filepath.Join(dir, "oopscope", "symbols")
		s.Debuginfod = cmp.Or(s.Debuginfod, filepath.Join(dir, "debuginfod_client"))
	}
	return s
}

// vmlinux returns the file that --vmlinux means.
func (s Sources) vmlinux() string {
	if info, err := os.Stat(s.Vmlinux); err == nil && info.IsDir() {
		return filepath.Join(s.Vmlinux, "vmlinux")
	}
	return s.Vmlinux
}

// kernels returns where a kernel may be found that nobody named.
func (s Sources) kernels(release, buildID string) (paths []string) {
	paths = s.byBuildID(buildID)
	if s.Modules != "" {
		paths = append(paths, kernelsNear(s.Modules, release)...)
	}
	if s.Root != "" {
		paths = append(paths, kernelsIn(s.Root, release)...)
	}
	return paths
}

// byBuildID returns where a file with this build id may be.
func (s Sources) byBuildID(id string) (paths []string) {
	id = strings.ToLower(id)
	if raw, err := hex.DecodeString(id); err != nil || len(raw) < 4 || len(raw) > 64 {
		return nil
	}
	if s.Root != "" {
		paths = append(paths, filepath.Join(s.Root, "usr/lib/debug/.build-id", id[:2], id[2:]+".debug"))
	}
	if s.Debuginfod != "" {
		paths = append(paths, filepath.Join(s.Debuginfod, id, "debuginfo"))
	}
	return paths
}

// moduleDirs returns the directories that hold modules of this release.
func (s Sources) moduleDirs(release string) (dirs []string) {
	if s.Modules != "" {
		dirs = append(dirs, s.Modules)
	}
	if s.Vmlinux != "" {
		dirs = append(dirs, modulesNear(s.vmlinux(), release)...)
	}
	if s.Root != "" && pathSafe(release) {
		dirs = append(dirs, filepath.Join(s.Root, "usr/lib/debug/lib/modules", release),
			filepath.Join(s.Root, "lib/modules", release))
	}
	return dirs
}

const (
	maxWalk    = 400_000         // files looked at in one directory tree
	rewalkWait = 3 * time.Second // before a directory is searched again for what was not there
	maxNamed   = 8               // files of one module's name
)

// made are the directories of a running system that hold no module.
var made = []string{"/proc", "/sys", "/dev", "/run"}

// shelf is a directory with modules in it, by name.
type shelf struct {
	files  map[string][]string
	walked time.Time
}

// modulesNamed returns the files of a module below dir. What is missing may
// have been built since the last look.
func (s *Symbolizer) modulesNamed(dir, name string) []string {
	known := s.shelves[dir]
	if known != nil {
		found := known.files[name]
		if len(found) > 0 || time.Since(known.walked) < rewalkWait {
			return found
		}
	}
	known = walk(dir)
	s.shelves[dir] = known
	return known.files[name]
}

func walk(dir string) *shelf {
	out := &shelf{files: map[string][]string{}, walked: time.Now()}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	seen := 0
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if seen++; seen > maxWalk {
			return filepath.SkipAll
		}
		if slices.Contains(made, path) {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() {
			return nil
		}
		if name, ok := moduleName(d.Name()); ok && len(out.files[name]) < maxNamed {
			out.files[name] = append(out.files[name], path)
		}
		return nil
	})
	return out
}

// moduleName returns the module that a file holds. The kernel prints - as _.
func moduleName(file string) (string, bool) {
	for _, packing := range []string{".xz", ".gz", ".zst", ".debug"} {
		file = strings.TrimSuffix(file, packing)
	}
	name, ok := strings.CutSuffix(file, ".ko")
	return strings.ReplaceAll(name, "-", "_"), ok
}
