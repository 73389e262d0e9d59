package places

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A definition is one function of one file.
type definition struct {
	name, file string
	static     bool
}

// sourceFunctions reads the functions that a kernel source tree defines, whatever
// the configuration and the architecture.
func sourceFunctions(root string) (all []definition, err error) {
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		file, _ := filepath.Rel(root, path)
		if d.IsDir() {
			if notKernel(file + "/") {
				return filepath.SkipDir
			}
			return nil
		}
		read := readers[filepath.Ext(file)]
		if read == nil || notKernel(file) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read(text, func(name string, static bool) {
			all = append(all, definition{name, filepath.ToSlash(file), static})
		})
		return nil
	})
	return all, err
}

var readers = map[string]func(text []byte, found func(name string, static bool)){".c": readC, ".h": readC, ".S": readAssembly}

// outside are programs of the build host, code that runs before the kernel or
// beside it, user-mode Linux, which wraps the functions of its host, and what is no
// code.
var outside = regexp.MustCompile(`^(?:Documentation|LICENSES|certs|samples|scripts|tools|usr|debian)/|^arch/um/|^arch/[^/]+/(?:boot|purgatory|realmode|tools)/|/(?:libstub|vdso|vdso32|vdso64|relocs|progs)/|^include/uapi/|^drivers/gpu/drm/amd/include/`)

func notKernel(file string) bool { return outside.MatchString(file) }

// readC finds the functions of a C file by the kernel's own style: a definition
// begins in the first column, and so does the brace that ends it.
func readC(text []byte, found func(name string, static bool)) {
	var head []byte
	inside := false
	for line := range bytes.Lines(withoutComments(text)) {
		line = bytes.TrimRight(line, " \t\r\n")
		switch {
		case len(line) == 0:
		case inside:
			inside = line[0] != '}'
		default:
			head, inside = readOutside(head, line, found)
		}
	}
}

// readOutside takes a line that stands in no function. It returns the head of the
// definition as far as it goes, and whether the body begins.
func readOutside(head, line []byte, found func(string, bool)) ([]byte, bool) {
	if first := line[0] != ' ' && line[0] != '\t'; first && line[0] != '{' && (len(head) > 0 && head[len(head)-1] == ')') {
		head = head[:0] // a macro call without a semicolon
	}
	if at := bytes.IndexByte(line, '{'); at >= 0 {
		head = append(append(head, ' '), line[:at]...)
		if name, static := defined(head); name != "" {
			found(name, static)
		}
		return head[:0], line[len(line)-1] != '}' && line[len(line)-1] != ';'
	}
	if end := line[len(line)-1]; end == ';' || end == '}' {
		return head[:0], false
	}
	return append(append(head, ' '), line...), false
}

var (
	call = regexp.MustCompile(`([A-Za-z_]\w*)\s*\(\s*(\w*)`)
	// what stands in a head with parentheses of its own and is not the name
	attribute = regexp.MustCompile(`^(?:__attribute__|__printf|__scanf|__acquires\w*|__releases\w*|__must_hold\w*|__cond_acquires\w*|__aligned|__section|__alloc_size|__bpf_kfunc|__no_\w+|__nocfi|__counted_by|asmlinkage|notrace|noinline|__typeof__|typeof|__diag\w*|__target|__flatten)$`)
	// SYSCALL_DEFINE3(read, …), BPF_CALL_2(bpf_map_lookup_elem, …), DEFINE_IDTENTRY(exc_divide_error)
	maker  = regexp.MustCompile(`^(?:(?:COMPAT_)?SYSCALL(?:32)?_DEFINE\w*|BPF_CALL_\w+|NOTRACE_BPF_CALL_\w+|DEFINE_IDTENTRY\w*|DEFINE_INTERRUPT_HANDLER\w*|DEFINE_FREEZER_IDTENTRY\w*|FNAME|KUNIT_\w+|TEST_\w+|PV_\w+)$`)
	shouts = regexp.MustCompile(`^[A-Z0-9_]+$`)
)

// defined names the function that a head defines, "" when it defines none.
func defined(head []byte) (name string, static bool) {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] == '#' || bytes.HasPrefix(head, []byte("typedef")) {
		return "", false
	}
	if at := bytes.IndexByte(head, '='); at >= 0 && !bytes.Contains(head[:at], []byte("(")) {
		return "", false
	}
	static = bytes.HasPrefix(head, []byte("static"))
	for _, m := range call.FindAllSubmatch(head, -1) {
		name, first := string(m[1]), string(m[2])
		switch {
		case attribute.MatchString(name):
			continue
		case strings.Contains(name, "SYSCALL") && maker.MatchString(name):
			return "sys_" + first, false
		case maker.MatchString(name):
			return first, static
		case shouts.MatchString(name) || name == "if" || name == "while" || name == "for" || name == "switch":
			return "", false
		}
		return name, static
	}
	return "", false
}

// withoutComments blanks comments, preprocessor lines, and what strings say.
func withoutComments(text []byte) []byte {
	out := slices.Clone(text)
	blank := func(from, to int) {
		for i := from; i < to; i++ {
			if out[i] != '\n' {
				out[i] = ' '
			}
		}
	}
	until := func(from int, end string) int {
		if n := bytes.Index(text[from:], []byte(end)); n >= 0 {
			return from + n + len(end)
		}
		return len(text)
	}
	for i := 0; i < len(text); {
		to := i + 1
		switch c := text[i]; {
		case c == '/' && bytes.HasPrefix(text[i:], []byte("/*")):
			to = until(i+2, "*/")
			blank(i, to)
		case c == '/' && bytes.HasPrefix(text[i:], []byte("//")):
			to = until(i, "\n")
			blank(i, to)
		case c == '#' && (i == 0 || text[i-1] == '\n'):
			to = endOfDirective(text, i)
			blank(i, to)
		case c == '"' || c == '\'':
			to = endOfString(text, i)
			blank(i+1, to-1)
		}
		i = to
	}
	return out
}

func endOfDirective(text []byte, i int) int {
	for ; i < len(text); i++ {
		if text[i] == '\n' && text[i-1] != '\\' {
			return i
		}
	}
	return len(text)
}

func endOfString(text []byte, i int) int {
	quote := text[i]
	for i++; i < len(text) && text[i] != '\n'; i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return min(i, len(text))
}

var assemblyStart = regexp.MustCompile(`(?m)^\s*(?:SYM_(?:TYPED_)?(?:FUNC|CODE)_START\w*|SYM_FUNC_ALIAS\w*|ENTRY|NESTED|LEAF|_GLOBAL\w*|FRV_ENTRY|WEAK|SYM_INNER_LABEL)\s*\(\s*([A-Za-z_]\w+)`)

func readAssembly(text []byte, found func(name string, static bool)) {
	for _, m := range assemblyStart.FindAllSubmatch(text, -1) {
		found(string(m[1]), false)
	}
}
