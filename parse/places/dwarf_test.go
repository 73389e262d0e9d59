package places

import (
	"debug/dwarf"
	"debug/elf"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

// debugFunctions reads the functions that the kernels and modules of an unpacked
// debug package were built from: what the macros of the sources made, too.
func debugFunctions(root string) (all []definition, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := strings.TrimSuffix(d.Name(), ".debug")
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".ko") && !strings.HasPrefix(name, "vmlinux") {
			return err
		}
		defs, err := debugFunctionsOf(path)
		all = append(all, defs...)
		return err
	})
	return all, err
}

func debugFunctionsOf(file string) (all []definition, err error) {
	f, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.DWARF()
	if err != nil {
		return nil, err
	}
	unit := ""
	for r := info.Reader(); ; {
		e, err := r.Next()
		if e == nil || err != nil {
			return all, err
		}
		switch e.Tag {
		case dwarf.TagCompileUnit:
			name, _ := e.Val(dwarf.AttrName).(string)
			if unit = builtFile(name); unit == "" {
				r.SkipChildren()
			}
			continue
		case dwarf.TagSubprogram:
			name, _ := e.Val(dwarf.AttrName).(string)
			external, _ := e.Val(dwarf.AttrExternal).(bool)
			inlined, _ := e.Val(dwarf.AttrInline).(int64) // 1: as if it were a macro
			declared, _ := e.Val(dwarf.AttrDeclaration).(bool)
			if name != "" && !declared && (inlined == 0 || inlined == 2) && name == Bare(name) {
				all = append(all, definition{strings.TrimPrefix(name, "__pfx_"), unit, !external})
			}
		}
		r.SkipChildren()
	}
}

// root is the directory that Debian's kernels are built in.
var root = regexp.MustCompile(`^/.*/linux-\d[^/]*/`)

// builtFile is the path of a compilation unit from the root of the sources.
func builtFile(name string) string {
	file := strings.TrimPrefix(root.ReplaceAllString(name, ""), "./")
	if notKernel(file) || !isTop(file) {
		return ""
	}
	return file
}
