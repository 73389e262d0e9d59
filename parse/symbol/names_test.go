package symbol

import "testing"

// TestHidden: what scripts/mksysmap and scripts/kallsyms.c of 4.x to 6.x leave out,
// and names that look like it.
func TestHidden(t *testing.T) {
	for name, want := range map[string]bool{
		"": true, "$a": true, "$d.1": true, "$t": true, "$x": true, ".Ltmp0": true, ".L__unnamed_1": true, "L0\x01": true,
		"__crc_printk": true, "__kcrctab_printk": true, "__kcrctab_gpl_x": true, "__ksymtab_printk": true, "__kstrtab_printk": true, "__kstrtabns_printk": true,
		"__efistub_memcpy": true, "__kvm_nvhe_$d": true, "__kvm_nvhe_.L1": true, "__cfi_printk": true, "__kcfi_typeid_printk": true,
		"__AArch64ADRPThunk_printk": true, "__ThumbV7PILongThunk_printk": true,
		"__pi_$x": true, "__pi_.L4": true, "__pi___kcfi_typeid_memcpy": true, "__kvm_nvhe___kcfi_typeid_f": true, "__LA25Thunk_printk": true, "__ARMV5PILongThunk_f": true,
		"__pi_memcpy": false, "__pi_": false, "__kvm_nvhe_": false, "__Thunk_f": false, "__my_Thunk_f": false, "__x86_Thunk_": false, "aThunk_f": false,
		"printk": false, "__kvm_nvhe_memcpy": false, "crc_printk": false, "__cf": false, "L0": false, "ksymtab": false, "__kstrdup": false,
	} {
		if got := hidden(name); got != want {
			t.Errorf("%q is hidden: %v", name, got)
		}
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"f": "f", "f.isra.0": "f", "f.constprop.0.cold": "f", "f.llvm.123": "f", ".f": "f", "..f.part.1": "f", "": "",
	} {
		if got := base(name); got != want {
			t.Errorf("%q is %q in the source, want %q", name, got, want)
		}
		if hash(base(name)) != hash(want) {
			t.Errorf("%q does not fall together with %q", name, want)
		}
	}
	if !cold("f.cold") || !cold("f.cold.3") || cold("f") || cold("coldboot") {
		t.Error("the part that was split off is not told")
	}
	for name, want := range map[string]string{"plain": "plain", "a\x1b[2J": "a?[2J", "a\nb": "a?b", "ü": "ü", "a\xffb": "a?b"} {
		if got := printed(name); got != want {
			t.Errorf("%q is shown as %q", name, got)
		}
	}
	// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/: its own test vectors
	for name, want := range map[string]uint32{"": 0x811c9dc5, "a": 0xe40c292c, "foobar": 0xbf9cf968} {
		if got := hash(name); got != want {
			t.Errorf("%q: %#x, want %#x", name, got, want)
		}
	}
}

// TestShortenOfBuilds: a tree that was built in itself, beside itself, from below,
// and a module of somebody's own.
func TestShortenOfBuilds(t *testing.T) {
	for _, c := range []struct{ file, dir, want string }{
		{"drivers/net/tun.c", "/src/linux", "drivers/net/tun.c"},
		{"/src/linux/mm/slub.c", "/src/linux", "mm/slub.c"},
		{"../mm/slub.c", "/src/linux/build", "mm/slub.c"},
		{"../../mm/slub.c", ".", "mm/slub.c"},
		{"/home/me/shepherd/shepherd.c", "/src/linux", "/home/me/shepherd/shepherd.c"},
		{"/src/linux/elsewhere/x.c", "/src/linux/build", "/src/linux/elsewhere/x.c"},
	} {
		if got := shorten(c.file, c.dir); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.file, c.dir, got, c.want)
		}
	}
}
