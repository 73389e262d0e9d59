package symbols

import (
	"os/exec"
	"strings"
	"testing"

	"oopscope/parse/arch"
)

// TestDebuggers: the lines name the files in use, and the call that a return address is of.
func TestDebuggers(t *testing.T) {
	c := trace("toy_read+0x10/0x30 [toy]", "worker+0x20/0x40")
	dir := t.TempDir()
	copyTo(t, "toy-amd64.ko", dir+"/toy.ko")
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64", Modules: dir})
	for i, want := range [][]string{
		{"gdb -batch -ex 'list *(toy_read+0x10)' -ex 'disassemble /s toy_read' '" + dir + "/toy.ko'\n", "faddr2line '" + dir + "/toy.ko' toy_read+0x10/0x30\n",
			"vmlinux-amd64' VMCORE  # mod -s toy '" + dir + "/toy.ko'; bt; dis -l toy_read+0x10\n", "drgn -c VMCORE -s '/", "vmlinux-amd64' -s '" + dir + "/toy.ko'  # "},
		{"-ex 'list *(worker+0x1f)' -ex 'disassemble /s worker' '/", "vmlinux-amd64' worker+0x20/0x40\n", "dis -l worker+0x1f\n", `prog.symbol("worker")`},
	} {
		got := s.Debuggers(c, &c.Chain[i])
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%q is missing in\n%s", w, got)
			}
		}
	}
	if got := newTest(t, Sources{}).Debuggers(c, &c.Chain[1]); !strings.Contains(got, " VMLINUX\n") {
		t.Errorf("without a kernel: %s", got)
	}
}

// TestDebuggersHostile: neither the board's words nor a file's name are more than one word
// to a shell, which is asked.
func TestDebuggersHostile(t *testing.T) {
	for _, bad := range []string{"a;b", "$(reboot)", "`x`", "a'b", "a b", "a\"b", "a\nb", "a\\b", "a)b", "-x", "9a", "a\x1b[2J", "ü", ""} {
		f := &arch.Frame{Symbol: arch.Symbol{Function: bad, HasOffset: true, Offset: 1, Size: 2}}
		if got := debuggers(f, "/k", ""); !strings.HasPrefix(got, "# ") || strings.Count(got, "\n") != 1 {
			t.Errorf("%q: %s", bad, got)
		}
		f.Function, f.Module = "worker", bad
		if got := debuggers(f, "/k", "/m"); bad != "" && strings.Contains(got, bad) {
			t.Errorf("module %q: %s", bad, got)
		}
	}
	for path, want := range map[string]string{"/a b": "/a b", "/it's": "/it's", "/$(x)": "/$(x)", "/`x`;\"\\": "/`x`;\"\\", "/-r": "/-r",
		"/a\nb": "VMLINUX", "/a\x1b[2J": "VMLINUX", "/a\u202eb": "VMLINUX", "/a\u2066b": "VMLINUX", "/\xff": "VMLINUX"} {
		out, err := exec.Command("sh", "-c", "printf '%s|' "+orElse(path, "VMLINUX")).Output()
		if err != nil || string(out) != want+"|" {
			t.Errorf("%q is to a shell %q, %v", path, out, err)
		}
	}
}
