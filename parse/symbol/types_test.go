package symbol

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse/symbol/ctype"
)

// Small modules of one source, for many machines, and what gdb says of each:
// testdata/symbol/typed/build.sh makes them.
const typed = "../../testdata/symbol/typed/"

// pumps are the modules; each file name of facts is one.
func pumps(t *testing.T) []string {
	names, err := filepath.Glob(typed + "pump-*.tsv")
	if err != nil || len(names) < 9 {
		t.Fatalf("%d modules with facts, %v", len(names), err)
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ".tsv")
	}
	return names
}

func facts(t *testing.T, module, kind string) (rows [][]string) {
	f, err := os.Open(module + ".tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if col := strings.Split(s.Text(), "\t"); col[0] == kind {
			rows = append(rows, col[1:])
		}
	}
	if len(rows) == 0 {
		t.Fatalf("%s.tsv has no %s", module, kind)
	}
	return rows
}

// TestMembersAsGdbHasThem asks for every leaf of every structure by its offset
// and size, and wants the path that gdb writes.
func TestMembersAsGdbHasThem(t *testing.T) {
	for _, module := range pumps(t) {
		im := openFile(t, module+".ko")
		for _, f := range facts(t, module, "leaf") {
			st := im.Struct(im.Addresses("pump_all")[0], f[0])
			if st == nil {
				t.Fatalf("%s: no struct %s", module, f[0])
			}
			bit, _ := strconv.ParseInt(f[1], 10, 64)
			size, _ := strconv.ParseInt(f[2], 10, 64)
			if !hasLeaf(st, bit, size, f[3]) {
				t.Errorf("%s: struct %s has no %s at bit %d with %d bits", module, f[0], f[3], bit, size)
			}
		}
		for _, f := range facts(t, module, "struct") {
			if got := fmt.Sprint(im.Struct(im.Addresses("pump_all")[0], f[0]).Bytes()); got != f[1] {
				t.Errorf("%s: struct %s has %s bytes, gdb says %s", module, f[0], got, f[1])
			}
		}
	}
}

func hasLeaf(st *ctype.Type, bit, size int64, path string) bool {
	for _, p := range st.Exactly(bit/8, (size+7)/8) {
		if p.Path() != path {
			continue
		}
		if p.BitSize > 0 {
			return p.BitSize == size && p.BitStart == bit
		}
		return p.Rest == 0 && p.Offset == bit/8
	}
	return false
}

var (
	inRegister = regexp.MustCompile(`^a variable in (\$\w+)$`)
	aConstant  = regexp.MustCompile(`^the constant (-?\d+)$`)
	entryOf    = regexp.MustCompile(`DW_OP_(?:GNU_)?entry_value \d+: DW_OP_reg(\d+) \[\$\w+\](?: \d+: DW_OP_const1u (\d+) \d+: DW_OP_minus)? \d+: DW_OP_stack_value$`)
	fromReg    = regexp.MustCompile(`DW_OP_breg(\d+) (-?\d+) \[\$\w+\] \d+: DW_OP_stack_value$`)
	atFrame    = regexp.MustCompile(`DW_OP_fbreg (-?\d+)$`)
)

// described writes a place as the rows of facts are read below: registers by
// number.
func described(w Where) string {
	switch {
	case w.Held == AsValue && w.Base == FromZero:
		return fmt.Sprintf("constant %d", w.Offset)
	case w.Held == AsValue && w.Base == FromRegister && w.Offset == 0:
		return "register"
	case w.Held == AsValue && w.Base == FromRegister:
		return fmt.Sprintf("register %d %+d", w.Register, w.Offset)
	case w.Held == AsValue && w.Base == FromEntry:
		return fmt.Sprintf("entry %d %+d", w.Register, w.Offset)
	case w.Held == InMemory && (w.Base == FromFrame || w.Base == FromRegister):
		return "memory"
	case w.Held == AsValue && w.Base == FromImage, w.Held == InMemory && w.Base == FromImage:
		return "image"
	}
	return "nowhere"
}

// said reads a row of gdb's; "" for what it says in words of its own.
func said(text string) string {
	if inRegister.MatchString(text) {
		return "register"
	}
	if m := aConstant.FindStringSubmatch(text); m != nil {
		return "constant " + m[1]
	}
	if m := entryOf.FindStringSubmatch(text); m != nil {
		minus, _ := strconv.Atoi(m[2])
		return fmt.Sprintf("entry %s %+d", m[1], -minus)
	}
	if m := fromReg.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[2])
		return fmt.Sprintf("register %s %+d", m[1], n)
	}
	if atFrame.MatchString(text) {
		return "memory"
	}
	if text == "optimized out" || strings.Contains(text, "parameter_ref") {
		return "nowhere"
	}
	return ""
}

// TestVariablesAsGdbHasThem compares where every variable is, at every fourth
// byte at which gdb says that it changes. Which number a register's name is
// differs by machine; within a module the two must always go together.
func TestVariablesAsGdbHasThem(t *testing.T) {
	compared := 0
	for _, module := range pumps(t) {
		im := openFile(t, module+".ko")
		names, numbers := map[string]int{}, map[int]string{}
		for _, f := range facts(t, module, "var") {
			want := said(f[3])
			if want == "" {
				continue
			}
			offset, _ := strconv.ParseUint(f[1], 10, 64)
			start, ok := im.Find(Place{Function: f[0]})
			if !ok {
				t.Fatalf("%s: no function %s", module, f[0])
			}
			compared++
			var v *Variable
			for _, x := range im.Variables(start + offset) {
				if x.Name == f[2] && (v == nil || v.Where.Held == Nowhere) {
					v = &x
				}
			}
			if v == nil || described(v.Where) != want {
				t.Errorf("%s: %s+%d: %s is %s, we say %+v", module, f[0], offset, f[2], f[3], v)
				continue
			}
			if m := inRegister.FindStringSubmatch(f[3]); m != nil {
				n, name := v.Where.Register, m[1]
				if known, ok := names[name]; ok && known != n || numbers[n] != "" && numbers[n] != name {
					t.Errorf("%s: %s+%d: %s is in %s, we say %d", module, f[0], offset, f[2], name, n)
				}
				names[name], numbers[n] = n, name
			}
		}
	}
	if compared < 900 {
		t.Errorf("only %d places were compared", compared)
	}
}
