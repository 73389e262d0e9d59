package symbols

import (
	"cmp"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"time"

	"oopscope/console/debuginfod"
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

	Captured time.Time // when a capture was last written to, at the latest; zero for a live console
	Keep     string    // where copies are made of the files that a board booted with; "" for the system's

	Servers *debuginfod.Client // asked for what is not on this machine, or nil
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
		s.Keep = dir
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
