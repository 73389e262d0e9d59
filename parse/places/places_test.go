package places

import "testing"

// TestOf: names of all ages and forms, and the places that kernel developers know
// them in. An empty place is one that the name does not tell.
func TestOf(t *testing.T) {
	for _, c := range []struct{ function, module, place string }{
		{"kfree", "", "mm/slub.c"},
		{"kfree.part.0", "", "mm/slub.c"},
		{"__pfx_kobject_put", "", "lib/kobject.c"},
		{"vprintk_emit", "", "kernel/printk/printk.c"},
		{"__mutex_lock.constprop.0", "", "kernel/locking/mutex.c"},
		{"ext4_readdir", "", "fs/ext4"},
		{"ext4_that_will_be_written", "", "fs/ext4"},
		{"usb_submit_urb", "", "drivers/usb/core"},
		{"__x64_sys_read", "", "fs/read_write.c"},
		{"SyS_read", "", "fs/read_write.c"},
		{"do_syscall_64", "", "arch/x86/entry/syscall_64.c"},
		{"rtnl_lock", "", "net/core/rtnetlink.c"},
		{"e1000_probe", "e1000e", "drivers/net/ethernet/intel/e1000e"},
		{"kfree", "e1000e", "drivers/net/ethernet/intel/e1000e"},
		{"snd_usb_lock_shutdown", "snd-usb-audio", "sound/usb"},
		{"kfree", "shepherd", ""},
		{"pru0_comm_receive_msg", "shepherd", ""},
		{"bench_of_nobody", "", ""},
		{"", "", ""},
		{".", "", ""},
	} {
		if got := Of(c.function, c.module); got != c.place {
			t.Errorf("%s [%s] lies in %q, want %q", c.function, c.module, got, c.place)
		}
	}
}

// TestStrangersAreUnknown: an entry has no room for the name. What was never in the
// kernel must not be taken for something of it more than once in a thousand.
func TestStrangersAreUnknown(t *testing.T) {
	const names = 20000
	known := 0
	for i := range names {
		name := []byte("zq")
		for n := i; n > 0; n /= 26 {
			name = append(name, byte('a'+n%26))
		}
		if Of(string(name), "") != "" {
			known++
		}
	}
	if known > names/1000 {
		t.Errorf("%d of %d made-up names have a place", known, names)
	}
}

func TestInTree(t *testing.T) {
	for file, want := range map[string]string{
		"mm/slub.c": "mm/slub.c", "./mm/slub.c": "mm/slub.c", "/home/me/linux/mm/slub.c": "mm/slub.c",
		"/home/kernel/src/drivers/net/tun.c":                "drivers/net/tun.c",
		"/build/linux-6.1/arch/x86/include/asm/processor.h": "arch/x86/include/asm/processor.h",
		"pru_comm.c": "", "../pru/comm.c": "", "/home/me/pru/comm.c": "", "": "", "/": "", "mm": "",
	} {
		if got := InTree(file); got != want {
			t.Errorf("%q is %q, want %q", file, got, want)
		}
	}
}

func TestDirectory(t *testing.T) {
	for place, want := range map[string]string{
		"mm/slub.c": "mm", "fs/btrfs": "fs/btrfs", "arch/x86/mm/fault.c": "arch/x86/mm", "arch/*/mm/fault.c": "arch", "arch/*": "arch", "": "",
	} {
		if got := Directory(place); got != want {
			t.Errorf("%q belongs to %q, want %q", place, got, want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		place, area string
		want        bool
	}{
		{"mm/kasan/report.c", "mm/kasan/", true}, {"mm/kasan", "mm/kasan/", true}, {"mm/kasan", "mm/", true}, {"mm/kasandra.c", "mm/kasan/", false},
		{"kernel/time/tick-sched.c", "kernel/time/tick", true}, {"kernel/time/timer.c", "kernel/time/tick", false},
		{"arch/x86/mm/fault.c", "arch/*/mm/fault", true}, {"arch/*/mm/fault.c", "arch/*/mm/fault", true}, {"arch/arm/mm/mmu.c", "arch/*/mm/fault", false},
		{"drivers/mm/fault.c", "arch/*/mm/fault", false}, {"arch/*", "arch/*/mm/fault", false}, {"", "lib/", false}, {"lib", "lib/", true},
	} {
		if got := Within(c.place, c.area); got != c.want {
			t.Errorf("%q within %q: %v", c.place, c.area, got)
		}
	}
}

func TestOwnerOf(t *testing.T) {
	for place, list := range map[string]string{
		"fs/btrfs": "linux-btrfs@vger.kernel.org", "drivers/usb/core": "linux-usb@vger.kernel.org", "net/core/sock.c": "netdev@vger.kernel.org",
		"mm/slub.c": "linux-mm@kvack.org", "arch/*": "", "arch/*/mm/fault.c": "", "": "", "nowhere/at/all.c": "",
	} {
		if o := OwnerOf(place); o.List != list || (list != "") != (o.Title != "") {
			t.Errorf("%q is of %+v, want %q", place, o, list)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	for b.Loop() {
		Of("kasan_report", "")
		Of("snd_soc_whatever_function", "")
	}
}
