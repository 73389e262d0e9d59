package symbols

import (
	"path/filepath"
	"slices"
	"strings"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
)

// state puts into words what is in use.
func (set *images) state(c *parse.Crash) (string, bool) {
	const enough = 3 // modules named; a garbled trace may hold any number
	kernel, ok := set.kernelState(c)
	parts, doubts := []string{kernel}, 0
	doubt := func(text string) { // first of all
		parts, ok = slices.Insert(parts, doubts, text), false
		doubts++
	}
	if !ok {
		doubts++
	}
	if set.slide.doubt != "" {
		doubt(set.slide.doubt)
	}
	for _, m := range modulesIn(c) {
		switch found := set.modules[m.name]; {
		case found == nil && set.refused[m.name] != nil:
			parts = append(parts, set.refused[m.name].Error())
		case found == nil:
			parts = append(parts, "no file for module "+m.name+" (--modules DIR)")
		case !found.verdict.OK:
			doubt(found.doubt())
		case found.image.Refused() != nil:
			parts = append(parts, notWhole(found.path, found.image))
		case !found.image.HasLines():
			parts = append(parts, filepath.Base(found.path)+" has no debug information (build it with -g)")
		}
	}
	if len(parts) > enough+1 {
		parts = append(parts[:enough+1], "…")
	}
	return strings.Join(parts, "; "), ok
}

func (set *images) kernelState(c *parse.Crash) (string, bool) {
	switch k := set.kernel; {
	case k != nil && !k.verdict.OK:
		return k.differs(" is another kernel's: "), false
	case k != nil && set.failure != nil:
		return set.failure.Error() + "; names only, from " + filepath.Base(k.path), true
	case k != nil && k.image.Refused() != nil:
		return notWhole(k.path, k.image), true
	case k != nil && !k.image.HasLines():
		return filepath.Base(k.path) + " has names only, no lines: give --vmlinux FILE with debug information (CONFIG_DEBUG_INFO)", true
	case k != nil:
		return filepath.Base(k.path) + " (" + k.verdict.Text + ")", true
	case set.failure != nil:
		return set.failure.Error(), true
	case set.unfit != "":
		return "not used, another kernel's: " + set.unfit, true
	case len(modulesIn(c)) > 0 && set.hasModules():
		return "no vmlinux (--vmlinux FILE)", true
	}
	of := ""
	if c.Kernel != "" {
		of = " for " + c.Kernel
	}
	return "no symbols" + of + ": give --vmlinux FILE (a vmlinux with CONFIG_DEBUG_INFO) and --modules DIR for file and line", true
}

func (set *images) hasModules() bool {
	for _, m := range set.modules {
		if m != nil {
			return true
		}
	}
	return false
}

// notWhole says that an image knows less than its file.
func notWhole(path string, im *symbol.Image) string {
	err := im.Refused()
	return filepath.Base(path) + " is not read whole: " + err.Error() + advice(err)
}

// badge is what the crash says of its symbols: first of the file that the place of
// death is from.
func (set *images) badge(c *parse.Crash) (out crash.Symbols) {
	var files []*module
	put := func(module string) {
		m := set.of(module)
		if m == nil || slices.Contains(files, m) {
			return
		}
		files = append(files, m)
	}
	if i := c.DeathFrame(); i >= 0 {
		put(c.Chain[i].Module)
	} else if len(c.Chain) > 0 {
		put(c.Chain[0].Module)
	}
	put("")
	for _, m := range modulesIn(c) {
		put(m.name)
	}
	for i, m := range files {
		f := crash.File{Name: filepath.Base(m.path), Proof: m.proof}
		if i == 0 {
			out.File, out.Proof = f.Name, f.Proof
			continue
		}
		out.Other = append(out.Other, f)
	}
	if text, ok := set.state(c); !ok {
		out.Doubt = text
	} else if set.failure != nil {
		out.Doubt = unplaced(set.failure, set.failed)
	}
	return out
}

// unplaced is an error about a file without the directories that it lies in, which
// are nobody's business whom a report is sent to; there may be blanks in their names.
func unplaced(err error, path string) string {
	words := strings.Fields(strings.ReplaceAll(err.Error(), path, filepath.Base(path)))
	for i, w := range words {
		if filepath.IsAbs(w) || strings.ContainsRune(w, filepath.Separator) {
			words[i] = filepath.Base(w)
		}
	}
	return strings.Join(words, " ")
}
