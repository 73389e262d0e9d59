package symbols

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Builds and packages keep a kernel and its modules at fixed distances from each
// other; who names one of them need not name the other:
//
//	a build tree, in place or with O=     vmlinux, Module.symvers, drivers/…/x.ko
//	Android's dist, a flat folder         vmlinux, x.ko, unstripped/x.ko
//	Debian's -dbg package, unpacked       boot/vmlinux-REL, lib/modules/REL
//	Fedora's debuginfo                    lib/modules/REL/vmlinux
//	a root file system                    boot/vmlinux-REL, lib/modules/REL
//	Buildroot's output                    images/vmlinux, build/linux-V, target/lib/modules/REL
//	Yocto's work directory                build/vmlinux, {image,package}/lib/modules/REL

// modulesNear returns the directories that hold the modules of a kernel, by where
// its vmlinux lies.
func modulesNear(vmlinux, release string) (dirs []string) {
	dir := filepath.Dir(vmlinux)
	if isBuild(dir) || hasModules(dir) || filepath.Base(up(dir, 1)) == "modules" {
		dirs = append(dirs, dir)
	}
	for _, sub := range []string{"unstripped", "unstripped_modules", "modules"} {
		if hasModules(join(dir, sub)) {
			dirs = append(dirs, join(dir, sub))
		}
	}
	for _, top := range []string{dir, up(dir, 1), join(up(dir, 1), "target"), join(up(dir, 1), "package"), join(up(dir, 1), "image")} {
		dirs = append(dirs, releaseDirs(top, release)...)
	}
	if root, ok := rootOfDebug(dir); ok { // what was built against the kernel is in no package of it
		dirs = append(dirs, releaseDirs(root, release)...)
	}
	builds, _ := filepath.Glob(join(up(dir, 1), "build", "linux-*"))
	return existing(append(dirs, slices.DeleteFunc(builds, func(b string) bool { return !isBuild(b) })...))
}

// rootOfDebug is the root directory that a place in its usr/lib/debug belongs to.
func rootOfDebug(dir string) (root string, ok bool) {
	for top := up(dir, 0); top != filepath.Dir(top); top = filepath.Dir(top) {
		if root, ok := strings.CutSuffix(top, join(string(filepath.Separator), "usr", "lib", "debug")); ok {
			return root + string(filepath.Separator), true
		}
	}
	return "", false
}

// kernelsNear returns where the kernel of modules may lie, by where those are: in
// the nearest build tree above, or beside the directory of the release.
func kernelsNear(modules, release string) (paths []string) {
	dir, err := filepath.Abs(modules)
	if err != nil {
		return nil
	}
	paths = append(paths, join(dir, "vmlinux"), join(dir, "build", "vmlinux"))
	for top := dir; top != filepath.Dir(top); top = filepath.Dir(top) {
		if isBuild(top) {
			paths = append(paths, join(top, "vmlinux"))
		}
		switch filepath.Base(top) {
		case "lib": // of lib/modules/REL, and of usr/lib/modules/REL
			paths = append(append(paths, kernelsIn(up(top, 1), release)...), kernelsIn(up(top, 2), release)...)
		case "target", "image", "package", "staging": // of Buildroot and Yocto
			paths = append(paths, join(up(top, 1), "images", "vmlinux"), join(up(top, 1), "build", "vmlinux"))
			builds, _ := filepath.Glob(join(up(top, 1), "build", "linux-*", "vmlinux"))
			paths = append(paths, builds...)
		}
	}
	return existing(append(paths, kernelsIn(dir, release)...))
}

// kernelsIn returns where a root directory, or one that packages were unpacked to,
// has the kernel of a release.
func kernelsIn(root, release string) (paths []string) {
	if !pathSafe(release) {
		return nil
	}
	for _, p := range []string{
		"usr/lib/debug/boot/vmlinux-" + release,             // Debian, Ubuntu
		"usr/lib/debug/lib/modules/" + release + "/vmlinux", // Fedora, Red Hat, openSUSE
		"usr/lib/debug/boot/vmlinux-" + release + ".debug",
		"lib/modules/" + release + "/build/vmlinux", // built here
		"boot/vmlinux-" + release,
	} {
		paths = append(paths, filepath.Join(root, p))
	}
	return paths
}

// releaseDirs returns where a root directory has the modules of a release.
func releaseDirs(root, release string) (dirs []string) {
	if pathSafe(release) {
		for _, lib := range []string{"lib", "usr/lib", "usr/lib/debug/lib", "usr/lib/debug/usr/lib"} {
			dirs = append(dirs, join(root, lib, "modules", release))
		}
	}
	return dirs
}

// isBuild tells the top of a kernel's build tree: that file is written when all of
// it was built.
func isBuild(dir string) bool {
	_, err := os.Stat(join(dir, "Module.symvers"))
	return err == nil
}

// hasModules tells whether modules lie in the directory itself.
func hasModules(dir string) bool {
	entries, _ := os.ReadDir(dir)
	return slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		_, is := moduleName(e.Name())
		return is && !e.IsDir()
	})
}

func existing(paths []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(paths, func(p string) bool {
		_, err := os.Stat(p)
		again := seen[p]
		seen[p] = true
		return err != nil || again
	})
}

func join(parts ...string) string { return filepath.Join(parts...) }

func up(dir string, n int) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	for range n {
		dir = filepath.Dir(dir)
	}
	return dir
}
